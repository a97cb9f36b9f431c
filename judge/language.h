/* The languages this build knows: what a submission in one is called, how it is compiled and run,
 * what its cells need. Data, in one table (language.c). */
#ifndef JUDGE_LANGUAGE_H
#define JUDGE_LANGUAGE_H

#include <stddef.h>
#include <stdint.h>

struct language {
    const char *name;
    const char *title;
    const char *const *aliases;    /* NULL-terminated */
    const char *const *extensions; /* with the dot; NULL-terminated */
    const char *source_name;       /* what the submission is called in the cell, below /prog */
    /* Argument vectors, NULL-terminated; "{file}" stands for the file's path in the cell. */
    const char *const *compile; /* NULL: nothing to compile or check */
    const char *const *run;
    const char *const *version;
    const char *const *environment;
    const char *const *binds; /* host paths that its cells see, read-only */
    const char *memory_error; /* what the last line of stderr starts with when the runtime was
                                 refused memory; NULL: nothing tells */
    int32_t threads;          /* most tasks at once in one process */
    int64_t address_kib;      /* address space beyond the memory limit; -1: no cap */
    int is_image;             /* the submission itself is an executable image (ELF) */
};

/* The table; the index is also the runner profile's. */
size_t language_count(void);
const struct language *language_at(size_t index);
size_t language_index(const struct language *language);

/* By name or alias, NULL when there is none. */
const struct language *language_find(const char *name);

/* By the file's extension, else by its first bytes (an ELF magic, a "#!" line). NULL: unknown. */
const struct language *language_detect(const char *path, const void *head, size_t size);

/* What a language's binds come to on this host: names that the table leaves open (the library
 * folder of the installed Python) filled in. NULL-terminated, lives as long as the process. */
const char *const *language_binds(const struct language *language);

/* Whether the host has what it needs to run. */
int language_installed(const struct language *language);

#endif
