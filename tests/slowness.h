/* The slowness of this machine, as scripts/slowness explains it: tests multiply by it what they
 * allow. It is $ASSAY_SLOWNESS, else what the script measures. The suites in bats know the same
 * number by `slowness` in tests/cli/common.bash. */
#ifndef TESTS_SLOWNESS_H
#define TESTS_SLOWNESS_H

/* 1 to 100; asked for once. Ends the process where it cannot be told. */
int slowness(void);

#endif
