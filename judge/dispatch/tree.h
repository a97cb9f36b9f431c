/* The process tree below a command: starts the runner parent with the profiles of the languages.
 *
 *     struct tree_options options = {0};               filled from the command line by
 *     tree_start(&options, &parent, &err);             judge/commands/tree_options.h
 *     tree_cache(&options, NULL, &cache, &err);
 *
 * All zero is a usable set of options: every layer demanded, the default cache, watched
 * interpreters. It starts processes and watches none: judge/dispatch/graders.h does. */
#ifndef JUDGE_TREE_H
#define JUDGE_TREE_H

#include "base/error.h"
#include "runner/runner.h"

#include <jansson.h>

enum { TREE_LAYERS_MAX = LAYER_COUNT };

struct tree_options {
    const char *grader_user;                        /* --grader-user; NULL: each grader its own */
    const char *allow_missing[TREE_LAYERS_MAX + 1]; /* --allow-missing, $ASSAY_ALLOW_MISSING */
    size_t allow_count;
    const char *cache; /* --cache */
    int exec;          /* --exec: no watched interpreters */
    int examine;       /* only look, refuse nothing (struct runner_config) */
};

/* Starts the parent, `assay-runner` beside this program, with two profiles for each language: runs
 * and compile steps. The caller ends it with runner_parent_stop, and has loaded
 * the languages before. */
int tree_start(const struct tree_options *options, struct runner_parent *ret_parent,
               struct error *err);

/* The cache of compiled programs (judge/cache/cache.h), NULL when there is to be none. `otherwise`:
 * where it is unless the user says. One that cannot be used is an error when the user named it,
 * else a warning, and there is none. */
struct cache;
int tree_cache(const struct tree_options *options, const char *otherwise, struct cache **ret_cache,
               struct error *err);

/* What is in force, as `isolation` in results: {"cgroup":"v1","user_namespace":true,...}. A new
 * reference. */
json_t *tree_isolation_json(const struct isolation *isolation);

#endif
