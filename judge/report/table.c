#include "judge/report/table.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/memory.h"
#include "judge/report/width.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { CELL_SHOWN_MAX = 160, RING = 8 };

void table_cell(struct table *table, const char *format, ...)
{
    struct buffer raw = BUFFER_INIT, safe = BUFFER_INIT;
    va_list args;
    int length;

    va_start(args, format);
    length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    va_start(args, format);
    vsnprintf(buffer_reserve(&raw, (size_t)length), (size_t)length + 1, format, args);
    va_end(args);
    /* messages have been escaped where they were made: a backslash is not doubled again */
    buffer_append_shown_most(&safe, raw.data, (size_t)length, CELL_SHOWN_MAX);
    if (table->count == table->capacity) {
        table->capacity = table->capacity ? table->capacity * 2 : 64;
        table->cells = memory_grow(table->cells, table->capacity, sizeof(char *));
    }
    table->cells[table->count++] = arena_strdup(&table->arena, safe.data);
    buffer_release(&raw);
    buffer_release(&safe);
}

/* Whether a column may be cut: text, never figures and verdicts. */
static int is_text(const struct table *table, size_t column)
{
    return !table->right || table->right[column] == '0';
}

/* The text in at most `width` columns, the last of them an ellipsis where it is cut. */
static void print_fitted(const char *text, int width, FILE *stream)
{
    if (width_of(text) <= width)
        fputs(text, stream);
    else
        fprintf(stream, "%.*s\u2026", (int)width_fit(text, width - 1, NULL), text);
}

static int fitted_width(const char *text, int width)
{
    int cut;

    if (width_of(text) <= width)
        return width_of(text);
    width_fit(text, width - 1, &cut);
    return cut + 1;
}

static void print_cell(const struct table *table, size_t column, const char *text, int width,
                       int colour, FILE *stream)
{
    char kind = table->right ? table->right[column] : '0';
    int padding = width - fitted_width(text, width);

    if (kind == '1')
        fprintf(stream, "%*s", padding, "");
    if (kind == 'v')
        fprintf(stream, "%s%s%s", terminal_verdict_colour(text, colour), text,
                terminal_reset(colour));
    else
        print_fitted(text, width, stream);
    if (kind != '1' && column + 1 < table->columns)
        fprintf(stream, "%*s", padding, "");
    if (column + 1 < table->columns)
        fputs("  ", stream);
}

/* Narrows the widest column of text, again and again, until all columns fit in `room`. */
static void shrink(const struct table *table, int *widths, int room)
{
    enum { WIDTH_MIN = 8 };
    int total = 2 * ((int)table->columns - 1);

    for (size_t i = 0; i < table->columns; i++)
        total += widths[i];
    for (; total > room; total--) {
        size_t widest = table->columns;

        for (size_t i = 0; i < table->columns; i++)
            if (is_text(table, i) && widths[i] > WIDTH_MIN &&
                (widest == table->columns || widths[i] >= widths[widest]))
                widest = i;
        if (widest == table->columns)
            return; /* figures are not cut: the terminal wraps */
        widths[widest]--;
    }
}

/* At least as wide as those of what was printed before. */
static void measure(const struct table *table, int *widths)
{
    for (size_t column = 0; column < table->columns; column++) {
        widths[column] = table->widths ? table->widths[column] : width_of(table->headers[column]);
        for (size_t i = column; i < table->count; i += table->columns) {
            if (width_of(table->cells[i]) > widths[column])
                widths[column] = width_of(table->cells[i]);
        }
    }
}

/* The rows, and above the first of them the headers. */
static void print_rows(const struct table *table, FILE *stream, const int *widths)
{
    int colour = terminal_colour(stream);

    for (size_t column = 0; !table->widths && column < table->columns; column++)
        print_cell(table, column, table->headers[column], widths[column], 0, stream);
    if (!table->widths)
        fputc('\n', stream);
    for (size_t i = 0; i < table->count; i++) {
        size_t column = i % table->columns;

        print_cell(table, column, table->cells[i], widths[column], colour, stream);
        if (column + 1 == table->columns)
            fputc('\n', stream);
    }
}

void table_print_within(const struct table *table, FILE *stream, int room)
{
    int *widths = memory_alloc(sizeof(int) * table->columns);

    measure(table, widths);
    if (room > 0)
        shrink(table, widths, room);
    print_rows(table, stream, widths);
    free(widths);
}

void table_print(const struct table *table, FILE *stream)
{
    table_print_within(table, stream, terminal_columns(stream));
}

