/* Prints a result for people. */
#include "base/buffer.h"
#include "judge/report/result.h"
#include "judge/report/table.h"
#include "judge/rules/verdict.h"

#include <string.h>

static void print_head(const json_t *result, FILE *stream)
{
    const char *verdict = result_text(result, "verdict");
    const char *reason = result_text(result, "reason");
    int colour = terminal_colour(stream);
    enum verdict parsed;

    fprintf(stream, "%s%s%s", terminal_verdict_colour(verdict, colour),
            *verdict ? format_text(verdict) : "...", terminal_reset(colour));
    if (verdict_parse(verdict, &parsed) == 0)
        fprintf(stream, "  %s", verdict_words(parsed));
    else
        fprintf(stream, "  %s", format_text(result_text(result, "state")));
    if (*reason)
        fprintf(stream, " (%s)", format_text(reason));
    if (json_number_value(json_object_get(result, "max_score")) > 0)
        fprintf(stream, ", score %s of %s",
                format_score(json_number_value(json_object_get(result, "score"))),
                format_score(json_number_value(json_object_get(result, "max_score"))));
    else if (json_number_value(json_object_get(result, "score")) > 0)
        fprintf(stream, ", score %s",
                format_score(json_number_value(json_object_get(result, "score"))));
    fprintf(stream, "\n");
}

/* Appends text of a result, at most `max` bytes. It was escaped when it was taken from a program,
 * but a result may come from a database that anybody wrote: nothing in it may move the cursor. */
static void append_shown(struct buffer *line, const char *text, size_t size, size_t max)
{
    for (size_t i = 0; i < size && i < max; i++) {
        unsigned char byte = (unsigned char)text[i];
        /* U+0080 to U+009F are control characters too */
        int is_c1 = i > 0 && (unsigned char)text[i - 1] == 0xc2 && byte < 0xa0;

        buffer_append_char(line, byte < 0x20 || byte == 0x7f || is_c1 ? '?' : text[i]);
    }
    /* not in the middle of a character */
    if (size > max && ((unsigned char)text[max] & 0xc0) == 0x80) {
        while ((line->data[line->size - 1] & 0xc0) == 0x80)
            line->size--;
        line->size--;
    }
    if (size > max)
        buffer_append_text(line, "...");
}

/* Text that a submission may have chosen: line by line, indented. */
static void print_text(const char *title, const char *text, FILE *stream)
{
    enum { LINE_MAX_SHOWN = 400 };

    if (!*text)
        return;
    fprintf(stream, "%s\n", title);
    while (*text) {
        size_t length = strcspn(text, "\n");
        struct buffer line = BUFFER_INIT;

        append_shown(&line, text, length, LINE_MAX_SHOWN);
        fprintf(stream, "    %s\n", line.size > 0 ? line.data : "");
        buffer_release(&line);
        text += length + (text[length] == '\n');
    }
}

static void print_limits(const json_t *result, FILE *stream)
{
    const json_t *limits = json_object_get(result, "limits");

    if (!json_is_object(limits))
        return;
    fprintf(stream, "limits    CPU %s, wall %s, memory %s, stack %s, output %s, processes %lld\n",
            format_time(result_number(limits, "time_us")),
            format_time(result_number(limits, "wall_us")),
            format_memory(result_number(limits, "memory_kib")),
            format_memory(result_number(limits, "stack_kib")),
            format_memory(result_number(limits, "output_bytes") / 1024),
            (long long)result_number(limits, "processes"));
    fprintf(stream, "measured  CPU %s, wall %s, memory %s (the largest of the cases)\n",
            format_time(result_number(result, "cpu_us")),
            format_time(result_number(result, "wall_us")),
            format_memory(result_number(result, "memory_kib")));
}

/* Whether a case took another path than exec. */
static int has_other_path(const json_t *cases)
{
    size_t index;
    json_t *test;

    json_array_foreach(cases, index, test)
    {
        const char *path = result_text(test, "path");

        if (*path && strcmp(path, "exec") != 0)
            return 1;
    }
    return 0;
}

