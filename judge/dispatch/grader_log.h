/* What a grader writes to its stderr, shown to the operator: whole lines, each as a warning that
 * names the grader and with everything escaped that a person does not see.
 *
 *     grader_log_open(loop, id, errors, &log, &err);     takes the descriptor
 *     grader_log_close(log);                             shows what is still there
 *
 * A grader may have been taken over, so nothing that it writes may cost the judge much: a line is
 * cut at GRADER_LOG_LINE_MAX bytes, and GRADER_LOG_BYTES are read at once, a KiB a second from then
 * on (each line counts as GRADER_LOG_LINE_COST more). What is beyond waits in the pipe, and so in
 * the end does the grader.
 */
#ifndef JUDGE_GRADER_LOG_H
#define JUDGE_GRADER_LOG_H

#include "base/error.h"
#include "base/loop.h"

#include <stdint.h>

enum {
    GRADER_LOG_LINE_MAX = 1024,
    GRADER_LOG_BYTES = 64 * 1024,
    GRADER_LOG_LINE_COST = 128,
};

struct grader_log;

/* `errors`: the nonblocking read end of a pipe; it is the log's, whatever happens. */
int grader_log_open(struct loop *loop, uint32_t id, int errors, struct grader_log **ret_log,
                    struct error *err);
void grader_log_close(struct grader_log *log); /* NULL is allowed */

#endif
