#include "judge/report/jury.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "judge/report/result.h"
#include "judge/report/table.h"
#include "judge/report/width.h"

#include <stdlib.h>
#include <string.h>

struct jury_column *jury_columns(const json_t *jury, size_t most, size_t *ret_count)
{
    const json_t *cases = json_object_get(jury, "cases");
    size_t total = json_array_size(cases), count = 0;
    struct jury_column *columns = memory_alloc(sizeof(*columns) * (total + 1));

    for (size_t i = 0; total <= most && i < total; i++)
        columns[count++] =
            (struct jury_column){result_text(json_array_get(cases, i), "name"), i, i + 1};
    for (size_t i = 0; total > most && i < total; i++) {
        const char *group = result_text(json_array_get(cases, i), "group");

        if (count > 0 && strcmp(columns[count - 1].name, group) == 0)
            columns[count - 1].end = i + 1;
        else
            columns[count++] = (struct jury_column){group, i, i + 1};
    }
    if (count > most)
        count = 0;
    if (count == 0)
        columns[count++] = (struct jury_column){"cases", 0, total};
    *ret_count = count;
    return columns;
}

const char *jury_cell(const json_t *submission, const struct jury_column *column,
                      int64_t *ret_cpu_us)
{
    const json_t *cases = json_object_get(submission, "cases");
    const char *shown = NULL;
    int64_t cpu_us = 0;

    for (size_t i = column->first; i < column->end && i < json_array_size(cases); i++) {
        const json_t *test = json_array_get(cases, i);
        const char *verdict = result_text(test, "verdict");

        if (strcmp(verdict, "SK") == 0)
            continue;
        if (!shown || strcmp(shown, "AC") == 0)
            shown = verdict;
        if (result_number(test, "cpu_us") > cpu_us)
            cpu_us = result_number(test, "cpu_us");
    }
    *ret_cpu_us = cpu_us;
    return shown;
}

/* "0.012", with the verdict in front where that is not AC. */
static void add_cell(struct table *table, const json_t *submission,
                     const struct jury_column *column)
{
    int64_t cpu_us;
    const char *verdict = jury_cell(submission, column, &cpu_us);

    if (!verdict)
        table_cell(table, "-");
    else
        table_cell(table, "%s%s%.3f", strcmp(verdict, "AC") == 0 ? "" : verdict,
                   strcmp(verdict, "AC") == 0 ? "" : " ", (double)cpu_us / 1e6);
}

/* How often each verdict comes: "12 AC, 1 WA". */
static void add_counts(struct table *table, const json_t *submission)
{
    static const char *const names[] = {"AC",  "PA",  "WA", "TLE", "MLE",
                                        "OLE", "RTE", "SV", "IE",  "SK"};
    enum { COUNT = sizeof(names) / sizeof(names[0]) };
    const json_t *cases = json_object_get(submission, "cases");
    struct buffer text = BUFFER_INIT;

    for (size_t i = 0; i < COUNT; i++) {
        size_t found = 0;

        for (size_t j = 0; j < json_array_size(cases); j++)
            found += strcmp(result_text(json_array_get(cases, j), "verdict"), names[i]) == 0;
        if (found > 0)
            buffer_format(&text, "%s%zu %s", text.size > 0 ? ", " : "", found, names[i]);
    }
    table_cell(table, "%s", text.size > 0 ? text.data : "-");
    buffer_release(&text);
}

static const char *says(const json_t *submission)
{
    if (!json_is_boolean(json_object_get(submission, "as_labelled")))
        return "not run";
    return json_is_true(json_object_get(submission, "as_labelled")) ? "as labelled" : "DIFFERS";
}

/* What differs, then what its time leaves open, then the message of the result. */
static void add_words(struct table *table, const json_t *submission)
{
    const char *differs = result_text(submission, "differs");
    const char *borderline = result_text(submission, "borderline");
    struct buffer line = BUFFER_INIT;

    buffer_append_text(&line, differs);
    if (*borderline)
        buffer_format(&line, "%s%s", line.size > 0 ? "; " : "", borderline);
    if (*differs || strcmp(says(submission), "not run") == 0) {
        if (line.size > 0)
            buffer_append_text(&line, "; ");
        result_line(submission, &line);
    }
    table_cell(table, "%s", line.data);
    buffer_release(&line);
}

/* The start of a name, as wide as a figure. */
static const char *short_name(struct table *table, const char *name)
{
    enum { WIDTH = 9 };
    const char *shown = format_text(*name ? name : "cases");
    size_t size = width_fit(shown, WIDTH, NULL);
    char *kept = arena_strdup(&table->arena, shown);

    kept[size] = '\0';
    return kept;
}

