/* What `assay verify --html` writes. Every text in it came from a package or a program, so that all
 * of it goes through put_text; the page asks browsers to load nothing. */
#include "judge/report/jury.h"

#include "base/buffer.h"
#include "judge/report/result.h"
#include "judge/report/table.h"

#include <stdlib.h>
#include <string.h>

static const char STYLE[] =
    "body{font:14px/1.5 system-ui,sans-serif;margin:2em;color:#222;background:#fff}"
    "table{border-collapse:collapse;font-size:13px}"
    "th,td{border:1px solid #ccc;padding:2px 7px;text-align:left;vertical-align:top}"
    "td.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}"
    ".wide{overflow-x:auto}"
    ".AC{background:#e3f4e3}.PA{background:#f1f4d8}.WA,.RTE,.SV,.OLE,.CE{background:#fbe0e0}"
    ".TLE,.MLE{background:#fdeccd}.IE{background:#ecdcf7}.SK{color:#777}"
    ".no{font-weight:bold;color:#a00000}.yes{color:#1a6b1a}"
    "pre{white-space:pre-wrap;background:#f5f5f5;padding:.5em}"
    "@media (prefers-color-scheme:dark){body{background:#1b1b1b;color:#ddd}th,td{border-color:#555}"
    "pre{background:#292929}.AC{background:#1d3a1d}.PA{background:#39401c}"
    ".WA,.RTE,.SV,.OLE,.CE{background:#4a2020}.TLE,.MLE{background:#4a3a18}.IE{background:#3d2a4a}"
    ".no{color:#ff8a8a}.yes{color:#8ad08a}}";

/* A text, in which every character can be seen and none is markup. */
static void put_text(FILE *stream, const char *text)
{
    struct buffer shown = BUFFER_INIT;

    buffer_append_shown(&shown, text, strlen(text));
    for (const char *at = shown.data; *at; at++) {
        switch (*at) {
        case '&':
            fputs("&amp;", stream);
            break;
        case '<':
            fputs("&lt;", stream);
            break;
        case '>':
            fputs("&gt;", stream);
            break;
        case '"':
            fputs("&quot;", stream);
            break;
        case '\'':
            fputs("&#39;", stream);
            break;
        default:
            fputc(*at, stream);
        }
    }
    buffer_release(&shown);
}

/* The same for several lines. */
static void put_lines(FILE *stream, const char *text)
{
    char *copy = strdup(text), *rest = copy, *line;

    if (!copy)
        abort();
    while ((line = strsep(&rest, "\n"))) {
        put_text(stream, line);
        if (rest)
            fputc('\n', stream);
    }
    free(copy);
}

static void put_element(FILE *stream, const char *name, const char *text)
{
    fprintf(stream, "<%s>", name);
    put_text(stream, text);
    fprintf(stream, "</%s>", name);
}

/* Verdicts are the only classes: "" for what is none. */
static const char *class_of(const char *verdict)
{
    static const char *const names[] = {"AC",  "PA", "WA", "TLE", "MLE", "OLE",
                                        "RTE", "SV", "CE", "IE",  "SK"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(names[i], verdict) == 0)
            return names[i];
    return "";
}

void jury_html_begin(FILE *stream)
{
    fprintf(stream,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
            "style-src 'unsafe-inline'\">\n"
            "<meta name=\"viewport\" content=\"width=device-width\">\n"
            "<title>assay verify</title>\n<style>%s</style>\n</head>\n<body>\n",
            STYLE);
}

void jury_html_end(const char *summary, FILE *stream)
{
    put_element(stream, "p", summary);
    fputs("\n<p>Times are seconds of CPU time; of a column that stands for several cases, the "
          "largest.</p>\n</body>\n</html>\n",
          stream);
}

static void put_cell(FILE *stream, const json_t *submission, const struct jury_column *column)
{
    int64_t cpu_us;
    const char *verdict = jury_cell(submission, column, &cpu_us);

    if (!verdict)
        fputs("<td class=\"n SK\">-</td>", stream);
    else
        fprintf(stream, "<td class=\"n %s\">%s%s%.3f</td>", class_of(verdict),
                strcmp(verdict, "AC") == 0 ? "" : class_of(verdict),
                strcmp(verdict, "AC") == 0 ? "" : " ", (double)cpu_us / 1e6);
}

static void put_row(FILE *stream, const json_t *submission, const struct jury_column *columns,
                    size_t count)
{
    const json_t *fits = json_object_get(submission, "as_labelled");
    const json_t *points = json_object_get(submission, "expected_score");
    const char *verdict = result_text(submission, "verdict");
    const char *differs = result_text(submission, "differs");
    const char *borderline = result_text(submission, "borderline");

    fputs("<tr>", stream);
    put_element(stream, "td", result_text(submission, "path"));
    fputs("<td>", stream);
    put_text(stream, result_text(submission, "expected"));
    if (points)
        fprintf(stream, " %s", format_score(json_number_value(points)));
    fprintf(stream, "</td><td class=\"%s\">", class_of(verdict));
    put_text(stream, verdict);
    fputs("</td>", stream);
    put_element(stream, "td", result_text(submission, "reason"));
    fprintf(stream, "<td class=\"%s\">",
            json_is_true(fits)    ? "yes"
            : json_is_false(fits) ? "no"
                                  : "SK");
    fputs(json_is_true(fits)    ? "as labelled"
          : json_is_false(fits) ? "differs"
                                : "not run: ",
          stream);
    if (*differs)
        fputs(": ", stream);
    put_text(stream, differs);
    if (*borderline)
        fputs("; ", stream);
    put_text(stream, borderline);
    if (!json_is_boolean(fits))
        put_text(stream, result_text(submission, "message"));
    fputs("</td>", stream);
    for (size_t i = 0; i < count; i++)
        put_cell(stream, submission, &columns[i]);
    fputs("</tr>\n", stream);
}

