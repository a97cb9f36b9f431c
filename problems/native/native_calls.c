#include "problems/native/native_calls.h"

#include "problems/calls/calls.h"

#include <errno.h>
#include <string.h>

/* ---- the texts ---- */

static const char *read_code(const struct native *native, const struct yaml_node *node,
                             const char *what)
{
    struct schema schema = native_schema(native);
    const char *text = NULL;

    schema_text(&schema, node, what, CALLS_TEXT_MAX, &text);
    return text;
}

/* Where the text of a language is kept, a new place if need be. */
static struct problem_call_text *text_slot(struct problem_call_text *texts, size_t *count,
                                           const char *language)
{
    for (size_t i = 0; i < *count; i++)
        if (strcmp(texts[i].language, language) == 0)
            return &texts[i];
    texts[*count] = (struct problem_call_text){.language = language, .setup = ""};
    return &texts[(*count)++];
}

static void read_call_texts(const struct native *native, const struct yaml_node *node,
                            struct problem_call_text *texts, size_t *count)
{
    static const char what[] = "a call such as \"leap(2000)\", or one for each language: "
                               "{python3: \"leap(2000)\", java: \"Leap.leap(2000)\"}";
    const char *text;

    if (node->kind != YAML_KIND_MAPPING) {
        text = read_code(native, node, what);
        if (text)
            text_slot(texts, count, "")->call = text;
        return;
    }
    for (const struct yaml_node *key = node->first; key; key = key->next->next) {
        if (key->kind != YAML_KIND_SCALAR)
            continue;
        if (!calls_know_language(key->text)) {
            report_error_at(native->report, native->source, key->index,
                            "found the language \"%s\", expected one that has function tests: c, "
                            "java, javascript or python3",
                            key->text);
            continue;
        }
        text = read_code(native, key->next, "a call");
        if (text)
            text_slot(texts, count, key->text)->call = text;
    }
}

static void set_setup(struct problem_call_text *text, const char *setup)
{
    if (setup)
        text->setup = setup;
}

/* A setup in one text is that of every call; one of a language that has no call is an error. */
static void read_setup(const struct native *native, const struct yaml_node *node,
                       struct problem_call_text *texts, size_t count)
{
    const char *setup;

    if (node->kind != YAML_KIND_MAPPING) {
        setup = read_code(native, node, "statements before the call");
        for (size_t i = 0; i < count; i++)
            set_setup(&texts[i], setup);
        return;
    }
    for (const struct yaml_node *key = node->first; key; key = key->next->next) {
        size_t i = 0;

        while (i < count && key->kind == YAML_KIND_SCALAR && strcmp(texts[i].language, key->text))
            i++;
        if (i < count && key->kind == YAML_KIND_SCALAR)
            set_setup(&texts[i], read_code(native, key->next, "statements before the call"));
        else
            report_error_at(native->report, native->source, key->index,
                            "found a setup for \"%s\", expected one of the languages that "
                            "\"call\" has",
                            key->kind == YAML_KIND_SCALAR ? key->text : "");
    }
}

/* ---- what is expected ---- */

static void read_tolerance(const struct native *native, const struct yaml_node *node,
                           double *ret_tolerance)
{
    struct schema schema = native_schema(native);

    schema_number(&schema, node, "a tolerance: a number, 0 or more, such as 1e-6", 0, 1e300,
                  ret_tolerance);
}

static void read_tolerances(const struct native *native, const struct yaml_node *node,
                            struct problem_call *call)
{
    enum { ABSOLUTE, RELATIVE, KEYS };
    static const char *const names[] = {"absolute", "relative", NULL};
    const struct yaml_node *values[KEYS] = {NULL};
    struct schema schema = native_schema(native);

    call->absolute = call->relative = 0;
    if (node->kind == YAML_KIND_SCALAR) {
        read_tolerance(native, node, &call->absolute);
        call->relative = call->absolute;
        return;
    }
    if (schema_fields(&schema, node, "a tolerance such as 1e-6, or {absolute: 1e-6}", names,
                      values) < 0)
        return;
    if (values[ABSOLUTE])
        read_tolerance(native, values[ABSOLUTE], &call->absolute);
    if (values[RELATIVE])
        read_tolerance(native, values[RELATIVE], &call->relative);
}