static void add_row(struct table *table, const json_t *submission,
                    const struct jury_column *columns, size_t count, int counts)
{
    table_cell(table, "%s", result_text(submission, "path"));
    table_cell(table, "%s%s%s", result_text(submission, "expected"),
               json_object_get(submission, "expected_score") ? " " : "",
               json_object_get(submission, "expected_score")
                   ? format_score(json_number_value(json_object_get(submission, "expected_score")))
                   : "");
    table_cell(table, "%s", result_text(submission, "verdict"));
    table_cell(table, "%s", result_text(submission, "reason"));
    for (size_t i = 0; i < count && !counts; i++)
        add_cell(table, submission, &columns[i]);
    if (counts)
        add_counts(table, submission);
    table_cell(table, "%s", says(submission));
    add_words(table, submission);
}

void jury_data_line(const json_t *data, struct buffer *line)
{
    int64_t inputs = result_number(data, "inputs"), answers = result_number(data, "answers");

    if (inputs > 0)
        buffer_format(line, "%lld input%s", (long long)inputs, inputs == 1 ? "" : "s");
    if (inputs > 0 && answers > 0)
        buffer_append_text(line, " and ");
    if (answers > 0)
        buffer_format(line, "%lld answer%s", (long long)answers, answers == 1 ? "" : "s");
    if (inputs + answers == 0)
        buffer_append_text(line, "nothing");
    buffer_append_text(line, " looked at");
}

/* The first line of what a program said, as part of a line. */
static void append_says(struct buffer *line, const char *says)
{
    size_t size;

    says += strspn(says, " \t\r\n");
    size = strcspn(says, "\r\n");
    if (size == 0)
        return;
    buffer_append_text(line, "; it says: ");
    buffer_append_shown_most(line, says, size, 300);
}

/* A line for each finding: "secret/03, input: input_validators/v.py ended with ...". */
static void print_data(const json_t *data, FILE *stream)
{
    struct buffer line = BUFFER_INIT;
    const char *missing = result_text(data, "missing");
    const json_t *finding;
    size_t i;

    jury_data_line(data, &line);
    fprintf(stream, "test data: %s\n", line.data);
    if (*missing) {
        buffer_clear(&line);
        buffer_append_shown(&line, missing, strcspn(missing, "\n"));
        fprintf(stream, "  not asked: %s\n", line.data);
    }
    json_array_foreach(json_object_get(data, "findings"), i, finding)
    {
        const char *name = result_text(finding, "case");

        buffer_clear(&line);
        if (json_is_true(json_object_get(finding, "is_warning")))
            buffer_append_text(&line, "warning: ");
        if (*name) {
            buffer_append_shown(&line, name, strlen(name));
            buffer_format(&line, ", %s: ", result_text(finding, "of"));
        }
        buffer_append_shown(&line, result_text(finding, "message"),
                            strlen(result_text(finding, "message")));
        append_says(&line, result_text(finding, "says"));
        fprintf(stream, "  %s\n", line.data);
    }
    buffer_release(&line);
}

void jury_print(const json_t *jury, FILE *stream, int room)
{
    enum { FEW = 12, BESIDE = 70, CELL = 11, FIXED = 6 };
    const json_t *submissions = json_object_get(jury, "submissions");
    size_t most = room == 0 ? FEW : room > BESIDE + CELL ? (size_t)(room - BESIDE) / CELL : 1;
    size_t count, total = json_array_size(json_object_get(jury, "cases"));
    struct jury_column *columns = jury_columns(jury, most, &count);
    int counts = count == 1 && total > 1;
    const char **headers = memory_alloc(sizeof(*headers) * (count + FIXED));
    char *right = memory_alloc(count + FIXED + 1);
    struct table table = {.headers = headers, .columns = count + FIXED, .right = right};

    headers[0] = "submission";
    headers[1] = "expected";
    headers[2] = "verdict";
    headers[3] = "reason";
    memcpy(right, "00v0", 4);
    for (size_t i = 0; i < count; i++) {
        headers[4 + i] = counts ? "cases" : short_name(&table, columns[i].name);
        right[4 + i] = counts ? '0' : '1';
    }
    headers[4 + count] = headers[5 + count] = "";
    memcpy(right + 4 + count, "00", 3);
    for (size_t i = 0; i < json_array_size(submissions); i++)
        add_row(&table, json_array_get(submissions, i), columns, count, counts);
    table_print_within(&table, stream, room);
    table_release(&table);
    if (json_object_get(jury, "data"))
        print_data(json_object_get(jury, "data"), stream);
    free(headers);
    free(right);
    free(columns);
}
