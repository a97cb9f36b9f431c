#include "problems/icpc/icpc_parts.h"

#include "problems/package.h"

#include <errno.h>
#include <string.h>

/* The languages of the specification (appendix/languages.md): their codes, what assay knows the
 * language by where that is another name, further languages of assay's that count as it, the
 * endings that tell it. */
static const struct code {
    const char *code, *name, *others[2], *extensions;
} CODES[] = {
    {"ada", NULL, {NULL}, ".adb .ads"},
    {"algol68", NULL, {NULL}, ".a68"},
    {"apl", NULL, {NULL}, ".apl"},
    {"bash", NULL, {NULL}, ".sh"},
    {"c", NULL, {NULL}, ".c"},
    {"cgmp", "c", {NULL}, ""},
    {"cobol", NULL, {NULL}, ".cob"},
    {"cpp", NULL, {"cpp17"}, ".cc .cpp .cxx .c++ .C"},
    {"cppgmp", "cpp", {NULL}, ""},
    {"crystal", NULL, {NULL}, ".cr"},
    {"csharp", NULL, {NULL}, ".cs"},
    {"d", NULL, {NULL}, ".d"},
    {"dart", NULL, {NULL}, ".dart"},
    {"elixir", NULL, {NULL}, ".ex"},
    {"erlang", NULL, {NULL}, ".erl"},
    {"forth", NULL, {NULL}, ".fth .4th .forth .frt"},
    {"fortran", NULL, {NULL}, ".f90"},
    {"fsharp", NULL, {NULL}, ".fs"},
    {"gerbil", NULL, {NULL}, ".ss"},
    {"go", NULL, {NULL}, ".go"},
    {"haskell", NULL, {NULL}, ".hs"},
    {"java", NULL, {NULL}, ".java"},
    {"javaalgs4", NULL, {NULL}, ""},
    {"javascript", NULL, {NULL}, ".js"},
    {"julia", NULL, {NULL}, ".jl"},
    {"kotlin", NULL, {NULL}, ".kt"},
    {"lisp", NULL, {NULL}, ".lisp .cl"},
    {"lua", NULL, {"luajit"}, ".lua"},
    {"modula2", NULL, {NULL}, ".mod .def"},
    {"nim", NULL, {NULL}, ".nim"},
    {"objectivec", NULL, {NULL}, ".m"},
    {"ocaml", NULL, {NULL}, ".ml"},
    {"octave", NULL, {NULL}, ""},
    {"odin", NULL, {NULL}, ".odin"},
    {"pascal", NULL, {NULL}, ".pas"},
    {"perl", NULL, {NULL}, ".pm"},
    {"php", NULL, {NULL}, ".php"},
    {"prolog", NULL, {NULL}, ".pl"},
    {"python2", NULL, {NULL}, ".py2"},
    {"python3", NULL, {"pypy3"}, ".py .py3"},
    {"python3numpy", "python3", {NULL}, ""},
    {"racket", NULL, {NULL}, ".rkt"},
    {"ruby", NULL, {NULL}, ".rb"},
    {"rust", NULL, {NULL}, ".rs"},
    {"scala", NULL, {NULL}, ".scala"},
    {"simula", NULL, {NULL}, ".sim"},
    {"smalltalk", NULL, {NULL}, ".st"},
    {"snobol", NULL, {NULL}, ".sno"},
    {"swift", NULL, {NULL}, ".swift"},
    {"typescript", NULL, {NULL}, ".ts"},
    {"visualbasic", NULL, {NULL}, ".vb"},
    {"zig", NULL, {NULL}, ".zig"},
};
enum { CODE_COUNT = sizeof(CODES) / sizeof(CODES[0]) };

static const struct code *find_code(const char *code)
{
    for (size_t i = 0; i < CODE_COUNT; i++)
        if (strcmp(CODES[i].code, code) == 0)
            return &CODES[i];
    return NULL;
}

const char *icpc_language_name(const char *code)
{
    const struct code *found = find_code(code);

    return found && found->name ? found->name : code;
}

const char *icpc_language_of(const char *name)
{
    const char *dot = strrchr(name, '.');

    for (size_t i = 0; dot && dot > name && dot[1] && i < CODE_COUNT; i++) {
        const char *at = CODES[i].extensions;

        for (at += strspn(at, " "); *at; at += strspn(at, " ")) {
            size_t size = strcspn(at, " ");

            if (strlen(dot) == size && memcmp(at, dot, size) == 0)
                return CODES[i].code;
            at += size;
        }
    }
    return NULL;
}

static const char LANGUAGE_WHAT[] = "the code of a language, such as python3";

static int is_code(const char *text)
{
    return text[0] != '\0' && strlen(text) <= 32 &&
           text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789+#._-"
                             "ABCDEFGHIJKLMNOPQRSTUVWXYZ")] == '\0';
}

static void add_name(const char **names, size_t *count, const char *name)
{
    for (size_t i = 0; i < *count; i++)
        if (strcmp(names[i], name) == 0)
            return;
    names[(*count)++] = name;
}

