/* What the runner parent knows: the profiles it was given at start, and what this host can enforce.
 * Filled once, then only read (but for the plans of profiles, which each runner makes when it first
 * needs them: a host has many languages and a grader's day sees few); runners and inits are forked
 * from it. */
#ifndef RUNNER_HOST_H
#define RUNNER_HOST_H

#include "base/error.h"
#include "runner/evidence.h"
#include "runner/filter/filter_image.h"
#include "runner/host/cgroup.h"
#include "runner/host/root.h"
#include "runner/protocol.h"

#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Ids inside a cell. As root, init is 0 and the program 1000, both host users that own nothing;
 * started by a user, both are 1000, which is that user outside. */
enum { CELL_UID = 1000, SLOTS_MAX = 256 };

struct host_profile {
    char *name;
    char **environment; /* NULL-terminated */
    int32_t threads;
    int64_t address_kib;
    int has_proc, is_build;
    char **binds;           /* NULL-terminated */
    struct root_plan *plan; /* what they come to; NULL: not asked for yet */
    struct filter_image *filter;
    /* of its watched interpreter; NULL: it has none (struct runner_profile) */
    char **watch_argv, **preload;
    char *watch_source;
    size_t watch;
};

/* What a watched interpreter is made of, and how large. */
struct host_watch {
    int start, module;
    int64_t start_size, module_size;
};

struct host {
    int is_root;         /* privileged: own uids, and paths reached before privilege is dropped */
    uint64_t namespaces; /* CLONE_NEW* that the cells get */
    int shares_network;  /* cells are born in a network namespace of the runner's */
    uid_t first_id;      /* as root: host ids 2 x slot and 2 x slot + 1 above this are the cell's */
    int ids_claim;       /* as root: holds the name that makes them ours */
    int landlock_abi;    /* 0: none */
    cpu_set_t cpus;      /* what may be used */
    int processors;      /* how many that are: most tasks that can run at once */
    int on_one;          /* this process stays on one of them */
    struct cgroup_host cgroup;
    char *runner_path, *grader_path;
    int grader_files[GRADER_FILES_MAX]; /* what graders find from GRADER_FIRST_FILE_FD on */
    size_t grader_file_count;
    uid_t grader_uid;
    gid_t grader_gid;
    uint32_t allow_missing;
    int examine; /* for doctor: try harder, refuse nothing */
    struct filter_image filters[RUNNER_FILTERS_MAX];
    struct host_watch watches[RUNNER_WATCHES_MAX];
    size_t watch_count;
    struct host_profile profiles[RUNNER_PROFILES_MAX];
    size_t profile_count;
    struct isolation isolation;
};

/* Whether watched interpreters can be offered: where programs have a user and a control group of
 * their own. 0: `*why` says why not. */
int host_can_watch(const struct host *host, struct error *why);

/* Reads the message that starts the parent; `fds` are the filters, then the graders' files,
 * then what watched interpreters are made of. The filters stay the caller's, the others
 * are the host's. */
int host_read_start(const void *message, size_t size, const int *fds, size_t fd_count,
                    struct host *host, struct error *err);

/* The plan of the profile's cells, made when there is none yet. */
int host_profile_plan(struct host_profile *profile, struct error *err);

/* Finds out by trying what this host enforces: the cgroups, each namespace, and a whole cell in
 * which assay-runner itself tries what is forbidden. Fills host->isolation and what follows from
 * it; a layer that is missing and not allowed to be is -ENOTSUP (never when host->examine). */
int host_probe(struct host *host, struct error *err);

/* What assay-runner does in the probe's cell (runner/parent/probe_inside.c): `assay-runner look
 * WHAT...`. Says "LAYER held" or "LAYER FAULT" on stdout, a line each. Returns the exit status. */
int host_probe_inside(int argc, char **argv);

/* The arguments of "look acts", after it; paths of the host follow. */
enum probe_argument {
    PROBE_LANDLOCK_ABI,
    PROBE_SHM_ID,   /* shared memory of the host's */
    PROBE_ABSTRACT, /* name of an abstract socket */
    PROBE_PORT,     /* UDP, on the host's loopback; 0: it has none */
    PROBE_HOST_NAME,
    PROBE_DOMAIN_NAME,
    PROBE_PATHS,
};
/* The limits of the probe's runs. */
enum { PROBE_MEMORY_KIB = 16 * 1024, PROBE_TOUCHED_KIB = 2 * 1024, PROBE_BURNT_US = 3000 };

/* Writes a file of /proc/PID. Returns 0 or a negative errno. */
int host_write_proc(pid_t pid, const char *name, const char *text);

#endif
