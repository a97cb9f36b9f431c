/* Whether somebody has frozen a process by a control group: the freezer of version 1, cgroup.freeze
 * of version 2. What is frozen looks to its own clock, and to a limit of wall time, like one that
 * waits.
 *
 * The files of the groups above it are not needed: each group's own tells of those above as well
 * (freezer.state and the key "frozen" of cgroup.events are the effective states).
 */
#ifndef RUNNER_FREEZER_H
#define RUNNER_FREEZER_H

#include <sys/types.h>

/* 0 also where it cannot be known: there is no such hierarchy in reach, or the process is gone. */
int freezer_holds(pid_t pid);

#endif
