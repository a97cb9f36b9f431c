/* Values with a unit, as problem.yaml and the command line have them. Pure: no I/O. */
#ifndef PROBLEMS_UNITS_H
#define PROBLEMS_UNITS_H

#include "base/error.h"

#include <stdint.h>

/* Reads a value with a unit, as the YAML and the command line have it: "64MiB", "1.5s", "500ms".
 * The unit is required (ms, s, min; KiB, MiB, GiB). Returns 0, or -EINVAL with what was found and
 * expected. Ranges: 1 ms to 1 h; 1 KiB to 1 TiB. */
int units_parse_time(const char *text, int64_t *ret_us, struct error *err);
int units_parse_size(const char *text, int64_t *ret_kib, struct error *err);

#endif
