/* The text of a YAML file, places in it, and the report of what is wrong there.
 *
 * libyaml's marks count characters and take U+0085, U+2028 and U+2029 for line breaks, which no
 * editor does; so a place is kept as a character's index and turned into line and column only when
 * a message needs it. Checkpoints keep that cheap in a large file.
 */
#ifndef PROBLEMS_SOURCE_H
#define PROBLEMS_SOURCE_H

#include "base/arena.h"
#include "base/error.h"

#include <stddef.h>
#include <stdio.h>

/* Errors and warnings of a file or of several, each with file, line, column, the line itself and a
 * caret. */
struct report_entry {
    struct report_entry *next;
    int is_warning;
    const char
        *text; /* complete: "problem.yaml:3:9: error: ..." with the line and caret below it */
    const char *message;
    const char *file;
    int line, column; /* 1-based, column in characters; 0 when there is none */
};
struct report {
    struct arena arena;
    struct report_entry *first, *last;
    size_t errors, warnings;
    int host_failed; /* the first failure of this host (error_is_host) that kept the reader from
                        knowing: then the errors are not the author's; 0: none */
};
#define REPORT_INIT                                                                                \
    {                                                                                              \
        0                                                                                          \
    }
void report_release(struct report *report);
void report_print(const struct report *report, FILE *stream);

struct source_point;
struct source {
    const char *file; /* as messages name it */
    const char *text; /* without a byte order mark; borrowed */
    size_t size;
    struct source_point *points;
    size_t point_count;
};

/* `file` and `text` stay the caller's and must outlive `source`. A UTF-8 byte order mark is
 * skipped. */
void source_init(struct source *source, const char *file, const char *text, size_t size);
void source_release(struct source *source);

/* 0 when the text is UTF-8 without the control characters that YAML forbids; otherwise -EINVAL and
 * one error in `report`, at the first bad byte. */
int source_check(const struct source *source, struct report *report);

/* 1-based line and column (in characters) of character `index` (0-based; beyond the end: the end).
 */
void source_locate(const struct source *source, size_t index, int *ret_line, int *ret_column);

/* Adds an error or warning at a character, or about a whole file. Beyond REPORT_SHOWN_MAX errors
 * (or warnings) they are only counted. Entries of one file stand in the order of their places. */
enum { REPORT_SHOWN_MAX = 50 };
void report_error_at(struct report *report, const struct source *source, size_t index,
                     const char *format, ...) __attribute__((format(printf, 4, 5)));
void report_warning_at(struct report *report, const struct source *source, size_t index,
                       const char *format, ...) __attribute__((format(printf, 4, 5)));
void report_error_file(struct report *report, const char *file, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void report_warning_file(struct report *report, const char *file, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same for what kept a file of the package from being read; `host_failed` is noted. */
void report_failure_at(struct report *report, const struct source *source, size_t index,
                       const struct error *err);
void report_failure_file(struct report *report, const char *file, const struct error *err);

#endif
