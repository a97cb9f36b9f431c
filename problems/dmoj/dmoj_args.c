/* Words of the author's for the command line of a program or of its compiler. */
#include "base/buffer.h"
#include "problems/dmoj/dmoj_parts.h"

#include <errno.h>
#include <string.h>

enum { WORD_MAX = 4096 };

int dmoj_read_words(const struct dmoj *dmoj, const struct yaml_node *node, const char *what,
                    const char *const **ret_words)
{
    const char **words;
    size_t count = 0;

    if (schema_list(&dmoj->schema, node, what) < 0)
        return -EINVAL;
    if (node->count > PROBLEM_ARGS_MAX)
        return schema_mismatch(&dmoj->schema, node, "at most 64 words");
    words = arena_alloc(dmoj->arena, (node->count + 1) * sizeof(*words));
    for (const struct yaml_node *item = node->first; item; item = item->next)
        if (item->kind == YAML_KIND_SCALAR && item->size == 0)
            words[count++] = "";
        else if (schema_text(&dmoj->schema, item, what, WORD_MAX, &words[count]) < 0)
            return -EINVAL;
        else
            count++;
    *ret_words = words;
    return 0;
}

/* One place of Python's format in the text: how long it is, or 0. */
static size_t place_size(const char *at)
{
    static const char *const places[] = {"{input_file}", "{output_file}", "{answer_file}"};

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        if (strncmp(at, places[i], strlen(places[i])) == 0)
            return strlen(places[i]);
    return 0;
}

static int places_are_known(const char *text)
{
    while (*text) {
        size_t size = place_size(text);

        if (size == 0 && (*text == '{' || *text == '}'))
            return 0;
        text += size > 0 ? size : 1;
    }
    return 1;
}

static int is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The next word as Python's shlex.split has it; NULL: its quotes do not end. */
static const char *take_word(const char *at, struct buffer *word)
{
    char quote = '\0';

    for (; *at && (quote || !is_space(*at)); at++) {
        if (quote && *at == quote) {
            quote = '\0';
        } else if (!quote && (*at == '\'' || *at == '"')) {
            quote = *at;
        } else if (*at == '\\' && (!quote || (quote == '"' && (at[1] == '"' || at[1] == '\\')))) {
            if (*++at == '\0')
                return NULL;
            buffer_append(word, at, 1);
        } else {
            buffer_append(word, at, 1);
        }
    }
    return quote ? NULL : at;
}

static int split(const struct dmoj *dmoj, const struct yaml_node *node, const char *text,
                 const char *const **ret_words)
{
    const char **words = arena_alloc(dmoj->arena, (PROBLEM_ARGS_MAX + 1) * sizeof(*words));
    size_t count = 0;

    for (;;) {
        struct buffer word = BUFFER_INIT;

        while (is_space(*text))
            text++;
        if (*text == '\0')
            break;
        text = count < PROBLEM_ARGS_MAX ? take_word(text, &word) : NULL;
        if (text)
            words[count++] = arena_strdup(dmoj->arena, word.data ? word.data : "");
        buffer_release(&word);
        if (!text)
            return schema_mismatch(&dmoj->schema, node,
                                   "at most 64 words, with quotes that are closed");
    }
    *ret_words = words;
    return 0;
}

int dmoj_read_format(const struct dmoj *dmoj, const struct yaml_node *mapping,
                     const char *const **ret_args, int *ret_are_all)
{
    static const char what[] = "arguments, with the files as {input_file}, {output_file} and "
                               "{answer_file}, and no other braces";
    const struct yaml_node *node = dmoj_find_here(mapping, "args_format_string");
    const char *text;

    if (!node || dmoj_is_nothing(node) || node->size == 0)
        return 0;
    if (schema_text(&dmoj->schema, node, what, WORD_MAX, &text) < 0)
        return -EINVAL;
    if (!places_are_known(text))
        return schema_mismatch(&dmoj->schema, node, what);
    *ret_are_all = 1;
    return split(dmoj, node, text, ret_args);
}

const char *dmoj_c_ending(const struct problem_program *program)
{
    static const char *const endings[] = {".cc", ".cpp", ".cxx"};
    const char *dot = strrchr(program->path, '.');

    if (program->language)
        return strcmp(program->language, "c") == 0         ? ".c"
               : strncmp(program->language, "cpp", 3) == 0 ? ".cpp"
                                                           : NULL;
    for (size_t i = 0; dot && i < sizeof(endings) / sizeof(endings[0]); i++)
        if (strcmp(dot, endings[i]) == 0)
            return ".cpp";
    return dot && strcmp(dot, ".c") == 0 ? ".c" : NULL;
}

int dmoj_read_flags(const struct dmoj *dmoj, const struct yaml_node *mapping,
                    struct problem_program *program)
{
    const struct yaml_node *node = dmoj_find_here(mapping, "flags");
    const char *const *flags;

    if (!node || dmoj_is_nothing(node))
        return 0;
    if (dmoj_read_words(dmoj, node, "flags for the compiler: [-DFLAG]", &flags) < 0)
        return -EINVAL;
    if (flags[0] && !dmoj_c_ending(program))
        report_warning_at(dmoj->report, dmoj->source, node->index,
                          "found flags for the compiler of a program that is neither C nor C++; "
                          "they are ignored, as DMOJ ignores them");
    else
        program->flags = flags;
    return 0;
}
