/* A program by exec, inside of a cell's init: from MSG_INIT_PREPARE, which is at hand, to the end
 * of the run, if it comes to one. Another message than the order makes the process that stands by
 * go, and is left at hand. */
#ifndef RUNNER_INIT_EXEC_H
#define RUNNER_INIT_EXEC_H

#include "runner/init/init_run.h"

void init_exec_run(struct init *init);

#endif
