/* Feeds one output to a checker in pieces of a given sort. */
#ifndef TESTS_JUDGE_FEEDING_H
#define TESTS_JUDGE_FEEDING_H

#include "judge/checkers/checker.h"
#include "tests/judge/checkers/reference.h"

enum feeding { FEED_AT_ONCE, FEED_BYTES, FEED_RANDOM, FEED_COUNT };

/* A reproducible stream of numbers; the tests seed it. */
extern uint64_t random_state;
unsigned draw(unsigned below);

/* An anonymous file with these bytes, for any number of feeds; `fd` -1 makes a new one. */
int answer_file(int fd, struct bytes answer);

/* `stops_early`: nothing is fed after checker_feed has returned 1. */
void feed_all(const struct problem_checker *options, int answer_fd, struct bytes output,
              enum feeding feeding, int stops_early, struct checker_result *ret_result);

#endif
