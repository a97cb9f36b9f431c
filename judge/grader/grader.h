/* The grader: a worker process that grades one submission at a time, without a database and without
 * privilege. It is `assay grader`, started by the runner parent: descriptor 3 is its socket to the
 * judge, 4 the one to its runner, 5 the operator's definitions of languages, 6 its filter.
 *
 * A request is one JSON datagram with descriptors:
 *   {"kind":"grade","problem":PATH,"language":L,"file_name":F}          source, problem folder
 *     and, where they are wanted: "time_us": another time limit; "calibrations": {VERSION:
 * TIME_US}, limits that were measured for versions of the problem; "margin": a run is ended only at
 * so many times its limit (1 to 10), which decides as ever; "all_cases": true: no case is skipped
 * for what came of those before it; "record": true: conversations are recorded;
 * "is_example": true: the problem's constants are put into the source;
 * "entry": the file to start with
 *   {"kind":"data","problem":PATH}                                      problem folder
 *     has the author's programs look at every input and answer; the judge needs of it, and the
 *     grader does not read, "case_count", "case_runs" and "author_wall_us" (judge/dispatch/terms.h)
 *   {"kind":"run","language":L,"file_name":F,"limits":{...}}            source, stdin, where stdout
 * goes
 *   {"kind":"version","language":L}                                     none
 *   {"kind":"watch","language":L}                                       none
 * The last asks whether the language's watched interpreter can be used ("watched", "watched_why").
 * The judge adds "has_cgroup". Answers are events, one JSON datagram each:
 *   {"event":"started","version",...}    the problem is loaded; "uncalibrated": the package
 *                                        leaves its time limit to be measured, and nobody has
 *   {"event":"case","case":{...}}        a case's result, as in `assay grade --json`
 *   {"event":"group","group":{...}}      a group's result, after all cases
 *   {"event":"checked","checked":{...}}  what was found in the data of a case: "number" and, where
 *     something was, "input" or "answer", with "input_says" or "answer_says" what the program said
 *   {"event":"step"}                     a sign of life
 *   {"event":"finished","result":{...}}  the last word: the verdict
 *   {"event":"failed","reason","message"}  the last word: our fault, or the problem's
 *   {"event":"cached","key":K}           asks, once a job, for what was compiled under this key,
 * the hash of all that goes into it; the one answer that the judge gives: {"found":true} with a
 * descriptor, or {"found":false}, and then the grader is to compile it
 *   {"event":"compiled"}                 with a sealed memfd of what it made of it, to be kept
 * "next_within_us" in any of them says how long the grader may be silent now. All of them are
 * checked by the table in judge/dispatch/door.c, key by key: a key that is not there loses the
 * grader that says it, so who adds one adds it there too.
 */
#ifndef JUDGE_GRADER_H
#define JUDGE_GRADER_H

enum {
    GRADER_JUDGE_SOCKET = 3,
    GRADER_RUNNER_SOCKET = 4,
    GRADER_LANGUAGES = 5, /* a file: the operator's definitions of languages */
    GRADER_FILTER = 6,    /* a file: its own filter (runner/filter/filter_grader.h) */
    GRADER_FDS_MAX = 4,
};

#endif
