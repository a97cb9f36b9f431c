#include "problems/calls/calls.h"

#include <string.h>

extern const char calls_python[]; /* callers.S */

struct caller {
    const char *language; /* and versions of it: "python3" has "python3.11" */
    const char *file;     /* what the caller is called, and started */
    const char *source;
    int has_exceptions;
};

static const struct caller CALLERS[] = {
    {"python3", "assay_call.py", calls_python, 1},
};
enum { CALLER_COUNT = sizeof(CALLERS) / sizeof(CALLERS[0]) };

const char *const CALLS_LANGUAGES[] = {"python3", NULL};

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

void calls_furnish(struct problem *problem, const char *own_name)
{
    static const char *const none[] = {NULL};
    struct problem_include *includes;
    size_t count = 0;

    while (problem->languages[count])
        count++;
    includes = arena_alloc(&problem->arena, (count + 1) * sizeof(*includes));
    for (size_t i = 0; i < count; i++) {
        const struct problem_include *own = include_of(problem, problem->languages[i]);
        const struct caller *caller = find_caller(problem->languages[i]);
        struct problem_laid *made = arena_alloc(&problem->arena, sizeof(*made));

        *made = (struct problem_laid){
            .name = caller->file,
            .data = {.data = caller->source, .size = strlen(caller->source)},
        };
        includes[i] = (struct problem_include){.language = problem->languages[i],
                                               .paths = own && own->paths ? own->paths : none,
                                               .made = made,
                                               .made_count = 1,
                                               .own_name = own_name,
                                               .entry = caller->file};
    }
    problem->includes = includes;
    problem->include_count = count;
}

size_t calls_arguments(const struct problem *problem, size_t index, const char *language,
                       const char *file, struct arena *arena,
                       const char *ret_arguments[CALLS_ARGUMENTS_MAX])
{
    const struct problem_call_text *text = calls_text(problem->cases[index].call, language);

    (void)arena;
    ret_arguments[0] = file;
    ret_arguments[1] = text ? text->setup : "";
    ret_arguments[2] = text ? text->call : "";
    return 3;
}
