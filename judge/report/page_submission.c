#include "judge/report/page_submission.h"

#include "judge/report/bytes.h"
#include "judge/report/page_case.h"
#include "judge/report/result.h"
#include "judge/report/table.h"
#include "judge/rules/verdict.h"

#include <stdio.h>
#include <string.h>

enum { SOURCE_MAX = 256 * 1024, FAILURES_MAX = 20, STRIP_MAX = 400 };

const char *page_submission_file(char name[PAGE_FILE_MAX], enum page_format format,
                                 int64_t submission)
{
    snprintf(name, PAGE_FILE_MAX, "submission-%lld.%s", (long long)submission,
             format == PAGE_HTML ? "html" : "md");
    return name;
}

/* ---- facts ---- */

static double real(const json_t *object, const char *key)
{
    return json_number_value(json_object_get(object, key));
}

static int is_verdict(const json_t *test, const char *verdict)
{
    return strcmp(result_text(test, "verdict"), verdict) == 0;
}

static int has_failed(const json_t *test)
{
    return !is_verdict(test, "AC") && !is_verdict(test, "SK");
}

/* The case that the verdict rests on: the one that decides, or where points do, the first that
 * failed. */
static const json_t *telling_case(const json_t *report)
{
    const json_t *cases = json_object_get(report, "cases"), *test = result_decider(report);

    for (size_t i = 0; !test && i < json_array_size(cases); i++)
        if (has_failed(json_array_get(cases, i)))
            test = json_array_get(cases, i);
    return test;
}

static void put_case_name(struct page *page, const json_t *test)
{
    page_print(page, "case %lld", (long long)result_number(test, "number"));
    if (*result_text(test, "name"))
        page_print(page, " (%s%s%s)", result_text(test, "group"),
                   *result_text(test, "group") ? "/" : "", result_text(test, "name"));
}

/* The rule that decided, and what it found. */
static void put_rule(struct page *page, const json_t *report, const json_t *test)
{
    const char *rule = result_text(json_object_get(test, "evidence"), "rule");
    const char *why = result_text(test, "explanation");

    if (!*why)
        why = result_text(test, "message");
    if (!has_failed(test)) {
        page_text(page, ": every case that counts is accepted");
    } else {
        page_text(page, real(report, "score") > 0 ? ": not all points, because of " : ": ");
        put_case_name(page, test);
        page_print(page, " has %s", result_text(test, "verdict"));
    }
    if (*rule)
        page_print(page, ", by rule %s", rule);
    if (has_failed(test) && *why)
        page_print(page, ": %s", why);
}

static void put_points(struct page *page, const json_t *report)
{
    double score = real(report, "score"), most = real(report, "max_score");

    if (most > 0)
        page_print(page, ", %s of %s points", format_score(score), format_score(most));
    else if (score > 0)
        page_print(page, ", %s points", format_score(score));
}

/* The verdict in one sentence. */
static void put_verdict(struct page *page, const json_t *report)
{
    const char *verdict = result_text(report, "verdict"), *reason = result_text(report, "reason");
    const json_t *test = telling_case(report);
    enum verdict parsed;

    page_paragraph_begin(page);
    page_verdict(page, *verdict ? verdict : result_text(report, "state"));
    if (verdict_parse(verdict, &parsed) == 0)
        page_print(page, " %s", verdict_words(parsed));
    if (*reason)
        page_print(page, " (%s)", reason);
    put_points(page, report);
    if (test && *verdict)
        put_rule(page, report, test);
    else if (*result_text(report, "message"))
        page_print(page, ": %s", result_text(report, "message"));
    page_text(page, ".");
    page_paragraph_end(page);
}

static void put_fact(struct page *page, const char *name, const char *text)
{
    if (*text)
        page_fact(page, name, "%s", text);
}

static void put_facts(struct page *page, const json_t *report)
{
    page_facts_begin(page);
    put_fact(page, "user", result_text(report, "user"));
    put_fact(page, "problem", result_text(report, "problem"));
    put_fact(page, "language", result_text(report, "language"));
    put_fact(page, "its version", result_text(report, "language_version"));
    put_fact(page, "handed in", format_date(result_number(report, "submitted_ms")));
    put_fact(page, "judged", format_date(result_number(report, "finished_ms")));
    put_fact(page, "by", result_text(report, "judge_name"));
    put_fact(page, "problem's version", result_text(report, "problem_version"));
    page_facts_end(page);
}

