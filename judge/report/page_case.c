#include "judge/report/page_case.h"

#include "judge/report/bytes.h"
#include "judge/report/result.h"
#include "judge/report/table.h"

#include <string.h>

enum { SHOWN_MAX = 16 * 1024 };

static void put_words(struct page *page, const char *title, const char *text)
{
    if (!*text)
        return;
    page_paragraph_begin(page);
    page_print(page, "%s: ", title);
    page_text(page, text);
    page_paragraph_end(page);
}

static void put_text(struct page *page, const char *title, const char *text)
{
    if (!*text)
        return;
    page_paragraph(page, "%s:", title);
    page_block(page, PAGE_PLAIN, text, strlen(text), SHOWN_MAX);
}

/* "who said what, and when" of an interactive run, a line each. */
static void put_conversation(struct page *page, const json_t *test)
{
    const char *text = result_text(test, "conversation");
    const char *first = result_text(json_object_get(test, "evidence"), "first_to_end");

    if (!json_object_get(test, "conversation"))
        return;
    page_paragraph(page, "The conversation of the submission and the interactor%s%s:",
                   *first ? ", of which the one ended first that is the " : "", first);
    page_block(page, PAGE_PLAIN, text, strlen(text), SHOWN_MAX);
}

static void put_input(struct page *page, const json_t *data)
{
    struct buffer input = BUFFER_INIT;
    int64_t whole = result_number(data, "input_bytes");

    if (bytes_get(data, "input", &input)) {
        page_paragraph_begin(page);
        page_text(page, "Input");
        if (whole > (int64_t)input.size)
            page_print(page, " (the first %zu of %lld bytes)", input.size, (long long)whole);
        page_text(page, ":");
        page_paragraph_end(page);
        page_block(page, PAGE_MARKED, input.data, input.size, SHOWN_MAX);
    }
    buffer_release(&input);
}

/* What was expected beside what came; no difference is marked where a program of the author
 * decided, because there can be several right answers. */
static void put_sides(struct page *page, const json_t *test, const json_t *data)
{
    struct buffer answer = BUFFER_INIT, got = BUFFER_INIT;
    const json_t *difference = json_object_get(data, "difference");
    int has_answer = bytes_get(data, "answer", &answer);
    int has_got = bytes_get(test, "output", &got);
    struct page_side left = {"expected", answer.data, answer.size,
                             result_number(data, "answer_bytes"),
                             (size_t)result_number(difference, "answer_at")};
    struct page_side right = {"got", got.data, got.size, result_number(test, "output_bytes"),
                              (size_t)result_number(difference, "got_at")};

    if (has_answer && has_got && json_is_object(difference)) {
        page_paragraph(page, "The first difference is in line %lld, column %lld of the output.",
                       (long long)result_number(difference, "line"),
                       (long long)result_number(difference, "column"));
        page_sides(page, &left, &right, 1);
    } else if (has_answer && has_got && !json_is_true(json_object_get(data, "is_program"))) {
        page_sides(page, &left, &right, 0);
    } else {
        if (has_got && got.size > 0) {
            page_paragraph(page, right.whole > (int64_t)got.size ? "The start of what it printed:"
                                                                 : "It printed:");
            page_block(page, PAGE_MARKED, got.data, got.size, SHOWN_MAX);
        } else if (has_got) {
            page_paragraph(page, "It printed nothing.");
        }
        if (has_answer) {
            page_paragraph(page, "The answer of the package%s:",
                           json_is_true(json_object_get(data, "is_program"))
                               ? " (a checker program decided; others may be right as well)"
                               : "");
            page_block(page, PAGE_MARKED, answer.data, answer.size, SHOWN_MAX);
        }
    }
    buffer_release(&answer);
    buffer_release(&got);
}

void page_case(struct page *page, const json_t *test, const json_t *data)
{
    put_words(page, "Test", result_text(test, "description"));
    put_words(page, "Why", result_text(test, "explanation"));
    put_words(page, "Message", result_text(test, "message"));
    put_words(page, "Hint", result_text(test, "hint"));
    put_text(page, "Before the call", result_text(test, "setup"));
    put_text(page, "Call", result_text(test, "call"));
    put_text(page, "Expected", result_text(test, "expected"));
    put_text(page, "Got", result_text(test, "got"));
    put_text(page, "The checker says to the judges", result_text(test, "judge_message"));
    put_input(page, data);
    put_sides(page, test, data);
    put_text(page, "The end of what it wrote to stderr", result_text(test, "stderr"));
    put_conversation(page, test);
}

static void put_bar(struct page *page, const char *name, int64_t used, int64_t apart, int64_t limit,
                    const char *words)
{
    page_fact_begin(page, name);
    page_bar(page, used, apart, limit, words);
    page_fact_end(page);
}

void page_case_bars(struct page *page, const json_t *test, const json_t *limits)
{
    const json_t *evidence = json_object_get(test, "evidence");
    const json_t *own = json_object_get(evidence, "limits");
    int64_t delay = result_number(evidence, "run_delay_us");
    int64_t paused = result_number(evidence, "paused_us");
    int64_t wall = result_number(test, "wall_us"), apart = delay + paused;
    struct buffer words = BUFFER_INIT;

    if (!json_is_object(own))
        own = limits;
    apart = apart > wall ? wall : apart;
    buffer_format(&words, "%s of %s", format_time(result_number(test, "cpu_us")),
                  format_time(result_number(own, "time_us")));
    put_bar(page, "processor time", result_number(test, "cpu_us"), 0, result_number(own, "time_us"),
            words.data);
    buffer_clear(&words);
    buffer_format(&words, "%s of %s", format_time(wall - apart),
                  format_time(result_number(own, "wall_us")));
    if (apart > 0)
        buffer_format(&words, ", and %s waited for a processor", format_time(apart));
    put_bar(page, "time on the clock", wall - apart, apart, result_number(own, "wall_us"),
            words.data);
    buffer_clear(&words);
    buffer_format(&words, "%s of %s", format_memory(result_number(test, "memory_kib")),
                  format_memory(result_number(own, "memory_kib")));
    put_bar(page, "memory", result_number(test, "memory_kib"), 0, result_number(own, "memory_kib"),
            words.data);
    buffer_release(&words);
}
