#include "judge/report/bytes.h"

#include "base/memory.h"

#include <nettle/base64.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_MAX = 64 };

static const char *base64_key(const char *key, char name[KEY_MAX])
{
    snprintf(name, KEY_MAX, "%s_base64", key);
    return name;
}

void bytes_put(json_t *object, const char *key, const void *data, size_t size)
{
    json_t *text = memchr(data, '\0', size) ? NULL : json_stringn(data, size);
    char name[KEY_MAX], *encoded;

    if (text) {
        json_object_set_new(object, key, text);
        return;
    }
    encoded = memory_alloc(BASE64_ENCODE_RAW_LENGTH(size) + 1);
    base64_encode_raw(encoded, size, data);
    json_object_set_new(object, base64_key(key, name),
                        json_stringn(encoded, BASE64_ENCODE_RAW_LENGTH(size)));
    free(encoded);
}

int bytes_get(const json_t *object, const char *key, struct buffer *ret_bytes)
{
    const json_t *text = json_object_get(object, key);
    struct base64_decode_ctx context;
    char name[KEY_MAX];
    size_t size, decoded;

    if (json_is_string(text)) {
        buffer_append(ret_bytes, json_string_value(text), json_string_length(text));
        return 1;
    }
    text = json_object_get(object, base64_key(key, name));
    if (!json_is_string(text))
        return 0;
    size = json_string_length(text);
    base64_decode_init(&context);
    decoded = 0;
    if (base64_decode_update(&context, &decoded,
                             (uint8_t *)buffer_reserve(ret_bytes, BASE64_DECODE_LENGTH(size)), size,
                             json_string_value(text))) {
        ret_bytes->size += decoded;
        ret_bytes->data[ret_bytes->size] = '\0';
    }
    return 1;
}
