/* The system call policy as data; runner/filter/filter.c turns it into rules. Calls that are not
 * named get ENOSYS, and so does a named one whose condition does not hold. */
#ifndef RUNNER_FILTER_TABLE_H
#define RUNNER_FILTER_TABLE_H

#include <stddef.h>
#include <stdint.h>

enum filter_action {
    FILTER_ALLOW,
    FILTER_ERRNO, /* refused with `error`; the program runs on */
    /* USER_NOTIF: the run is ended and the verdict names the call. Three kinds are answered
     * instead, and the program runs on (runner/init/init_run.c): a length beyond the cap and a
     * process too many are refused; what sends the program itself a signal is noted and done. */
    FILTER_REPORT,
};

enum filter_when {
    FILTER_ALWAYS,
    FILTER_SINGLE, /* only where processes: 1 is in force */
    FILTER_MULTI,  /* only where several processes are allowed */
    FILTER_LOCKS,  /* only with filter_options.allow_locks */
    FILTER_NO_LOCKS,
    FILTER_SCHEDULER, /* only with filter_options.allow_scheduler */
    FILTER_NO_SCHEDULER,
};

enum filter_test {
    TEST_NONE,
    TEST_EQUAL,  /* argument `arg`, its low 32 bits under `mask`, equals `value` */
    TEST_SELF,   /* argument `arg` is 0 or the program's own pid: two rules */
    TEST_PID,    /* argument `arg` is the program's own pid */
    TEST_CLOCK,  /* argument `arg` is a clock of the system's or of the program's own */
    TEST_LENGTH, /* argument `arg` is a length: allowed up to the run's cap, reported above */
};

struct filter_rule {
    const char *syscall;
    enum filter_action action;
    enum filter_when when;
    int error;
    enum filter_test test;
    unsigned arg;
    uint32_t mask, value;
    /* A second condition that must hold as well (mask 0: none); of TEST_LENGTH, to be allowed. */
    unsigned also_arg;
    uint32_t also_mask, also_value;
};

extern const struct filter_rule filter_rules[];
extern const size_t filter_rule_count;

#endif
