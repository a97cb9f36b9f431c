/* Arranges the memory of a process so that it can be forked cheaply (docs/watched.md): what a fork
 * costs, and the end of the child, is mostly one entry of the page tables for each page. Nothing
 * that the process holds changes, and where the kernel does not help it only costs more time. */
#ifndef RUNNER_WATCHED_PAGES_H
#define RUNNER_WATCHED_PAGES_H

/* Has a fork copy the page tables of what is mapped from programs and libraries so far, where it
 * would leave a child to fault them in again. */
void watched_pages_touch_segments(void);

/* Puts what there is of anonymous memory, and of programs and libraries what nobody writes, into
 * huge pages (madvise(2), MADV_COLLAPSE, since Linux 6.1): each is one entry until a child writes
 * to it. As late as can be: what comes after it is not in them. `maps`: the /proc/PID/maps of this
 * process, from its start. */
void watched_pages_join(int maps);

#endif
