#include "judge/languages/vector.h"

#include "base/buffer.h"

#include <string.h>

/* One argument with its placeholders replaced. */
static const char *fill_in(struct arena *arena, const char *pattern,
                           const struct execute_names *names)
{
    /* the part of the stack that a program may use: the runtime needs the rest, and none accepts
     * more than 1 GiB */
    enum { STACK_MAX_KIB = 1000 * 1000 };
    const int64_t stack_kib = names->stack_kib / 16 * 15;
    const char *dir = names->dir ? names->dir : "/prog";
    const char *file = names->file ? names->file : "";
    const char *dot = strrchr(file, '.');
    size_t stem = dot && !strchr(dot, '/') ? (size_t)(dot - file) : strlen(file);
    struct buffer text = BUFFER_INIT;
    const char *filled;

    for (const char *at = pattern; *at;) {
        size_t plain = strcspn(at, "{");
        const struct {
            const char *name, *text;
            int64_t number;
        } places[] = {
            {"{file}", arena_format(arena, "%s/%s", dir, file), 0},
            {"{stem}", arena_format(arena, "%.*s", (int)stem, file), 0},
            {"{dir}", dir, 0},
            {"{out}", names->out, 0},
            {"{main}", names->main_class, 0},
            {"{memory_mib}", NULL, names->memory_kib / 1024},
            {"{stack_kib}", NULL, stack_kib < STACK_MAX_KIB ? stack_kib : STACK_MAX_KIB},
        };
        size_t place = 0, count = sizeof(places) / sizeof(places[0]);

        buffer_append(&text, at, plain);
        at += plain;
        while (place < count && strncmp(at, places[place].name, strlen(places[place].name)) != 0)
            place++;
        if (place < count && places[place].text)
            buffer_append_text(&text, places[place].text);
        else if (place < count)
            buffer_format(&text, "%lld", (long long)places[place].number);
        else if (*at)
            buffer_append_char(&text, *at);
        at += place < count ? strlen(places[place].name) : (size_t)(*at != '\0');
    }
    filled = arena_memdup(arena, text.data, text.size);
    buffer_release(&text);
    return filled;
}

static size_t length_of(const char *const *list)
{
    size_t length = 0;

    while (list && list[length])
        length++;
    return length;
}

const char *const *execute_argv(struct arena *arena, const char *const *pattern,
                                const struct execute_names *names)
{
    size_t sources = length_of(names->sources), count = 0;
    const char **argv =
        arena_alloc(arena, (length_of(pattern) * (sources + 1) + 1) * sizeof(*argv));

    for (; *pattern; pattern++) {
        if (strcmp(*pattern, "{sources}") != 0) {
            argv[count++] = fill_in(arena, *pattern, names);
            continue;
        }
        for (size_t i = 0; i < sources; i++)
            argv[count++] =
                arena_format(arena, "%s/%s", names->dir ? names->dir : "/prog", names->sources[i]);
    }
    return argv;
}