/* How many cases from `first` on were skipped, one after the other. */
static size_t skipped_run(const json_t *cases, size_t first)
{
    size_t count = 0;

    while (strcmp(result_text(json_array_get(cases, first + count), "verdict"), "SK") == 0)
        count++;
    return count;
}

/* The text that `count` cases from `first` on share, else "". */
static const char *shared_text(const json_t *cases, size_t first, size_t count, const char *key)
{
    const char *text = result_text(json_array_get(cases, first), key);

    for (size_t i = 1; i < count; i++)
        if (strcmp(text, result_text(json_array_get(cases, first + i), key)) != 0)
            return "";
    return text;
}

/* One row for `count` cases, which are one, or a run of skipped ones. */
static void add_cases(struct table *table, const json_t *cases, size_t first, size_t count,
                      int has_path)
{
    const json_t *test = json_array_get(cases, first);
    double score = 0, max_score = 0;

    for (size_t i = first; i < first + count; i++) {
        score += json_number_value(json_object_get(json_array_get(cases, i), "score"));
        max_score += json_number_value(json_object_get(json_array_get(cases, i), "max_score"));
    }
    if (count == 1)
        table_cell(table, "%lld", (long long)result_number(test, "number"));
    else
        table_cell(table, "%lld-%lld", (long long)result_number(test, "number"),
                   (long long)result_number(json_array_get(cases, first + count - 1), "number"));
    table_cell(table, "%s", shared_text(cases, first, count, "name"));
    table_cell(table, "%s", shared_text(cases, first, count, "group"));
    table_cell(table, "%s", result_text(test, "verdict"));
    table_cell(table, "%s", shared_text(cases, first, count, "reason"));
    table_cell(table, "%s", format_time(result_number(test, "cpu_us")));
    table_cell(table, "%s", format_time(result_number(test, "wall_us")));
    table_cell(table, "%s", format_memory(result_number(test, "memory_kib")));
    table_cell(table, "%s", format_points(score, max_score));
    if (has_path)
        table_cell(table, "%s", shared_text(cases, first, count, "path"));
}

static void print_cases(const json_t *result, FILE *stream)
{
    static const char *const headers[] = {"#",   "case", "group",  "verdict", "reason",
                                          "CPU", "wall", "memory", "score",   "path"};
    const json_t *cases = json_object_get(result, "cases");
    int has_path = has_other_path(cases);
    struct table table = {.headers = headers, .columns = has_path ? 10 : 9, .right = "100v011110"};
    size_t count;

    if (json_array_size(cases) == 0)
        return;
    for (size_t i = 0; i < json_array_size(cases); i += count) {
        count = skipped_run(cases, i);
        if (count == 0)
            count = 1;
        add_cases(&table, cases, i, count, has_path);
    }
    fprintf(stream, "\n");
    table_print(&table, stream);
    table_release(&table);
}

/* Of wall times that are longer than their limit and no fault: what of them did not count. */
static void print_waits(const json_t *result, FILE *stream)
{
    size_t index;
    json_t *test;

    json_array_foreach(json_object_get(result, "cases"), index, test)
    {
        const json_t *evidence = json_object_get(test, "evidence");
        int64_t limit = result_number(json_object_get(evidence, "limits"), "wall_us");
        int64_t delay = result_number(evidence, "run_delay_us");
        int64_t paused = result_number(evidence, "paused_us");
        int64_t wall = result_number(test, "wall_us");
        int64_t counted = wall > delay + paused ? wall - delay - paused : 0;

        if (limit == 0 || wall <= limit || delay + paused == 0)
            continue;
        fprintf(stream, "\ncase %lld", (long long)result_number(test, "number"));
        if (delay > 0)
            fprintf(stream, " waited %s for a processor%s", format_time(delay),
                    paused > 0 ? " and" : "");
        if (paused > 0)
            fprintf(stream, " stood still for %s", format_time(paused));
        fprintf(stream, ": of its wall time %s counts against the limit of %s\n",
                format_time(counted), format_time(limit));
    }
}

