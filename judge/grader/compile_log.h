/* What a compile step comes to, from its evidence: whether it passed, whose fault it is when not,
 * and its log, which says so when the step does not say it itself.
 *
 *     passed = compile_log_end(&log, &run, &limits, err);    the log holds the start of stdout
 *     if (passed >= 0)
 *         json_object_set_new(note, "log", compile_log_json(&log));
 *
 * Pure: no file, no process, no job. The log is the submitter's, any bytes.
 */
#ifndef JUDGE_COMPILE_LOG_H
#define JUDGE_COMPILE_LOG_H

#include "base/buffer.h"
#include "base/error.h"
#include "runner/runner.h"

#include <jansson.h>

/* Adds the end of stderr to the log, and where a limit or a signal ended the step, or nothing else
 * says why it failed, a line about that. Returns 1 when the step passed, 0 when it did not (a
 * compile error); -EIO when that is not the submission's fault: the machine did not get it done by
 * the hard stop (docs/verdicts.md, R1), or the compiler could not be started. */
int compile_log_end(struct buffer *log, const struct run_evidence *run,
                    const struct run_limits *limits, struct error *err);

/* The log without the cell's folders, a new reference. It is kept with what the step made, for
 * others who hand in the same bytes: whose file it was is not in it (shown_paths with names comes
 * later). */
json_t *compile_log_json(const struct buffer *log);

#endif
