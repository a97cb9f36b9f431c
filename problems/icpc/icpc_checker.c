#include "problems/icpc/icpc_parts.h"

#include "base/fd.h"
#include "problems/package.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* "1e-6": a decimal number, 0 or more. */
static int is_tolerance(const char *text)
{
    char *end;
    double number;

    if (!text || text[0] == '\0' || strlen(text) > PROBLEM_TOLERANCE_MAX ||
        text[strspn(text, "0123456789.eE+-")] != '\0')
        return 0;
    number = strtod(text, &end);
    return *end == '\0' && isfinite(number) && number >= 0 && !signbit(number);
}

/* Takes args[0], and args[1] where the former is followed by a number. Returns how many; 0:
 * reported. */
static size_t take_argument(const struct icpc *icpc, struct icpc_place place,
                            const char *const *args, struct problem_checker *checker)
{
    static const char *const names[] = {"case_sensitive",           "space_change_sensitive",
                                        "float_tolerance",          "float_relative_tolerance",
                                        "float_absolute_tolerance", NULL};
    const char *nearest = schema_nearest(args[0], names);
    struct buffer shown = BUFFER_INIT;
    size_t which = 0, taken = 0;

    buffer_append_escaped(&shown, args[0], strlen(args[0]), 60);
    while (names[which] && strcmp(names[which], args[0]) != 0)
        which++;
    if (!names[which])
        icpc_error(icpc, place,
                   "found the validator argument \"%s\", expected one that the default validator "
                   "knows%s%s%s",
                   shown.data, nearest ? "; did you mean \"" : "", nearest ? nearest : "",
                   nearest ? "\"?" : "");
    else if (which < 2)
        *(which == 0 ? &checker->case_sensitive : &checker->space_change_sensitive) = 1, taken = 1;
    else if (!is_tolerance(args[1]))
        icpc_error(icpc, place,
                   "found no number after the validator argument \"%s\", expected one "
                   "that is 0 or more, such as 1e-6",
                   shown.data);
    else
        taken = 2;
    buffer_release(&shown);
    if (taken < 2)
        return taken;
    if (which != 4)
        checker->relative = args[1];
    if (which != 3)
        checker->absolute = args[1];
    checker->kind = CHECKER_FLOATS;
    return taken;
}

int icpc_default_checker(const struct icpc *icpc, struct icpc_place place, const char *const *args,
                         struct problem_checker *ret_checker)
{
    struct problem_checker checker = {.kind = CHECKER_TOKENS};

    while (args && *args) {
        size_t taken = take_argument(icpc, place, args, &checker);

        if (taken == 0)
            return -EINVAL;
        args += taken;
    }
    *ret_checker = checker;
    return 0;
}

/* What is no program although it may lie among them. */
static int is_program_file(const char *name)
{
    return icpc_is_name(name) && icpc_language_of(name) != NULL;
}

/* Whether the folder is a program: it has `build` or `run`, or a source in it. */
static int is_program_folder(const struct icpc *icpc, const char *folder)
{
    const char *const *names = NULL;
    size_t count = 0;

    if (icpc_list(icpc, folder, &names, &count) < 0)
        return 0;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], "build") == 0 || strcmp(names[i], "run") == 0 ||
            is_program_file(names[i]))
            return 1;
    }
    return 0;
}

static int is_header(const char *name)
{
    return icpc_has_suffix(name, ".h") || icpc_has_suffix(name, ".hpp") ||
           icpc_has_suffix(name, ".hh");
}

/* Headers that lie beside programs of one file; NULL: there are none. */
static const char *const *find_headers(const struct icpc *icpc, const char *folder,
                                       const char *const *names, size_t count)
{
    const char **files = arena_alloc(icpc->arena, (count + 1) * sizeof(*files));
    size_t used = 0;

    for (size_t i = 0; i < count && used < PROBLEM_INCLUDES_MAX; i++)
        if (is_header(names[i]) && icpc_is_name(names[i]))
            files[used++] = arena_format(icpc->arena, "%s/%s", folder, names[i]);
    return used > 0 ? files : NULL;
}

/* Whether the folder itself is the program, not its entries: it has scripts of its own, or, where
 * it holds one program (`is_one`), anything but a single entry. */
static int is_whole(const char *const *names, size_t count, size_t programs, int is_one)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], "build") == 0 || strcmp(names[i], "run") == 0)
            return 1;
    return is_one && programs > 1;
}

void icpc_find_programs(const struct icpc *icpc, const char *folder, int is_one,
                        const struct problem_program *model,
                        const struct problem_program **ret_programs, size_t *ret_count)
{
    struct problem_program *programs =
        arena_alloc(icpc->arena, PROBLEM_PROGRAMS_MAX * sizeof(*programs));
    const char *const *names = NULL, *const * headers;
    size_t count = 0, used = 0;

    *ret_count = 0;
    if (icpc_list(icpc, folder, &names, &count) < 0)
        return;
    headers = find_headers(icpc, folder, names, count);
    for (size_t i = 0; i < count; i++) {
        const char *path = arena_format(icpc->arena, "%s/%s", folder, names[i]);
        int is_file = is_program_file(names[i]) && icpc_has_file(icpc, path);

        if (!icpc_is_name(names[i]) ||
            (!is_file && !(icpc_has_folder(icpc, path) && is_program_folder(icpc, path))))
            continue;
        if (used == PROBLEM_PROGRAMS_MAX) {
            icpc_error(icpc, icpc_in(folder), "found more than %d programs, expected fewer",
                       PROBLEM_PROGRAMS_MAX);
            return;
        }
        programs[used] = *model;
        programs[used].path = path;
        programs[used++].files = is_file ? headers : NULL;
    }
    if (is_whole(names, count, used, is_one)) {
        programs[0] = *model;
        programs[0].path = arena_strdup(icpc->arena, folder);
        programs[0].files = NULL;
        used = 1;
    }
    *ret_programs = programs;
    *ret_count = used;
}

void icpc_warn_grammars(const struct icpc *icpc, const char *folder)
{
    const char *const *names = NULL;
    size_t count = 0;

    if (icpc_list(icpc, folder, &names, &count) < 0)
        return;
    for (size_t i = 0; i < count; i++)
        if (icpc_has_suffix(names[i], ".ctd") || icpc_has_suffix(names[i], ".viva"))
            icpc_warn(icpc, icpc_in(arena_format(icpc->arena, "%s/%s", folder, names[i])),
                      "found a grammar of %s, which `assay verify` does not check inputs by; "
                      "expected a program",
                      icpc_has_suffix(names[i], ".ctd") ? "Checktestdata" : "VIVA");
}