void table_print_part(struct table *table, FILE *stream)
{
    int *widths = memory_alloc(sizeof(int) * table->columns);
    int room = terminal_columns(stream);

    measure(table, widths);
    if (room > 0)
        shrink(table, widths, room);
    print_rows(table, stream, widths);
    free(table->widths);
    table->widths = widths;
    table->count = 0;
    arena_release(&table->arena);
}

int terminal_columns(FILE *stream)
{
    const char *text = getenv("COLUMNS");
    struct winsize size;
    char *end;
    long columns;

    if (!isatty(fileno(stream)))
        return 0;
    columns = text ? strtol(text, &end, 10) : 0;
    if (columns > 0 && columns < 10000 && *end == '\0')
        return (int)columns;
    return ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

void table_release(struct table *table)
{
    free(table->cells);
    free(table->widths);
    arena_release(&table->arena);
    table->cells = NULL;
    table->widths = NULL;
    table->count = table->capacity = 0;
}

int terminal_colour(FILE *stream)
{
    const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");

    return !(no_color && *no_color) && !(terminal && strcmp(terminal, "dumb") == 0) &&
           isatty(fileno(stream));
}

const char *terminal_verdict_colour(const char *verdict, int colour)
{
    if (!colour)
        return "";
    if (strcmp(verdict, "AC") == 0)
        return "\033[32m";
    if (strcmp(verdict, "PA") == 0 || strcmp(verdict, "SK") == 0)
        return "\033[33m";
    if (strcmp(verdict, "IE") == 0)
        return "\033[35m";
    return "\033[31m";
}

const char *terminal_reset(int colour)
{
    return colour ? "\033[0m" : "";
}

struct text {
    char data[64];
};

static struct text *next_text(void)
{
    static struct text ring[RING];
    static unsigned next;

    return &ring[next++ % RING];
}

const char *format_time(int64_t us)
{
    struct text *text = next_text();

    if (us <= 0)
        snprintf(text->data, sizeof(text->data), "-");
    else if (us < 10000)
        snprintf(text->data, sizeof(text->data), "%.1f ms", (double)us / 1e3);
    else if (us < 1000000)
        snprintf(text->data, sizeof(text->data), "%.0f ms", (double)us / 1e3);
    else
        snprintf(text->data, sizeof(text->data), "%.3f s", (double)us / 1e6);
    return text->data;
}

const char *format_memory(int64_t kib)
{
    struct text *text = next_text();

    if (kib <= 0)
        snprintf(text->data, sizeof(text->data), "-");
    else if (kib < 1024)
        snprintf(text->data, sizeof(text->data), "%lld KiB", (long long)kib);
    else
        snprintf(text->data, sizeof(text->data), "%.1f MiB", (double)kib / 1024);
    return text->data;
}

const char *format_score(double score)
{
    struct text *text = next_text();

    snprintf(text->data, sizeof(text->data), "%.9g", score);
    return text->data;
}

const char *format_points(double score, double max_score)
{
    struct text *text = next_text();

    if (max_score == 0 && score > 0)
        return format_score(score);
    snprintf(text->data, sizeof(text->data), "%.9g/%.9g", score, max_score);
    return text->data;
}

const char *format_date(int64_t realtime_ms)
{
    struct text *text = next_text();
    time_t seconds = (time_t)(realtime_ms / 1000);
    struct tm parts;

    if (realtime_ms == 0)
        snprintf(text->data, sizeof(text->data), "-");
    else if (!localtime_r(&seconds, &parts)) /* a year that no int holds */
        snprintf(text->data, sizeof(text->data), "%lld s", (long long)seconds);
    else
        strftime(text->data, sizeof(text->data), "%F %T %z", &parts);
    return text->data;
}

const char *format_text(const char *text)
{
    static struct buffer ring[RING];
    static unsigned next;
    struct buffer *shown = &ring[next++ % RING];

    if (!shown->data)
        buffer_init(shown);
    buffer_clear(shown);
    buffer_append_shown(shown, text, strlen(text));
    return shown->data;
}

static int progress_shown;

void progress_show(const char *what, int64_t done, int64_t total)
{
    enum { BAR = 24, EVERY_US = 50000 };
    static int64_t last_us;
    int64_t now = clock_monotonic_us();
    char bar[BAR + 1];
    int filled = total > 0 ? (int)(done * BAR / total) : 0;

    if (!isatty(STDERR_FILENO) || (now - last_us < EVERY_US && done < total))
        return;
    last_us = now;
    for (int i = 0; i < BAR; i++)
        bar[i] = i < filled ? '#' : '.';
    bar[BAR] = '\0';
    fprintf(stderr, "\r\033[K[%s] %lld / %lld %s", bar, (long long)done, (long long)total, what);
    progress_shown = 1;
}

void progress_clear(void)
{
    if (progress_shown)
        fputs("\r\033[K", stderr);
    progress_shown = 0;
}
