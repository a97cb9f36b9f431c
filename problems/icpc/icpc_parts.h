/* What the files of problems/icpc share: the state of one reading, places for messages, the YAML
 * files of a package besides problem.yaml. */
#ifndef PROBLEMS_ICPC_PARTS_H
#define PROBLEMS_ICPC_PARTS_H

#include "base/buffer.h"
#include "problems/limits.h"
#include "problems/problem.h"
#include "problems/yaml/schema.h"

/* What the readers of one package share. */
struct icpc {
    const struct source *source; /* problem.yaml */
    struct report *report;
    int dir_fd;
    struct problem *problem;
    struct arena *arena; /* the problem's */

    int is_2025;
    int is_scoring, is_interactive, is_multi_pass;
    int has_custom_score;       /* legacy: `validation: custom score` */
    int is_custom;              /* the package has output validators */
    const char *const *flags;   /* of the validators, for all cases; NULL: none */
    const char *grading_custom; /* the first file that says `grading: custom`; NULL: none */
    /* What problem.yaml says in `grading` and should be in testdata.yaml; it wins. */
    const char *old_range, *old_accept, *old_reject, *old_on_reject;
};

/* Where something stands: a character of a YAML file, or a whole file of the package. */
struct icpc_place {
    const struct source *source; /* NULL: the whole file */
    size_t index;
    const char *path; /* in the package */
};
struct icpc_place icpc_at(const struct source *source, const struct yaml_node *node);
struct icpc_place icpc_in(const char *path);

void icpc_error(const struct icpc *icpc, struct icpc_place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void icpc_warn(const struct icpc *icpc, struct icpc_place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* For what kept a file of the package from being read. */
void icpc_fail(const struct icpc *icpc, struct icpc_place place, const struct error *err);

/* How messages name a file of the package; the arena's. */
const char *icpc_file_name(const struct icpc *icpc, const char *path);

/* Whether the specification lets a file of this name belong to a package; the others are left out,
 * whatever they are. */
int icpc_is_name(const char *name);

/* Whether there is such a file, or such a folder. */
int icpc_has_file(const struct icpc *icpc, const char *path);
int icpc_has_folder(const struct icpc *icpc, const char *path);

/* The names in a folder that belong to the package, in the order of their bytes; 0 of them where
 * there is no such folder. Negative: reported. */
int icpc_list(const struct icpc *icpc, const char *folder, const char *const **ret_names,
              size_t *ret_count);

/* Opens a file of at most `max` bytes (and the operator's maximum) for its size. */
int icpc_look(const struct icpc *icpc, const char *path, int64_t max, int64_t *ret_size);

/* The whole of a small text file. -ENOENT: there is none; other failures are reported. */
int icpc_read_text(const struct icpc *icpc, const char *path, size_t max, struct buffer *text);

/* A YAML file of the package besides problem.yaml, until icpc_close_yaml. */
struct icpc_yaml {
    struct buffer text;
    struct source source;
    struct yaml_node *root; /* NULL: the file says nothing */
};
/* -ENOENT: there is no such file. -EINVAL: it was reported. The names of constants in it are
 * replaced first where `has_constants`. */
int icpc_open_yaml(const struct icpc *icpc, const char *path, int has_constants,
                   struct icpc_yaml *ret_yaml);
void icpc_close_yaml(struct icpc_yaml *yaml);

/* Readers of a file in which a key that nobody knows is a warning. */
struct schema icpc_schema(const struct icpc *icpc, const struct source *source);

/* "a  b" as a NULL-terminated list; NULL for a text without words. */
const char *const *icpc_split(const struct icpc *icpc, const char *text);
/* One list after the other; NULL when both are NULL. */
const char *const *icpc_join(const struct icpc *icpc, const char *const *first,
                             const char *const *second);

/* A list of texts, or one text alone; at most `max`. -EINVAL: reported. An empty list is a list. */
int icpc_read_texts(const struct icpc *icpc, const struct source *source,
                    const struct yaml_node *node, const char *what, size_t max,
                    const char *const **ret_texts);

/* A value that the package asks for: -EINVAL, reported, where the operator gives less. */
int icpc_check_maximum(const struct icpc *icpc, const struct source *source,
                       const struct yaml_node *node, enum problem_maximum which, int64_t value);

/* The base name of a path. */
const char *icpc_base_name(const char *path);
int icpc_has_suffix(const char *name, const char *suffix);

/* icpc_limits.c: `limits` of problem.yaml (NULL: none), and then what the files .timelimit and
 * domjudge-problem.ini say. Sets the problem's limits, calibration, passes. */
void icpc_read_limits(const struct icpc *icpc, const struct yaml_node *node,
                      struct problem_program *program);
void icpc_read_domjudge(const struct icpc *icpc, int has_name);

/* icpc_checker.c: the checker that the default validator is with these arguments. -EINVAL:
 * reported. */
int icpc_default_checker(const struct icpc *icpc, struct icpc_place place, const char *const *args,
                         struct problem_checker *ret_checker);
/* The author's programs in a folder of the package, each with the limits of `model`. */
void icpc_find_programs(const struct icpc *icpc, const char *folder, int is_one,
                        const struct problem_program *model,
                        const struct problem_program **ret_programs, size_t *ret_count);
/* Warns of inputs' grammars in the folder, which are no programs. */
void icpc_warn_grammars(const struct icpc *icpc, const char *folder);

/* icpc_include.c */
void icpc_read_languages(const struct icpc *icpc, const struct yaml_node *node);
void icpc_read_includes(const struct icpc *icpc);
/* The code of the language of a file name, by its extension; NULL: none. */
const char *icpc_language_of(const char *name);
/* The name that assay knows the language of that code by. */
const char *icpc_language_name(const char *code);

/* icpc_data.c: the cases and groups. */
void icpc_read_data(struct icpc *icpc);

/* icpc_submissions.c */
void icpc_read_submissions(const struct icpc *icpc);

/* icpc_expect.c: what a submission is to get, by the folder it is in. 0: nobody said. */
int icpc_expect_folder(const struct icpc *icpc, const char *folder,
                       struct problem_submission *submission);
/* What the source itself says in its first bytes ("@EXPECTED_RESULTS@: WRONG-ANSWER"). 0: nothing.
 */
int icpc_expect_tags(const struct icpc *icpc, const char *path, const char *text, size_t size,
                     struct problem_submission *submission);
/* submissions.yaml over what the folders say. */
void icpc_expect_yaml(const struct icpc *icpc, struct problem_submission *submissions,
                      size_t count);

#endif
