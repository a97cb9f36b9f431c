/* Graders by script, for tests of those who hand out work: a process that plays the runner's parent
 * and all of its graders, over the real sockets. What a grader does is what its job's source says,
 * a line each:
 *
 *     {...}        it sends this event
 *     2:...        the rest of the line, but only the second time that this source comes
 *     request      it ends its job with the request, as the message of its result
 *     until N      it waits until N jobs have been ended, by whichever grader
 *     takeover     it plays another judge, which takes the running submission over and judges it WA
 *     signal NAME  it sends the process of the test this signal: TERM or INT
 *     die          it dies of SIGKILL
 *     break        the parent itself ends
 *     collapse     the same, but the judge sees first that its grader is gone
 *
 * A script without a last word leaves its grader at work. */
#ifndef TESTS_SCRIPTED_H
#define TESTS_SCRIPTED_H

#include "runner/runner.h"

#define SCRIPT_STARTED                                                                             \
    "{\"event\":\"started\",\"problem_version\":\"v1\",\"language_version\":\"L 1\","              \
    "\"feedback\":\"verdict\",\"max_score\":2,\"case_count\":2,\"limits\":{\"time_us\":7}}\n"
#define SCRIPT_CASE(number, verdict)                                                               \
    "{\"event\":\"case\",\"case\":{\"number\":" number ",\"name\":\"n" number                      \
    "\",\"verdict\":\"" verdict "\",\"feedback\":\"verdict\"}}\n"
#define SCRIPT_FINISHED(verdict)                                                                   \
    "{\"event\":\"finished\",\"result\":{\"verdict\":\"" verdict                                   \
    "\",\"score\":2,\"max_score\":2,\"cpu_us\":5}}\n"
#define SCRIPT_FAILED "{\"event\":\"failed\",\"reason\":\"sandbox\",\"message\":\"it broke\"}\n"

/* Starts it; every layer is enforced. `database`: where "takeover" finds the queue, or NULL. To be
 * called before the test opens a store. */
void scripted_start(const char *database, struct runner_parent *ret_parent);
void scripted_stop(struct runner_parent *parent);

#endif
