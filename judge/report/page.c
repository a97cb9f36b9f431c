#include "judge/report/page.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- escaping ---- */

static void escape_html(struct buffer *out, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        switch (text[i]) {
        case '&':
            buffer_append_text(out, "&amp;");
            break;
        case '<':
            buffer_append_text(out, "&lt;");
            break;
        case '>':
            buffer_append_text(out, "&gt;");
            break;
        case '"':
            buffer_append_text(out, "&quot;");
            break;
        case '\'':
            buffer_append_text(out, "&#39;");
            break;
        default:
            buffer_append_char(out, text[i]);
        }
    }
}

/* Whether a block begins here: a line, or an item of a list. */
static int is_at_start(const struct buffer *out, size_t size)
{
    if (size >= 2 && memcmp(out->data + size - 2, "- ", 2) == 0)
        size -= 2;
    return size == 0 || out->data[size - 1] == '\n';
}

/* What could be markup anywhere in a line, a link that readers make by themselves ("https://",
 * "www.", "@"), or the start of a block. `out` ends with what stands in front. */
static int is_markdown(const struct buffer *out, const char *text, size_t left)
{
    size_t digits = 0;

    if (strchr("\\`*_[]<>#|~&!@$", text[0]))
        return 1;
    if (text[0] == ':')
        return left > 1 && text[1] == '/';
    if (text[0] == '.' && out->size > 0 && (out->data[out->size - 1] | 0x20) == 'w')
        return 1;
    if (text[0] == '.' || text[0] == ')') {
        while (digits < out->size && strchr("0123456789", out->data[out->size - 1 - digits]))
            digits++;
        return digits > 0 && is_at_start(out, out->size - digits);
    }
    return strchr("-+=", text[0]) && is_at_start(out, out->size);
}

static void escape_markdown(struct buffer *out, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (is_markdown(out, text + i, size - i))
            buffer_append_char(out, '\\');
        buffer_append_char(out, text[i]);
    }
}

/* Characters that a person sees go to the page together; each other one is marked as an escape. */
static void put_seen(struct buffer *out, enum page_format format, enum page_place place,
                     const char *text, size_t size)
{
    if (format == PAGE_HTML)
        escape_html(out, text, size);
    else if (place == PAGE_IN_LINE)
        escape_markdown(out, text, size);
    else
        buffer_append(out, text, size); /* in a fence all is text */
}

static void put_unseen(struct buffer *out, enum page_format format, enum page_place place,
                       const char *text)
{
    if (format == PAGE_HTML)
        buffer_format(out, "<span class=\"u\">%s</span>", text);
    else
        put_seen(out, format, place, text, strlen(text));
}

/* A blank that is easily overlooked: before another, or at the end of a line. */
static int is_hidden_blank(const char *at, const char *start, const char *end)
{
    if (*at != ' ')
        return 0;
    return at + 1 == end || at[1] == ' ' || at[1] == '\n' || at[1] == '\r' || at == start ||
           at[-1] == ' ' || at[-1] == '\n';
}

/* What stands for a white space in lines; NULL: nothing does. */
static const char *mark_of(enum page_place place, const char *at, const char *start,
                           const char *end)
{
    if (place == PAGE_IN_LINE)
        return NULL;
    if (place == PAGE_IN_LINES)
        return *at == '\n' ? "\n" : *at == '\t' ? "\t" : NULL;
    if (is_hidden_blank(at, start, end))
        return "\xc2\xb7";
    return *at == '\n' ? "\xe2\x86\xb5\n" : *at == '\t' ? "\xe2\x86\x92\t" : NULL;
}

void page_escape(struct buffer *out, enum page_format format, enum page_place place,
                 const void *data, size_t size)
{
    struct buffer seen = BUFFER_INIT;
    const char *start = data, *end = start + size;

    for (const char *at = start; at < end;) {
        const char *mark = mark_of(place, at, start, end);
        size_t before = seen.size;
        int is_itself = 0;

        if (mark)
            at++;
        else
            at += buffer_append_next(&seen, at, (size_t)(end - at), &is_itself);
        if (is_itself && at < end)
            continue;
        if (mark || !is_itself) {
            char *escape = mark ? NULL : seen.data + before;

            put_seen(out, format, place, seen.data, before);
            if (mark && place == PAGE_IN_LINES)
                buffer_append_text(out, mark);
            else
                put_unseen(out, format, place, mark ? mark : escape);
        } else {
            put_seen(out, format, place, seen.data, seen.size);
        }
        buffer_clear(&seen);
    }
    buffer_release(&seen);
}