void native_read_compare(const struct native *native, const struct yaml_node *node,
                         struct problem_call *call)
{
    enum { TOLERANCE, NUMBERS, SEQUENCES, KEYS };
    static const char *const names[] = {"tolerance", "numbers", "sequences", NULL};
    static const char *const ways[] = {"alike", "apart", NULL};
    const struct yaml_node *values[KEYS] = {NULL};
    struct schema schema = native_schema(native);
    size_t way;

    if (schema_fields(&schema, node, "how values are compared, such as {tolerance: 1e-6}", names,
                      values) < 0)
        return;
    if (values[TOLERANCE])
        read_tolerances(native, values[TOLERANCE], call);
    if (values[NUMBERS] &&
        schema_choice(&schema, values[NUMBERS], "alike or apart", ways, &way) == 0)
        call->numbers_apart = way == 1;
    if (values[SEQUENCES] &&
        schema_choice(&schema, values[SEQUENCES], "alike or apart", ways, &way) == 0)
        call->sequences_alike = way == 0;
}

/* "ValueError", "java.io.IOException" */
static int is_exception_name(const char *name)
{
    for (size_t i = 0; name[i]; i++) {
        int is_first = i == 0 || name[i - 1] == '.';
        int byte = (unsigned char)name[i];
        int is_letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                        byte == '_' || byte == '$' || byte >= 0x80;

        if (!is_letter && (is_first || (byte != '.' && (byte < '0' || byte > '9'))))
            return 0;
    }
    return name[0] && name[strlen(name) - 1] != '.';
}

static void read_raises(const struct native *native, const struct yaml_node *node,
                        const char **ret_name)
{
    static const char what[] = "the name of an exception, such as ValueError";
    struct schema schema = native_schema(native);
    const char *name;

    if (schema_line(&schema, node, what, 200, &name) < 0)
        return;
    if (is_exception_name(name))
        *ret_name = name;
    else
        schema_mismatch(&schema, node, what);
}

/* Which of the keys say what is expected; -EINVAL where they contradict each other. */
static int check_expected(const struct native *native, const struct native_call_nodes *nodes)
{
    const struct yaml_node *values =
        nodes->returns && nodes->returns_literal ? nodes->returns_literal : NULL;

    if (!values && nodes->raises && (nodes->returns || nodes->returns_literal))
        values = nodes->raises;
    if (values)
        report_error_at(native->report, native->source, values->index,
                        "found two outcomes of one call, expected one of \"returns\", "
                        "\"returns_literal\" and \"raises\"");
    else if (!nodes->returns && !nodes->returns_literal && !nodes->raises && !nodes->prints)
        report_error_at(native->report, native->source, nodes->self->index,
                        "found a call without an outcome, expected \"returns\", \"raises\" or "
                        "\"prints\"");
    return 0;
}

static void read_expected(const struct native *native, const struct native_call_nodes *nodes,
                          struct problem_call *call, struct problem_case *kase)
{
    struct schema schema = native_schema(native);

    check_expected(native, nodes);
    if (nodes->returns)
        native_read_value(native, nodes->returns, &call->returns);
    if (nodes->returns_literal)
        native_read_literal(native, nodes->returns_literal, &call->returns);
    if (nodes->raises)
        read_raises(native, nodes->raises, &call->raises);
    if (nodes->prints &&
        schema_bytes(&schema, nodes->prints, "text; write \"\" where nothing is printed") == 0) {
        call->prints = 1;
        kase->out = (struct problem_data){.data = nodes->prints->text, .size = nodes->prints->size};
    }
    if (nodes->compare)
        native_read_compare(native, nodes->compare, call);
}

/* A key of a function test in a case that has no call. */
static int refuse_without_call(const struct native *native, const struct native_call_nodes *nodes)
{
    const struct yaml_node *const all[] = {nodes->setup,  nodes->returns, nodes->returns_literal,
                                           nodes->raises, nodes->prints,  nodes->compare};

    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        if (all[i]) {
            report_error_at(native->report, native->source, all[i]->index,
                            "found what is expected of a call in a case without one, expected "
                            "\"call\" beside it");
            return 1;
        }
    return 0;
}

int native_read_call(const struct native *native, const struct native_call_nodes *nodes,
                     struct problem_case *kase)
{
    struct arena *arena = &native->problem->arena;
    struct problem_call_text *texts;
    struct problem_call *call;
    size_t count = 0;

