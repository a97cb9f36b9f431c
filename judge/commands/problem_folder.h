/* A problem as a command names it: a folder or a zip, opened, loaded, its errors printed. */
#ifndef JUDGE_PROBLEM_FOLDER_H
#define JUDGE_PROBLEM_FOLDER_H

#include "base/error.h"
#include "judge/commands/unpacked_folder.h"
#include "problems/load.h"

struct problem_folder {
    int dir;
    char *folder;       /* absolute: what the user named, for messages */
    const char *opened; /* absolute: the folder that is read, which is another where the problem is
                           a zip or has an archive */
    struct unpacked_folder unpacked;
    struct problem *problem;
};

/* Opens and loads the folder or zip at `path`. On failure the errors are on stderr already. */
int problem_folder_open(const char *path, struct problem_folder *ret_folder, struct error *err);
/* The first half of it: `problem` is NULL then, and nothing is printed. */
int problem_folder_find(const char *path, struct problem_folder *ret_folder, struct error *err);
/* The exit code of a command after that: EXIT_INTERNAL where this host failed, else EXIT_USAGE. */
int problem_folder_exit(const struct error *err);
void problem_folder_close(struct problem_folder *package);

#endif
