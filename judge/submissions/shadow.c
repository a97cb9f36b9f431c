#include "judge/submissions/shadow.h"

#include <fnmatch.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

enum { PATTERNS_MAX = 10 };

/* By the extension of the problem's file. In a pattern % stands for its name without the
 * extension, & for all of its name; what follows is a pattern of fnmatch(3), where * may span
 * folders. */
static const struct {
    const char *extensions;             /* separated by blanks */
    int any_case;                       /* names mean the same in capitals */
    const char *patterns[PATTERNS_MAX]; /* NULL ends them, if there is room */
} rows[] = {
    /* FileFinder asks for a package first, then for an extension module, then for the source; and
     * in the place of the source for what __pycache__ has of it */
    {".py .pyw .py3", 0, {"%/__init__.*", "%.so", "%.*.so", "%.pyc", "%.pyo", "__pycache__/%.*"}},
    {".pm", 0, {"&c"}}, /* perldoc -f require */
    /* require() asks for the name as it stands, then for .js, .json, .node; a bare name is looked
     * for in node_modules */
    {".js .cjs .mjs", 0, {"%", "node_modules/%", "node_modules/%.*", "node_modules/%/*"}},
    {".json .node", 0, {"%", "%.js", "%.json", "node_modules/%", "node_modules/%/*"}},
    {".h .hh .hpp .hxx .h++ .inc .c .cc .cpp .cxx", 0, {"&.gch", "&.gch/*"}}, /* "Precompiled" */
    {".java .kt", 0, {"%.class", "%$*.class"}},
    {".rs", 0, {"%/mod.rs"}}, /* rustc takes neither where it finds both */
    {".hs .lhs", 0, {"%.hi", "%.o", "%.dyn_hi", "%.dyn_o", "%.hs-boot", "%.lhs-boot", "%.hs"}},
    {".ml .mli", 0, {"%.cm*", "%.o", "%.a"}},
    {".ads .adb", 0, {"%.ali", "%.o"}},
    /* a module's file is called like the module, which may be any */
    {".f .for .ftn .f77 .f90 .f95 .f03 .f08", 1, {"*.mod", "*.smod"}},
    /* a unit is looked for as .ppu, .pp, .pas, .p, in its own and in small letters */
    {".pas .pp .p", 1, {"%.ppu", "%.o", "%.a", "%.pp", "%.pas"}},
    /* COPY asks for the name as it stands, then for .cpy, .cbl, .cob */
    {".cpy .cbl .cob", 1, {"%", "%.cpy", "%.cbl"}},
    {".pl .pro .prolog", 0, {"%", "%.qlf"}},
    {".lisp .lsp .cl", 0, {"%", "%.fasl"}},
    {".awk", 0, {"%"}}, /* @include */
};

static int is_among(const char *extension, const char *extensions)
{
    size_t size = strlen(extension);

    for (const char *at = extensions; size > 0 && at; at = strchr(at, ' ')) {
        at += *at == ' ';
        if (strncasecmp(at, extension, size) == 0 && (at[size] == ' ' || at[size] == '\0'))
            return 1;
    }
    return 0;
}

/* Whether a name is `pattern` with the include's name in it. */
static int is_such(const char *name, const char *pattern, const char *include, size_t stem,
                   int any_case)
{
    size_t head = strcspn(pattern, "%&");
    size_t size = pattern[head] == '&' ? strlen(include) : pattern[head] == '%' ? stem : 0;
    int flags = any_case ? FNM_CASEFOLD : 0;
    int differs;

    if (!pattern[head])
        return fnmatch(pattern, name, flags) == 0;
    if (strncmp(name, pattern, head) != 0)
        return 0;
    name += head;
    differs = any_case ? strncasecmp(name, include, size) : strncmp(name, include, size);
    return !differs && fnmatch(pattern + head + 1, name + size, flags) == 0;
}

int shadow_hides(const char *path, const char *folder, const char *include)
{
    const char *dot = strrchr(include, '.');
    size_t stem = dot ? (size_t)(dot - include) : strlen(include);
    const char *name = path + strlen(folder);

    if (!dot || strncmp(path, folder, strlen(folder)) != 0 || strcmp(name, include) == 0)
        return 0;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (!is_among(dot, rows[i].extensions))
            continue;
        for (size_t j = 0; j < PATTERNS_MAX && rows[i].patterns[j]; j++)
            if (is_such(name, rows[i].patterns[j], include, stem, rows[i].any_case))
                return 1;
    }
    return 0;
}
