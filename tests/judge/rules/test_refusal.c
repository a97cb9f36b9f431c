/* What was refused, in a word and in a sentence: by evidence, by likelihood, by stderr. */
#include "judge/rules/refusal.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct row {
    const char *label;
    int processes; /* the limit; 0: 1 */
    int forks, tasks, started, tasks_seen, descriptors_seen, full, files_full, signal;
    unsigned said;
    int capped;
    const char *reason, *text;
} rows[] = {
    {.label = "nothing", .reason = "", .text = ""},
    {.label = "a second process",
     .forks = 1,
     .reason = "processes",
     .text = "a second process was refused, the limit is processes: 1"},
    {.label = "one of several",
     .processes = 4,
     .tasks = 2,
     .reason = "processes",
     .text = "a process was refused, the limit is 64 processes and threads at once"},
    {.label = "a thread that the group counted",
     .tasks = 1,
     .started = 63,
     .reason = "threads",
     .text = "a thread was refused, the limit is 64 threads at once"},
    {.label = "as many threads as it may have",
     .tasks_seen = 64,
     .reason = "threads",
     .text = "it had as many threads as it may have, the limit is 64 threads at once"},
    {.label = "nearly as many threads", .tasks_seen = 63, .started = 62, .reason = "", .text = ""},
    {.label = "as many threads started as there may be",
     .started = 63,
     .reason = "",
     .text = "it started 63 threads besides its first, the limit is 64 at once"},
    {.label = "as many, and EAGAIN",
     .started = 63,
     .said = REFUSAL_SAID_AGAIN,
     .reason = "",
     .text = "it says that a thread could not be started, the limit is 64 threads at once"},
    {.label = "EAGAIN alone", .said = REFUSAL_SAID_AGAIN, .reason = "", .text = ""},
    {.label = "its word for a thread",
     .said = REFUSAL_SAID_THREAD | REFUSAL_SAID_AGAIN,
     .reason = "",
     .text = "it says that a thread could not be started, the limit is 64 threads at once"},
    {.label = "EAGAIN where there is no control group",
     .said = REFUSAL_SAID_AGAIN,
     .started = 1,
     .capped = 1,
     .reason = "",
     .text = "it says that a thread could not be started: without a control group each takes its "
             "whole stack of the address space, which is the memory limit and 64 MiB"},
    {.label = "a process before a thread",
     .forks = 1,
     .tasks_seen = 64,
     .reason = "processes",
     .text = "a second process was refused, the limit is processes: 1"},
    {.label = "descriptors",
     .descriptors_seen = 256,
     .reason = "descriptors",
     .text = "it had as many files open as it may have, the limit is 256 descriptors at once"},
    {.label = "nearly as many descriptors", .descriptors_seen = 255, .reason = "", .text = ""},
    {.label = "its word for descriptors",
     .said = REFUSAL_SAID_DESCRIPTORS,
     .reason = "",
     .text = "it says that it had too many files open, the limit is 256 descriptors at once"},
    {.label = "a full folder",
     .full = 1,
     .reason = "tmpfs_full",
     .text = "its temporary folder was full, which counts as memory, the limit is 65536 KiB"},
    {.label = "too many files",
     .full = 1,
     .files_full = 1,
     .reason = "tmpfs_full",
     .text = "its temporary folder held as many files as it may, the limit is 16384"},
    {.label = "its word for a full folder",
     .said = REFUSAL_SAID_FULL,
     .reason = "",
     .text = "it says that there was no room for a file, its temporary folder counts as memory, "
             "the limit is 65536 KiB"},
    {.label = "a file too large",
     .signal = SIGXFSZ,
     .reason = "",
     .text = "a file may be as large as the memory limit, 65536 KiB"},
    {.label = "its word for a file too large",
     .said = REFUSAL_SAID_LARGE,
     .reason = "",
     .text = "a file may be as large as the memory limit, 65536 KiB"},
};

