#include "judge/grader/called.h"

#include "base/arena.h"
#include "judge/checkers/value_compare.h"
#include "problems/calls/calls.h"
#include "problems/value.h"

#include <stdio.h>
#include <string.h>

enum { SHOWN_MAX = 4096, IN_MESSAGE_MAX = 400 };

void called_take(const void *data, size_t size, void *arg)
{
    buffer_append(arg, data, size);
}

/* ---- what came back ---- */

enum kind { NOTHING, GARBAGE, RETURNED, RAISED };
struct outcome {
    enum kind kind;
    struct value value; /* what was returned; the names of the exception's classes, its own first */
    struct value message;
};

static int is_texts(const struct value *value)
{
    for (size_t i = 0; i < value->count; i++)
        if (value->items[i].kind != VALUE_TEXT)
            return 0;
    return value->kind == VALUE_LIST && value->count > 0;
}

/* "returned VALUE", or "raised [NAMES] MESSAGE", and nothing else. */
static struct outcome read_outcome(struct arena *arena, const struct buffer *text)
{
    static const char returned[] = "returned ", raised[] = "raised ";
    struct outcome outcome = {.kind = text->size == 0 ? NOTHING : GARBAGE};
    struct value_fault fault;
    size_t took;

    if (text->size > strlen(returned) && memcmp(text->data, returned, strlen(returned)) == 0 &&
        value_parse(arena, text->data + strlen(returned), text->size - strlen(returned),
                    &outcome.value, &fault) == 0) {
        outcome.kind = RETURNED;
    } else if (text->size > strlen(raised) && memcmp(text->data, raised, strlen(raised)) == 0) {
        const char *names = text->data + strlen(raised);
        size_t size = text->size - strlen(raised);

        if (value_parse_start(arena, names, size, &outcome.value, &took, &fault) == 0 &&
            value_parse(arena, names + took, size - took, &outcome.message, &fault) == 0 &&
            is_texts(&outcome.value) && outcome.message.kind == VALUE_TEXT)
            outcome.kind = RAISED;
    }
    return outcome;
}

static void show_outcome(const struct outcome *outcome, struct buffer *text, size_t most)
{
    switch (outcome->kind) {
    case NOTHING:
        break;
    case GARBAGE:
        buffer_append_text(text, "wrote something that is no value where the result goes");
        break;
    case RETURNED:
        buffer_append_text(text, "returned ");
        value_show(&outcome->value, text, text->size + most);
        break;
    case RAISED:
        buffer_append_text(text, "raised ");
        buffer_append_shown_most(text, outcome->value.items[0].text, outcome->value.items[0].size,
                                 200);
        if (outcome->message.size > 0) {
            buffer_append_text(text, ": ");
            buffer_append_escaped(text, outcome->message.text, outcome->message.size, most);
        }
        break;
    }
}

/* ---- what is expected ---- */

/* The text was read when the problem was loaded. */
static int read_expected(struct arena *arena, const struct problem_call *call, struct value *value)
{
    struct value_fault fault;

    return call->returns &&
           value_parse(arena, call->returns, strlen(call->returns), value, &fault) == 0;
}

static void show_expected(const struct problem_call *call, struct buffer *text, size_t most)
{
    struct arena arena = ARENA_INIT;
    struct value value;

    if (call->test) {
        buffer_append_text(text, "passes");
    } else if (call->raises) {
        buffer_append_text(text, "raises ");
        buffer_append_text(text, call->raises);
    } else if (read_expected(&arena, call, &value)) {
        buffer_append_text(text, "returns ");
        value_show(&value, text, text->size + most);
    }
    arena_release(&arena);
}

/* "ValueError" is a class of that name of the language's own ("ValueError") or of any module
 * ("solution.ValueError"), but for one that only has the name of the language's own, which a caller
 * tells as "solution:ValueError". "json.decoder.JSONDecodeError" is that alone. */
static int is_class(const struct value *class, const char *name)
{
    size_t size = strlen(name);

    if (class->size == size && memcmp(class->text, name, size) == 0)
        return 1;
    return !strchr(name, '.') && class->size > size && class->text[class->size - size - 1] == '.' &&
           memcmp(class->text + class->size - size, name, size) == 0;
}