static void print_groups(const json_t *result, FILE *stream)
{
    static const char *const headers[] = {"#", "group", "verdict", "score"};
    struct table table = {.headers = headers, .columns = 4, .right = "10v0"};
    const json_t *groups = json_object_get(result, "groups");
    size_t index;
    json_t *group;

    if (json_array_size(groups) == 0)
        return;
    json_array_foreach(groups, index, group)
    {
        table_cell(&table, "%lld", (long long)result_number(group, "number"));
        table_cell(&table, "%s", result_text(group, "name"));
        table_cell(&table, "%s", result_text(group, "verdict"));
        table_cell(&table, "%s",
                   format_points(json_number_value(json_object_get(group, "score")),
                                 json_number_value(json_object_get(group, "max_score"))));
    }
    fprintf(stream, "\n");
    table_print(&table, stream);
    table_release(&table);
}

void result_groups_line(const json_t *result, struct buffer *line)
{
    size_t index;
    json_t *group;

    json_array_foreach(json_object_get(result, "groups"), index, group)
    {
        const char *name = result_text(group, "name");

        buffer_append_text(line, index > 0 ? ", " : "");
        if (*name)
            buffer_append_shown(line, name, strlen(name));
        else
            buffer_format(line, "group %lld", (long long)result_number(group, "number"));
        buffer_format(line, " %s",
                      format_points(json_number_value(json_object_get(group, "score")),
                                    json_number_value(json_object_get(group, "max_score"))));
    }
}

/* A case that was not accepted, told in full. `previous` is the one told before it, or NULL. */
static void print_failure(const json_t *test, const json_t *previous, FILE *stream)
{
    const char *message = result_text(test, "message"), *text = result_text(test, "stderr");
    const char *explanation = result_text(test, "explanation");
    struct buffer hint = BUFFER_INIT;

    fprintf(stream, "\n%s: case %lld", previous ? "failure" : "first failure",
            (long long)result_number(test, "number"));
    if (*result_text(test, "name"))
        fprintf(stream, " (%s)", format_text(result_text(test, "name")));
    fprintf(stream, ", %s\n", format_text(result_text(test, "verdict")));
    if (*explanation)
        fprintf(stream, "    %s\n", format_text(explanation));
    if (*message)
        fprintf(stream, "    %s\n", format_text(message));
    buffer_append_escaped(&hint, result_text(test, "hint"), strlen(result_text(test, "hint")), 400);
    if (hint.size > 0)
        fprintf(stream, "    hint: %s\n", hint.data);
    buffer_release(&hint);
    print_text("  the start of what it printed:", result_text(test, "output"), stream);
    if (*text && previous && strcmp(text, result_text(previous, "stderr")) == 0)
        fprintf(stream, "  the end of its stderr is the same\n");
    else
        print_text("  the end of its stderr:", text, stream);
}

static void print_failures(const json_t *result, FILE *stream)
{
    enum { SHOWN_MAX = 20 };
    const json_t *previous = NULL;
    size_t index, count = 0;
    json_t *test;

    json_array_foreach(json_object_get(result, "cases"), index, test)
    {
        const char *verdict = result_text(test, "verdict");

        if (strcmp(verdict, "AC") == 0 || strcmp(verdict, "SK") == 0)
            continue;
        if (++count > SHOWN_MAX)
            continue;
        print_failure(test, previous, stream);
        previous = test;
    }
    if (count > SHOWN_MAX)
        fprintf(stream, "\n%zu more failed; --json tells them all\n", count - SHOWN_MAX);
}

