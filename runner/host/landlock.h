/* Landlock: the second layer over the cell's root. Below the places that are named files may be
 * read and run, below /dev also written, below /tmp changed in every way; from ABI 4 no
 * TCP, from ABI 6 no signal and no abstract socket leaves.
 *
 * Everything below "/" may be listed. A /proc that is not named can thus be walked, and the links
 * in its fd/ followed to the pipes and memfds that the program has open (Landlock has no say over
 * inodes of no visible file system: landlock(7), "Special filesystems"), but no file of its own can
 * be opened (namespaces, ns/, are such special inodes too). */
#ifndef RUNNER_LANDLOCK_H
#define RUNNER_LANDLOCK_H

#include <stddef.h>

/* The kernel's ABI version, or 0 when there is none. */
int landlock_abi(void);

/* Directories, as descriptors. */
struct landlock_places {
    int root, dev, tmp;
    const int *read; /* what can be read and run too: most of what is in "/" */
    size_t read_count;
};

/* A ruleset over them; the caller's, or a negative errno. A fresh tmpfs needs a fresh ruleset:
 * rules belong to inodes. */
int landlock_ruleset(int abi, const struct landlock_places *places);

/* Restricts the caller for good; needs no_new_privs. Async-signal-safe. 0 or a negative errno. */
int landlock_restrict(int ruleset);

#endif
