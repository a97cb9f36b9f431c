/* The languages: the name that a source gets, how it is compiled and run, what its cells need. All
 * of it is data: the built-in definitions (judge/languages/languages.yaml) with the operator's laid
 * over them key by key (docs/languages.md).
 *
 *     language_load(NULL, &report);                once, before any other of these
 *     language = language_find("c++");
 */
#ifndef JUDGE_LANGUAGE_H
#define JUDGE_LANGUAGE_H

#include "base/arena.h"
#include "base/error.h"
#include "problems/yaml/source.h"

#include <stddef.h>
#include <stdint.h>

enum { LANGUAGES_MAX = 64, LANGUAGE_NAME_MAX = 32 };

struct problem;

struct language {
    const char *name;
    const char *title;
    const char *const *aliases;    /* all lists are NULL-terminated */
    const char *const *extensions; /* with the dot */
    const char *const *shebangs;   /* what may follow "#!", without its folder */
    const char *program;           /* {program} in the vectors; NULL: nothing */
    const char *source_name;       /* what the submission is called in the cell, below /prog */
    /* Argument vectors with placeholders (judge/languages/vector.h). */
    const char *const *compile; /* NULL: nothing to compile or check */
    const char *const *run;
    const char *const *version;        /* NULL: nothing to ask */
    const char *const *environment;    /* NAME=VALUE: all that its programs get */
    const char *const *paths;          /* host paths or patterns that its cells see, read-only */
    const char *const *compile_paths;  /* the same while compiling into products */
    const char *const *memory_errors;  /* what a line near the end of stderr starts with when the
                                          runtime was refused memory */
    const char *const *compile_causes; /* patterns of the line that says what is wrong (cause.h) */
    const char *const *run_causes;
    const char *const *packages; /* of Debian, that install it */
    const char *const *needs;    /* host paths that it needs besides those in the vectors */
    const char *const *cannot;   /* acts that the self-test leaves out */
    const char *highlight;       /* highlight.js name; "" unknown */
    int64_t compile_us, compile_wall_us, compile_memory_kib, compile_output_kib;
    int64_t compile_processes;
    double time_factor; /* of a problem's time limit; then these are added */
    int64_t extra_time_us, extra_memory_kib, extra_processes;
    int64_t threads;     /* most tasks at once in one process */
    int64_t address_kib; /* address space beyond the memory limit; -1: no cap */
    int64_t judge0_id;   /* Judge0's number for it; -1: none */
    int has_products;    /* compiling makes files that are laid in the runs' cells; otherwise they
                            have the sources */
    int has_main_class;  /* "{main}" is the class with main, of the products */
    int loads_sources;   /* "{sources}" stands in `run`: no source needs to be the main one */
    int has_proc;        /* its cells have /proc: 1 while compiling, 2 also at run time */
    int has_scheduler;   /* its programs may ask for the scheduling of their threads */
    int has_locks;       /* file locks are let through */
    int keeps_extension; /* a single source keeps the extension that it was handed in with */
    int skips_bom;       /* a byte order mark is left out of its sources */
    int skips_cr;        /* so are the carriage returns at the ends of lines */
    int has_tools;       /* its cells have sh and the utilities that shell programs are made of */
    int is_image;        /* the submission itself is an executable image (ELF) */
    int is_archive;      /* no language: its compile step unpacks archives */
    int is_scripts;      /* no language: a folder with a script `build` or `run` */
    size_t watch;        /* its interpreter can be watched: 1 + the index in watch_kinds; 0: off */
    const char *const *preload; /* the modules that a watched interpreter loads beforehand */
};

/* Reads the built-in definitions and the operator's file: `path`, or when it is NULL
 * /etc/assay/languages.yaml where that exists. 0, or -EINVAL with the errors in `report`; a file
 * that cannot be read is another negative errno and an error there. */
int language_load(const char *path, struct report *report);
/* The same, with the operator's text given ("" : none). `file` is what messages call it. */
int language_load_text(const char *file, const char *text, size_t size, struct report *report);
/* The operator's text as language_load read it, to pass on to a grader, which cannot read the file.
 * Borrowed. */
const char *language_text(size_t *ret_size);

/* The table. Each language has two profiles: at 2 x index for runs, after it for compile steps. */
size_t language_count(void);
const struct language *language_at(size_t index);
size_t language_index(const struct language *language);

/* What submissions count as that are outputs and no programs (PROBLEM_OUTPUTS). It is not in the
 * table: nothing of it is ever compiled or run. */
const struct language *language_outputs(void);

/* By name or alias, language_outputs() too; NULL when there is none. */
const struct language *language_find(const char *name);

/* The same for a name that a person wrote and may have mistyped: -EINVAL, with the nearest name
 * there is. The definition that unpacks archives is no language to a person. */
int language_find_named(const char *name, const struct language **ret_language, struct error *err);
/* The name or alias that `name` may have been meant to be, or NULL. */
const char *language_nearest(const char *name);

/* By a "#!" line or an ELF magic in the first bytes, else by the file's extension: of several
 * languages the first. NULL: unknown. */
const struct language *language_detect(const char *path, const void *head, size_t size);

/* What a problem calls the language in `languages`, `language_limits` and `include`: its name or
 * one of its aliases. Borrowed from either. */
const char *language_name_in(const struct language *language, const struct problem *problem);

/* The definition that unpacks archives, or NULL. */
const struct language *language_unpacker(void);
const struct language *language_scripts(void);

/* Whether programs can be in it: the two above are in the table as well. */
int language_is_one(const struct language *language);

/* The name in the cell of a single source that was handed in as `file_name`: `source_name`; in a
 * language that keeps extensions, the same with the file's own extension, if the language has it.
 * May hold "{class}". Borrowed, or the arena's. */
const char *language_source_name(const struct language *language, const char *file_name,
                                 struct arena *arena);

/* Whether the file's name makes it a source of the language: it has an extension of this language,
 * or of one whose sources have the same name (the versions of C++). */
int language_is_source(const struct language *language, const char *path);

/* The paths, with the patterns expanded for this host. The list and its strings are the caller's
 * (free()).
 */
const char **language_binds(const char *const *paths);

/* Whether the host has what it needs to run (and to compile): what its vectors name by absolute
 * paths, and its `needs`. */
int language_installed(const struct language *language);
/* The same as an error: -EINVAL, with what is missing and how to install it. */
int language_require(const struct language *language, struct error *err);

/* The definitions as they were read; language_read.c fills them. Returns 0 or -EINVAL. */
int language_read(const char *file, const char *text, size_t size, struct language *table,
                  size_t *count, struct report *report);
/* Call it when all is read: it gives every language the variables that all have. */
void language_settle(struct language *table, size_t count);

#endif
