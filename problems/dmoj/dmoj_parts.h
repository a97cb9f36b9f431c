/* What the files of this room share: the state of one reading, and the values that a case inherits.
 *
 * A key that a case lacks is looked up in its batch and then at the top of the file; `-` and `_` in
 * a key are the same. A key without a value ends the search: there is none. */
#ifndef PROBLEMS_DMOJ_PARTS_H
#define PROBLEMS_DMOJ_PARTS_H

#include "problems/problem.h"
#include "problems/yaml/schema.h"

/* A mapping, and the one around it. */
struct dmoj_scope {
    const struct yaml_node *mapping;
    const struct dmoj_scope *outer; /* NULL: this is the top */
};

struct dmoj {
    const struct source *source;
    struct report *report;
    struct schema schema;
    struct arena *arena; /* the problem's */
    int dir_fd;
    struct problem *problem;
    struct dmoj_scope top;
    const struct yaml_node *archive; /* its value; NULL: there is none */
    const char *const *members;      /* names of files in the archive */
    size_t member_count;
};

/* The value of a key, or NULL. `name` is written with `_`. */
const struct yaml_node *dmoj_find(const struct dmoj_scope *scope, const char *name);
/* The same without inheritance. */
const struct yaml_node *dmoj_find_here(const struct yaml_node *mapping, const char *name);

/* Nothing is written there, or `null`. */
int dmoj_is_nothing(const struct yaml_node *node);
/* A boolean as PyYAML has it: yes, True, on, ... */
void dmoj_read_boolean(const struct dmoj *dmoj, const struct yaml_node *node, int *value);

/* Refuses the keys of a mapping that are Python (`key++`), and warns of those that are not in
 * `names`. `what` is what the mapping is: "a test case". */
void dmoj_check_keys(const struct dmoj *dmoj, const struct yaml_node *mapping, const char *what,
                     const char *const *names);

/* A file of the package by its name in init.yml: 0 and its path and size, or -EINVAL and an error.
 */
int dmoj_read_path(const struct dmoj *dmoj, const struct yaml_node *node, int64_t max,
                   const char **ret_path, int64_t *ret_size);

/* What a language of DMOJ's (PY3, CPP17) is called here; NULL where the name says nothing. */
const char *dmoj_language(const struct dmoj *dmoj, const struct yaml_node *node);

/* `files`, `lang`, `flags`, `time_limit` and `memory_limit` of a bridged checker, an interactor or
 * a generator. */
int dmoj_read_program(const struct dmoj *dmoj, const struct yaml_node *mapping,
                      const struct yaml_node *files, struct problem_program *ret_program);

/* Words of the author's (dmoj_args.c). A list of them, NULL-terminated. */
int dmoj_read_words(const struct dmoj *dmoj, const struct yaml_node *node, const char *what,
                    const char *const **ret_words);
/* `args_format_string`, where it is there: the arguments are all that the program gets. */
int dmoj_read_format(const struct dmoj *dmoj, const struct yaml_node *mapping,
                     const char *const **ret_args, int *ret_are_all);
/* `flags`, where they are there. */
int dmoj_read_flags(const struct dmoj *dmoj, const struct yaml_node *mapping,
                    struct problem_program *program);

/* `generator`: a program, not its arguments. Equal ones share what they are built into. */
int dmoj_read_generator(const struct dmoj *dmoj, const struct yaml_node *node,
                        struct problem_generator *ret_generator);

/* What is compiled with each submission in C or C++ (dmoj_signature.c): the value of
 * `signature_grader`, or NULL; and what takes the buffer from its stdout. */
void dmoj_read_includes(const struct dmoj *dmoj, const struct yaml_node *signature,
                        int is_unbuffered);
/* The latter for one program: ".c" or ".cpp". */
struct problem_laid dmoj_unbuffered(const struct dmoj *dmoj, const char *ending);

/* Whether a program is one in C or C++: ".c" or ".cpp", else NULL (dmoj_args.c). */
const char *dmoj_c_ending(const struct problem_program *program);

/* The checker of a case or of the whole problem. */
int dmoj_read_checker(const struct dmoj *dmoj, const struct dmoj_scope *scope,
                      struct problem_checker *ret_checker);

/* `interactive`. */
void dmoj_read_interactor(const struct dmoj *dmoj, const struct yaml_node *node);

/* `test_cases` and `pretest_test_cases` (dmoj_cases.c). */
void dmoj_read_cases(const struct dmoj *dmoj);

/* `test_cases` that is a mapping of patterns, or absent: cases made of the names in the archive
 * (dmoj_match.c). Batches come in order; the files of a case may be NULL. */
struct dmoj_match {
    size_t batch; /* the number of its batch, from 1; 0: it is in none */
    const char *in, *out;
    double points; /* of it, or of its batch */
};
int dmoj_match_cases(const struct dmoj *dmoj, const struct yaml_node *node,
                     struct dmoj_match **ret_matches, size_t *ret_count);

#endif
