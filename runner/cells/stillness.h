/* The time in which a run stood still because the host had it so: nobody's, and none that counts
 * against its wall limit. A process of the cell was stopped or frozen; the runner was, so that it
 * saw the end too late; the machine was suspended, or its processors were taken away.
 *
 *     stillness_begin(&stillness, cell, start_us);
 *     ... wait = min(wait, stillness_patience_us(&stillness)) ...
 *     stillness_look(&stillness, wait_us);         after each wait, before the limits are looked at
 *     stillness_us(&stillness)                     to be taken off
 *     stillness_end(&stillness, own_signals);      when it is known what the program did itself
 *
 * Short stops between two looks are not seen, and each that is seen is held to have lasted from the
 * look before it to the look after it: an error of one or two looks, to the program's favour. What
 * the runner does ahead at a run's start may take it a quarter of a second, so up to that much of a
 * stop of the runner counts if it falls there. A program that stops itself is seen like one that
 * somebody stopped, until the filter's notes tell them apart: `is_stopped` says that the figure may
 * shrink.
 */
#ifndef RUNNER_STILLNESS_H
#define RUNNER_STILLNESS_H

#include "runner/cells/cell.h"

#include <stdint.h>

void stillness_begin(struct stillness *stillness, const struct cell *cell, int64_t start_us);
/* How long at most until the next look. */
int64_t stillness_patience_us(const struct stillness *stillness);
/* `waited_us`: how long the runner had meant to wait since the last look. */
void stillness_look(struct stillness *stillness, int64_t waited_us);
int64_t stillness_us(const struct stillness *stillness);
/* Once, before the run's wall limit ends it: what was taken from all processors by the host of this
 * virtual machine, for each of them. */
int64_t stillness_stolen_us(struct stillness *stillness);
/* The last word: without stops that the program may have brought about. */
void stillness_end(struct stillness *stillness, uint64_t own_signals);

#endif
