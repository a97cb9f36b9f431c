/* Landlock: the second layer over the cell's root. Under "/" files may be read and run, below /dev
 * also written, below /tmp changed in every way; from ABI 4 no TCP, from ABI 6 no signal and no
 * abstract socket leaves. */
#ifndef RUNNER_LANDLOCK_H
#define RUNNER_LANDLOCK_H

/* The kernel's ABI version, or 0 when there is none. */
int landlock_abi(void);

/* A ruleset over the directories "/", /dev and /tmp (descriptors); the caller's, or a negative
 * errno. A fresh tmpfs needs a fresh ruleset: rules belong to inodes. */
int landlock_ruleset(int abi, int root, int dev, int tmp);

/* Restricts the caller for good; needs no_new_privs. Async-signal-safe. 0 or a negative errno. */
int landlock_restrict(int ruleset);

#endif