/* ---- in a line ---- */

static int is_html(const struct page *page)
{
    return page->format == PAGE_HTML;
}

static void put(struct page *page, const char *html, const char *markdown)
{
    buffer_append_text(page->out, is_html(page) ? html : markdown);
}

void page_bytes(struct page *page, const void *data, size_t size)
{
    page_escape(page->out, page->format, PAGE_IN_LINE, data, size);
}

void page_text(struct page *page, const char *text)
{
    page_bytes(page, text, strlen(text));
}

static void put_list(struct page *page, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));
static void put_list(struct page *page, const char *format, va_list args)
{
    char *text = NULL;
    int size = vasprintf(&text, format, args);

    if (size > 0)
        page_bytes(page, text, (size_t)size);
    if (size >= 0)
        free(text);
}

#define PUT_FORMAT(page, format)                                                                   \
    do {                                                                                           \
        va_list args;                                                                              \
        va_start(args, format);                                                                    \
        put_list(page, format, args);                                                              \
        va_end(args);                                                                              \
    } while (0)

void page_print(struct page *page, const char *format, ...)
{
    PUT_FORMAT(page, format);
}

void page_strong(struct page *page, const char *text)
{
    put(page, "<strong>", "**");
    page_text(page, text);
    put(page, "</strong>", "**");
}

const char *page_verdict_class(const char *verdict)
{
    static const char *const names[] = {"AC",  "PA", "WA", "TLE", "MLE", "OLE",
                                        "RTE", "SV", "CE", "IE",  "SK"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(names[i], verdict) == 0)
            return names[i];
    return "";
}

void page_verdict(struct page *page, const char *verdict)
{
    if (is_html(page))
        buffer_format(page->out, "<span class=\"v %s\">", page_verdict_class(verdict));
    page_text(page, *verdict ? verdict : "...");
    put(page, "</span>", "");
}

