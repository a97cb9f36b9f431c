/* What a service tells its manager: the protocol of sd_notify(3), a datagram to $NOTIFY_SOCKET.
 * Without that variable all of it does nothing.
 *
 *     notify_open();                                 once; takes the variables out of the
 * environment notify_say("READY=1\nSTATUS=at work"); notify_watchdog_us(); how often to say
 * WATCHDOG=1; 0: never
 *
 * Nothing waits and nothing fails: a manager that does not read loses what it was told. */
#ifndef BASE_NOTIFY_H
#define BASE_NOTIFY_H

#include <stdint.h>

/* Reads $NOTIFY_SOCKET (a path, or an abstract name with "@" in front), $WATCHDOG_USEC and
 * $WATCHDOG_PID, and unsets them: they are meant for this process alone. */
void notify_open(void);
void notify_close(void);

void notify_say(const char *state);
/* RELOADING=1 with the time that systemd asks for; READY=1 ends it. */
void notify_reloading(void);

/* Half of what the manager waits before it takes the service for hung. */
int64_t notify_watchdog_us(void);

#endif
