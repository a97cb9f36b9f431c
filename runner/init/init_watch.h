/* A watched interpreter, inside of a cell's init (docs/watched.md): it is started once, and forks
 * for each run. The message that a function serves is at hand when it is called. Whatever goes
 * wrong ends init, and so the cell. */
#ifndef RUNNER_INIT_WATCH_H
#define RUNNER_INIT_WATCH_H

#include "runner/init/init_run.h"

/* While there still are bounds to keep them in: the capabilities of an interpreter can be
 * inherited. -1 and errno when not. */
int init_watch_inherit(void);

/* MSG_WATCH_START; then MSG_WATCH_LAY and MSG_WATCH_CLEAR, which may come while a child stands by
 * as well; and MSG_INIT_PREPARE where there is a watched interpreter. */
void init_watch_start(struct init *init);
void init_watch_lay(struct init *init);
void init_watch_clear(struct init *init);
void init_watch_run(struct init *init);

#endif
