/* What the two programs of a conversation wait for, as /proc shows it.
 *
 * A task waits "for ever" when it sleeps in a call that no time ends: a read of a pipe, a futex
 * without a timeout, a poll of -1. When every task of a program does, and the program has no timer
 * that would send it a signal, only what comes through its pipes can wake it. Where that holds for
 * both sides, and none of them has run since it was looked at last, neither ever will: they wait
 * for each other. A program that sleeps, computes or looks at the clock is none of these.
 */
#ifndef RUNNER_WAITS_H
#define RUNNER_WAITS_H

#include "runner/cells/cell.h"

#include <stdint.h>

enum { WAITS_LOOK_US = 20 * 1000 };

enum wait_kind {
    WAIT_NONE,  /* it runs, or something of its own will wake it */
    WAIT_READ,  /* for ever, in a read or write of descriptor *ret_fd */
    WAIT_WRITE, /* */
    WAIT_POLL,  /* for ever, until one of several is ready */
    WAIT_OTHER, /* for ever, on something within the program */
};
/* The text of /proc/PID/syscall. */
enum wait_kind waits_parse(const char *text, int *ret_fd);

/* One program, looked at again and again. */
struct waits {
    int is_wrapped;    /* its first process is one of ours, which has no part in it */
    int is_waiting;    /* all of it, for ever, and some of it on its pipes */
    uint64_t runs;     /* how often its tasks have been on a processor, in all */
    int64_t looked_us; /* monotonic */
    int64_t waited_us; /* in which it was seen to wait while the other side did not */
    int has_not_run;   /* since the look before */
};

/* Looks at both, if it is time to; 1: they wait for each other. */
int waits_look(struct waits sides[2], const struct cell_run runs[2]);

/* Whether no process of the program has the pipe any more that `fd`, of this process, is an end of.
 * 0 where it is not to be known. */
int waits_has_closed(const struct cell_run *run, int fd);

#endif
