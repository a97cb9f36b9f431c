/* Pid 1 of a cell: builds its root, then starts one program at a time and reaps everything. It is
 * outside of the limited control group. It dies with its runner, and with it everything in its pid
 * namespace. runner/protocol.h has what is said between the two.
 */
#ifndef RUNNER_INIT_H
#define RUNNER_INIT_H

#include "runner/host/host.h"
#include "runner/host/root.h"

struct init_setup {
    const struct host *host;
    struct host_profile *profile;
    int is_watched;              /* the cell will have a watched interpreter */
    int socket;                  /* to the runner */
    int oom_fd;                  /* its own oom_score_adj, opened by the runner once it exists: sent
                                    with MSG_INIT_GO */
    int trees[ROOT_ENTRIES_MAX]; /* the profile's, as root; otherwise all -1 */
};

/* Never returns. Everything is inherited from the runner's memory (the clone copies it). */
_Noreturn void init_main(struct init_setup *setup);

#endif
