/* The door: what a grader says is checked here, against one table, before anybody acts on it.
 *
 *     door_open(&door, &terms);                      a job begins
 *     word = door_check(&door, event, why);          each event, in order
 *     door_patience_us(&door, event, now_us)         how long the grader may be silent now
 *
 * A grader reads what programs write, and may have been taken over by one. So an event counts only
 * when its kind may come at this point of the job, when it has the keys of its kind and no others,
 * when each value has its type and lies in its range, and when numbers of cases and of groups count
 * up to what the problem has. The first that does not loses the grader (judge/dispatch/graders.c),
 * and never the judge: what passes fits into the store and into a result. What a job may send is
 * bounded by its number of cases, and how long it may take by limits that the judge knows.
 *
 * It compares shapes, not truth: whether a verdict is right nobody but the grader knows. It does
 * no input or output and reads no clock. */
#ifndef JUDGE_DOOR_H
#define JUDGE_DOOR_H

#include <jansson.h>
#include <stdint.h>

/* The kinds of jobs, as bits. */
enum door_job { DOOR_GRADE = 1, DOOR_RUN = 2, DOOR_VERSION = 4, DOOR_WATCH = 8, DOOR_DATA = 16 };

enum door_word {
    DOOR_REFUSED,
    DOOR_STARTED,
    DOOR_CASE,
    DOOR_GROUP,
    DOOR_CHECKED,
    DOOR_STEP,
    DOOR_FINISHED, /* these two are last words */
    DOOR_FAILED,
    DOOR_CACHED,
    DOOR_COMPILED,
    DOOR_WORD_COUNT,
};

/* What the judge knows of a job by itself. */
struct door_terms {
    enum door_job job;
    int64_t case_count;      /* -1: not known, then up to PROBLEM_CASES_MAX */
    int64_t group_count;     /* besides the whole; -1: not known, then up to PROBLEM_GROUPS_MAX */
    int64_t wall_us;         /* the most that one run of the program may take; 0: not known */
    double margin;           /* a run may go on to so many times that; 0: as 1 */
    int64_t compile_wall_us; /* as wall_us, of a compile step */
    int64_t author_wall_us;  /* ... and of a program of the problem's author, or to compile it */
    int64_t case_runs; /* how many runs a case may have, those of such programs included; 0: 1 */
};

struct door {
    struct door_terms terms; /* may be made narrower until "started" has passed */
    int64_t began_us;
    int has_started, has_asked, has_compiled, has_ended;
    int64_t case_count; /* from "started" on; of a job that looks at data, from the start */
    int64_t cases;      /* told so far */
    int64_t groups;     /* ... after them, all or none */
    int64_t steps;
    double max_score;
};

enum { DOOR_WHY_SIZE = 128 };

void door_open(struct door *door, const struct door_terms *terms, int64_t now_us);

/* What the event is, and takes note of it; or DOOR_REFUSED, and `why` says what is wrong with it.
 */
enum door_word door_check(struct door *door, const json_t *event, char why[DOOR_WHY_SIZE]);

/* How long the judge waits for the next event: what the grader says it needs ("next_within_us"),
 * but never longer than a step of this job can take, nor beyond the end of the whole job. `event`
 * NULL: nothing was said yet. 0: the job's time is over. */
int64_t door_patience_us(const struct door *door, const json_t *event, int64_t now_us);

/* How long the whole job may take. */
int64_t door_total_us(const struct door *door);

#endif
