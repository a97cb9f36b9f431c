#include "problems/calls/calls.h"

#include "base/buffer.h"

#include <string.h>

extern const char calls_python[], calls_javascript[], calls_java[], calls_c[]; /* callers.S */

/* Writes the tests of all cases behind a caller that is compiled. */
typedef void write_tests_fn(const struct problem *problem, struct buffer *text);

static write_tests_fn write_c, write_java;

struct caller {
    const char *language; /* and versions of it: "python3" has "python3.11" */
    const char *file;     /* what the caller is called, and started */
    const char *source;
    write_tests_fn *write; /* NULL: it is given each call as it is started */
    const char *own_name;  /* of a submission of one file, where the caller must know it */
    const char *ending;
    int takes_in; /* the submission's file is part of the caller's own source */
    int has_exceptions;
};

static const struct caller CALLERS[] = {
    {.language = "python3", .file = "assay_call.py", .source = calls_python, .has_exceptions = 1},
    {.language = "javascript",
     .file = "assay_call.js",
     .source = calls_javascript,
     .has_exceptions = 1},
    {.language = "java",
     .file = "AssayCall.java",
     .source = calls_java,
     .write = write_java,
     .has_exceptions = 1},
    {.language = "c",
     .file = "assay_call.c",
     .source = calls_c,
     .write = write_c,
     .own_name = "solution",
     .ending = ".c",
     .takes_in = 1},
};
enum { CALLER_COUNT = sizeof(CALLERS) / sizeof(CALLERS[0]) };

static const struct caller *find_caller(const char *language)
{
    for (size_t i = 0; i < CALLER_COUNT; i++) {
        size_t size = strlen(CALLERS[i].language);

        if (strncmp(language, CALLERS[i].language, size) == 0 &&
            (language[size] == '\0' || language[size] == '.'))
            return &CALLERS[i];
    }
    return NULL;
}

int calls_know_language(const char *language)
{
    return find_caller(language) != NULL;
}

int calls_has_exceptions(const char *language)
{
    const struct caller *caller = find_caller(language);

    return caller && caller->has_exceptions;
}

const struct problem_call_text *calls_text(const struct problem_call *call, const char *language)
{
    const struct problem_call_text *common = NULL;

    for (size_t i = 0; i < call->text_count; i++) {
        if (strcmp(call->texts[i].language, language) == 0)
            return &call->texts[i];
        if (!*call->texts[i].language)
            common = &call->texts[i];
    }
    return common;
}

static const struct problem_include *include_of(const struct problem *problem, const char *language)
{
    const struct problem_include *common = NULL;

    for (size_t i = 0; i < problem->include_count; i++) {
        if (strcmp(problem->includes[i].language, language) == 0)
            return &problem->includes[i];
        if (!*problem->includes[i].language)
            common = &problem->includes[i];
    }
    return common;
}

/* ---- the tests of a compiled caller ---- */

/* Whether a value comes of the call; else only that it is made counts, and it may have none. */
static int has_value(const struct problem_call *call)
{
    return call->returns != NULL;
}

static void write_c(const struct problem *problem, struct buffer *text)
{
    buffer_append_text(text, "static void assay_call(int number)\n{\n    switch (number) {\n");
    for (size_t i = 0; i < problem->case_count; i++) {
        const struct problem_call *call = problem->cases[i].call;
        const struct problem_call_text *own = calls_text(call, "c");

        /* messages name the test, and cannot show the line */
        buffer_format(text, "    case %zu: {\n#line 1 \"test %zu\"\n%s\n;\n", i + 1, i + 1,
                      own->setup);
        if (has_value(call))
            buffer_format(text,
                          "__auto_type assay_value = __extension__({ %s\n; });\n"
                          "ASSAY_PUT(assay_value);\nbreak; }\n",
                          own->call);
        else
            buffer_format(text, "%s\n;\nassay_add(\"None\");\nbreak; }\n", own->call);
    }
    buffer_append_text(text, "    default: break;\n    }\n}\n");
}

/* Where the last statement begins: behind the last semicolon that is in no brackets or quotes. */
static size_t last_statement(const char *code)
{
    size_t size = strlen(code), last = 0;
    int depth = 0;
    char quote = '\0';

    while (size > 0 && strchr(" \t\n;", code[size - 1]))
        size--;
    for (size_t i = 0; i < size; i++) {
        if (quote && code[i] == '\\')
            i++;
        else if (quote)
            quote = code[i] == quote ? '\0' : quote;
        else if (code[i] == '"' || code[i] == '\'')
            quote = code[i];
        else if (strchr("([{", code[i]))
            depth++;
        else if (strchr(")]}", code[i]))
            depth--;
        else if (code[i] == ';' && depth == 0)
            last = i + 1;
    }
    return last;
}

