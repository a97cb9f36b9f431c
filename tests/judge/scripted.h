/* Graders by script, for tests of those who hand out work: a process that plays the runner's parent
 * and all of its graders, over the real sockets. What a grader does is what its job's source says,
 * a line each:
 *
 *     {...}        it sends this event; the problem_version "v1" stands for that of its request
 *     2:...        the rest of the line, but only the second time that this source comes
 *     request      it ends its job with the request, as the message of its result
 *     until N      it waits until N jobs have been ended, by whichever grader
 *     takeover     it plays another judge, which takes the running submission over and judges it WA
 *     signal NAME  it sends the process of the test this signal: TERM or INT
 *     unlink       it removes the database's file
 *     die          it dies of SIGKILL
 *     break        the parent itself ends
 *     collapse     the same, but the judge sees first that its grader is gone
 *
 * A script without a last word leaves its grader at work. */
#ifndef TESTS_SCRIPTED_H
#define TESTS_SCRIPTED_H

#include "runner/runner.h"

#define SCRIPT_LIMITS                                                                              \
    "{\"time_us\":1000,\"wall_us\":3000,\"memory_kib\":1024,\"stack_kib\":1024,"                   \
    "\"output_bytes\":1024,\"processes\":1}"
#define SCRIPT_STARTED_WITH(case_count)                                                            \
    "{\"event\":\"started\",\"problem_version\":\"v1\",\"language_version\":\"L 1\","              \
    "\"feedback\":\"verdict\",\"max_score\":2,\"case_count\":" case_count                          \
    ",\"limits\":" SCRIPT_LIMITS "}\n"
#define SCRIPT_STARTED SCRIPT_STARTED_WITH("2")
#define SCRIPT_CASE(number, verdict)                                                               \
    "{\"event\":\"case\",\"case\":{\"number\":" number ",\"name\":\"n" number                      \
    "\",\"group\":\"\",\"hint\":\"\",\"verdict\":\"" verdict                                       \
    "\",\"feedback\":\"verdict\",\"reason\":\"\",\"message\":\"\",\"path\":\"\",\"cpu_us\":0,"     \
    "\"wall_us\":0,\"memory_kib\":0,\"score\":0,\"max_score\":1}}\n"
#define SCRIPT_RESULT(verdict, reason, message, compile)                                           \
    "{\"event\":\"finished\",\"result\":{\"verdict\":\"" verdict "\",\"reason\":\"" reason         \
    "\",\"message\":\"" message "\",\"compile\":" compile                                          \
    ",\"score\":2,\"max_score\":2,\"cpu_us\":5,\"wall_us\":5,\"memory_kib\":5}}\n"
#define SCRIPT_FINISHED(verdict) SCRIPT_RESULT(verdict, "", "", "null")
/* A whole job, of a problem without cases. */
#define SCRIPT_GRADED(verdict)   SCRIPT_STARTED_WITH("0") SCRIPT_FINISHED(verdict)
#define SCRIPT_FAILED            "{\"event\":\"failed\",\"reason\":\"sandbox\",\"message\":\"it broke\"}\n"

/* Starts it; every layer is enforced. `database`: where "takeover" finds the queue, or NULL. To be
 * called before the test opens a store. */
void scripted_start(const char *database, struct runner_parent *ret_parent);
void scripted_stop(struct runner_parent *parent);

#endif
