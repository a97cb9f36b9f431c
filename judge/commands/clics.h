/* What is stored as the event feed of the CLICS Contest API (2023-06, https://ccs-specs.icpc.io):
 * one notification a line, each with the state of one object as it is now: the contest, the types
 * of judgements, languages, problems, teams, submissions and judgements.
 *
 * It is written row by row; only the problems are kept in memory. It has no tokens, files and runs.
 */
#ifndef JUDGE_CLICS_H
#define JUDGE_CLICS_H

#include "db/store.h"

#include <stdio.h>

struct clics_contest {
    const char *name;
    int64_t start_ms;    /* 0: when the first submission came */
    int64_t duration_ms; /* 0: until the last submission, in whole minutes */
};

int clics_print(struct store *store, const struct clics_contest *contest, FILE *stream,
                struct error *err);

/* An identifier of the specification for any name: the name itself where it is one, else what is
 * left of it with a hash. */
enum { CLICS_ID_SIZE = 37 };
void clics_id(const char *name, char ret_id[CLICS_ID_SIZE]);
/* "h:mm:ss.uuu", "-" in front where it is negative; and "yyyy-mm-ddThh:mm:ss.uuuZ". */
enum { CLICS_TIME_SIZE = 40 };
void clics_duration(int64_t ms, char ret_text[CLICS_TIME_SIZE]);
void clics_time(int64_t realtime_ms, char ret_text[CLICS_TIME_SIZE]);

#endif
