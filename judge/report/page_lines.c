/* Texts of several lines in a page: blocks, sources, two texts side by side. */
#include "judge/report/page.h"

#include <string.h>

/* Bytes of a line; those around a difference; lines before and behind it. */
enum { LINE_MOST = 1000, BEFORE_AT = 60, BEHIND_AT = 160, LINES_BEFORE = 4, LINES_BEHIND = 12 };

static int is_html(const struct page *page)
{
    return page->format == PAGE_HTML;
}

/* A place in `data` at which no character is cut: `at`, or up to three bytes before it. */
static size_t whole_at(const char *data, size_t size, size_t at)
{
    size_t place = at < size ? at : size;

    for (int i = 0; i < 3 && place > 0 && place < size && (data[place] & 0xc0) == 0x80; i++)
        place--;
    return place;
}

static size_t line_size(const char *data, size_t size)
{
    const char *end = size > 0 ? memchr(data, '\n', size) : NULL;

    return end ? (size_t)(end - data) : size;
}

static void put_left_out(struct page *page, size_t bytes)
{
    if (bytes == 0)
        return;
    if (is_html(page))
        buffer_format(page->out, "<span class=\"u\"> ... %zu more byte%s</span>", bytes,
                      bytes == 1 ? "" : "s");
    else
        buffer_format(page->out, " ... %zu more byte%s", bytes, bytes == 1 ? "" : "s");
}

/* A line without its end, at most LINE_MOST bytes of it. */
static void put_line(struct page *page, enum page_place place, const char *line, size_t size)
{
    size_t shown = size > LINE_MOST ? whole_at(line, size, LINE_MOST) : size;

    page_escape(page->out, page->format, place, line, shown);
    put_left_out(page, size - shown);
}

