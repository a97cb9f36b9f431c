/* The cases of a grading: run, decided, scored, and told to the judge. */
#ifndef JUDGE_CASES_H
#define JUDGE_CASES_H

#include "judge/grader/job.h"
#include "judge/rules/score.h"

struct judged_case;
struct case_run;

/* A job with a problem. Results are told in order, each when it is there. */
struct grading {
    struct job job;
    int is_uncalibrated;        /* nobody has measured the time limit: a default is in force */
    int runs_all;               /* every case runs that can, whatever comes of those before it */
    int64_t spent_us;           /* by the runs so far (judge/rules/stop_after.h) */
    struct score_case *scores;  /* per case; SK until it is decided */
    json_t **results;           /* per case, kept for `same_as` */
    size_t told_count;          /* of the results, to the judge */
    struct judged_case *judged; /* the last that ran, until it is among the results */
    int has_judged;
    char
        *outputs[2]; /* of the case that runs and of the one before it: the start of their stdout */
    int output_turn;
    struct case_run *running; /* the case whose program runs, or NULL */
    struct run_files ahead;   /* for the run of case `ahead_index` */
    size_t ahead_index;
};

/* For a job whose problem is loaded. */
void cases_open(struct grading *grading);
void cases_close(struct grading *grading);

/* Decides case `index`: skips it, shares the result of one like it, or runs it. Negative: ours. */
int cases_grade(struct grading *grading, size_t index, struct error *err);

/* Puts the last case that ran among the results. */
void cases_settle(struct grading *grading);

/* Tells the judge of each result that it has not heard of; else sends a sign of life. */
void cases_tell(struct grading *grading, int64_t patience_us);

#endif
