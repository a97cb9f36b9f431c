/* The grader: a worker process that grades one submission at a time, without a database and without
 * privilege. It is `assay grader`, started by the runner parent: descriptor 3 is its socket to the
 * judge, 4 the one to its runner, 5 the operator's definitions of languages.
 *
 * A request is one JSON datagram with descriptors:
 *   {"kind":"grade","problem":PATH,"language":L,"file_name":F}          source, problem folder
 *   {"kind":"run","language":L,"file_name":F,"limits":{...}}            source, stdin, where stdout
 * goes
 *   {"kind":"version","language":L}                                     none
 *   {"kind":"watch","language":L}                                       none
 * The last asks whether the language's watched interpreter can be used ("watched", "watched_why").
 * The judge adds "has_cgroup". Answers are events, one JSON datagram each:
 *   {"event":"started","version",...}    the problem is loaded
 *   {"event":"case","case":{...}}        a case's result, as in `assay grade --json`
 *   {"event":"step"}                     a sign of life
 *   {"event":"finished","result":{...}}  the last word: the verdict
 *   {"event":"failed","reason","message"}  the last word: our fault, or the problem's
 *   {"event":"cached","key":K}           asks, once a job, for what was compiled under this key,
 * the hash of all that goes into it; the one answer that the judge gives: {"found":true} with a
 * descriptor, or {"found":false}, and then the grader is to compile it
 *   {"event":"compiled"}                 with a sealed memfd of what it made of it, to be kept
 * "next_within_us" in any of them says how long the grader may be silent now.
 */
#ifndef JUDGE_GRADER_H
#define JUDGE_GRADER_H

#include "base/error.h"
#include "judge/languages/language.h"
#include "problems/problem.h"

#include <jansson.h>
#include <stdint.h>

enum {
    GRADER_JUDGE_SOCKET = 3,
    GRADER_RUNNER_SOCKET = 4,
    GRADER_LANGUAGES = 5, /* a file: the operator's definitions of languages */
    GRADER_FDS_MAX = 4,
};

/* What a grader keeps between jobs: the last problem, and inputs as sealed memfds. */
struct grader_session {
    int judge, runner; /* sockets */
    int has_cgroup;
    struct problem *problem;
    uint64_t fingerprint;
    int *inputs; /* memfd per case, -1: not made */
    int64_t inputs_bytes;
    char *versions[LANGUAGES_MAX]; /* per language, as the program prints it; NULL: not asked yet */
};

/* Sends an event; steals `event`. A judge that is gone ends the process. `patience_us` 0: unstated.
 */
void grader_send(struct grader_session *session, json_t *event, int64_t patience_us);
/* The same with a descriptor, which stays the caller's. */
void grader_send_file(struct grader_session *session, json_t *event, int64_t patience_us, int fd);
/* Asks for what is cached under the key: a descriptor, or -1 when there is none. */
int grader_ask_cached(struct grader_session *session, const char *key, int64_t patience_us);

/* Serves one request of its kind. On failure the caller sends "failed". */
int grade_submission(struct grader_session *session, const json_t *request, const int *fds,
                     struct error *err);
int grade_run(struct grader_session *session, const json_t *request, const int *fds,
              struct error *err);

/* Whether there is a watched interpreter of the language's, tried: 1, or 0 and why not. */
int grader_watches(struct grader_session *session, const struct language *language,
                   struct error *why);

/* What the language's version command prints (first line), asked once a session in a cell of its
 * own. Borrowed from the session. */
int grader_language_version(struct grader_session *session, const struct language *language,
                            const char **ret_version, struct error *err);

#endif
