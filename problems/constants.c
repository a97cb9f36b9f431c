#include "problems/constants.h"

#include <string.h>

static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
static const char DIGITS[] = "0123456789";

static size_t word_size(const char *text, size_t size)
{
    size_t used = 0;

    while (used < size && text[used] != '\0' &&
           (strchr(LETTERS, text[used]) || (used > 0 && strchr(DIGITS, text[used]))))
        used++;
    return used;
}

int problem_is_constant_name(const char *name, size_t size)
{
    size_t used = word_size(name, size);

    if (used > 0 && used < size && name[used] == '.') {
        size_t variant = word_size(name + used + 1, size - used - 1);

        used = variant > 0 ? used + 1 + variant : 0;
    }
    return used > 0 && used == size;
}

static const char *find(const struct problem *problem, const char *name, size_t size)
{
    for (size_t i = 0; i < problem->constant_count; i++)
        if (strlen(problem->constants[i].name) == size &&
            memcmp(problem->constants[i].name, name, size) == 0)
            return problem->constants[i].value;
    return NULL;
}

size_t problem_put_constants(const struct problem *problem, struct buffer *text)
{
    enum { TOKEN_MAX = 256 }; /* no longer one is looked at, so that the time is the text's */
    struct buffer out = BUFFER_INIT;
    const char *at = text->data, *end = text->data + text->size;
    size_t count = 0;

    if (problem->constant_count == 0)
        return 0;
    while (at < end) {
        const char *open = memmem(at, (size_t)(end - at), "{{", 2);
        size_t left = open ? (size_t)(end - open) : 0;
        const char *close =
            open ? memmem(open, left < TOKEN_MAX ? left : TOKEN_MAX, "}}", 2) : NULL;
        const char *value = NULL;

        if (!open)
            break;
        if (close && problem_is_constant_name(open + 2, (size_t)(close - open - 2)))
            value = find(problem, open + 2, (size_t)(close - open - 2));
        if (value && out.size + strlen(value) + (size_t)(end - at) > PROBLEM_CONSTANTS_TEXT_MAX)
            break;
        buffer_append(&out, at, (size_t)(open - at));
        if (value) {
            buffer_append_text(&out, value);
            at = close + 2;
            count++;
        } else {
            buffer_append_char(&out, '{');
            at = open + 1;
        }
    }
    buffer_append(&out, at, (size_t)(end - at));
    buffer_release(text);
    *text = out;
    return count;
}