/* The bars of the case that used most, whichever that is for each. */
static void put_bars(struct page *page, const json_t *report)
{
    const json_t *limits = json_object_get(report, "limits"), *most = NULL, *test;
    size_t index;

    json_array_foreach(json_object_get(report, "cases"), index, test)
    {
        if (!most || result_number(test, "cpu_us") > result_number(most, "cpu_us"))
            most = test;
    }
    if (!most || !json_is_object(limits))
        return;
    page_heading(page, 2, "Time and memory");
    page_paragraph_begin(page);
    page_text(page, "Of ");
    put_case_name(page, most);
    page_text(page, ", which used most time:");
    page_paragraph_end(page);
    page_facts_begin(page);
    page_case_bars(page, most, limits);
    page_facts_end(page);
    if (result_number(report, "memory_kib") > result_number(most, "memory_kib"))
        page_paragraph(page, "The most memory that a case used is %s.",
                       format_memory(result_number(report, "memory_kib")));
}

/* ---- cases ---- */

static void put_strip(struct page *page, const json_t *cases)
{
    size_t count = json_array_size(cases);

    page_strip_begin(page, "verdicts of the cases, in order");
    for (size_t i = 0; i < count && i < STRIP_MAX; i++) {
        const json_t *test = json_array_get(cases, i);

        page_strip_box(page, result_number(test, "number"), result_text(test, "verdict"),
                       has_failed(test));
    }
    page_strip_end(page);
    if (count > STRIP_MAX)
        page_paragraph(page, "%zu more cases are in the tables below.", count - STRIP_MAX);
}

static void put_case_row(struct page *page, const json_t *test)
{
    page_cell(page, "%lld", (long long)result_number(test, "number"));
    page_cell(page, "%s", result_text(test, "name"));
    page_cell_verdict(page, result_text(test, "verdict"));
    page_cell(page, "%s", result_text(test, "reason"));
    page_cell(page, "%s", format_points(real(test, "score"), real(test, "max_score")));
    page_cell(page, "%s", format_time(result_number(test, "cpu_us")));
    page_cell(page, "%s", format_time(result_number(test, "wall_us")));
    page_cell(page, "%s", format_memory(result_number(test, "memory_kib")));
}

/* The rows of neighbouring cases; SK or not. */
static void put_case_table(struct page *page, const json_t *cases, size_t first, size_t end,
                           int is_skipped)
{
    struct buffer caption = BUFFER_INIT;

    static const char *const headers[] = {"#",   "case", "verdict", "reason", "points",
                                          "CPU", "wall", "memory",  NULL};

    buffer_format(&caption, "cases from %lld on%s",
                  (long long)result_number(json_array_get(cases, first), "number"),
                  is_skipped ? " that were not run" : "");
    page_table_begin(page, caption.data, headers, "10001111");
    buffer_release(&caption);
    for (size_t i = first; i < end; i++)
        if (is_verdict(json_array_get(cases, i), "SK") == is_skipped)
            put_case_row(page, json_array_get(cases, i));
    page_table_end(page);
}

static const json_t *group_of(const json_t *report, const char *name)
{
    const json_t *groups = json_object_get(report, "groups"), *group;
    size_t index;

    json_array_foreach(groups, index, group)
    {
        if (strcmp(result_text(group, "name"), name) == 0)
            return group;
    }
    return NULL;
}

/* The cases of one group that stand together. */
static void put_group(struct page *page, const json_t *report, size_t first, size_t end)
{
    const json_t *cases = json_object_get(report, "cases");
    const char *name = result_text(json_array_get(cases, first), "group");
    const json_t *group = *name ? group_of(report, name) : NULL;
    size_t skipped = 0;

    for (size_t i = first; i < end; i++)
        skipped += (size_t)is_verdict(json_array_get(cases, i), "SK");
    if (group)
        page_heading(page, 3, "%s: %s, %s points", name, result_text(group, "verdict"),
                     format_points(real(group, "score"), real(group, "max_score")));
    else if (*name)
        page_heading(page, 3, "%s", name);
    if (skipped < end - first)
        put_case_table(page, cases, first, end, 0);
    if (skipped > 0) {
        page_fold_begin(page, 0, NULL, "%zu case%s skipped (SK)", skipped, skipped == 1 ? "" : "s");
        put_case_table(page, cases, first, end, 1);
        page_fold_end(page);
    }
}

