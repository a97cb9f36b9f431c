#include "judge/grader/shown_paths.h"

#include <ctype.h>
#include <string.h>

/* Whether a name may begin after this byte. */
static int ends_path(char byte)
{
    return !isalnum((unsigned char)byte) && !strchr("/._-", byte);
}

static int starts_with(const char *text, size_t size, const char *part)
{
    size_t length = strlen(part);

    return length <= size && memcmp(text, part, length) == 0;
}

/* How many bytes at the start of `text` are a folder of the cell. */
static size_t folder_size(const char *text, size_t size, int is_build)
{
    static const char *const folders[] = {"/prog/", BUILD_FROM "/", BUILD_OUT "/", "/tmp/"};
    size_t count = sizeof(folders) / sizeof(folders[0]) - !is_build;

    for (size_t i = 0; i < count; i++)
        if (starts_with(text, size, folders[i]))
            return strlen(folders[i]);
    return 0;
}

/* Whether the laid name stands here and ends here. */
static int is_laid(const char *text, size_t size, const char *laid)
{
    size_t length = strlen(laid);

    if (!starts_with(text, size, laid))
        return 0;
    length += length < size && text[length] == 'c'; /* what a compiler made of it */
    if (length == size || (!isalnum((unsigned char)text[length]) && !strchr("/_-.", text[length])))
        return 1;
    /* the end of a sentence, not another name */
    return text[length] == '.' && (length + 1 == size || isspace((unsigned char)text[length + 1]));
}

/* The given name without its folders, NULL where there is none to give. */
static const char *base_of(const struct shown_names *names)
{
    const char *slash;

    if (!names || !names->laid || !names->laid[0] || !names->given)
        return NULL;
    slash = strrchr(names->given, '/');
    slash = slash ? slash + 1 : names->given;
    return *slash && strcmp(slash, "-") != 0 ? slash : NULL;
}

void shown_paths(struct buffer *shown, const char *text, size_t size,
                 const struct shown_names *names, int is_build)
{
    const char *given = base_of(names);

    for (size_t i = 0; i < size;) {
        int is_start = i == 0 || ends_path(text[i - 1]);
        size_t skip = is_start ? folder_size(text + i, size - i, is_build) : 0;

        /* "./solution.go" is one as well */
        if (is_start && skip == 0 && starts_with(text + i, size - i, "./"))
            buffer_append(shown, text + i, skip = 2);
        i += skip;
        if ((is_start || skip > 0) && given && is_laid(text + i, size - i, names->laid)) {
            buffer_append_shown(shown, given, strlen(given));
            i += strlen(names->laid);
        } else if (skip == 0) {
            buffer_append_char(shown, text[i++]);
        }
    }
}
