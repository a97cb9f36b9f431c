/* The limits of a run, and what a run left behind: as the verdict rules take it, and as JSON. */
#ifndef JUDGE_EVIDENCE_H
#define JUDGE_EVIDENCE_H

#include "base/error.h"
#include "judge/grader/job.h"
#include "judge/languages/cause.h"
#include "judge/rules/verdict.h"

enum {
    OUTPUT_KEPT_MAX = 1024,     /* of a failed case's stdout */
    OUTPUT_FREE_MAX = 8 * 1024, /* of each case's, where no answer is compared (checker none) */
    COMPILE_LOG_MAX = 8 * 1024, /* and as much of stderr: six times both fit a packet */
};

/* The limits of a problem, with the language's allowance, as the runner takes them. Without control
 * groups (`has_cgroup` 0) no run may have several processes, and the language adds none. */
struct run_limits execute_limits(const struct language *language,
                                 const struct problem_limits *limits, int has_cgroup);

/* Lets a run go on to `margin` times its CPU and wall limits, MARGIN_MAX at most, and within the
 * operator's maxima. */
enum { MARGIN_MAX = 10 };
void execute_extend(struct run_limits *limits, double margin);

/* A message, new: the line of a compiler's (CAUSE_FIRST) or a program's (CAUSE_LAST) output that
 * says what is wrong, with the names of files that the submitter knows. */
json_t *execute_cause_json(const struct job *job, enum cause_which which, const char *text,
                           size_t size);

/* What a compile step came to as it is told, new: its log has the submitter's names. Null where
 * there was none. */
json_t *execute_compile_json(const struct job *job);

/* The limits of a compile step. */
struct run_limits execute_compile_limits(const struct language *language);

/* How long a run under these limits can keep a grader silent, with time to spare. */
int64_t execute_patience_us(const struct run_limits *limits);

/* {"time_us":...,"wall_us":...,"memory_kib":...,...}: the limits in force. New references. */
json_t *execute_limits_json(const struct run_limits *limits);
json_t *execute_evidence_json(const struct verdict_input *input, const char *rule);

/* Fills what the rules need beside the figures: limits, the call's name, the runtime's own word for
 * being out of memory. `run` is copied; the call's name is good until the next call. The check
 * outcome is left CHECK_NOT_RUN. */
void execute_verdict_input(const struct language *language, const struct run_limits *limits,
                           const struct run_evidence *run, int has_cgroup,
                           struct verdict_input *ret_input);

/* The same for an image that is too large for the limit: it is MLE before it runs. */
void execute_image_input(const struct job *job, struct verdict_input *ret_input);

/* The end of stderr as text that is valid UTF-8: other bytes stand as \xNN. A new reference. */
json_t *execute_text_json(const char *bytes, size_t size);

/* Sets what is kept of a program's stdout, exactly: as "output" where it is UTF-8 that a C string
 * holds and no terminal obeys (as execute_text_json has it), else as "output_base64". `is_cut`:
 * there was more of it, so its last character may not be whole, and is left out then. */
void execute_set_output(json_t *object, const char *bytes, size_t size, int is_cut);

#endif