static void put_cases(struct page *page, const json_t *report)
{
    const json_t *cases = json_object_get(report, "cases");
    size_t count = json_array_size(cases), end;

    if (count == 0)
        return;
    page_heading(page, 2, "Cases");
    put_strip(page, cases);
    for (size_t i = 0; i < count; i = end) {
        const char *name = result_text(json_array_get(cases, i), "group");

        for (end = i + 1;
             end < count && strcmp(result_text(json_array_get(cases, end), "group"), name) == 0;)
            end++;
        put_group(page, report, i, end);
    }
}

static const json_t *data_of(const json_t *report, int64_t number)
{
    const json_t *data;
    size_t index;

    json_array_foreach(json_object_get(report, "data"), index, data)
    {
        if (result_number(data, "number") == number)
            return data;
    }
    return NULL;
}

static void put_failure(struct page *page, const json_t *report, const json_t *test, int is_first)
{
    int64_t number = result_number(test, "number");
    char id[32];

    snprintf(id, sizeof(id), "case-%lld", (long long)number);
    page_fold_begin(page, is_first, id, "Case %lld%s%s: %s%s%s", (long long)number,
                    *result_text(test, "name") ? ", " : "", result_text(test, "name"),
                    result_text(test, "verdict"), *result_text(test, "reason") ? ", " : "",
                    result_text(test, "reason"));
    page_facts_begin(page);
    page_case_bars(page, test, json_object_get(report, "limits"));
    page_facts_end(page);
    page_case(page, test, data_of(report, number));
    page_fold_end(page);
}

static void put_failures(struct page *page, const json_t *report)
{
    const json_t *test;
    size_t index, count = 0;

    json_array_foreach(json_object_get(report, "cases"), index, test)
    {
        if (!has_failed(test))
            continue;
        if (count == 0)
            page_heading(page, 2, "What went wrong");
        if (count == 0 && *result_text(report, "data_missing"))
            page_paragraph(page, "Inputs and answers are not shown: %s.",
                           result_text(report, "data_missing"));
        if (++count <= FAILURES_MAX)
            put_failure(page, report, test, count == 1);
    }
    if (count > FAILURES_MAX)
        page_paragraph(page, "%zu more cases failed.", count - FAILURES_MAX);
}

/* ---- the submission itself ---- */

static void put_compile(struct page *page, const json_t *report)
{
    const json_t *compile = json_object_get(report, "compile");
    const char *log = result_text(compile, "log");
    int is_open = is_verdict(report, "CE");

    if (!json_is_object(compile) || !*log)
        return;
    page_heading(page, 2, "What the compiler said");
    page_fold_begin(page, is_open, "compile", "compile step: %s, %s of CPU time%s",
                    result_text(compile, "status"), format_time(result_number(compile, "cpu_us")),
                    json_is_true(json_object_get(compile, "cached")) ? ", from the cache" : "");
    page_block(page, PAGE_PLAIN, log, strlen(log), SOURCE_MAX);
    page_fold_end(page);
}

static void put_source(struct page *page, const json_t *report)
{
    const json_t *file;
    size_t index;

    page_heading_at(page, 2, "source", "Source");
    if (*result_text(report, "source_missing"))
        page_paragraph(page, "It is not shown: %s.", result_text(report, "source_missing"));
    json_array_foreach(json_object_get(report, "source"), index, file)
    {
        struct buffer text = BUFFER_INIT;

        page_heading(page, 3, "%s (%lld bytes)", result_text(file, "path"),
                     (long long)result_number(file, "bytes"));
        bytes_get(file, "text", &text);
        page_source(page, text.data, text.size, SOURCE_MAX);
        if (result_number(file, "bytes") > (int64_t)text.size)
            page_paragraph(page, "Only the first %zu bytes are shown.", text.size);
        buffer_release(&text);
    }
}

