/* Wakes the judges of a SQLite database: a client sends a datagram to the socket that each judge
 * keeps next to the file. Callers use store_listen and store_ring (db/store.h); `database` is the
 * file's path, which may be as long as the file system allows.
 *
 * The socket has the mode 0600, like all of a database's files: its owner and root can ring. Where
 * an operator lets other users write the database, they submit without ringing. Ringing is best
 * effort: a judge that misses it notices the commit within 50 ms by itself (store_changed). The
 * datagram carries nothing, so a forged one only makes a judge look. */
#ifndef DB_DOORBELL_H
#define DB_DOORBELL_H

#include "base/error.h"

/* A judge's doorbell, `DATABASE.judge.NAME.sock`; replaces what an earlier judge of the name left.
 * The descriptor is nonblocking; each datagram is a ring. Returns it or a negative errno. */
int doorbell_open(const char *database, const char *name, struct error *err);
void doorbell_close(int *fd, const char *database, const char *name);

/* Reads the rings that there are, at most DOORBELL_RINGS_MAX of them: who rings without end keeps
 * no judge from its work. The descriptor stays readable while there are more. */
enum { DOORBELL_RINGS_MAX = 8 };
void doorbell_drain(int fd);

/* Rings every judge of the database. Returns how many heard it. */
int doorbell_ring(const char *database);

#endif
