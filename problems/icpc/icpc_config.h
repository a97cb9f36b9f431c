/* The YAML files among the test data: testdata.yaml of a legacy package, test_group.yaml and the
 * NAME.yaml of a case in 2025-09. */
#ifndef PROBLEMS_ICPC_CONFIG_H
#define PROBLEMS_ICPC_CONFIG_H

#include "problems/icpc/icpc_parts.h"

/* What holds in a folder of the test data. */
struct icpc_config {
    /* passed on to the folders in it */
    int continues; /* on_reject: continue */
    enum problem_group_verdict verdict;
    enum problem_score score;
    int any_accepted;
    double accept_score, reject_score;
    double least, most;
    int has_range;
    const char *const *args;               /* of the submission; NULL: none */
    const char *const *checker_args;       /* of the validators; NULL: only those of problem.yaml */
    const char *const *const *input_args;  /* of each input validator; NULL: none */
    const struct problem_checker *checker; /* the default validator with other arguments; NULL: the
                                              problem's */
    int full_feedback;                     /* -1: as is usual there */

    /* of this folder alone */
    int ignores_sample;
    int has_max, is_unbounded; /* max_score */
    double max_score;
    int has_aggregation; /* score_aggregation */
    enum problem_score aggregation;
    const char *const *requires; /* names; NULL: none */
    double case_score; /* what each case is worth, as the first drafts of 2025-09 say it; 0: a share
                          of the most points */
};

/* The configuration where nothing is said. */
struct icpc_config icpc_config_default(const struct icpc *icpc);

/* Overlays what the folder's file says; `is_root` for data/ itself. Whether there is a file is
 * returned; what is wrong in it is reported. `uses_legacy`: its scores are those of a legacy
 * package. */
int icpc_read_config(struct icpc *icpc, const char *folder, int is_root, int uses_legacy,
                     struct icpc_config *config);

/* What a case's own file says: `args`, `checker_args`, `checker` and `full_feedback` of `config`,
 * and the hint. */
void icpc_read_case_yaml(const struct icpc *icpc, const char *path, struct icpc_config *config,
                         const char **ret_hint);

#endif
