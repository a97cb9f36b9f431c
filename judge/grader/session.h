/* What a grader keeps between jobs, and how it speaks to the judge. A judge that is gone ends the
 * process: nobody is left to grade for. */
#ifndef JUDGE_SESSION_H
#define JUDGE_SESSION_H

#include "judge/grader/grader.h"
#include "judge/languages/language.h"

#include <jansson.h>
#include <stdint.h>

struct problem;

struct grader_session {
    int judge, runner; /* sockets */
    int has_cgroup;
    struct problem *problem;       /* the last one, or NULL */
    uint64_t fingerprint;          /* of its folder as it was loaded */
    int *inputs;                   /* memfd per case, -1: not made */
    int64_t inputs_bytes;          /* of those that are made */
    int inputs_kept;               /* how many */
    struct generated *generated;   /* per case (generated.h); NULL: nothing was yet */
    int64_t generated_bytes;       /* of all of it */
    struct author *authors;        /* programs of the last problem that are built (author.h) */
    struct author *author_in_cell; /* whose cell is open, or NULL */
    char *versions[LANGUAGES_MAX]; /* per language, as the program prints it; NULL: not asked yet */
};

/* Sends an event; steals `event`. `patience_us`: how long the judge may hear nothing now, 0:
 * unstated. */
void grader_send(struct grader_session *session, json_t *event, int64_t patience_us);

/* The same with a descriptor, which stays the caller's; -1: none. */
void grader_send_file(struct grader_session *session, json_t *event, int64_t patience_us, int fd);

/* Asks for what is cached under the key: a descriptor, the caller's, or -1 when there is none. */
int grader_ask_cached(struct grader_session *session, const char *key, int64_t patience_us);

#endif
