#include "judge/rules/refusal.h"

#include "base/limits.h"

#include <ctype.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static int is_single(const struct verdict_input *in)
{
    return in->limits.processes == 1;
}

enum refusal refusal_known(const struct verdict_input *in)
{
    const struct run_evidence *run = &in->run;

    if (run->refused_processes > 0)
        return REFUSAL_PROCESSES;
    if (run->refused_tasks > 0)
        return is_single(in) ? REFUSAL_THREADS : REFUSAL_PROCESSES;
    if (run->task_limit > 1 && run->tasks_seen >= run->task_limit)
        return REFUSAL_THREADS;
    if (run->descriptors_seen >= LIMIT_DESCRIPTORS)
        return REFUSAL_DESCRIPTORS;
    if (run->tmpfs_files_full)
        return REFUSAL_FILES;
    return run->tmpfs_full ? REFUSAL_FOLDER : REFUSAL_NONE;
}

const char *refusal_reason(enum refusal refusal)
{
    switch (refusal) {
    case REFUSAL_PROCESSES:
        return "processes";
    case REFUSAL_THREADS:
        return "threads";
    case REFUSAL_DESCRIPTORS:
        return "descriptors";
    case REFUSAL_FILES:
    case REFUSAL_FOLDER:
        return "tmpfs_full";
    case REFUSAL_NONE:
        break;
    }
    return "";
}

static void describe_known(const struct verdict_input *in, enum refusal refusal, char *text,
                           size_t size)
{
    const struct run_evidence *run = &in->run;

    switch (refusal) {
    case REFUSAL_PROCESSES:
        if (is_single(in))
            snprintf(text, size, "a second process was refused, the limit is processes: 1");
        else
            snprintf(text, size,
                     "a process was refused, the limit is %d processes and threads at once",
                     run->task_limit);
        break;
    case REFUSAL_THREADS:
        snprintf(text, size, "%s, the limit is %d threads at once",
                 run->refused_tasks > 0 ? "a thread was refused"
                                        : "it had as many threads as it may have",
                 run->task_limit);
        break;
    case REFUSAL_DESCRIPTORS:
        snprintf(text, size,
                 "it had as many files open as it may have, the limit is %d descriptors at once",
                 LIMIT_DESCRIPTORS);
        break;
    case REFUSAL_FILES:
        snprintf(text, size, "its temporary folder held as many files as it may, the limit is %d",
                 LIMIT_TMP_FILES);
        break;
    case REFUSAL_FOLDER:
        snprintf(text, size,
                 "its temporary folder was full, which counts as memory, the limit is %" PRId64
                 " KiB",
                 in->limits.memory_kib);
        break;
    case REFUSAL_NONE:
        text[0] = '\0';
        break;
    }
}

/* Of a program that failed: what it says itself, and what the counts make likely. */
static void describe_likely(const struct verdict_input *in, char *text, size_t size)
{
    const struct run_evidence *run = &in->run;
    int had_all = run->task_limit > 1 && run->threads_started + 1 >= run->task_limit;

    if (in->memory_is_capped && !had_all && (in->said & (REFUSAL_SAID_THREAD | REFUSAL_SAID_AGAIN)))
        snprintf(text, size,
                 "it says that a thread could not be started: without a control group each takes "
                 "its whole stack of the address space, which is the memory limit and 64 MiB");
    else if ((in->said & REFUSAL_SAID_THREAD) || (had_all && (in->said & REFUSAL_SAID_AGAIN)))
        snprintf(text, size,
                 "it says that a thread could not be started, the limit is %d threads at once",
                 run->task_limit);
    else if (in->said & REFUSAL_SAID_DESCRIPTORS)
        snprintf(text, size,
                 "it says that it had too many files open, the limit is %d descriptors at once",
                 LIMIT_DESCRIPTORS);
    else if (in->said & REFUSAL_SAID_FULL)
        snprintf(text, size,
                 "it says that there was no room for a file, its temporary folder counts as "
                 "memory, the limit is %" PRId64 " KiB",
                 in->limits.memory_kib);
    else if ((in->said & REFUSAL_SAID_LARGE) || run->term_signal == SIGXFSZ)
        snprintf(text, size, "a file may be as large as the memory limit, %" PRId64 " KiB",
                 in->limits.memory_kib);
    else if (had_all)
        snprintf(text, size, "it started %d threads besides its first, the limit is %d at once",
                 run->threads_started, run->task_limit);
    else
        text[0] = '\0';
}

void refusal_describe(const struct verdict_input *in, enum verdict verdict, char *text, size_t size)
{
    enum refusal known = refusal_known(in);

    text[0] = '\0';
    switch (verdict) {
    case VERDICT_TLE:
    case VERDICT_OLE:
    case VERDICT_RTE:
    case VERDICT_WA:
    case VERDICT_PA:
        if (known != REFUSAL_NONE)
            describe_known(in, known, text, size);
        else
            describe_likely(in, text, size);
        break;
    default:
        break;
    }
}

static int has_words(const char *text, size_t size, const char *words)
{
    size_t length = strlen(words);

    for (size_t i = 0; i + length <= size; i++) {
        size_t same = 0;

        while (same < length && tolower((unsigned char)text[i + same]) == words[same])
            same++;
        if (same == length)
            return 1;
    }
    return 0;
}

unsigned refusal_words(const char *text, size_t size)
{
    static const struct {
        unsigned meaning;
        const char *words; /* in small letters */
    } known[] = {
        {REFUSAL_SAID_THREAD, "can't start new thread"},         /* Python */
        {REFUSAL_SAID_THREAD, "unable to create native thread"}, /* Java */
        {REFUSAL_SAID_THREAD, "failed to create new os thread"}, /* Go */
        {REFUSAL_SAID_THREAD, "failed to spawn thread"},         /* Rust */
        {REFUSAL_SAID_THREAD, "err_worker_init_failed"},         /* Node */
        {REFUSAL_SAID_THREAD, "can't create thread"},            /* Ruby */
        {REFUSAL_SAID_THREAD, "couldn't create thread"},         /* Mono */
        {REFUSAL_SAID_AGAIN, "resource temporarily unavailable"},
        {REFUSAL_SAID_AGAIN, "eagain"},
        {REFUSAL_SAID_DESCRIPTORS, "too many open files"},
        {REFUSAL_SAID_DESCRIPTORS, "emfile"},
        {REFUSAL_SAID_FULL, "no space left on device"},
        {REFUSAL_SAID_FULL, "enospc"},
        {REFUSAL_SAID_LARGE, "file too large"},
        {REFUSAL_SAID_LARGE, "efbig"},
    };
    unsigned said = 0;

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (has_words(text, size, known[i].words))
            said |= known[i].meaning;
    return said;
}
