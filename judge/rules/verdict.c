#include "judge/rules/verdict.h"

#include "base/limits.h"
#include "judge/rules/disturbance.h"
#include "judge/rules/figures.h"
#include "judge/rules/refusal.h"
#include "judge/rules/verdict_table.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name, *words;
} names[VERDICT_COUNT] = {
    [VERDICT_AC] = {"AC", "accepted"},
    [VERDICT_PA] = {"PA", "partially accepted"},
    [VERDICT_WA] = {"WA", "wrong answer"},
    [VERDICT_TLE] = {"TLE", "time limit exceeded"},
    [VERDICT_MLE] = {"MLE", "memory limit exceeded"},
    [VERDICT_OLE] = {"OLE", "output limit exceeded"},
    [VERDICT_RTE] = {"RTE", "run-time error"},
    [VERDICT_SV] = {"SV", "security violation"},
    [VERDICT_CE] = {"CE", "compile error"},
    [VERDICT_IE] = {"IE", "internal error"},
    [VERDICT_SK] = {"SK", "skipped"},
};

const char *verdict_name(enum verdict verdict)
{
    assert((unsigned)verdict < VERDICT_COUNT);
    return names[verdict].name;
}

const char *verdict_words(enum verdict verdict)
{
    assert((unsigned)verdict < VERDICT_COUNT);
    return names[verdict].words;
}

int verdict_parse(const char *name, enum verdict *ret_verdict)
{
    for (int i = 0; i < VERDICT_COUNT; i++) {
        if (strcmp(names[i].name, name) == 0) {
            *ret_verdict = (enum verdict)i;
            return 0;
        }
    }
    return -EINVAL;
}

void verdict_input_init(struct verdict_input *input)
{
    memset(input, 0, sizeof(*input));
    input->run.syscall = -1;
}

/* "signal 11 (Segmentation fault)", "exit status 3" */
static struct figure ending(const struct run_evidence *run)
{
    struct figure figure;
    const char *name = sigdescr_np(run->term_signal);

    if (run->term_signal == 0)
        snprintf(figure.text, sizeof(figure.text), "exit status %d", run->exit_status);
    else if (name != NULL)
        snprintf(figure.text, sizeof(figure.text), "signal %d (%s)", run->term_signal, name);
    else
        snprintf(figure.text, sizeof(figure.text), "signal %d", run->term_signal);
    return figure;
}

/* `reason` cut to its room; the parts that come from outside are cut, never the prefix. */
static void put(char reason[VERDICT_REASON_MAX], const char *prefix, const char *text)
{
    snprintf(reason, VERDICT_REASON_MAX, "%s%.*s", prefix,
             (int)(VERDICT_REASON_MAX - 1 - strlen(prefix)), text);
}

static int64_t cpu_us(const struct verdict_input *in)
{
    return in->run.cpu_user_us + in->run.cpu_system_us;
}

static int cpu_is_over(const struct verdict_input *in)
{
    return cpu_us(in) > in->limits.cpu_us;
}

/* The wall time that counts: without the time the program was runnable but got no CPU, and without
 * that in which the run stood still or an interactor kept it waiting. The kernel adds the delay up
 * over all threads, so it may be longer than the wall time itself. */
static int64_t counted_wall_us(const struct verdict_input *in)
{
    int64_t counted =
        in->run.wall_us - in->run.run_delay_us - in->run.paused_us - in->run.waited_us;

    return counted > 0 ? counted : 0;
}

int64_t verdict_cost_us(const struct verdict_input *input)
{
    int64_t wall = counted_wall_us(input), cpu = cpu_us(input);

    return cpu > wall ? cpu : wall;
}

static int is_idle(const struct verdict_input *in)
{
    return cpu_us(in) * 20 < counted_wall_us(in);
}

/* Whether the program came to a bad end of its own. An end that another limit brought about does
 * not count: a program that handled a refused allocation and then ran too long is TLE, not MLE.
 * SIGXCPU and SIGKILL are what RLIMIT_CPU sends (setrlimit(2)). */
static int ended_badly(const struct verdict_input *in)
{
    const struct run_evidence *run = &in->run;

    if (run->end != RUN_ENDED_ITSELF)
        return 0;
    if (cpu_is_over(in) && (run->term_signal == SIGXCPU || run->term_signal == SIGKILL))
        return 0;
    return run->term_signal != 0 || run->exit_status > 0;
}

