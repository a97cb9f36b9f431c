/* What differs from machine to machine: one file a machine, and nothing else in runner/ holds
 * assembler or a machine's name.
 *
 * The allow-list (runner/filter/filter_table.c) names system calls; libseccomp knows their numbers.
 * A call through another of a machine's interfaces (int 0x80, x32) is for the filter to end.
 */
#ifndef RUNNER_ARCH_H
#define RUNNER_ARCH_H

#include <linux/sched.h>
#include <sys/types.h>

/* clone3(2), for which glibc has no function: the child calls child(arg) on the stack that `args`
 * names, which must not return; it has the caller's registers, but for the result and the stack
 * pointer. With CLONE_VM | CLONE_VFORK the caller stands still until the child has become another
 * program or is gone. Async-signal-safe. The child's pid, or a negative errno. */
pid_t arch_clone(const struct clone_args *args, int (*child)(void *arg), void *arg);

#endif
