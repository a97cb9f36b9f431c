/* Figures as people write them: "1.003 s", "2 s"; "64 MiB", "300 KiB"; "70000 bytes". Nothing is
 * rounded: what is over a limit must not read as the limit.
 *
 *     snprintf(text, size, "the limit is %s", figure_seconds(limits.cpu_us).text);
 *
 * A figure is a value of its own; its text is good until the end of the full expression or, in a
 * variable, as long as that is. Tables round: they have judge/report/table.h.
 */
#ifndef JUDGE_FIGURES_H
#define JUDGE_FIGURES_H

#include <stdint.h>

struct figure {
    char text[40];
};

/* With every digit that is not zero: 1.000003 s does not read as 1 s. `us` is not negative. */
struct figure figure_seconds(int64_t us);

/* In MiB where it is a whole number of them. */
struct figure figure_kibibytes(int64_t kib);

/* In KiB or MiB where it is a whole number of them. */
struct figure figure_bytes(int64_t bytes);

#endif