/* R1: something of ours failed, or the host disturbed the run. */

static enum disturbance disturbed(const struct verdict_input *in)
{
    return disturbance_of(&in->run, in->limits.cpu_us);
}

static int matches_internal(const struct verdict_input *in)
{
    return in->internal_failure != NULL || in->run.failed_stage[0] != '\0' ||
           in->run.end == RUN_ENDED_HARD || disturbed(in) != DISTURBANCE_NONE ||
           in->check == CHECK_FAILED;
}

static void reason_internal(const struct verdict_input *in, char reason[VERDICT_REASON_MAX])
{
    if (in->internal_failure != NULL)
        put(reason, "", in->internal_failure);
    else if (in->run.failed_stage[0] != '\0')
        put(reason, "stage:", in->run.failed_stage);
    else if (disturbed(in) != DISTURBANCE_NONE)
        put(reason, disturbance_reason(disturbed(in)), "");
    else if (in->run.end == RUN_ENDED_HARD)
        put(reason, "hard_stop", "");
    else
        put(reason, "check_failed", "");
}

static void explain_internal(const struct verdict_input *in, char *text, size_t size)
{
    const char *ours = "the judge's fault, not the submission's";

    if (in->internal_failure != NULL)
        snprintf(text, size, "%s: %s", ours, in->internal_failure);
    else if (in->run.failed_stage[0] != '\0')
        snprintf(text, size, "%s: preparing the run failed at %s: %s", ours, in->run.failed_stage,
                 strerror(in->run.failed_errno));
    else if (disturbed(in) != DISTURBANCE_NONE)
        snprintf(text, size, "%s: %s", ours, disturbance_words(disturbed(in)));
    else if (in->run.end == RUN_ENDED_HARD)
        snprintf(text, size,
                 "%s: the run was given up after %s without getting a CPU; its wall limit is %s",
                 ours, figure_seconds(in->run.wall_us).text,
                 figure_seconds(in->limits.wall_us).text);
    else
        snprintf(text, size, "%s: the output could not be checked", ours);
}

/* R1b: an interactor has ended the conversation. */

static int matches_rejected(const struct verdict_input *in)
{
    return in->rejected_first && in->check == CHECK_WRONG;
}

static void explain_rejected(const struct verdict_input *in, char *text, size_t size)
{
    (void)in;
    snprintf(text, size, "the interactor ended first, and its word is that this is wrong");
}

/* R2: a call that no program here needs. */

static int matches_syscall(const struct verdict_input *in)
{
    return in->run.syscall >= 0 || in->run.foreign_abi || in->run.end == RUN_ENDED_SYSCALL;
}

/* "ptrace", "451" where we have no name, "foreign_abi". */
static struct figure call_name(const struct verdict_input *in)
{
    struct figure figure;

    if (in->run.foreign_abi)
        snprintf(figure.text, sizeof(figure.text), "foreign_abi");
    else if (in->run.syscall < 0)
        snprintf(figure.text, sizeof(figure.text), "unknown");
    else if (in->syscall_name == NULL)
        snprintf(figure.text, sizeof(figure.text), "%d", in->run.syscall);
    else
        snprintf(figure.text, sizeof(figure.text), "%s", in->syscall_name);
    return figure;
}

static void reason_syscall(const struct verdict_input *in, char reason[VERDICT_REASON_MAX])
{
    put(reason, "syscall:", call_name(in).text);
}

static void explain_syscall(const struct verdict_input *in, char *text, size_t size)
{
    if (in->run.foreign_abi)
        snprintf(text, size, "made a system call of another architecture, which is not allowed");
    else
        snprintf(text, size, "made the system call %s, which is not allowed", call_name(in).text);
}

/* R3: memory. */

static int matches_oom(const struct verdict_input *in)
{
    return in->run.oom_kills > 0;
}

static void reason_oom(const struct verdict_input *in, char reason[VERDICT_REASON_MAX])
{
    (void)in;
    put(reason, "oom_kill", "");
}