static void put_table(FILE *stream, const json_t *jury)
{
    enum { MANY = 200 };
    const json_t *submissions = json_object_get(jury, "submissions");
    size_t count;
    struct jury_column *columns = jury_columns(jury, MANY, &count);

    fputs("<div class=\"wide\"><table>\n<tr><th>submission</th><th>expected</th><th>verdict</th>"
          "<th>reason</th><th></th>",
          stream);
    for (size_t i = 0; i < count; i++)
        put_element(stream, "th", *columns[i].name ? columns[i].name : "cases");
    fputs("</tr>\n", stream);
    for (size_t i = 0; i < json_array_size(submissions); i++)
        put_row(stream, json_array_get(submissions, i), columns, count);
    fputs("</table></div>\n", stream);
    free(columns);
}

/* What was said about one case, as far as it may be shown. */
static void put_case(FILE *stream, const json_t *test)
{
    const char *message = result_text(test, "message");
    const char *errors = result_text(test, "stderr"), *output = result_text(test, "output");

    fputs("<li>", stream);
    put_text(stream, result_text(test, "group"));
    fputs(*result_text(test, "group") ? "/" : "", stream);
    put_text(stream, result_text(test, "name"));
    fputs(": ", stream);
    put_text(stream, result_text(test, "verdict"));
    fputs(*message ? ": " : "", stream);
    put_text(stream, message);
    if (*output) {
        fputs("<br>the start of its output:<pre>", stream);
        put_lines(stream, output);
        fputs("</pre>", stream);
    }
    if (*errors) {
        fputs("<br>the end of its stderr:<pre>", stream);
        put_lines(stream, errors);
        fputs("</pre>", stream);
    }
    fputs("</li>\n", stream);
}

/* Of a submission that differs: its compile log, and its cases that are not accepted. */
static void put_details(FILE *stream, const json_t *jury, const json_t *submission, int with_data)
{
    enum { CASES_SHOWN = 10 };
    const json_t *infos = json_object_get(jury, "cases"), *test;
    const char *log = result_text(json_object_get(submission, "compile"), "log");
    int is_ce = strcmp(result_text(submission, "verdict"), "CE") == 0;
    size_t i, shown = 0;

    fputs("<h3>", stream);
    put_text(stream, result_text(submission, "path"));
    fputs("</h3>\n", stream);
    if (is_ce && *log) {
        fputs("<pre>", stream);
        put_lines(stream, log);
        fputs("</pre>\n", stream);
    }
    fputs("<ul>\n", stream);
    json_array_foreach(json_object_get(submission, "cases"), i, test)
    {
        const char *verdict = result_text(test, "verdict");
        int is_sample = json_is_true(json_object_get(json_array_get(infos, i), "is_sample"));

        if (strcmp(verdict, "AC") == 0 || strcmp(verdict, "SK") == 0 ||
            (!with_data && !is_sample) || shown++ >= CASES_SHOWN)
            continue;
        put_case(stream, test);
    }
    fputs("</ul>\n", stream);
}

/* What was found in the test data; what programs said of it as far as it may be shown. */
static void put_data(FILE *stream, const json_t *data, int with_data)
{
    struct buffer line = BUFFER_INIT;
    const char *missing = result_text(data, "missing");
    const json_t *finding;
    size_t i;

    jury_data_line(data, &line);
    fprintf(stream, "<p>Test data: %s.</p>\n<ul>\n", line.data);
    buffer_release(&line);
    if (*missing) {
        fputs("<li>not asked: ", stream);
        put_lines(stream, missing);
        fputs("</li>\n", stream);
    }
    json_array_foreach(json_object_get(data, "findings"), i, finding)
    {
        const char *says = result_text(finding, "says");

        fputs(json_is_true(json_object_get(finding, "is_warning")) ? "<li>warning: "
                                                                   : "<li class=\"no\">",
              stream);
        put_text(stream, result_text(finding, "case"));
        if (*result_text(finding, "case"))
            fprintf(stream, ", %s: ", result_text(finding, "of"));
        put_text(stream, result_text(finding, "message"));
        if (*says && (with_data || json_is_true(json_object_get(finding, "is_sample")))) {
            fputs("<pre>", stream);
            put_lines(stream, says);
            fputs("</pre>", stream);
        }
        fputs("</li>\n", stream);
    }
    fputs("</ul>\n", stream);
}

void jury_html_package(const json_t *jury, int with_data, FILE *stream)
{
    const json_t *submission;
    size_t i;

    put_element(stream, "h2", result_text(jury, "problem"));
    fputc('\n', stream);
    put_element(stream, "p", result_text(jury, "summary"));
    fputc('\n', stream);
    put_element(stream, "p", result_text(jury, "limit"));
    fputc('\n', stream);
    put_table(stream, jury);
    if (json_object_get(jury, "data"))
        put_data(stream, json_object_get(jury, "data"), with_data);
    json_array_foreach(json_object_get(jury, "submissions"), i, submission)
    {
        if (json_is_false(json_object_get(submission, "as_labelled")))
            put_details(stream, jury, submission, with_data);
    }
}
