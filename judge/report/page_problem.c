/* The pages of a problem and of a user. */
#include "judge/report/page_submission.h"
#include "judge/report/result.h"
#include "judge/report/table.h"

#include <stdlib.h>
#include <string.h>

static const char *const verdicts[] = {"AC",  "PA",  "WA", "TLE", "MLE",
                                       "OLE", "RTE", "SV", "CE",  "IE"};
enum { VERDICTS = sizeof(verdicts) / sizeof(verdicts[0]), BINS_MAX = 32, HARD_MAX = 30 };

static void put_languages(struct page *page, const json_t *report)
{
    const char *headers[VERDICTS + 4] = {"language", "submissions"};
    const json_t *language;
    size_t index;

    memcpy(headers + 2, verdicts, sizeof(verdicts));
    headers[VERDICTS + 2] = "open";
    page_heading(page, 2, "Verdicts by language");
    page_table_begin(page, "verdicts by language", headers, "0111111111111");
    json_array_foreach(json_object_get(report, "languages"), index, language)
    {
        const json_t *counts = json_object_get(language, "verdicts");
        int64_t open = result_number(language, "submissions");

        page_cell(page, "%s", result_text(language, "language"));
        page_cell(page, "%lld", (long long)open);
        for (size_t i = 0; i < VERDICTS; i++) {
            int64_t count = result_number(counts, verdicts[i]);

            open -= count;
            page_cell_begin(page);
            if (count > 0)
                page_print(page, "%lld", (long long)count);
            page_cell_end(page);
        }
        page_cell(page, "%lld", (long long)open);
    }
    page_table_end(page);
}

static void put_bins(struct page *page, const json_t *bins, const char *title, const char *unit)
{
    const char *labels[BINS_MAX];
    int64_t counts[BINS_MAX];
    struct page_plot plot = {title, unit, labels, counts, 0};

    while (plot.count < json_array_size(bins) && plot.count < BINS_MAX) {
        const json_t *bin = json_array_get(bins, plot.count);

        labels[plot.count] = result_text(bin, "percent");
        counts[plot.count++] = result_number(bin, "count");
    }
    page_heading(page, 3, "%s", title);
    page_plot(page, &plot);
}

/* Those first that most of those fail who run it. */
static int harder_first(const void *left, const void *right)
{
    const json_t *one = *(json_t *const *)left, *other = *(json_t *const *)right;
    int64_t one_run = result_number(one, "judgings") - result_number(one, "skipped");
    int64_t other_run = result_number(other, "judgings") - result_number(other, "skipped");
    double a = one_run > 0 ? (double)result_number(one, "failed") / (double)one_run : -1;
    double b = other_run > 0 ? (double)result_number(other, "failed") / (double)other_run : -1;

    if (a != b)
        return a > b ? -1 : 1;
    return result_number(one, "number") < result_number(other, "number") ? -1 : 1;
}

static void put_case(struct page *page, const json_t *test)
{
    int64_t run = result_number(test, "judgings") - result_number(test, "skipped");
    int64_t failed = result_number(test, "failed");

    page_cell(page, "%lld", (long long)result_number(test, "number"));
    page_cell(page, "%s", result_text(test, "name"));
    page_cell(page, "%s", result_text(test, "group"));
    page_cell(page, "%lld", (long long)failed);
    page_cell(page, "%lld", (long long)run);
    page_cell(page, "%.0f %%", run > 0 ? 100.0 * (double)failed / (double)run : 0);
    page_cell(page, "%s", format_time(result_number(test, "max_cpu_us")));
    page_cell(page, "%s", format_memory(result_number(test, "max_memory_kib")));
}

