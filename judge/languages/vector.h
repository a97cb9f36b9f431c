/* The argument vectors of a language's definition, with their placeholders filled in
 * (docs/languages.md lists the placeholders).
 *
 *     const struct execute_names names = {.file = "solution.py"};
 *     argv = execute_argv(&arena, language->run, &names);
 */
#ifndef JUDGE_VECTOR_H
#define JUDGE_VECTOR_H

#include "base/arena.h"

#include <stdint.h>

/* The values of the placeholders. */
struct execute_names {
    const char *dir;  /* {dir}: the folder that the files are in, NULL: /prog */
    const char *file; /* {file}: the main source, below `dir`; {stem}: without its extension */
    const char *const *sources;    /* {sources}: one argument for each, below `dir`; NULL: none */
    const char *out;               /* {out}: the folder for what the compile step makes */
    const char *main_class;        /* {main} */
    int64_t memory_kib, stack_kib; /* {memory_mib}, {stack_kib}: of these limits */
};

/* The NULL-terminated vector `pattern` with its placeholders replaced. The vector and its strings
 * live in `arena`; a placeholder whose name is NULL stays as it is written. */
const char *const *execute_argv(struct arena *arena, const char *const *pattern,
                                const struct execute_names *names);

#endif
