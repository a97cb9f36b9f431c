/* Verdicts, and the rule table that decides the verdict of a case (docs/verdicts.md).
 *
 *     verdict_input_init(&input);
 *     input.run = ...; input.limits = ...; input.check = ...;
 *     verdict_decide(&input, &result);
 *     verdict_explain(&input, &result, text, sizeof(text));
 *
 * One pure function over the final figures, whoever ended the run. Each rule has an id (R1, R2,
 * R3a, ...) that appears in the docs, in the table (verdict.c) and in its test. An internal error
 * never turns into a submitter's verdict: rule R1 is first, and what no rule knows is R9, again IE.
 */
#ifndef JUDGE_VERDICT_H
#define JUDGE_VERDICT_H

#include "runner/evidence.h"

#include <stddef.h>
#include <stdint.h>

enum verdict {
    VERDICT_AC,
    VERDICT_PA,
    VERDICT_WA,
    VERDICT_TLE,
    VERDICT_MLE,
    VERDICT_OLE,
    VERDICT_RTE,
    VERDICT_SV,
    VERDICT_CE,
    VERDICT_IE,
    VERDICT_SK,
    VERDICT_COUNT,
};
const char *verdict_name(enum verdict verdict);  /* "AC" */
const char *verdict_words(enum verdict verdict); /* "accepted" */
/* -EINVAL when `name` is none. */
int verdict_parse(const char *name, enum verdict *ret_verdict);

enum { VERDICT_REASON_MAX = 64, VERDICT_TEXT_MAX = 512 };

/* The checker's say, when the program ended by itself. */
enum check_outcome { CHECK_NOT_RUN, CHECK_ACCEPTED, CHECK_PARTIAL, CHECK_WRONG, CHECK_FAILED };

/* All in force, all positive. */
struct verdict_limits {
    int64_t cpu_us, wall_us, memory_kib, output_bytes;
    int32_t processes;
};

struct verdict_input {
    struct run_evidence run;
    struct verdict_limits limits;
    const char *internal_failure; /* ours, in words ("grader_lost"); NULL: none */
    const char *syscall_name;     /* of run.syscall; NULL: none or unknown */
    int64_t image_kib;            /* the program image's segments; 0: unknown or not ELF */
    int memory_error;             /* the language's own word: MemoryError, bad_alloc in stderr */
    unsigned said;                /* words of stderr, a hint for people: judge/rules/refusal.h */
    int memory_is_capped;         /* no cgroup: memory_kib over the limit is itself evidence */
    enum check_outcome check;
    int is_call;        /* check is about a call, and not about the output alone */
    int allowed_exit;   /* an exit status that ends the program as well as 0 does: that of a call
                           which raised an exception that is expected (docs/function-tests.md) */
    int rejected_first; /* an interactor ended before the program did, with check's word */
};

/* Everything zero and run.syscall -1: nothing ran, nothing was reported. (A zeroed run.syscall
 * would be read(2).) */
void verdict_input_init(struct verdict_input *input);

struct verdict_result {
    enum verdict verdict;
    char reason[VERDICT_REASON_MAX]; /* "cpu", "wall", "idle", "oom_kill", "alloc_refused",
                                        "signal:11", "exit:3", "syscall:ptrace", "" for AC/WA/PA;
                                        all of them: docs/verdicts.md */
    const char *rule;                /* "R4": static; NULL where no rule decided (CE, SK) */
};

void verdict_decide(const struct verdict_input *input, struct verdict_result *ret_result);

/* What a run has cost, in microseconds: its CPU time or, where that is longer, the wall time that
 * counts. */
int64_t verdict_cost_us(const struct verdict_input *input);

/* The reason in words for people, e.g. "used 1.003 s of CPU time, the limit is 1 s". Writes a
 * NUL-terminated text of at most `size` bytes (size > 0), the NUL included. `input` is the one that
 * `result` was decided from; for a result without a rule the verdict's words are written. */
void verdict_explain(const struct verdict_input *input, const struct verdict_result *result,
                     char *text, size_t size);

#endif