/* What accepted cases printed, where that was kept: nothing was compared with it (checker none). */
static void print_outputs(const json_t *result, FILE *stream)
{
    size_t index;
    json_t *test;

    json_array_foreach(json_object_get(result, "cases"), index, test)
    {
        const char *output = result_text(test, "output");
        struct buffer title = BUFFER_INIT;

        if (strcmp(result_text(test, "verdict"), "AC") != 0)
            continue;
        if (json_object_get(test, "output_base64"))
            fprintf(stream, "\ncase %lld printed what is no text; --json has its start\n",
                    (long long)result_number(test, "number"));
        if (!json_object_get(test, "output"))
            continue;
        buffer_format(&title, "\ncase %lld printed%s", (long long)result_number(test, "number"),
                      !*output ? " nothing"
                      : result_number(test, "output_bytes") > (int64_t)strlen(output)
                          ? ", to begin with:"
                          : ":");
        if (*output)
            print_text(title.data, output, stream);
        else
            fprintf(stream, "%s\n", title.data);
        buffer_release(&title);
    }
}

/* The last line of a text that is not blank; its length in *ret_size. */
static const char *last_line(const char *text, size_t *ret_size)
{
    const char *last = text;

    *ret_size = 0;
    while (*text) {
        size_t size = strcspn(text, "\n");

        if (strspn(text, " \t\r") < size) {
            last = text;
            *ret_size = size;
        }
        text += size + (text[size] == '\n');
    }
    return last;
}

void result_line(const json_t *result, struct buffer *line)
{
    enum { SHOWN_MAX = 160 };
    const char *message = result_text(result, "message");
    const char *verdict = result_text(result, "verdict");
    size_t size = strlen(message), index;
    json_t *test;

    if (strcmp(verdict, "CE") == 0)
        message = last_line(message, &size);
    append_shown(line, message, size, SHOWN_MAX);
    if (strcmp(verdict, "RTE") != 0)
        return;
    json_array_foreach(json_object_get(result, "cases"), index, test)
    {
        if (strcmp(result_text(test, "verdict"), verdict) != 0)
            continue;
        if (*result_text(test, "message"))
            return; /* this line says what the program died of */
        message = last_line(result_text(test, "stderr"), &size);
        if (size > 0)
            buffer_append_text(line, ": ");
        append_shown(line, message, size, SHOWN_MAX);
        return;
    }
}

static void print_missing_layers(const json_t *result, FILE *stream)
{
    json_t *isolation = json_object_get(result, "isolation");
    const char *key;
    json_t *value;
    int missing = 0;

    json_object_foreach(isolation, key, value)
    {
        if (json_is_false(value))
            fprintf(stream, "%s%s",
                    missing++ ? ", " : "not enforced on this host: ", format_text(key));
    }
    if (missing)
        fprintf(stream, "\n");
}

void result_print_notes(const json_t *notes, FILE *stream)
{
    size_t index;
    json_t *note;

    json_array_foreach(notes, index, note)
    {
        char *title;

        if (asprintf(
                &title, "note %lld, %s, %s, about judging %lld (%s):",
                (long long)result_number(note, "note"),
                format_date(result_number(note, "written_ms")),
                format_text(result_text(note, "author")), (long long)result_number(note, "judging"),
                *result_text(note, "verdict") ? result_text(note, "verdict") : "no verdict") < 0)
            abort();
        print_text(title, result_text(note, "text"), stream);
        free(title);
    }
}

void result_print(const json_t *result, FILE *stream)
{
    json_t *compile = json_object_get(result, "compile");
    int by_message = json_array_size(json_object_get(result, "cases")) == 0;

    print_head(result, stream);
    if (by_message && strcmp(result_text(result, "verdict"), "CE") == 0 && json_is_object(compile))
        print_text("the compile step said:", result_text(compile, "log"), stream);
    else if (by_message)
        print_text("why:", result_text(result, "message"), stream);
    print_limits(result, stream);
    print_cases(result, stream);
    print_waits(result, stream);
    print_groups(result, stream);
    print_failures(result, stream);
    print_outputs(result, stream);
    if (!by_message && *result_text(compile, "log"))
        print_text("the compile step said:", result_text(compile, "log"), stream);
    print_missing_layers(result, stream);
}
