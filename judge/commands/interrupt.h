/* Ctrl-C and SIGTERM during long work that has something to put in order before it ends. */
#ifndef JUDGE_INTERRUPT_H
#define JUDGE_INTERRUPT_H

/* From now on they are noted, and end nothing. */
void interrupt_watch(void);

/* Whether one has come. */
int interrupt_seen(void);

#endif
