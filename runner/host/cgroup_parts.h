/* What the files of the control groups share: cgroup.c (a leaf, over all versions), cgroup_host.c
 * (the parent's groups), cgroup_v1.c and cgroup_v2.c (a leaf of each version), over cgroup_files.c
 * (reading, writing and removing). Everybody else includes cgroup.h.
 *
 * Directories are descriptors or paths of ours; a program never sees one.
 */
#ifndef RUNNER_CGROUP_PARTS_H
#define RUNNER_CGROUP_PARTS_H

#include "runner/host/cgroup.h"

#include <stddef.h>

/* ---- cgroup_files.c ---- */

/* The controllers' names in version 1. */
extern const char *const cgroup_controllers[CGROUP_PARTS];

/* 0 or a negative errno. */
int cgroup_write_number(int dir, const char *file, int64_t number);
/* Removes `name` below `dir` with the groups in it. What is alive in it is killed where the kernel
 * can (version 2, Linux 5.14); waits up to a second for it to be gone. 0 or a negative errno. */
int cgroup_remove_group(int dir, const char *name);

/* Has the kernel give back the memory of its own that is charged to a group in which nothing lives,
 * mostly names that it remembers (dentries): they would keep a removed group, and themselves, until
 * the host is short of memory. Little of it is left alone, and so is the page cache, which others
 * share. `dir` is the group's. */
void cgroup_reclaim_kernel(int is_v2, int dir);

/* The number in a file; after `key` in a file of "key number" lines; -1: not known. */
int64_t cgroup_read_number(int fd);
int64_t cgroup_read_key(int fd, const char *key);
int64_t cgroup_read_cpu_us(const struct cgroup_leaf *leaf);

void cgroup_leaf_path(const struct cgroup_leaf *leaf, int part, char *path, size_t size);
/* A number that no other leaf or run of this process has. */
uint64_t cgroup_next_serial(void);
/* Opens the counters of the groups in leaf->dir; closes all of them, and the groups. */
int cgroup_leaf_open_files(struct cgroup_leaf *leaf, struct error *err);
void cgroup_leaf_close_files(struct cgroup_leaf *leaf);

/* ---- cgroup_host.c ---- */

/* Where the hierarchy of `controller` (v1), or version 2 when it is NULL, is mounted; 0: nowhere. A
 * mount point with a blank in it is escaped in mountinfo and is not looked for. */
int cgroup_find_mount(const char *controller, char *ret_path, size_t size);
/* Whether a list with commas has the name. */
int cgroup_has_controller(const char *list, const char *name);

/* ---- cgroup_v1.c ---- */

/* The memory group, which every run joins. */
int cgroup_v1_open(struct cgroup_leaf *leaf, struct error *err);
/* Removes the groups; the descriptors are still to be closed. */
void cgroup_v1_close(struct cgroup_leaf *leaf);
int cgroup_v1_prepare(struct cgroup_leaf *leaf, int64_t memory_kib, int32_t tasks, int single,
                      struct error *err);

/* ---- cgroup_v2.c ---- */

/* The slot's group, which all cells of a runner share. */
int cgroup_v2_open(struct cgroup_leaf *leaf, struct error *err);
void cgroup_v2_close(struct cgroup_leaf *leaf);
/* Makes the group of a run and sets its limits. */
int cgroup_v2_prepare(struct cgroup_leaf *leaf, int64_t memory_kib, int32_t tasks,
                      struct error *err);
/* Removes the groups of runs in `above`, a slot's, of the leaf with this number (0: of all). With
 * `kill` whoever is alive in one goes with it; otherwise one that is in use stays. */
void cgroup_v2_remove_runs(int above, uint64_t number, int kill);

#endif
