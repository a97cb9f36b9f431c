/* Aligned tables, colour on terminals only (NO_COLOR obeyed), and figures as people write them.
 *
 *     struct table table = {.headers = names, .columns = 4, .right = "0011"};
 *     table_cell(&table, "%s", name); ...          row by row, cell by cell
 *     table_print(&table, stdout); table_release(&table);
 */
#ifndef JUDGE_TABLE_H
#define JUDGE_TABLE_H

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct table {
    const char *const *headers;
    size_t columns;
    const char *right; /* one char a column: '1' aligns to the right, 'v' colours verdicts, '0' is
                          text, which alone may be cut; NULL: all are text */
    const char **cells;
    size_t count, capacity;
    struct arena arena;
    int *widths; /* of what was printed in parts; NULL: nothing yet */
};

/* The next cell; control bytes are escaped, so nothing that a submission chose reaches the terminal
 * raw. */
void table_cell(struct table *table, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* On a terminal, long columns of text are cut (with an ellipsis) so that a row is a line; elsewhere
 * nothing is cut. */
void table_print(const struct table *table, FILE *stream);
/* The same for `room` columns; 0: as many as it takes. */
void table_print_within(const struct table *table, FILE *stream, int room);
/* Prints the rows so far, and forgets them: for tables of any length. A later part is as wide as
 * the one before, or wider; the headers are above the first. The last part may be table_print's. */
enum {
    TABLE_PART_CELLS = 10000
}; /* time for a part, where the reader shall not wait for the whole */
void table_print_part(struct table *table, FILE *stream);
void table_release(struct table *table);

/* The columns of the terminal that `stream` is ($COLUMNS, else what the terminal says), 0 when it
 * is none or does not say. */
int terminal_columns(FILE *stream);
/* Whether to colour what goes to `stream`: a terminal other than "dumb", and NO_COLOR is not set.
 */
int terminal_colour(FILE *stream);
/* The escape that starts a verdict's colour, "" without colour. */
const char *terminal_verdict_colour(const char *verdict, int colour);
const char *terminal_reset(int colour);

/* "12 ms", "1.003 s"; "9.1 MiB"; "-" for nothing measured. Static buffers, one a call site's use:
 * each returns its own of a ring of eight. */
const char *format_time(int64_t us);
const char *format_memory(int64_t kib);
const char *format_score(double score);
/* "3/5"; "3" where there is no maximum (0). */
const char *format_points(double score, double max_score);
/* A name that somebody else chose, made safe to print: every character that a person cannot see is
 * escaped. */
const char *format_text(const char *text);
/* Local date and time, with the offset from UTC; "-" for 0. A date beyond the calendar is shown as
 * seconds since 1970. */
const char *format_date(int64_t realtime_ms);

/* A progress line on stderr, on a terminal only: "12 / 300  4 %  ...". progress_clear removes it
 * before something else is printed. */
void progress_show(const char *what, int64_t done, int64_t total);
void progress_clear(void);

#endif