static void explain_oom(const struct verdict_input *in, char *text, size_t size)
{
    enum { STACK_KIB = 2 * 1024 }; /* less is no sign of anything */
    struct figure limit = figure_kibibytes(in->limits.memory_kib);
    struct figure peak = figure_kibibytes(in->run.memory_kib);

    if (in->run.stack_kib >= STACK_KIB && in->run.stack_kib > in->limits.memory_kib / 8)
        snprintf(
            text, size,
            "needed more memory than the limit of %s and was killed by the kernel (peak %s, and "
            "most of what it had when last looked at was its stack, %s: a recursion without an "
            "end, or too deep)",
            limit.text, peak.text, figure_kibibytes(in->run.stack_kib).text);
    /* whoever has filled the folder does not look for a leak first */
    else if (in->run.tmpfs_kib > in->limits.memory_kib / 2)
        snprintf(
            text, size,
            "needed more memory than the limit of %s and was killed by the kernel (peak %s, of "
            "which its temporary folder held %s)",
            limit.text, peak.text, figure_kibibytes(in->run.tmpfs_kib).text);
    else
        snprintf(text, size,
                 "needed more memory than the limit of %s and was killed by the kernel (peak %s)",
                 limit.text, peak.text);
}

static int matches_image(const struct verdict_input *in)
{
    return in->image_kib > in->limits.memory_kib;
}

static void reason_image(const struct verdict_input *in, char reason[VERDICT_REASON_MAX])
{
    (void)in;
    put(reason, "image", "");
}

static void explain_image(const struct verdict_input *in, char *text, size_t size)
{
    snprintf(text, size, "its code and static data alone take %s, the limit is %s; it was not run",
             figure_kibibytes(in->image_kib).text, figure_kibibytes(in->limits.memory_kib).text);
}

static int matches_refused(const struct verdict_input *in)
{
    return ended_badly(in) && (in->run.refused_bytes > 0 || in->memory_error || in->run.tmpfs_full);
}

static void reason_refused(const struct verdict_input *in, char reason[VERDICT_REASON_MAX])
{
    if (in->run.refused_bytes > 0 || in->memory_error)
        put(reason, "alloc_refused", "");
    else
        put(reason, "tmpfs_full", "");
}

static void explain_refused(const struct verdict_input *in, char *text, size_t size)
{
    struct figure end = ending(&in->run);
    struct figure limit = figure_kibibytes(in->limits.memory_kib);

    if (in->run.refused_bytes > 0)
        snprintf(text, size, "asked for %s at once and was refused, the limit is %s; ended with %s",
                 figure_bytes(in->run.refused_bytes).text, limit.text, end.text);
    else if (in->memory_error)
        snprintf(text, size, "reported that it ran out of memory, the limit is %s; ended with %s",
                 limit.text, end.text);
    else if (in->run.tmpfs_files_full)
        snprintf(text, size,
                 "made as many files in its temporary folder as it may hold, the limit is %d; "
                 "ended with %s",
                 LIMIT_TMP_FILES, end.text);
    else
        snprintf(text, size,
                 "filled its temporary folder, which counts as memory, the limit is %s; ended "
                 "with %s",
                 limit.text, end.text);
}

static int matches_peak(const struct verdict_input *in)
{
    return in->memory_is_capped && in->run.memory_kib > in->limits.memory_kib;
}

static void reason_peak(const struct verdict_input *in, char reason[VERDICT_REASON_MAX])
{
    (void)in;
    put(reason, "memory", "");
}

static void explain_peak(const struct verdict_input *in, char *text, size_t size)
{
    snprintf(text, size, "used %s of memory, the limit is %s",
             figure_kibibytes(in->run.memory_kib).text,
             figure_kibibytes(in->limits.memory_kib).text);
}

/* R4, R5: time. What we ended at a limit counts as over it, although the last figures may have been
 * read an instant too early. */

static int matches_cpu(const struct verdict_input *in)
{
    return cpu_is_over(in) || in->run.end == RUN_ENDED_CPU;
}

static void reason_cpu(const struct verdict_input *in, char reason[VERDICT_REASON_MAX])
{
    (void)in;
    put(reason, "cpu", "");
}

static void explain_cpu(const struct verdict_input *in, char *text, size_t size)
{
    snprintf(text, size, "%s %s of CPU time, the limit is %s",
             cpu_is_over(in) ? "used" : "was ended at the limit after",
             figure_seconds(cpu_us(in)).text, figure_seconds(in->limits.cpu_us).text);
}

static int matches_wall(const struct verdict_input *in)
{
    return counted_wall_us(in) > in->limits.wall_us || in->run.end == RUN_ENDED_WALL ||
           in->run.end == RUN_ENDED_IDLE;
}

