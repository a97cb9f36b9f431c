/* Bytes of programs and packages in JSON: the key KEY has them where they are UTF-8 text, else
 * KEY_base64. */
#ifndef JUDGE_REPORT_BYTES_H
#define JUDGE_REPORT_BYTES_H

#include "base/buffer.h"

#include <jansson.h>
#include <stddef.h>

void bytes_put(json_t *object, const char *key, const void *data, size_t size);

/* Appends them; 0: neither key is there. */
int bytes_get(const json_t *object, const char *key, struct buffer *ret_bytes);

#endif