/* A subclass counts, as with unittest's assertRaises. */
static int is_raised(const struct outcome *outcome, const char *name)
{
    for (size_t i = 0; i < outcome->value.count; i++)
        if (is_class(&outcome->value.items[i], name))
            return 1;
    return 0;
}

static int is_right(struct arena *arena, const struct problem_call *call, struct outcome *outcome)
{
    const struct value_rules rules = {.absolute = call->absolute,
                                      .relative = call->relative,
                                      .numbers_apart = call->numbers_apart,
                                      .sequences_alike = call->sequences_alike};
    struct value expected;

    if (call->raises)
        return outcome->kind == RAISED && is_raised(outcome, call->raises);
    if (outcome->kind != RETURNED)
        return 0;
    if (call->test)
        return outcome->value.kind == VALUE_BOOLEAN && outcome->value.boolean;
    return !call->returns || (read_expected(arena, call, &expected) &&
                              value_equals(&rules, &outcome->value, &expected));
}

/* Before the comparison, which puts sets in another order. */
static void say_wrong(const struct problem_call *call, const struct outcome *outcome,
                      struct checker_result *check)
{
    struct buffer got = BUFFER_INIT, expected = BUFFER_INIT;

    show_outcome(outcome, &got, IN_MESSAGE_MAX);
    show_expected(call, &expected, IN_MESSAGE_MAX);
    if (call->test && outcome->kind == RAISED)
        snprintf(check->message, sizeof(check->message), "the test %.1000s", got.data);
    else if (outcome->kind == NOTHING)
        snprintf(check->message, sizeof(check->message),
                 "the call did not come to its end: the program ended before");
    else if (expected.size > 0)
        snprintf(check->message, sizeof(check->message), "%.1000s, expected a call that %.1000s",
                 got.data, expected.data);
    else
        snprintf(check->message, sizeof(check->message), "%.1000s", got.data);
    buffer_release(&got);
    buffer_release(&expected);
}

void called_decide(const struct problem_call *call, const struct buffer *text,
                   struct checker_result *check, struct called_result *ret_result)
{
    struct arena arena = ARENA_INIT;
    struct outcome outcome = read_outcome(&arena, text);
    struct checker_result wrong = {0};

    buffer_init(&ret_result->got);
    show_outcome(&outcome, &ret_result->got, SHOWN_MAX);
    say_wrong(call, &outcome, &wrong);
    if (!is_right(&arena, call, &outcome))
        *check = wrong;
    else if (!call->prints)
        *check = (struct checker_result){.accepted = 1, .fraction = 1};
    ret_result->has_raised = call->raises && outcome.kind == RAISED;
    arena_release(&arena);
}

/* ---- as JSON ---- */

/* Text of the problem's own, which may be cut within a character. */
static json_t *shown(const char *text, size_t size, size_t most)
{
    struct buffer cut = BUFFER_INIT;
    json_t *json = size <= most ? json_stringn(text, size) : NULL;

    if (!json) {
        buffer_append_escaped(&cut, text, size, most);
        json = json_stringn(cut.data, cut.size);
        buffer_release(&cut);
    }
    return json;
}

void called_set_head(const struct problem_case *kase, const char *language, json_t *head)
{
    const struct problem_call *call = kase->call;
    const struct problem_call_text *text = call ? calls_text(call, language) : NULL;
    struct buffer expected = BUFFER_INIT;

    if (kase->description)
        json_object_set_new(head, "description", json_string(kase->description));
    if (!call)
        return;
    if (text && *text->setup)
        json_object_set_new(head, "setup", shown(text->setup, strlen(text->setup), SHOWN_MAX));
    if (text)
        json_object_set_new(head, "call", shown(text->call, strlen(text->call), SHOWN_MAX));
    show_expected(call, &expected, SHOWN_MAX);
    if (call->prints) {
        buffer_append_text(&expected, expected.size > 0 ? " and prints \"" : "prints \"");
        buffer_append_escaped(&expected, kase->out.data, kase->out.size, SHOWN_MAX);
        buffer_append_char(&expected, '"');
    }
    if (call->test)
        json_object_set_new(head, "is_forgeable", json_true());
    json_object_set_new(head, "expected", shown(expected.data, expected.size, 3 * SHOWN_MAX));
    buffer_release(&expected);
}