static void reason_wall(const struct verdict_input *in, char reason[VERDICT_REASON_MAX])
{
    enum refusal refused = refusal_known(in);

    if (in->run.end == RUN_ENDED_IDLE)
        put(reason, "idle", "");
    else if (!is_idle(in))
        put(reason, "wall", "");
    else
        put(reason, refused == REFUSAL_NONE ? "idle" : refusal_reason(refused), "");
}

static void explain_wall(const struct verdict_input *in, char *text, size_t size)
{
    if (in->run.end == RUN_ENDED_IDLE)
        snprintf(text, size,
                 "waited for the interactor, which waited for it: neither had written what the "
                 "other wants to read (is an output not flushed)");
    else if (is_idle(in))
        snprintf(text, size, "waited instead of computing: %s of CPU time in %s, the limit is %s%s",
                 figure_seconds(cpu_us(in)).text, figure_seconds(counted_wall_us(in)).text,
                 figure_seconds(in->limits.wall_us).text,
                 refusal_known(in) == REFUSAL_NONE
                     ? " (does it wait for input that does not come, or sleep)"
                     : "");
    else
        snprintf(text, size, "took %s, the limit is %s (%s of CPU time)",
                 figure_seconds(counted_wall_us(in)).text, figure_seconds(in->limits.wall_us).text,
                 figure_seconds(cpu_us(in)).text);
}

/* R6: output. */

static int matches_output(const struct verdict_input *in)
{
    return in->run.output_bytes > in->limits.output_bytes || in->run.end == RUN_ENDED_OUTPUT;
}

static void reason_output(const struct verdict_input *in, char reason[VERDICT_REASON_MAX])
{
    (void)in;
    put(reason, "output", "");
}

static void explain_output(const struct verdict_input *in, char *text, size_t size)
{
    snprintf(text, size, "wrote %s of output before it was ended, the limit is %s",
             figure_bytes(in->run.output_bytes).text, figure_bytes(in->limits.output_bytes).text);
}

/* R7: how the program ended. */

static int matches_ending(const struct verdict_input *in)
{
    return in->run.exec_errno != 0 || in->run.term_signal != 0 ||
           (in->run.exit_status > 0 && in->run.exit_status != in->allowed_exit);
}

static void reason_ending(const struct verdict_input *in, char reason[VERDICT_REASON_MAX])
{
    if (in->run.exec_errno != 0)
        put(reason, "exec", "");
    else if (in->run.term_signal != 0)
        snprintf(reason, VERDICT_REASON_MAX, "signal:%d", in->run.term_signal);
    else
        snprintf(reason, VERDICT_REASON_MAX, "exit:%d", in->run.exit_status);
}

static void explain_ending(const struct verdict_input *in, char *text, size_t size)
{
    if (in->run.exec_errno != 0)
        snprintf(text, size, "could not be started: %s", strerror(in->run.exec_errno));
    else
        snprintf(text, size, "ended with %s", ending(&in->run).text);
}

/* R8: the checker decides, but only about a program that is known to have ended well. */

static int ended_well(const struct verdict_input *in)
{
    return (in->run.exit_status == 0 ||
            (in->allowed_exit > 0 && in->run.exit_status == in->allowed_exit)) &&
           in->run.term_signal == 0 && in->run.exec_errno == 0;
}

static int matches_accepted(const struct verdict_input *in)
{
    return ended_well(in) && in->check == CHECK_ACCEPTED;
}

static void explain_accepted(const struct verdict_input *in, char *text, size_t size)
{
    snprintf(text, size, "the output is right, after %s of CPU time with a limit of %s",
             figure_seconds(cpu_us(in)).text, figure_seconds(in->limits.cpu_us).text);
}

static int matches_partial(const struct verdict_input *in)
{
    return ended_well(in) && in->check == CHECK_PARTIAL;
}

static void explain_partial(const struct verdict_input *in, char *text, size_t size)
{
    snprintf(text, size, "the output is right in part, after %s of CPU time with a limit of %s",
             figure_seconds(cpu_us(in)).text, figure_seconds(in->limits.cpu_us).text);
}

static int matches_wrong(const struct verdict_input *in)
{
    return ended_well(in) && in->check == CHECK_WRONG;
}

