/* The attacks of the sandbox's test, as data: what each runs and what must come of it. */
#ifndef TESTS_SANDBOX_ATTACK_TABLE_H
#define TESTS_SANDBOX_ATTACK_TABLE_H

#include <stddef.h>
#include <stdint.h>

enum { C, PYTHON, HUGE }; /* the program */
enum { NONE, SOME, ANY }; /* what a count must be */
enum { MEMORY_KIB = 65536, END_ANY = 99, EXIT_ANY = -2 };

struct attack {
    const char *name; /* unique; the words are attack's arguments where `arguments` is NULL */
    int program;
    const char *arguments[6];
    uint32_t profile;
    int processes;                                  /* 0: 1 */
    int64_t cpu_ms, wall_ms, memory_kib, stack_kib; /* 0: the usual */
    int landlock;     /* skipped where the kernel's Landlock is older than this ABI */
    int spinners;     /* processes that keep the host busy meanwhile */
    const char *then; /* an attack of attack.c to be run next in the same cell: it must be AC */
    int is_guard;     /* an honest program, or one that asks no more than it may have */
    int is_watched;   /* in a watched interpreter: the test's own copies of Python's */

    /* what must come of it */
    const char *verdict; /* with its reason, as the rules decide; NULL: "AC"; '|' between two that
                            may both be */
    int end;             /* enum run_end, or END_ANY */
    int exit_status;     /* -1: a signal; EXIT_ANY */
    int signal;
    const char *says; /* the whole output; NULL: "held\n"; ATTACK_SAYS_ANYTHING: not compared */
    const char *syscall;
    int oom, refused, full, strays, foreign; /* NONE, SOME or ANY */
    int forks; /* refused calls for a second process, where there may be one */
    /* The group must have refused processes. (Where not, it may have: one that has died counts
       until the kernel has let it go.) */
    int some_tasks;
};

/* Arguments that the test replaces: paths on the host, and where its sockets are. */
#define ATTACK_CANARY   "CANARY"   /* a file that anybody may read */
#define ATTACK_SECRET   "SECRET"   /* one that root alone may */
#define ATTACK_ANSWER   "ANSWER"   /* an answer of the problem's */
#define ATTACK_DATABASE "DATABASE" /* the judge's */
#define ATTACK_PORT     "PORT"     /* on the loopback, TCP and UDP */
#define ATTACK_SOCKET   "SOCKET"   /* a path */
#define ATTACK_ABSTRACT "ABSTRACT" /* a name */

extern const char ATTACK_SAYS_ANYTHING[]; /* what the checker would want is "held\n" */

extern const struct attack attacks[];
extern const size_t attack_count;

#endif
