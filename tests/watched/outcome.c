#include "tests/watched/outcome.h"

#include "base/fd.h"
#include "judge/report/result.h"
#include "tests/watched/program.h"

#include <stdint.h>
#include <string.h>
#include <unistd.h>

enum { SHOWN_MAX = 400, BEFORE_MAX = 60 };

static size_t address_length(const char *text)
{
    size_t digits = strncmp(text, "0x", 2) == 0 ? strspn(text + 2, "0123456789abcdef") : 0;

    return digits ? digits + 2 : 0;
}

static void normalise(struct buffer *text)
{
    struct buffer out = BUFFER_INIT;

    for (size_t at = 0; at < text->size;) {
        size_t length = address_length(text->data + at);

        if (length)
            buffer_append_text(&out, "0x*");
        else
            buffer_append_char(&out, text->data[at]);
        at += length ? length : 1;
    }
    buffer_release(text);
    *text = out;
}

static void append_field(struct buffer *out, const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    char *text = json_dumps(value, JSON_ENCODE_ANY);

    buffer_format(out, "%s %s\n", name, text ? text : "-");
    free(text);
}

void outcome_init(struct outcome *outcome, const json_t *result, int stdout_fd, int addresses)
{
    static const char *const fields[] = {"verdict", "reason", NULL};
    static const char *const facts[] = {"ended_by", "rule",         "exit_status",
                                        "signal",   "memory_error", NULL};
    const json_t *evidence = json_object_get(result, "evidence");
    const json_t *compile = json_object_get(result, "compile");
    const char *verdict = result_text(result, "verdict");
    const char *path = result_text(json_object_get(result, "evidence"), "path");
    int is_path = strcmp(path, "watched") == 0 || strcmp(path, "exec") == 0;
    struct error err;

    *outcome = (struct outcome){.words = BUFFER_INIT, .output = BUFFER_INIT, .errors = BUFFER_INIT};
    for (const char *const *field = fields; *field; field++)
        append_field(&outcome->words, result, *field);
    /* whether it was ended at the cap or just before had ended by itself is chance */
    for (const char *const *fact = facts; *fact && strcmp(verdict, "OLE") != 0; fact++)
        append_field(&outcome->words, evidence, *fact);
    append_field(&outcome->words, compile, "status");
    append_field(&outcome->words, compile, "log");
    buffer_append_text(&outcome->errors, result_text(result, "stderr"));
    if (stdout_fd >= 0 && (lseek(stdout_fd, 0, SEEK_SET) != 0 ||
                           fd_read_all(stdout_fd, SIZE_MAX >> 1, &outcome->output, "it", &err) < 0))
        buffer_append_text(&outcome->words, "stdout cannot be read back\n");
    if (addresses & PART_STDOUT)
        normalise(&outcome->output);
    if (addresses & PART_STDERR)
        normalise(&outcome->errors);
    snprintf(outcome->verdict, sizeof(outcome->verdict), "%s", verdict);
    snprintf(outcome->path, sizeof(outcome->path), "%s", is_path ? path : "-");
    if (strcmp(verdict, "IE") == 0)
        buffer_format(&outcome->words, "message %s\n", result_text(result, "message"));
}

void outcome_release(struct outcome *outcome)
{
    buffer_release(&outcome->words);
    buffer_release(&outcome->output);
    buffer_release(&outcome->errors);
}

static int equal(const struct buffer *left, const struct buffer *right)
{
    return left->size == right->size && memcmp(left->data, right->data, left->size) == 0;
}

static void print_at(const struct outcome *outcome, const struct buffer *text, size_t at,
                     FILE *stream)
{
    struct buffer shown = BUFFER_INIT;

    buffer_append_escaped(&shown, text->data + at, text->size - at, SHOWN_MAX);
    fprintf(stream, "        %-8s (%zu bytes) %s\n", outcome->path, text->size, shown.data);
    buffer_release(&shown);
}

static int compare(const char *name, const struct outcome *left, const struct buffer *left_text,
                   const struct outcome *right, const struct buffer *right_text, FILE *stream)
{
    size_t at = 0;

    if (equal(left_text, right_text))
        return 0;
    while (at < left_text->size && at < right_text->size &&
           left_text->data[at] == right_text->data[at])
        at++;
    fprintf(stream, "    %s differs from byte %zu on:\n", name, at);
    at = at > BEFORE_MAX ? at - BEFORE_MAX : 0;
    print_at(left, left_text, at, stream);
    print_at(right, right_text, at, stream);
    return 1;
}

int outcome_differs(const struct outcome *left, const struct outcome *right, int varies,
                    FILE *stream)
{
    int differs = compare("the outcome", left, &left->words, right, &right->words, stream);

    if (!(varies & PART_STDOUT))
        differs |= compare("stdout", left, &left->output, right, &right->output, stream);
    if (!(varies & PART_STDERR))
        differs |= compare("stderr", left, &left->errors, right, &right->errors, stream);
    return differs;
}

int outcome_equals_in(const struct outcome *left, const struct outcome *right, int parts)
{
    return (!(parts & PART_STDOUT) || equal(&left->output, &right->output)) &&
           (!(parts & PART_STDERR) || equal(&left->errors, &right->errors));
}