static void explain_wrong(const struct verdict_input *in, char *text, size_t size)
{
    if (in->is_call)
        snprintf(text, size, "the call did not come to what is expected");
    else
        snprintf(text, size, "the output (%s) is not the expected one",
                 figure_bytes(in->run.output_bytes).text);
}

/* R9: figures that fit no rule, such as an output that nobody checked, are a bug of ours. */

static int matches_anything(const struct verdict_input *in)
{
    (void)in;
    return 1;
}

static void reason_undecided(const struct verdict_input *in, char reason[VERDICT_REASON_MAX])
{
    put(reason, ended_well(in) ? "not_checked" : "no_evidence", "");
}

static void explain_undecided(const struct verdict_input *in, char *text, size_t size)
{
    snprintf(text, size, "the judge's fault, not the submission's: %s",
             ended_well(in) ? "the output was not checked" : "it is not known how the run ended");
}

/* The first match wins. The order is argued in docs/verdicts.md, "Why this order". */
const struct verdict_rule verdict_rules[] = {
    {"R1", matches_internal, VERDICT_IE, reason_internal, explain_internal,
     "WORDS stage:STAGE hard_stop killed_from_outside backstop host_memory paused check_failed"},
    {"R1b", matches_rejected, VERDICT_WA, NULL, explain_rejected, ""},
    {"R2", matches_syscall, VERDICT_SV, reason_syscall, explain_syscall,
     "syscall:NAME syscall:NUMBER syscall:foreign_abi syscall:unknown"},
    {"R3a", matches_oom, VERDICT_MLE, reason_oom, explain_oom, "oom_kill"},
    {"R3b", matches_image, VERDICT_MLE, reason_image, explain_image, "image"},
    {"R3c", matches_refused, VERDICT_MLE, reason_refused, explain_refused,
     "alloc_refused tmpfs_full"},
    {"R3d", matches_peak, VERDICT_MLE, reason_peak, explain_peak, "memory"},
    {"R4", matches_cpu, VERDICT_TLE, reason_cpu, explain_cpu, "cpu"},
    {"R5", matches_wall, VERDICT_TLE, reason_wall, explain_wall,
     "wall idle processes threads descriptors tmpfs_full"},
    {"R6", matches_output, VERDICT_OLE, reason_output, explain_output, "output"},
    {"R7", matches_ending, VERDICT_RTE, reason_ending, explain_ending,
     "exec signal:NUMBER exit:NUMBER"},
    {"R8a", matches_accepted, VERDICT_AC, NULL, explain_accepted, ""},
    {"R8b", matches_partial, VERDICT_PA, NULL, explain_partial, ""},
    {"R8c", matches_wrong, VERDICT_WA, NULL, explain_wrong, ""},
    {"R9", matches_anything, VERDICT_IE, reason_undecided, explain_undecided,
     "not_checked no_evidence"},
};
const size_t verdict_rule_count = sizeof(verdict_rules) / sizeof(verdict_rules[0]);

void verdict_decide_without(const char *id, const struct verdict_input *input,
                            struct verdict_result *ret_result)
{
    memset(ret_result, 0, sizeof(*ret_result));
    ret_result->verdict = VERDICT_IE; /* for the table without its last row; see R9 */
    for (size_t i = 0; i < verdict_rule_count; i++) {
        const struct verdict_rule *rule = &verdict_rules[i];

        if ((id != NULL && strcmp(id, rule->id) == 0) || !rule->matches(input))
            continue;
        ret_result->verdict = rule->verdict;
        ret_result->rule = rule->id;
        if (rule->reason != NULL)
            rule->reason(input, ret_result->reason);
        return;
    }
}

void verdict_decide(const struct verdict_input *input, struct verdict_result *ret_result)
{
    verdict_decide_without(NULL, input, ret_result);
}

void verdict_explain(const struct verdict_input *input, const struct verdict_result *result,
                     char *text, size_t size)
{
    char refused[VERDICT_TEXT_MAX / 2];
    size_t length;

    for (size_t i = 0; result->rule != NULL && i < verdict_rule_count; i++) {
        if (strcmp(verdict_rules[i].id, result->rule) == 0) {
            verdict_rules[i].explain(input, text, size);
            refusal_describe(input, result->verdict, refused, sizeof(refused));
            length = strlen(text);
            if (refused[0] != '\0')
                snprintf(text + length, size - length, "; %s", refused);
            return;
        }
    }
    snprintf(text, size, "%s", verdict_words(result->verdict));
}