static void input_of(const struct row *row, struct verdict_input *input)
{
    verdict_input_init(input);
    input->limits.memory_kib = 65536;
    input->limits.processes = row->processes ? row->processes : 1;
    input->said = row->said;
    input->memory_is_capped = row->capped;
    input->run.task_limit = 64;
    input->run.refused_processes = row->forks;
    input->run.refused_tasks = row->tasks;
    input->run.threads_started = row->started;
    input->run.tasks_seen = row->tasks_seen;
    input->run.descriptors_seen = row->descriptors_seen;
    input->run.tmpfs_full = row->full;
    input->run.tmpfs_files_full = row->files_full;
    input->run.term_signal = row->signal;
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct verdict_input input;
        char text[VERDICT_TEXT_MAX];

        input_of(&rows[i], &input);
        if (strcmp(refusal_reason(refusal_known(&input)), rows[i].reason) != 0)
            fail_msg("%s: reason %s", rows[i].label, refusal_reason(refusal_known(&input)));
        refusal_describe(&input, VERDICT_RTE, text, sizeof(text));
        if (strcmp(text, rows[i].text) != 0)
            fail_msg("%s: %s", rows[i].label, text);
    }
}

/* Only where the program failed, and not where memory or a reported call was the cause. */
static void test_verdicts(void **state)
{
    static const enum verdict with[] = {VERDICT_WA, VERDICT_PA, VERDICT_TLE, VERDICT_OLE,
                                        VERDICT_RTE};
    struct verdict_input input;
    int told[VERDICT_COUNT] = {0};
    char text[VERDICT_TEXT_MAX];

    (void)state;
    input_of(&rows[1], &input);
    for (size_t i = 0; i < sizeof(with) / sizeof(with[0]); i++)
        told[with[i]] = 1;
    for (int i = 0; i < VERDICT_COUNT; i++) {
        refusal_describe(&input, (enum verdict)i, text, sizeof(text));
        assert_int_equal(text[0] != '\0', told[i]);
    }
    refusal_describe(&input, VERDICT_WA, text, 9);
    assert_string_equal(text, "a second");
}

/* A language may allow a single thread: having it is nothing. */
static void test_one_thread(void **state)
{
    const struct row row = {.tasks_seen = 1};
    struct verdict_input input;

    (void)state;
    input_of(&row, &input);
    input.run.task_limit = 1;
    assert_int_equal(refusal_known(&input), REFUSAL_NONE);
}

static void test_words(void **state)
{
    static const struct {
        const char *text;
        unsigned said;
    } words[] = {
        {"", 0},
        {"Segmentation fault", 0},
        {"too many open file", 0},
        {"OSError: [Errno 24] Too many open files: 'x'\n", REFUSAL_SAID_DESCRIPTORS},
        {"Error: EMFILE: too many open files, open 'x'", REFUSAL_SAID_DESCRIPTORS},
        {"OSError: [Errno 28] No space left on device", REFUSAL_SAID_FULL},
        {"OSError: [Errno 27] File too large", REFUSAL_SAID_LARGE},
        {"RuntimeError: can't start new thread", REFUSAL_SAID_THREAD},
        {"java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory",
         REFUSAL_SAID_THREAD},
        {"runtime: failed to create new OS thread (have 12 already; errno=11)",
         REFUSAL_SAID_THREAD},
        {"fork: retry: Resource temporarily unavailable", REFUSAL_SAID_AGAIN},
        {"can't create Thread: Resource temporarily unavailable (ThreadError)",
         REFUSAL_SAID_THREAD | REFUSAL_SAID_AGAIN},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (refusal_words(words[i].text, strlen(words[i].text)) != words[i].said)
            fail_msg("\"%s\": %x", words[i].text,
                     refusal_words(words[i].text, strlen(words[i].text)));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_verdicts),
        cmocka_unit_test(test_one_thread),
        cmocka_unit_test(test_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
