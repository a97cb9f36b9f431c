/* A problem as a command names it: its folder opened, loaded, its errors printed. */
#ifndef JUDGE_PACKAGE_H
#define JUDGE_PACKAGE_H

#include "base/error.h"
#include "problems/problem.h"

struct package {
    int dir;
    char *folder; /* absolute */
    struct problem *problem;
};

/* Opens and loads the folder at `path`. On failure the errors are on stderr already. */
int package_open(const char *path, struct package *ret_package, struct error *err);
void package_close(struct package *package);

#endif
