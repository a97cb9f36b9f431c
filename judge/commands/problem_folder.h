/* A problem as a command names it: its folder opened, loaded, its errors printed. */
#ifndef JUDGE_PROBLEM_FOLDER_H
#define JUDGE_PROBLEM_FOLDER_H

#include "base/error.h"
#include "problems/load.h"

struct problem_folder {
    int dir;
    char *folder; /* absolute */
    struct problem *problem;
};

/* Opens and loads the folder at `path`. On failure the errors are on stderr already. */
int problem_folder_open(const char *path, struct problem_folder *ret_folder, struct error *err);
/* The exit code of a command after that: EXIT_INTERNAL where this host failed, else EXIT_USAGE. */
int problem_folder_exit(const struct error *err);
void problem_folder_close(struct problem_folder *package);

#endif