static void put_cases(struct page *page, const json_t *cases)
{
    static const char *const headers[] = {"#",       "case",     "group",       "failed", "run",
                                          "failing", "most CPU", "most memory", NULL};
    size_t count = json_array_size(cases);
    json_t **sorted;

    if (count == 0)
        return;
    sorted = malloc(count * sizeof(*sorted));
    if (!sorted)
        abort();
    for (size_t i = 0; i < count; i++)
        sorted[i] = json_array_get(cases, i);
    qsort(sorted, count, sizeof(*sorted), harder_first);
    page_heading(page, 2, "Hardest cases");
    page_table_begin(page, "hardest cases", headers, "10011111");
    for (size_t i = 0; i < count && i < HARD_MAX; i++)
        put_case(page, sorted[i]);
    page_table_end(page);
    if (count > HARD_MAX)
        page_paragraph(page, "These are %d of %zu cases.", HARD_MAX, count);
    free(sorted);
}

static void put_near_limits(struct page *page, const json_t *near, const struct page_links *links)
{
    static const char *const headers[] = {"submission", "user",    "language",       "#",
                                          "case",       "verdict", "time and limit", NULL};
    const json_t *run;
    size_t index;

    page_heading(page, 2, "Runs near the time limit");
    if (json_array_size(near) == 0) {
        page_paragraph(page, "No run used from 80 to 120 per cent of the limit.");
        return;
    }
    page_paragraph(page, "Another machine may judge these otherwise.");
    page_table_begin(page, "runs near the time limit", headers, "1001000");
    json_array_foreach(near, index, run)
    {
        struct buffer words = BUFFER_INIT;

        buffer_format(&words, "%s of %s", format_time(result_number(run, "cpu_us")),
                      format_time(result_number(run, "time_us")));
        page_submission_cell(page, result_number(run, "submission"), links);
        page_cell(page, "%s", result_text(run, "user"));
        page_cell(page, "%s", result_text(run, "language"));
        page_cell(page, "%lld", (long long)result_number(run, "number"));
        page_cell(page, "%s", result_text(run, "name"));
        page_cell_verdict(page, result_text(run, "verdict"));
        page_cell_begin(page);
        page_bar(page, result_number(run, "cpu_us"), 0, result_number(run, "time_us"), words.data);
        page_cell_end(page);
        buffer_release(&words);
    }
    page_table_end(page);
}

void page_problem(struct buffer *out, enum page_format format, const json_t *report,
                  const struct page_links *links)
{
    struct page page;

    page_begin(&page, out, format, result_text(report, "problem"));
    page_heading(&page, 1, "Problem: %s", result_text(report, "problem"));
    page_facts_begin(&page);
    page_fact(&page, "submissions", "%lld", (long long)result_number(report, "submissions"));
    page_fact(&page, "judged", "%lld", (long long)result_number(report, "judged"));
    page_fact(&page, "time limit", "%s", format_time(result_number(report, "time_us")));
    page_facts_end(&page);
    put_languages(&page, report);
    page_heading(&page, 2, "Distributions");
    put_bins(&page, json_object_get(report, "scores"), "Scores", "per cent of the points");
    put_bins(&page, json_object_get(report, "times"), "Time of the slowest case",
             "per cent of the limit");
    put_cases(&page, json_object_get(report, "cases"));
    put_near_limits(&page, json_object_get(report, "near_limits"), links);
    page_end(&page);
}

void page_user(struct buffer *out, enum page_format format, const json_t *report,
               const struct page_links *links)
{
    const json_t *list = json_object_get(report, "submissions"), *one;
    struct page page;
    size_t index, accepted = 0;

    json_array_foreach(list, index, one)
    {
        accepted += strcmp(result_text(one, "verdict"), "AC") == 0;
    }
    page_begin(&page, out, format, result_text(report, "user"));
    page_heading(&page, 1, "User: %s", result_text(report, "user"));
    page_paragraph(&page, "%zu submission%s, %zu accepted.", json_array_size(list),
                   json_array_size(list) == 1 ? "" : "s", accepted);
    page_submission_list(&page, list, "Submissions", links);
    page_end(&page);
}