/* The longest run of backticks, and a fence that is longer. */
static void put_fence(struct page *page, const char *data, size_t size)
{
    size_t longest = 2, run = 0;

    for (size_t i = 0; i < size; i++) {
        run = data[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    for (size_t i = 0; i <= longest; i++)
        buffer_append_char(page->out, '`');
    buffer_append_text(page->out, "\n");
}

static void put_end_mark(struct page *page, enum page_look look)
{
    if (look == PAGE_MARKED)
        page_escape(page->out, page->format, PAGE_IN_MARKED_LINES, "\n", 1);
    else
        buffer_append_char(page->out, '\n');
}

void page_block(struct page *page, enum page_look look, const void *data, size_t size, size_t most)
{
    enum page_place place = look == PAGE_MARKED ? PAGE_IN_MARKED_LINES : PAGE_IN_LINES;
    const char *text = data;
    size_t shown = whole_at(text, size, size < most ? size : most), used = 0;

    if (is_html(page))
        buffer_append_text(page->out, "<pre>");
    else
        put_fence(page, text, shown);
    while (used < shown) {
        size_t length = line_size(text + used, shown - used);

        put_line(page, place, text + used, length);
        used += length;
        if (used < shown) {
            put_end_mark(page, look);
            used++;
        } else if (!is_html(page)) {
            buffer_append_char(page->out, '\n');
        }
    }
    put_left_out(page, size - shown);
    if (is_html(page)) {
        buffer_append_text(page->out, "</pre>\n");
    } else {
        if (size > shown)
            buffer_append_char(page->out, '\n');
        put_fence(page, text, shown);
        buffer_append_char(page->out, '\n');
    }
}

void page_source(struct page *page, const void *data, size_t size, size_t most)
{
    const char *text = data;
    size_t shown = whole_at(text, size, size < most ? size : most), number = 0;

    if (is_html(page))
        buffer_append_text(page->out, "<pre class=\"code\">");
    else
        put_fence(page, text, shown);
    for (size_t used = 0; used < shown;) {
        size_t length = line_size(text + used, shown - used);

        buffer_format(page->out, is_html(page) ? "<b>%zu</b>" : "%4zu  ", ++number);
        put_line(page, PAGE_IN_LINES, text + used, length);
        buffer_append_char(page->out, '\n');
        used += length + 1;
    }
    put_left_out(page, size - shown);
    if (is_html(page)) {
        buffer_append_text(page->out, "</pre>\n");
    } else {
        if (size > shown)
            buffer_append_char(page->out, '\n');
        put_fence(page, text, shown);
        buffer_append_char(page->out, '\n');
    }
}

/* ---- two sides ---- */

/* The line of a side that is put next. */
struct line {
    const char *text;
    size_t size;
    int is_there, is_ended; /* ended by \n */
};

static struct line next_line(const struct page_side *side, size_t *offset)
{
    struct line line = {0};

    if (*offset >= side->size)
        return line;
    line.text = side->data + *offset;
    line.size = line_size(line.text, side->size - *offset);
    line.is_there = 1;
    line.is_ended = *offset + line.size < side->size;
    *offset += line.size + (size_t)line.is_ended;
    return line;
}

static size_t line_of(const struct page_side *side)
{
    size_t count = 0;

    for (size_t i = 0; i < side->at && i < side->size; i++)
        count += side->data[i] == '\n';
    return count;
}

/* The bytes of a character, one at least. */
static size_t character_size(const char *text, size_t left)
{
    size_t size = 1;

    while (size < left && size < 4 && (text[size] & 0xc0) == 0x80)
        size++;
    return size;
}

/* From the place where the sides part to the end of the word there. */
static size_t marked_size(const char *text, size_t left)
{
    size_t size = 0;

    while (size < left && size < BEHIND_AT && !strchr(" \t\r\n", text[size]))
        size += character_size(text + size, left - size);
    return size > 0 ? size : left > 0 ? character_size(text, left) : 0;
}

static void put_part(struct page *page, const char *text, size_t size)
{
    page_escape(page->out, page->format, PAGE_IN_MARKED_LINES, text, size);
}

/* A line with the difference at `at`: cut around it. */
static void put_parted(struct page *page, const struct line *line, size_t at)
{
    size_t place = whole_at(line->text, line->size, at);
    size_t first = place > BEFORE_AT ? whole_at(line->text, line->size, place - BEFORE_AT) : 0;
    size_t marked = marked_size(line->text + place, line->size - place);
    size_t last = place + marked + BEHIND_AT;

    last = whole_at(line->text, line->size, last);
    if (first > 0)
        buffer_format(page->out, "<span class=\"u\">%zu bytes ... </span>", first);
    put_part(page, line->text + first, place - first);
    buffer_append_text(page->out, "<mark>");
    if (marked > 0)
        put_part(page, line->text + place, marked);
    else
        buffer_format(page->out, "<span class=\"u\">%s</span>",
                      line->is_ended ? "\xe2\x86\xb5" : "end");
    buffer_append_text(page->out, "</mark>");
    put_part(page, line->text + place + marked, last - place - marked);
    put_left_out(page, line->size - last);
    if (marked > 0 && line->is_ended)
        put_part(page, "\n", 1);
}

static void put_side_cell(struct page *page, const struct page_side *side, const struct line *line,
                          int is_marked)
{
    buffer_append_text(page->out, "<td class=\"t\">");
    if (is_marked && line->is_there) {
        put_parted(page, line, side->at - (size_t)(line->text - side->data));
    } else if (is_marked) {
        buffer_append_text(page->out, "<mark><span class=\"u\">end</span></mark>");
    } else if (line->is_there) {
        put_line(page, PAGE_IN_MARKED_LINES, line->text, line->size);
        if (line->is_ended)
            put_part(page, "\n", 1);
    }
    buffer_append_text(page->out, "</td>");
}

static int is_same_line(const struct line *left, const struct line *right)
{
    return left->is_there == right->is_there && left->size == right->size &&
           (left->size == 0 || memcmp(left->text, right->text, left->size) == 0);
}

/* Rows from the first line that matters; of each side its own line of the same number. */
static void put_rows(struct page *page, const struct page_side *left, const struct page_side *right,
                     int is_parted)
{
    size_t left_part = is_parted ? line_of(left) : SIZE_MAX;
    size_t right_part = is_parted ? line_of(right) : SIZE_MAX;
    size_t part = left_part < right_part ? left_part : right_part;
    size_t first = is_parted && part > LINES_BEFORE ? part - LINES_BEFORE : 0;
    size_t last =
        (is_parted ? (left_part > right_part ? left_part : right_part) : 0) + LINES_BEHIND;
    size_t left_at = 0, right_at = 0;

    for (size_t i = 0; i <= last; i++) {
        struct line one = next_line(left, &left_at), other = next_line(right, &right_at);
        int left_marked = i == left_part, right_marked = i == right_part;

        if (!one.is_there && !other.is_there && !left_marked && !right_marked)
            break;
        if (i < first)
            continue;
        buffer_format(page->out, "<tr%s><td class=\"n\">%zu</td>",
                      left_marked || right_marked || !is_same_line(&one, &other) ? " class=\"d\""
                                                                                 : "",
                      i + 1);
        put_side_cell(page, left, &one, left_marked);
        put_side_cell(page, right, &other, right_marked);
        buffer_append_text(page->out, "</tr>\n");
    }
}

static void put_title(struct page *page, const struct page_side *side)
{
    page_text(page, side->title);
    if (side->whole > (int64_t)side->size)
        page_print(page, " (the first %zu of %lld bytes)", side->size, (long long)side->whole);
}

static void put_one_side(struct page *page, const struct page_side *side, int is_parted)
{
    page_paragraph_begin(page);
    put_title(page, side);
    if (is_parted)
        page_print(page, ", different from line %zu on", line_of(side) + 1);
    page_text(page, ":");
    page_paragraph_end(page);
    page_block(page, PAGE_MARKED, side->data, side->size, side->size);
}

void page_sides(struct page *page, const struct page_side *left, const struct page_side *right,
                int is_parted)
{
    if (!is_html(page)) {
        put_one_side(page, left, is_parted);
        put_one_side(page, right, is_parted);
        return;
    }
    buffer_append_text(page->out,
                       "<table class=\"sides\">\n<thead><tr><th class=\"n\">line</th><th>");
    put_title(page, left);
    buffer_append_text(page->out, "</th><th>");
    put_title(page, right);
    buffer_append_text(page->out, "</th></tr></thead>\n<tbody>\n");
    put_rows(page, left, right, is_parted);
    buffer_append_text(page->out, "</tbody>\n</table>\n");
}