    if (!nodes->call)
        return refuse_without_call(native, nodes);
    texts = arena_alloc(arena, (nodes->call->count + 1) * sizeof(*texts));
    call = arena_alloc(arena, sizeof(*call));
    *call = (struct problem_call){0};
    if (native->problem->compare)
        *call = *native->problem->compare;
    read_call_texts(native, nodes->call, texts, &count);
    if (nodes->setup)
        read_setup(native, nodes->setup, texts, count);
    for (size_t i = 0; i < count; i++)
        if (strlen(texts[i].setup) + strlen(texts[i].call) > CALLS_TEXT_MAX)
            report_error_at(native->report, native->source, nodes->self->index,
                            "found a call and a setup of more than %d bytes together, expected "
                            "less; the input (\"in\") may be longer",
                            CALLS_TEXT_MAX);
    read_expected(native, nodes, call, kase);
    call->texts = texts;
    call->text_count = count;
    kase->call = call;
    return 1;
}

/* ---- when all is read ---- */

static int has_calls(const struct problem *problem)
{
    for (size_t i = 0; i < problem->case_count; i++)
        if (problem->cases[i].call)
            return 1;
    return 0;
}

/* Where none is stated: those that the calls name, or Python. */
static void choose_languages(struct problem *problem)
{
    static const char *const python[] = {"python3", NULL};
    const struct problem_call *first = NULL;
    const char **languages;

    for (size_t i = 0; i < problem->case_count && !first; i++)
        first = problem->cases[i].call;
    if (problem->languages)
        return;
    problem->languages = python;
    if (!first || first->text_count == 0 || !*first->texts[0].language)
        return;
    languages = arena_alloc(&problem->arena, (first->text_count + 1) * sizeof(*languages));
    for (size_t i = 0; i < first->text_count; i++)
        languages[i] = first->texts[i].language;
    problem->languages = languages;
}

static void check_languages(const struct native *native)
{
    const char *const *language = native->problem->languages;

    for (; *language; language++)
        if (!calls_know_language(*language))
            report_error_at(native->report, native->source, 0,
                            "the problem takes the language \"%s\", which has no function tests; "
                            "expected c, java, javascript or python3 in \"languages\"",
                            *language);
}

static void check_case(const struct native *native, const struct problem_case *kase)
{
    const char *const *language = native->problem->languages;

    if (!kase->call) {
        report_error_at(native->report, native->source, kase->place,
                        "found a case without a call in a problem with function tests, expected "
                        "\"call\" in each case");
        return;
    }
    for (; *language; language++) {
        const struct problem_call_text *text = calls_text(kase->call, *language);

        if (!text || !text->call)
            report_error_at(native->report, native->source, kase->place,
                            "found no call for the language \"%s\", which the problem takes",
                            *language);
        if (kase->call->raises && !calls_has_exceptions(*language))
            report_error_at(native->report, native->source, kase->place,
                            "found \"raises\" in a problem that takes %s, which has no exceptions",
                            *language);
    }
}

/* The name without its ending. */
static const char *read_file_name(const struct native *native, const struct yaml_node *node)
{
    static const char what[] = "the name of a submission's file, such as leap.py";
    struct schema schema = native_schema(native);
    const char *name, *dot;

    if (schema_line(&schema, node, what, 100, &name) < 0)
        return NULL;
    dot = strrchr(name, '.');
    if (strchr(name, '/') || name[0] == '.' || strncmp(name, "assay_", 6) == 0) {
        schema_mismatch(&schema, node, what);
        return NULL;
    }
    return dot ? arena_memdup(&native->problem->arena, name, (size_t)(dot - name)) : name;
}

void native_finish_calls(const struct native *native, const struct yaml_node *file)
{
    struct problem *problem = native->problem;
    size_t errors = native->report->errors;
    const char *own_name = NULL;

    if (!has_calls(problem)) {
        if (file)
            report_error_at(native->report, native->source, file->index,
                            "found the name of a submission's file in a problem without function "
                            "tests, expected none");
        return;
    }
    if (file)
        own_name = read_file_name(native, file);
    if (problem->entry || problem->checker.kind == CHECKER_PROGRAM ||
        problem->checker.kind == CHECKER_NONE)
        report_error_at(native->report, native->source, 0,
                        "found %s in a problem with function tests, expected none",
                        problem->entry                          ? "an entry"
                        : problem->checker.kind == CHECKER_NONE ? "the checker none"
                                                                : "a program as the checker");
    choose_languages(problem);
    check_languages(native);
    if (native->report->errors > errors)
        return;
    for (size_t i = 0; i < problem->case_count; i++)
        check_case(native, &problem->cases[i]);
    if (native->report->errors == errors)
        calls_furnish(problem, own_name);
}