static void write_java_test(const struct problem_call *call, size_t number, struct buffer *text)
{
    const struct problem_call_text *own = calls_text(call, "java");
    size_t last = last_statement(own->call), end = strlen(own->call);

    while (end > last && strchr(" \t\n;", own->call[end - 1]))
        end--;
    buffer_format(text, "    private static Object test%zu() throws Throwable {\n", number);
    if (*own->setup)
        buffer_format(text,
                      "        AssayCall.isSetup = true;\n%s\n;\n"
                      "        AssayCall.isSetup = false;\n",
                      own->setup);
    if (has_value(call))
        buffer_format(text, "%.*s\n        return (%.*s\n);\n    }\n", (int)last, own->call,
                      (int)(end - last), own->call + last);
    else
        buffer_format(text, "%s\n;\n        return null;\n    }\n", own->call);
}

static void write_java(const struct problem *problem, struct buffer *text)
{
    buffer_append_text(text, "\nfinal class AssayCallTests {\n");
    for (size_t i = 0; i < problem->case_count; i++)
        write_java_test(problem->cases[i].call, i + 1, text);
    buffer_append_text(text, "    static Object call(int number) throws Throwable {\n"
                             "        switch (number) {\n");
    for (size_t i = 1; i <= problem->case_count; i++)
        buffer_format(text, "        case %zu: return test%zu();\n", i, i);
    buffer_append_text(text, "        default: return null;\n        }\n    }\n}\n");
}

static struct problem_data caller_data(struct problem *problem, const struct caller *caller,
                                       const char *own_name)
{
    struct buffer text = BUFFER_INIT;
    struct problem_data data;

    if (!caller->write)
        return (struct problem_data){.data = caller->source, .size = strlen(caller->source)};
    if (caller->takes_in)
        buffer_format(&text,
                      "#define main assay_main_of_the_submission\n#include \"%s%s\"\n"
                      "#undef main\n#line 1 \"%s\"\n",
                      own_name, caller->ending, caller->file);
    buffer_append_text(&text, caller->source);
    caller->write(problem, &text);
    data = (struct problem_data){.data = arena_memdup(&problem->arena, text.data, text.size),
                                 .size = text.size};
    buffer_release(&text);
    return data;
}

/* ---- the problem ---- */

/* A submission in Java is called as its class is. */
static const char *own_name_of(const struct caller *caller, const char *own_name)
{
    if (caller->write == write_java)
        return NULL;
    return own_name ? own_name : caller->own_name;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* The files that the problem includes by itself, and those of its tests. */
static const char *const *paths_for(struct problem *problem, const struct problem_include *own)
{
    size_t count = 0, most = problem->case_count + 1;
    const char **paths;

    for (size_t i = 0; own && own->paths && own->paths[i]; i++)
        most++;
    paths = arena_alloc(&problem->arena, most * sizeof(*paths));
    for (; own && own->paths && own->paths[count]; count++)
        paths[count] = own->paths[count];
    for (size_t i = 0; i < problem->case_count; i++) {
        const char *test = problem->cases[i].call->test;
        size_t at = 0;

        while (test && at < count && strcmp(paths[at], test) != 0)
            at++;
        if (test && at == count)
            paths[count++] = test;
    }
    paths[count] = NULL;
    return paths;
}

static struct problem_include include_for(struct problem *problem, const char *language,
                                          const char *own_name)
{
    const struct problem_include *own = include_of(problem, language);
    const struct caller *caller = find_caller(language);
    struct problem_laid *made = arena_alloc(&problem->arena, sizeof(*made));

    own_name = own_name_of(caller, own_name);
    *made =
        (struct problem_laid){.name = caller->file, .data = caller_data(problem, caller, own_name)};
    return (struct problem_include){.language = language,
                                    .paths = paths_for(problem, own),
                                    .made = made,
                                    .made_count = 1,
                                    .own_name = own_name,
                                    .takes_in = caller->takes_in,
                                    .entry = caller->file};
}

void calls_furnish(struct problem *problem, const char *own_name)
{
    struct problem_include *includes;
    size_t count = 0;

    while (problem->languages[count])
        count++;
    includes = arena_alloc(&problem->arena, (count + 1) * sizeof(*includes));
    for (size_t i = 0; i < count; i++)
        includes[i] = include_for(problem, problem->languages[i], own_name);
    problem->includes = includes;
    problem->include_count = count;
}

size_t calls_arguments(const struct problem *problem, size_t index, const char *language,
                       const char *file, struct arena *arena,
                       const char *ret_arguments[CALLS_ARGUMENTS_MAX])
{
    const struct problem_call_text *text = calls_text(problem->cases[index].call, language);
    const struct caller *caller = find_caller(language);

    if (caller && caller->write) {
        ret_arguments[0] = arena_format(arena, "%zu", index + 1);
        return 1;
    }
    ret_arguments[0] = file;
    ret_arguments[1] = text ? text->setup : "";
    ret_arguments[2] = text ? text->call : "";
    if (!problem->cases[index].call->test)
        return 3;
    ret_arguments[1] = base_name(problem->cases[index].call->test);
    ret_arguments[3] = "test";
    return 4;
}