static int is_own_place(const char *href)
{
    size_t size = href ? strlen(href) : 0;

    return size > 0 && href[0] != '.' &&
           strspn(href, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.#") ==
               size;
}

void page_link(struct page *page, const char *href, const char *text)
{
    int is_link = is_own_place(href);

    if (is_link && is_html(page))
        buffer_format(page->out, "<a href=\"%s\">", href);
    else if (is_link)
        buffer_append_char(page->out, '[');
    page_text(page, text);
    if (is_link && is_html(page))
        buffer_append_text(page->out, "</a>");
    else if (is_link)
        buffer_format(page->out, "](%s)", href);
}

/* ---- the whole ---- */

void page_begin(struct page *page, struct buffer *out, enum page_format format, const char *title)
{
    *page = (struct page){.out = out, .format = format};
    if (!is_html(page))
        return;
    buffer_append_text(out,
                       "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                       "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
                       "<meta name=\"referrer\" content=\"no-referrer\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                       "<title>");
    page_text(page, title);
    buffer_format(out, "</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n", page_style);
}

void page_end(struct page *page)
{
    put(page, "</main>\n</body>\n</html>\n", "");
}

static void begin_heading(struct page *page, int level, const char *id)
{
    if (!is_html(page))
        buffer_format(page->out, "%.*s ", level, "######");
    else if (id)
        buffer_format(page->out, "<h%d id=\"%s\">", level, id);
    else
        buffer_format(page->out, "<h%d>", level);
}

static void end_heading(struct page *page, int level)
{
    if (is_html(page))
        buffer_format(page->out, "</h%d>\n", level);
    else
        buffer_append_text(page->out, "\n\n");
}

void page_heading(struct page *page, int level, const char *format, ...)
{
    begin_heading(page, level, NULL);
    PUT_FORMAT(page, format);
    end_heading(page, level);
}

void page_heading_at(struct page *page, int level, const char *id, const char *format, ...)
{
    begin_heading(page, level, id);
    PUT_FORMAT(page, format);
    end_heading(page, level);
}

void page_paragraph_begin(struct page *page)
{
    put(page, "<p>", "");
}

void page_paragraph_end(struct page *page)
{
    put(page, "</p>\n", "\n\n");
}

void page_paragraph(struct page *page, const char *format, ...)
{
    page_paragraph_begin(page);
    PUT_FORMAT(page, format);
    page_paragraph_end(page);
}

void page_list_begin(struct page *page)
{
    put(page, "<ul>\n", "");
}

void page_item_begin(struct page *page)
{
    put(page, "<li>", "- ");
}

void page_item_end(struct page *page)
{
    put(page, "</li>\n", "\n");
}

void page_list_end(struct page *page)
{
    put(page, "</ul>\n", "\n");
}

/* ---- facts ---- */

void page_facts_begin(struct page *page)
{
    put(page, "<dl class=\"facts\">\n", "");
}

void page_fact_begin(struct page *page, const char *name)
{
    put(page, "<div><dt>", "- ");
    page_text(page, name);
    put(page, "</dt><dd>", ": ");
}

void page_fact_end(struct page *page)
{
    put(page, "</dd></div>\n", "\n");
}

void page_fact(struct page *page, const char *name, const char *format, ...)
{
    page_fact_begin(page, name);
    PUT_FORMAT(page, format);
    page_fact_end(page);
}

void page_facts_end(struct page *page)
{
    put(page, "</dl>\n", "\n");
}

/* ---- tables ---- */

static int is_right(const struct page *page, size_t column)
{
    return page->right && page->right[column] == '1';
}

void page_table_begin(struct page *page, const char *caption, const char *const *headers,
                      const char *right)
{
    page->right = right;
    page->column = 0;
    put(page, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"", "");
    if (is_html(page)) {
        page_text(page, caption);
        buffer_append_text(page->out, "\"><table>\n<thead><tr>");
    } else {
        buffer_append_char(page->out, '|');
    }
    for (page->columns = 0; headers[page->columns]; page->columns++) {
        put(page, is_right(page, page->columns) ? "<th class=\"n\">" : "<th>", " ");
        page_text(page, headers[page->columns]);
        put(page, "</th>", " |");
    }
    put(page, "</tr></thead>\n<tbody>\n", "\n|");
    for (size_t i = 0; i < page->columns && !is_html(page); i++)
        buffer_append_text(page->out, is_right(page, i) ? " ---: |" : " --- |");
    put(page, "", "\n");
}

void page_cell_begin(struct page *page)
{
    if (page->column == 0)
        put(page, "<tr>", "|");
    put(page, is_right(page, page->column) ? "<td class=\"n\">" : "<td>", " ");
}

void page_cell_end(struct page *page)
{
    put(page, "</td>", " |");
    if (++page->column < page->columns)
        return;
    page->column = 0;
    put(page, "</tr>\n", "\n");
}

void page_cell(struct page *page, const char *format, ...)
{
    page_cell_begin(page);
    PUT_FORMAT(page, format);
    page_cell_end(page);
}

void page_cell_verdict(struct page *page, const char *verdict)
{
    page_cell_begin(page);
    if (*verdict)
        page_verdict(page, verdict);
    page_cell_end(page);
}

void page_table_end(struct page *page)
{
    put(page, "</tbody>\n</table></div>\n", "\n");
    page->right = NULL;
}

/* ---- folds ---- */

void page_fold_begin(struct page *page, int is_open, const char *id, const char *format, ...)
{
    put(page, "<details", "**");
    if (is_html(page) && id)
        buffer_format(page->out, " id=\"%s\"", id);
    put(page, is_open ? " open><summary>" : "><summary>", "");
    PUT_FORMAT(page, format);
    put(page, "</summary>\n", "**\n\n");
}

void page_fold_end(struct page *page)
{
    put(page, "</details>\n", "");
}