/* ---- judgings and versions ---- */

enum { JUDGINGS_SHOWN = 8 };

/* A row of the table of judgings: a text of each. */
static void put_judging_row(struct page *page, const json_t *judgings, size_t count,
                            const char *name, const char *(*text)(const json_t *))
{
    page_cell(page, "%s", name);
    for (size_t i = count; i-- > 0;)
        page_cell(page, "%s", text(json_array_get(judgings, i)));
}

static const char *score_of(const json_t *judging)
{
    return format_points(real(judging, "score"), real(judging, "max_score"));
}
static const char *time_of(const json_t *judging)
{
    return format_time(result_number(judging, "cpu_us"));
}
static const char *memory_of(const json_t *judging)
{
    return format_memory(result_number(judging, "memory_kib"));
}
static const char *date_of(const json_t *judging)
{
    return format_date(result_number(judging, "finished_ms"));
}
static const char *judge_of(const json_t *judging)
{
    return result_text(judging, "judge_name");
}
static const char *version_of(const json_t *judging)
{
    static char shown[13];

    snprintf(shown, sizeof(shown), "%.12s", result_text(judging, "problem_version"));
    return shown;
}
static const char *counts_of(const json_t *judging)
{
    return json_is_true(json_object_get(judging, "counts")) ? "yes" : "";
}

static void put_verdict_row(struct page *page, const json_t *judgings, size_t count)
{
    page_cell(page, "verdict");
    for (size_t i = count; i-- > 0;)
        page_cell_verdict(page, result_text(json_array_get(judgings, i), "verdict"));
}

/* Rows of the cases whose verdict is not the same in all. */
static void put_changed_cases(struct page *page, const json_t *judgings, size_t count)
{
    enum { ROWS_MAX = 200 };
    size_t cases = 0, rows = 0;

    for (size_t i = 0; i < count; i++) {
        size_t size = json_array_size(json_object_get(json_array_get(judgings, i), "cases"));

        cases = size > cases ? size : cases;
    }
    for (size_t number = 0; number < cases && rows < ROWS_MAX; number++) {
        const char *verdicts[JUDGINGS_SHOWN];
        int is_changed = 0;

        for (size_t i = 0; i < count; i++) {
            const json_t *list = json_object_get(json_array_get(judgings, i), "cases");

            verdicts[i] = result_text(json_array_get(list, number), "verdict");
            is_changed |= strcmp(verdicts[i], verdicts[0]) != 0;
        }
        if (!is_changed)
            continue;
        rows++;
        page_cell(page, "case %zu", number + 1);
        for (size_t i = count; i-- > 0;)
            page_cell_verdict(page, verdicts[i]);
    }
}

static void put_judgings(struct page *page, const json_t *report)
{
    const json_t *judgings = json_object_get(report, "judgings");
    size_t total = json_array_size(judgings);
    size_t count = total > JUDGINGS_SHOWN ? JUDGINGS_SHOWN : total;
    const char *headers[JUDGINGS_SHOWN + 2] = {"of each"};
    char names[JUDGINGS_SHOWN][32];

    if (total < 2)
        return;
    page_heading(page, 2, "Judgings");
    for (size_t i = 0; i < count; i++) {
        const json_t *judging = json_array_get(judgings, count - 1 - i);

        snprintf(names[i], sizeof(names[i]), "judging %lld",
                 (long long)result_number(judging, "judging"));
        headers[i + 1] = names[i];
    }
    page_paragraph(page, "The oldest first%s; of the cases, those with different verdicts.",
                   total > count ? " of the last eight" : "");
    page_table_begin(page, "judgings", headers, NULL);
    put_verdict_row(page, judgings, count);
    put_judging_row(page, judgings, count, "points", score_of);
    put_judging_row(page, judgings, count, "CPU", time_of);
    put_judging_row(page, judgings, count, "memory", memory_of);
    put_judging_row(page, judgings, count, "judged", date_of);
    if (!json_is_true(json_object_get(report, "is_public"))) {
        put_judging_row(page, judgings, count, "by", judge_of);
        put_judging_row(page, judgings, count, "problem's version", version_of);
        put_judging_row(page, judgings, count, "counts", counts_of);
    }
    put_changed_cases(page, judgings, count);
    page_table_end(page);
}

