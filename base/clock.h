/* The clocks, each with the unit that the store and the limits use. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

int64_t clock_monotonic_us(void); /* measured times; not adjusted by clock jumps */
int64_t clock_boottime_ms(void);  /* leases: also counts a suspended machine */
int64_t clock_realtime_ms(void);  /* dates: milliseconds since 1970-01-01 UTC */

/* Of the calling thread, which must be the same in all calls: how long it was runnable without a
 * processor (0 where the kernel does not count it), and how long it was that or computed. Who is
 * late by as much was not stopped. */
int64_t clock_delay_us(void);
int64_t clock_busy_us(void);

#endif
