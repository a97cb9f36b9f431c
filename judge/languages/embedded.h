/* Files that the program carries in itself (judge/languages/embed.cmake). */
#ifndef JUDGE_EMBEDDED_H
#define JUDGE_EMBEDDED_H

#include <stddef.h>

extern const char embedded_languages[]; /* judge/languages/languages.yaml */
extern const size_t embedded_languages_size;

extern const char embedded_build[]; /* the assay-build executable (runner/build/stream.h) */
extern const size_t embedded_build_size;
extern const char embedded_validate[]; /* assay-validate (runner/build/validate.h) */
extern const size_t embedded_validate_size;
extern const char embedded_lay[]; /* assay-lay (runner/build/lay.h) */
extern const size_t embedded_lay_size;

/* Watched interpreters (runner/watched/modules/): what each starts with, and its module. */
extern const char embedded_cpython_start[], embedded_cpython_module[];
extern const size_t embedded_cpython_start_size, embedded_cpython_module_size;
extern const char embedded_lua_start[], embedded_lua_module[];
extern const size_t embedded_lua_start_size, embedded_lua_module_size;

struct embedded_file {
    const char *name; /* NULL ends the list */
    const char *data;
    size_t size;
};
extern const struct embedded_file embedded_selftests[]; /* judge/languages/selftest/ */

#endif