static void put_size(struct page *page, const json_t *file)
{
    if (json_is_object(file))
        page_cell(page, "%lld", (long long)result_number(file, "bytes"));
    else
        page_cell(page, "-");
}

static void put_changes(struct page *page, const json_t *changes)
{
    static const char *const headers[] = {"file", "change", "bytes before", "bytes after", NULL};
    const json_t *change;
    size_t index;

    page_table_begin(page, "files that differ", headers, "0011");
    json_array_foreach(changes, index, change)
    {
        page_cell(page, "%s", result_text(change, "path"));
        page_cell(page, "%s", result_text(change, "change"));
        put_size(page, json_object_get(change, "before"));
        put_size(page, json_object_get(change, "after"));
    }
    page_table_end(page);
}

static void put_versions(struct page *page, const json_t *report)
{
    const json_t *versions = json_object_get(report, "versions"), *version;
    size_t index;

    if (json_array_size(versions) < 2)
        return;
    page_heading(page, 2, "Versions of the problem");
    json_array_foreach(versions, index, version)
    {
        const json_t *changes = json_object_get(version, "changes");
        const json_t *before = json_array_get(versions, index + 1);

        if (!before)
            break;
        page_paragraph(page, "From %.12s (judging %lld) to %.12s (judging %lld):",
                       result_text(before, "version"), (long long)result_number(before, "judging"),
                       result_text(version, "version"),
                       (long long)result_number(version, "judging"));
        if (json_is_array(changes))
            put_changes(page, changes);
        else
            page_paragraph(page, "one of the two is not kept any more.");
    }
}

/* ---- other submissions ---- */

void page_submission_cell(struct page *page, int64_t submission, const struct page_links *links)
{
    char name[PAGE_FILE_MAX], text[32];

    snprintf(text, sizeof(text), "%lld", (long long)submission);
    page_cell_begin(page);
    page_link(page,
              links && links->has_page && links->has_page(submission, links->arg)
                  ? page_submission_file(name, page->format, submission)
                  : NULL,
              text);
    page_cell_end(page);
}

/* The last column is there where the list has it. */
void page_submission_list(struct page *page, const json_t *list, const char *title,
                          const struct page_links *links)
{
    const json_t *other = json_array_get(list, 0);
    const char *last = json_object_get(other, "user")      ? "user"
                       : json_object_get(other, "problem") ? "problem"
                                                           : NULL;
    const char *headers[] = {"submission", "handed in", "file", "language",
                             "verdict",    "points",    last,   NULL};
    size_t index;

    if (json_array_size(list) == 0)
        return;
    page_heading(page, 2, "%s", title);
    page_table_begin(page, title, headers, last ? "1000010" : "100001");
    json_array_foreach(list, index, other)
    {
        page_submission_cell(page, result_number(other, "submission"), links);
        page_cell(page, "%s", format_date(result_number(other, "submitted_ms")));
        page_cell(page, "%s", result_text(other, "path"));
        page_cell(page, "%s", result_text(other, "language"));
        page_cell_verdict(page, *result_text(other, "verdict") ? result_text(other, "verdict")
                                                               : result_text(other, "state"));
        page_cell(page, "%s", format_points(real(other, "score"), real(other, "max_score")));
        if (last)
            page_cell(page, "%s", result_text(other, last));
    }
    page_table_end(page);
}

void page_submission(struct buffer *out, enum page_format format, const json_t *report,
                     const struct page_links *links)
{
    struct page page;
    char title[64];

    snprintf(title, sizeof(title), "Submission %lld",
             (long long)result_number(report, "submission"));
    page_begin(&page, out, format, title);
    page_heading(&page, 1, "%s: %s", title, result_text(report, "path"));
    put_verdict(&page, report);
    put_facts(&page, report);
    put_bars(&page, report);
    put_failures(&page, report);
    put_cases(&page, report);
    put_compile(&page, report);
    put_source(&page, report);
    put_judgings(&page, report);
    put_versions(&page, report);
    page_submission_list(&page, json_object_get(report, "tries"), "Other tries of this user",
                         links);
    page_submission_list(&page, json_object_get(report, "equal"), "Equal sources", links);
    page_end(&page);
}
