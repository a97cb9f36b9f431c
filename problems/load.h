/* Loading problem packages: a folder becomes one structure, whatever the format.
 *
 *     struct problem *problem;
 *     struct report report = REPORT_INIT;
 *     if (problem_load(dir_fd, "problems/leap", &problem, &report) < 0)
 *         report_print(&report, stderr);          all errors, located
 *     ...
 *     problem_free(problem); report_release(&report);
 *
 * The loader opens everything below `dir_fd` (RESOLVE_BENEATH), so no path leaves the package.
 * Reading the YAML is bounded: 1 s of CPU time, 64 MiB of file and of tree, depth 32; looking at
 * the files is bounded by their number and size (problems/package.h).
 */
#ifndef PROBLEMS_LOAD_H
#define PROBLEMS_LOAD_H

#include "problems/problem.h"
#include "problems/yaml/source.h"

/* Loads the package in `dir_fd` (stays the caller's). On 0 the caller owns *ret_problem; warnings
 * may be in `report`. On -EINVAL (a bad package), -ENOENT (no problem.yaml) or another negative
 * errno, `report` holds every error found; if error_is_host holds for the code, this host failed
 * and the package may be good. */
int problem_load(int dir_fd, const char *folder, struct problem **ret_problem,
                 struct report *report);
void problem_free(struct problem *problem); /* NULL is allowed */

/* Does all of problem_load but computing the version, which is an empty text, so it reads no case:
 * for a caller that wants to know what the package says and does not judge by it. */
int problem_load_unversioned(int dir_fd, const char *folder, struct problem **ret_problem,
                             struct report *report);

/* Does all of problem_load but finding and reading the file that says what the package is, and
 * computing the version: `file` is the name of such a file ("problem.yaml"), `text` its content.
 * The fuzz targets call this. */
int problem_load_text(int dir_fd, const char *folder, const char *file, const char *text,
                      size_t size, struct problem **ret_problem, struct report *report);

/* The archive that a package in `dir_fd` has besides its plain files, and that must be unpacked
 * before it can be loaded (problems/unpacked.h): its path, in `arena`; NULL: there is none, or the
 * package cannot be read, which problem_load then says. */
const char *problem_archive(int dir_fd, struct arena *arena);

#endif
