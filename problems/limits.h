/* What a problem says for one language: its limits, whether it is allowed, which file is started;
 * and what an operator lets a package ask for at most. No I/O; the maxima are the process's, set
 * once at its start. */
#ifndef PROBLEMS_LIMITS_H
#define PROBLEMS_LIMITS_H

#include "problems/problem.h"

/* The limits for a language: its own, then the problem's, then the defaults of its format, which
 * keep to the operator's maxima; no field is -1. A time limit that is still to be measured
 * (problem.calibration) is PROBLEM_UNCALIBRATED_US. */
struct problem_limits problem_limits_for(const struct problem *problem, const char *language);
/* The same with another time limit in place of the problem's, within the operator's maximum: one
 * that was measured, or that somebody wants to try. A wall limit that is not stated follows it.
 * `time_us` 0: the problem's. */
struct problem_limits problem_limits_timed(const struct problem *problem, const char *language,
                                           int64_t time_us);
/* Whether the package leaves its time limit to be measured (problem.calibration). */
int problem_is_uncalibrated(const struct problem *problem);

/* The limits of one run of a program of the author: as stated, else those of problemtools (60 s of
 * CPU time, 2 GiB, 8 MiB of stdout and stderr), which keep to the operator's maxima. */
struct problem_limits problem_program_limits(const struct problem_program *program);
/* Whether it takes submissions in the language; outputs (PROBLEM_OUTPUTS) only where these are all
 * that it takes. */
int problem_allows_language(const struct problem *problem, const char *language);

/* What is laid over the submissions in a language; NULL: nothing. Borrowed from the problem. */
const struct problem_include *problem_include_for(const struct problem *problem,
                                                  const char *language);

/* The file that is run instead of the submission in a language that includes the problem's entry;
 * NULL: the submission itself. Borrowed from the problem. */
const char *problem_entry_for(const struct problem *problem, const char *language);

/* What each key of `limits` may be (base/limits.h), in the order of problem.yaml. */
struct problem_limit_range {
    const char *key;
    int64_t least, most; /* in the unit of its field in struct problem_limits */
    const char *what;    /* "a memory limit from 1MiB to 1024GiB" */
};
enum problem_limit {
    PROBLEM_LIMIT_TIME,
    PROBLEM_LIMIT_WALL,
    PROBLEM_LIMIT_MEMORY,
    PROBLEM_LIMIT_OUTPUT,
    PROBLEM_LIMIT_STACK,
    PROBLEM_LIMIT_PROCESSES,
    PROBLEM_LIMIT_COUNT,
};
extern const struct problem_limit_range PROBLEM_LIMIT_RANGES[PROBLEM_LIMIT_COUNT];

/* What a package may ask for at most: as much as a runner and the format take, unless the operator
 * gives less. The six limits come first, by the same numbers. */
enum problem_maximum {
    PROBLEM_MAXIMUM_CASES = PROBLEM_LIMIT_COUNT,
    PROBLEM_MAXIMUM_FILE,    /* one file of the package that it names, in KiB */
    PROBLEM_MAXIMUM_PACKAGE, /* all of its files, in KiB */
    PROBLEM_MAXIMUM_COUNT,
};
enum problem_unit { PROBLEM_UNIT_TIME, PROBLEM_UNIT_SIZE, PROBLEM_UNIT_NUMBER };
struct problem_maximum_range {
    const char *key;
    enum problem_unit unit; /* microseconds, KiB, or none */
    int64_t least, most;    /* what an operator may give; `most` holds where nothing is said */
};
extern const struct problem_maximum_range PROBLEM_MAXIMUM_RANGES[PROBLEM_MAXIMUM_COUNT];

struct problem_maxima {
    int64_t values[PROBLEM_MAXIMUM_COUNT];
};
/* Those in force; to be changed before any problem is loaded. */
extern struct problem_maxima problem_maxima;

/* Limits that somebody gave for all packages of this process, in place of those that they state;
 * -1: none. To be changed before any problem is loaded. */
struct problem_given {
    int64_t time_us, memory_kib;
};
extern struct problem_given problem_given;
/* Puts them into the problem. A stated wall limit that leaves them no time is as good as none. */
void problem_limits_give(struct problem_limits *limits);

/* "90s", "64MiB", "16", as an operator writes it. */
void problem_maximum_show(size_t which, int64_t value, char *text, size_t size);

/* As problem.yaml and the database spell it. */
const char *problem_feedback_name(enum problem_feedback feedback);

#endif
