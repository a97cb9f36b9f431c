/* Named points at which a build for tests can be made to die as by kill -9, calls that can be made
 * to fail, and a date that can be made to jump (tests/crash). In every other build they are
 * nothing, and nothing of them is in the program.
 *
 * $ASSAY_CRASH names a file that the test wrote (struct crash_plan); it is mapped, so that all
 * processes of a tree count together, those too that are forked or cloned later. Which of them it
 * is that comes to a point for the N-th time dies; one that was killed by it is the only one.
 *
 *     crash_points_open();              main, before anything is forked
 *     crash_point("after_commit");      never in a loop that a test could not bound
 *
 * Async-signal-safe, and usable in a child that shares its parent's memory.
 */
#ifndef BASE_CRASH_POINT_H
#define BASE_CRASH_POINT_H

#ifdef ASSAY_CRASH_POINTS
#include <stdint.h>

struct crash_plan {
    char name[64];   /* the point, or the call */
    uint32_t wanted; /* the N-th; 0: only count */
    uint32_t hits;   /* counted so far */
    int64_t jump_ms; /* the date is that much later */
    int32_t error;   /* what a call fails with */
    char role[16];   /* whose calls; empty: anybody's */
};

void crash_points_open(void);
void crash_point(const char *name);
int64_t crash_jump_ms(void);
/* What a child's environment needs of it, "NAME=VALUE", or NULL. */
char *crash_environment(void);
/* The errno with which the call is to fail, or 0. */
int crash_call(const char *name);
/* "judge", "grader", "parent", "runner" or "init", from now on. */
void crash_set_role(const char *role);
#else
#define crash_points_open() ((void)0)
#define crash_point(name)   ((void)0)
#define crash_jump_ms()     0
#define crash_environment() NULL
#define crash_set_role(r)   ((void)0)
#endif

#endif
