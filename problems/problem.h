/* A problem package as one structure, whatever its format: the types alone.
 *
 * problems/load.h makes one from a folder, problems/limits.h says which limits and files hold for a
 * language, problems/package.h opens its files. A problem knows nothing of processes, languages or
 * verdict rules: the name of a language is text, and so is the label of a submission.
 */
#ifndef PROBLEMS_PROBLEM_H
#define PROBLEMS_PROBLEM_H

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

/* -1 in any field: not stated. */
struct problem_limits {
    int64_t time_us;    /* CPU time */
    int64_t wall_us;    /* default: 2 x time + 1 s */
    int64_t memory_kib; /* default: PROBLEM_MEMORY_KIB */
    int64_t output_kib; /* stdout cap; default: PROBLEM_OUTPUT_KIB */
    int64_t stack_kib;  /* default: the memory limit */
    int64_t processes;  /* default: 1 */
};
enum {
    PROBLEM_TIME_US = 2000000,
    PROBLEM_MEMORY_KIB = 256 * 1024,
    PROBLEM_OUTPUT_KIB = 64 * 1024,
};

/* What a package may hold at most. */
enum {
    PROBLEM_CASES_MAX = 100000,
    PROBLEM_GROUPS_MAX = 10000,
    PROBLEM_SUBMISSIONS_MAX = 10000,
    PROBLEM_LANGUAGES_MAX = 200, /* in `languages`, `language_limits` and `include` each */
    PROBLEM_INCLUDES_MAX = 31,   /* files for one language */
};

enum problem_checker_kind {
    CHECKER_TOKENS, /* the default */
    CHECKER_EXACT,
    CHECKER_LINES,
    CHECKER_UNORDERED,
    CHECKER_FLOATS,
    CHECKER_PROGRAM,
};
/* Bytes of a tolerance. */
enum { PROBLEM_TOLERANCE_MAX = 100 };
enum problem_protocol { PROTOCOL_ICPC, PROTOCOL_TESTLIB };
struct problem_checker {
    enum problem_checker_kind kind;
    int case_sensitive, space_change_sensitive; /* tokens, floats */
    const char *absolute, *relative;            /* floats: decimal numbers, 0 or more, as the
                                                   author wrote them; both "1e-6" when neither is
                                                   stated; NULL: only the other one is stated */
    const char *program;                        /* CHECKER_PROGRAM: path in the package */
    enum problem_protocol protocol;
};

enum problem_feedback { FEEDBACK_NONE, FEEDBACK_VERDICT, FEEDBACK_FIRST_DIFFERENCE };

/* Bytes that stand in the YAML (path NULL) or in a file of the package (data NULL). */
struct problem_data {
    const char *path;
    const void *data;
    size_t size; /* of the inline data, or the file's size at load */
};

struct problem_case {
    const char *name; /* unique in its group: stated, the input file's stem, or "1", "2", ... */
    struct problem_data in, out;
    double points; /* defaults to 1; only meaningful where has_points */
    const char *hint;
    enum problem_feedback feedback;
    size_t group;   /* index into groups */
    size_t place;   /* where it stands in problem.yaml: a character's index (report_error_at) */
    size_t same_as; /* index of the earlier case with the same input and answer, or its own */
};

enum problem_score { SCORE_ALL, SCORE_SUM, SCORE_MIN };
enum problem_stop { STOP_UNSTATED, STOP_FIRST, STOP_NEVER };
enum { PROBLEM_NO_GROUP = -1 };
/* groups[0] is the root: score SUM, no name. Parents come before their children; cases stand in
 * depth-first order, so a group's cases (its subgroups' included) are first_case .. end_case - 1.
 */
struct problem_group {
    const char *name; /* "" for the root; "outer/inner" when nested */
    ptrdiff_t parent; /* PROBLEM_NO_GROUP for the root */
    double points;    /* -1: the sum of what is in it */
    enum problem_score score;
    enum problem_stop stop;
    enum problem_feedback feedback;
    size_t first_case, end_case;
};

struct problem_language_limits {
    const char *language;
    struct problem_limits limits;
};
struct problem_include {
    const char *language;
    const char *const *paths; /* NULL-terminated, in the package; their file names differ */
};
struct problem_submission {
    const char *path;  /* in the package: with "submissions/" in front when it was found there */
    const char *label; /* "AC", "PA", "WA", "TLE", "MLE", "OLE", "RTE", "SV" or "CE" */
    double points;     /* that it should get; -1: not stated */
    int line;
};

struct problem {
    struct arena arena;           /* owns everything below */
    const char *folder;           /* as given to problem_load, for messages */
    const char *name;             /* `name:`, or the folder's base name */
    char version[65];             /* content hash, hex (SHA-256 over paths and contents) */
    const char *const *languages; /* NULL-terminated; NULL: all */
    struct problem_limits limits; /* stated values */
    const struct problem_language_limits *language_limits;
    size_t language_limit_count;
    struct problem_checker checker;
    const struct problem_include *includes;
    size_t include_count;
    const char *entry;              /* file name (as laid over the submission) of an include that is
                                       run in its place: problem_entry_for; NULL: none */
    enum problem_feedback feedback; /* default: FEEDBACK_VERDICT */
    enum problem_stop stop;         /* of the root; unstated: first, or never with points */
    int has_points;                 /* whether any case or group states points */
    const struct problem_case *cases;
    size_t case_count;
    const struct problem_group *groups;
    size_t group_count;
    const struct problem_submission *submissions;
    size_t submission_count;
};

#endif
