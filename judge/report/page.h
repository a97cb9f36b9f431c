/* The one template layer of pages: what a reviewer, a teacher or a student reads, as HTML or as
 * Markdown. It fills a buffer, and knows neither files nor the store, so that a command and a
 * service make the same pages.
 *
 *     page_begin(&page, &out, PAGE_HTML, "submission 12");
 *     page_heading(&page, 1, "submission %d", 12);
 *     page_table_begin(&page, "cases", headers, "010");
 *     page_cell_begin(&page); page_text(&page, name); page_cell_end(&page); ...   row by row
 *     page_table_end(&page);
 *     page_end(&page);
 *
 * - Every text is escaped, in one place (page_escape), when it is put; what programs and people
 *   wrote stays text, whatever it holds: markup, terminal escapes, NUL, marks of direction, bytes
 *   that are no UTF-8. What a person cannot see is written as an escape, and marked as such. Text
 *   may have any size: callers say how much of it is put, and long lines are cut.
 * - HTML pages have no script, no style="" and ask browsers to load nothing; their one style sheet
 *   is in them. Figures are SVG with presentation attributes.
 * - Markdown is CommonMark with tables: what is put is neither markup nor a link there either.
 *   Figures are left out; callers put the numbers beside them in words. */
#ifndef JUDGE_PAGE_H
#define JUDGE_PAGE_H

#include "base/buffer.h"

#include <stddef.h>
#include <stdint.h>

enum page_format { PAGE_HTML, PAGE_MARKDOWN };

struct page {
    struct buffer *out;
    enum page_format format;
    const char *right; /* of the open table */
    size_t columns, column;
};

void page_begin(struct page *page, struct buffer *out, enum page_format format, const char *title);
void page_end(struct page *page);

/* ---- in a line ---- */
void page_text(struct page *page, const char *text);
void page_bytes(struct page *page, const void *data, size_t size);
void page_print(struct page *page, const char *format, ...) __attribute__((format(printf, 2, 3)));
void page_strong(struct page *page, const char *text);
/* A verdict by its letters, in its colour; any other text is put as text. */
void page_verdict(struct page *page, const char *verdict);
/* `href` is ours: a file beside the page or a place in it, of letters, digits, `-`, `_`, `.`, `#`.
 * Anything else, and NULL, is no link, and only the text is put. */
void page_link(struct page *page, const char *href, const char *text);

/* ---- blocks ---- */
void page_heading(struct page *page, int level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same with a place that a link may name. */
void page_heading_at(struct page *page, int level, const char *id, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void page_paragraph_begin(struct page *page);
void page_paragraph_end(struct page *page);
void page_paragraph(struct page *page, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void page_list_begin(struct page *page);
void page_item_begin(struct page *page);
void page_item_end(struct page *page);
void page_list_end(struct page *page);

/* Names with what they are. */
void page_facts_begin(struct page *page);
void page_fact(struct page *page, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void page_fact_begin(struct page *page, const char *name);
void page_fact_end(struct page *page);
void page_facts_end(struct page *page);

/* `headers` is NULL-terminated; `right` has a character a column: '1' aligns to the right, '0' not.
 * Both stay the caller's until the end. */
void page_table_begin(struct page *page, const char *caption, const char *const *headers,
                      const char *right);
void page_cell_begin(struct page *page);
void page_cell_end(struct page *page);
void page_cell(struct page *page, const char *format, ...) __attribute__((format(printf, 2, 3)));
void page_cell_verdict(struct page *page, const char *verdict);
void page_table_end(struct page *page);

/* What can be opened and closed without a script; in Markdown it is open. */
void page_fold_begin(struct page *page, int is_open, const char *id, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void page_fold_end(struct page *page);

/* What a program printed: its lines, `most` bytes of it. */
enum page_look {
    PAGE_PLAIN,  /* blanks and tabs as they are */
    PAGE_MARKED, /* line ends, tabs, and blanks that are easily overlooked, are marked */
};
void page_block(struct page *page, enum page_look look, const void *data, size_t size, size_t most);
/* The same with the numbers of the lines. */
void page_source(struct page *page, const void *data, size_t size, size_t most);

/* Two texts side by side, and where they part. */
struct page_side {
    const char *title;
    const char *data;
    size_t size;
    int64_t whole; /* the size of what `data` is the start of */
    size_t at;     /* where it parts from the other; `size` may be that place; see is_parted */
};
void page_sides(struct page *page, const struct page_side *left, const struct page_side *right,
                int is_parted);

/* ---- figures ---- */
/* `used` of `limit`, and what lies behind it but does not count (`apart`), in any unit. `words` say
 * the same. */
void page_bar(struct page *page, int64_t used, int64_t apart, int64_t limit, const char *words);
/* A box for each case: its verdict's letters and colour, a link to `case-NUMBER`. */
void page_strip_begin(struct page *page, const char *words);
void page_strip_box(struct page *page, int64_t number, const char *verdict, int is_link);
void page_strip_end(struct page *page);
/* Columns over ranges: how often each. `labels` stand under them. */
struct page_plot {
    const char *title, *unit; /* "time of the slowest case", "s" */
    const char *const *labels;
    const int64_t *counts;
    size_t count;
};
void page_plot(struct page *page, const struct page_plot *plot);

/* The text as it stands in a page, appended to `out`. All else here goes through it. */
enum page_place { PAGE_IN_LINE, PAGE_IN_LINES, PAGE_IN_MARKED_LINES };
void page_escape(struct buffer *out, enum page_format format, enum page_place place,
                 const void *data, size_t size);

/* The class of a verdict in the style sheet; "" for what is none. */
const char *page_verdict_class(const char *verdict);

extern const char page_style[]; /* the style sheet */

#endif