void icpc_read_languages(const struct icpc *icpc, const struct yaml_node *node)
{
    struct schema schema = icpc_schema(icpc, icpc->source);
    const char *const *codes;
    const char **names;
    size_t count = 0;

    if (icpc_read_texts(icpc, icpc->source, node,
                        "a list of languages such as [python3, c], or all", PROBLEM_LANGUAGES_MAX,
                        &codes) < 0)
        return;
    if (codes[0] && !codes[1])
        codes = icpc_split(icpc, codes[0]); /* "cpp java" */
    if (!codes || !codes[0]) {
        schema_mismatch(&schema, node, "at least one language; leave the key out to allow all");
        return;
    }
    if (strcmp(codes[0], "all") == 0 && !codes[1])
        return;
    names = arena_alloc(icpc->arena, (4 * (node->count + node->size + 1)) * sizeof(*names));
    for (; *codes; codes++) {
        const struct code *code = find_code(*codes);

        if (!is_code(*codes)) {
            schema_mismatch(&schema, node, LANGUAGE_WHAT);
            return;
        }
        add_name(names, &count, icpc_language_name(*codes));
        for (size_t i = 0; code && i < 2 && code->others[i]; i++)
            add_name(names, &count, code->others[i]);
    }
    icpc->problem->languages = names;
}

/* Main files by which a language starts (the column "default entry point"). */
static int is_entry(const char *code, const char *name)
{
    static const char *const entries[][2] = {
        {"python3", "__main__.py"}, {"python2", "__main__.py"}, {"python3", "main.py"},
        {"python2", "main.py"},     {"java", "Main.java"},      {"kotlin", "Main.kt"},
        {"javascript", "main.js"},  {"php", "main.php"},        {"lisp", "main.lisp"},
        {"lisp", "main.cl"},
    };

    for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++)
        if (strcmp(entries[i][0], code) == 0 && strcmp(entries[i][1], name) == 0)
            return 1;
    return 0;
}

/* The files of include/CODE/ and, before them, those of include/default/ that it does not have. */
static void read_include(const struct icpc *icpc, const char *code,
                         const struct problem_include *defaults, struct problem_include *include)
{
    const char *folder = arena_format(icpc->arena, "include/%s", code);
    const char *const *names = NULL;
    const char **paths = arena_alloc(icpc->arena, (PROBLEM_INCLUDES_MAX + 1) * sizeof(*paths));
    size_t count = 0, used = 0;

    include->paths = paths;
    if (icpc_list(icpc, folder, &names, &count) < 0)
        return;
    for (size_t i = 0; i < count; i++) {
        const char *path = arena_format(icpc->arena, "%s/%s", folder, names[i]);

        if (!icpc_is_name(names[i]))
            continue;
        if (used == PROBLEM_INCLUDES_MAX) {
            icpc_error(icpc, icpc_in(folder), "found more than %d files, expected fewer",
                       PROBLEM_INCLUDES_MAX);
            return;
        }
        if (icpc_look(icpc, path, PACKAGE_SOURCE_MAX, NULL) < 0)
            continue;
        paths[used++] = path;
        if (is_entry(code, names[i]) && !include->entry)
            include->entry = names[i];
    }
    for (const char *const *path = defaults ? defaults->paths : NULL; path && *path; path++) {
        size_t i = 0;

        while (i < used && strcmp(icpc_base_name(paths[i]), icpc_base_name(*path)) != 0)
            i++;
        if (i == used && used < PROBLEM_INCLUDES_MAX)
            paths[used++] = *path;
    }
}

void icpc_read_includes(const struct icpc *icpc)
{
    struct problem *problem = icpc->problem;
    const char *const *names = NULL;
    struct problem_include *includes;
    size_t count = 0;
    const struct problem_include *defaults = NULL;

    if (icpc_list(icpc, "include", &names, &count) < 0 || count == 0)
        return;
    if (count > PROBLEM_LANGUAGES_MAX) {
        icpc_error(icpc, icpc_in("include"), "found %zu folders, expected at most %d", count,
                   PROBLEM_LANGUAGES_MAX);
        return;
    }
    includes = arena_alloc(icpc->arena, 4 * count * sizeof(*includes));
    if (icpc_has_folder(icpc, "include/default")) {
        includes[0].language = "";
        read_include(icpc, "default", NULL, &includes[0]);
        defaults = &includes[problem->include_count++];
    }
    for (size_t i = 0; i < count; i++) {
        const struct code *code = find_code(names[i]);
        struct problem_include *slot = &includes[problem->include_count];

        if (!is_code(names[i]) || strcmp(names[i], "default") == 0 ||
            !icpc_has_folder(icpc, arena_format(icpc->arena, "include/%s", names[i])))
            continue;
        if (!code)
            icpc_warn(icpc, icpc_in(arena_format(icpc->arena, "include/%s", names[i])),
                      "found a folder for the language \"%s\", which the specification does not "
                      "have",
                      names[i]);
        slot->language = icpc_language_name(names[i]);
        read_include(icpc, names[i], defaults, slot);
        problem->include_count++;
        for (size_t other = 0; code && other < 2 && code->others[other]; other++) {
            includes[problem->include_count] = *slot;
            includes[problem->include_count++].language = code->others[other];
        }
    }
    problem->includes = includes;
}
