/* The one table of the numbers between which a run's limits may lie. Every reader of limits (the
 * formats in problems/, options, a request over HTTP) refuses a number outside, and names the place
 * where it stands; the runner checks again, because it trusts nobody. The table stands in base/
 * because problems/ knows nothing of runner/ and both need it. docs/problem-format.md, "Limits",
 * prints them; tests/problems/test_docs.c compares.
 *
 * Only numbers: no function, and no policy (the readers have the defaults, the configuration an
 * operator's maxima).
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#define LIMIT_TIME_MIN_US 1000LL /* CPU time; wall time */
#define LIMIT_TIME_MAX_US (60LL * 60 * 1000000)
#define LIMIT_WALL_MAX_US                                                                          \
    (2 * LIMIT_TIME_MAX_US + 1000000) /* the default of the longest CPU limit */
#define LIMIT_MEMORY_MIN_KIB 1024LL
#define LIMIT_MEMORY_MAX_KIB (1024LL * 1024 * 1024)
#define LIMIT_STACK_MIN_KIB  64LL
#define LIMIT_STACK_MAX_KIB  LIMIT_MEMORY_MAX_KIB
#define LIMIT_OUTPUT_MIN_KIB 1LL
#define LIMIT_OUTPUT_MAX_KIB LIMIT_MEMORY_MAX_KIB
#define LIMIT_PROCESSES_MIN  1LL
#define LIMIT_PROCESSES_MAX  512LL

/* The same for every run: no problem can ask for others. */
#define LIMIT_DESCRIPTORS 256   /* open at once */
#define LIMIT_TMP_FILES   16384 /* files and folders in /tmp, links among them */

/* The same in words, for messages and docs. */
#define LIMIT_TIME_WORDS      "1ms to 60min"
#define LIMIT_WALL_WORDS      "1ms to 120min and 1s"
#define LIMIT_MEMORY_WORDS    "1MiB to 1024GiB"
#define LIMIT_STACK_WORDS     "64KiB to 1024GiB"
#define LIMIT_OUTPUT_WORDS    "1KiB to 1024GiB"
#define LIMIT_PROCESSES_WORDS "1 to 512"

#endif
