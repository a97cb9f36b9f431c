/* Figures as SVG; in Markdown the words that stand beside them are all there is. */
#include "judge/report/page.h"

#include <string.h>

static int is_html(const struct page *page)
{
    return page->format == PAGE_HTML;
}

static void begin_figure(struct page *page, const char *class, int width, int height,
                         const char *words)
{
    buffer_format(page->out,
                  "<svg class=\"%s\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\" "
                  "aria-label=\"",
                  class, width, height, width, height);
    page_text(page, words);
    buffer_append_text(page->out, "\">");
}

static void put_box(struct page *page, const char *class, double x, double y, double width,
                    double height)
{
    if (width > 0 && height > 0)
        buffer_format(page->out,
                      "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                      class, x, y, width, height);
}

void page_bar(struct page *page, int64_t used, int64_t apart, int64_t limit, const char *words)
{
    enum { WIDTH = 120, LIMIT_AT = 100, HEIGHT = 10 };
    double scale, length, more;

    if (is_html(page) && limit > 0) {
        scale = (double)LIMIT_AT / (double)limit;
        length = (double)used * scale;
        length = length > WIDTH ? WIDTH : length;
        more = (double)apart * scale;
        more = length + more > WIDTH ? WIDTH - length : more;
        begin_figure(page, "bar", WIDTH, HEIGHT, words);
        put_box(page, "back", 0, 2, WIDTH, 6);
        put_box(page, used > limit ? "over" : "used", 0, 2, length, 6);
        put_box(page, "apart", length, 4, more, 2);
        buffer_format(page->out,
                      "<line class=\"limit\" x1=\"%d\" y1=\"0\" x2=\"%d\" y2=\"%d\"/></svg>",
                      LIMIT_AT, LIMIT_AT, HEIGHT);
    }
    page_text(page, words);
}

void page_strip_begin(struct page *page, const char *words)
{
    if (is_html(page)) {
        buffer_append_text(page->out, "<ol class=\"strip\" aria-label=\"");
        page_text(page, words);
        buffer_append_text(page->out, "\">\n");
    } else {
        page_text(page, words);
        buffer_append_text(page->out, ":");
    }
}

void page_strip_box(struct page *page, int64_t number, const char *verdict, int is_link)
{
    if (!is_html(page)) {
        page_print(page, " %lld", (long long)number);
        buffer_append_char(page->out, ' ');
        page_text(page, verdict);
        return;
    }
    if (is_link)
        buffer_format(page->out, "<li><a class=\"v %s\" href=\"#case-%lld\">",
                      page_verdict_class(verdict), (long long)number);
    else
        buffer_format(page->out, "<li><span class=\"v %s\">", page_verdict_class(verdict));
    page_text(page, verdict);
    buffer_format(page->out, "<small>%lld</small>", (long long)number);
    buffer_append_text(page->out, is_link ? "</a></li>\n" : "</span></li>\n");
}

void page_strip_end(struct page *page)
{
    buffer_append_text(page->out, is_html(page) ? "</ol>\n" : "\n\n");
}

/* ---- plots ---- */

enum { COLUMN = 44, PLOT_HEIGHT = 130, BASE = 100, TOP = 18 };

static void put_words(struct page *page, const struct page_plot *plot)
{
    page_print(page, "%s: ", plot->title);
    for (size_t i = 0; i < plot->count; i++)
        page_print(page, "%s%s%s%s: %lld", i > 0 ? ", " : "", plot->labels[i],
                   *plot->unit ? " " : "", plot->unit, (long long)plot->counts[i]);
}

void page_plot(struct page *page, const struct page_plot *plot)
{
    int64_t most = 1;

    if (!is_html(page)) {
        page_paragraph_begin(page);
        put_words(page, plot);
        page_paragraph_end(page);
        return;
    }
    for (size_t i = 0; i < plot->count; i++)
        most = plot->counts[i] > most ? plot->counts[i] : most;
    buffer_format(page->out,
                  "<svg class=\"plot\" width=\"%zu\" height=\"%d\" viewBox=\"0 0 %zu %d\" "
                  "role=\"img\" aria-label=\"",
                  plot->count * COLUMN + 10, PLOT_HEIGHT, plot->count * COLUMN + 10, PLOT_HEIGHT);
    put_words(page, plot);
    buffer_append_text(page->out, "\">");
    for (size_t i = 0; i < plot->count; i++) {
        double height = (double)(BASE - TOP) * (double)plot->counts[i] / (double)most;
        double x = 5 + (double)i * COLUMN;

        put_box(page, "c", x + 3, BASE - height, COLUMN - 6, height);
        buffer_format(page->out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%lld</text>",
                      x + COLUMN / 2.0, BASE - height - 4, (long long)plot->counts[i]);
        buffer_format(page->out, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">",
                      x + COLUMN / 2.0, BASE + 15);
        page_text(page, plot->labels[i]);
        buffer_append_text(page->out, "</text>");
    }
    buffer_format(page->out, "<line x1=\"0\" y1=\"%d\" x2=\"%zu\" y2=\"%d\"/>", BASE,
                  plot->count * COLUMN + 10, BASE);
    if (*plot->unit) {
        buffer_format(page->out, "<text x=\"5\" y=\"%d\">", PLOT_HEIGHT - 2);
        page_text(page, plot->unit);
        buffer_append_text(page->out, "</text>");
    }
    buffer_append_text(page->out, "</svg>\n");
}
