/* A runner: serves one grader, whom it does not believe, until the grader is gone. */
#ifndef RUNNER_SERVE_H
#define RUNNER_SERVE_H

#include "runner/host/host.h"

/* Never returns. `socket` is the runner's end; everything else but 0, 1, 2 is closed. */
_Noreturn void runner_serve(struct host *host, unsigned slot, int socket);

#endif
