#include "base/log.h"

#include "base/buffer.h"
#include "base/fd.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MESSAGE_MAX = 2048, VALUE_MAX = 512 };

const struct log_event log_message = {"message", LOG_LEVEL_INFO, 0, "program"};

static const char *log_name = "assay";
static enum log_level log_limit = LOG_LEVEL_WARNING;
static enum log_form log_form;
static int log_dated;

void log_setup(const char *name, enum log_level level, int dated)
{
    log_name = name;
    log_limit = level;
    log_dated = dated;
}

void log_use(enum log_form form, enum log_level level)
{
    log_form = form;
    log_limit = level;
}

enum log_form log_form_in_use(void)
{
    return log_form;
}

/* snprintf and vsnprintf return the length that the text would have had. */
static size_t fitted(int length, size_t room)
{
    if (length < 0)
        return 0;
    return (size_t)length < room ? (size_t)length : room - 1;
}

/* ---- text ---- */

/* Names stand in messages as their owners chose them, so this one place escapes every character
 * that a person cannot see. */
static void append_text(struct buffer *shown, enum log_level level, const char *format,
                        va_list args)
{
    static const char *const kinds[] = {"error: ", "warning: ", "", "debug: "};
    char line[MESSAGE_MAX] = "";
    size_t used = 0, room;

    if (log_dated) {
        time_t now = time(NULL);
        struct tm parts;

        localtime_r(&now, &parts);
        used = strftime(line, sizeof(line), "%F %T %z ", &parts);
    }
    room = sizeof(line) - used;
    used += fitted(snprintf(line + used, room, "%s: %s", log_name, kinds[level]), room);
    room = sizeof(line) - used;
    used += fitted(vsnprintf(line + used, room, format, args), room);
    buffer_append_shown(shown, line, used);
}

/* ---- logfmt ---- */

static int is_plain(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!(text[i] >= '0' && text[i] <= '9') && !(text[i] >= 'A' && text[i] <= 'Z') &&
            !(text[i] >= 'a' && text[i] <= 'z') && !strchr("_-./:+,@%", text[i]))
            return 0;
    return size > 0;
}

/* Attack: a problem's name, or what a program wrote, with a newline, a quote or an escape of the
 * terminal in it. Test: tests/base/test_log.c, test_values_cannot_forge. */
static void append_value(struct buffer *line, const char *text, size_t size, size_t limit)
{
    size_t whole = size;

    if (is_plain(text, size) && size <= limit) {
        buffer_append(line, text, size);
        return;
    }
    if (size > limit) /* not in the middle of a character */
        for (size = limit; size > 0 && ((unsigned char)text[size] & 0xc0) == 0x80; size--)
            ;
    buffer_append_char(line, '"');
    for (size_t at = 0; at < size;) {
        const char *quote = memchr(text + at, '"', size - at);
        size_t part = quote ? (size_t)(quote - text) - at : size - at;

        buffer_append_escaped(line, text + at, part, part);
        if (quote)
            buffer_append_text(line, "\\\"");
        at += part + (quote ? 1 : 0);
    }
    buffer_append_text(line, size < whole ? "...\"" : "\"");
}

static int has_field(const char *fields, const char *name)
{
    size_t size = strlen(name);

    for (const char *at = fields; *at; at += strcspn(at, " "), at += strspn(at, " "))
        if (strcspn(at, " ") == size && strncmp(at, name, size) == 0)
            return 1;
    return 0;
}

static void append_logfmt(struct buffer *line, const struct log_event *event, enum log_level level,
                          const struct log_field *fields, const char *format, va_list args)
{
    static const char *const levels[] = {"error", "warning", "info", "debug"};
    char message[MESSAGE_MAX] = "", date[32];
    struct timespec now;
    struct tm parts;
    size_t size;

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &parts);
    strftime(date, sizeof(date), "%FT%T", &parts);
    buffer_format(line, "ts=%s.%03ldZ level=%s event=%s", date, now.tv_nsec / 1000000,
                  levels[level], event->name);
    for (; fields->name; fields++) {
        assert(has_field(event->fields, fields->name));
        buffer_format(line, " %s=", fields->name);
        if (fields->text)
            append_value(line, fields->text, strlen(fields->text), VALUE_MAX);
        else
            buffer_format(line, "%lld", fields->number);
    }
    size = fitted(vsnprintf(message, sizeof(message), format, args), sizeof(message));
    buffer_append_text(line, " msg=");
    append_value(line, message, size, size);
}

/* ---- both ---- */

static void write_line(const struct log_event *event, enum log_level level,
                       const struct log_field *fields, const char *format, va_list args)
{
    struct buffer line = BUFFER_INIT;

    if (log_form == LOG_FORM_LOGFMT)
        append_logfmt(&line, event, level, fields, format, args);
    else
        append_text(&line, level, format, args);
    buffer_append_char(&line, '\n');
    fd_write_full(STDERR_FILENO, line.data, line.size);
    buffer_release(&line);
}

void log_write(const struct log_event *event, const struct log_field *fields, const char *format,
               ...)
{
    enum log_level level = event->level;
    va_list args;

    if (event->is_routine && log_form == LOG_FORM_TEXT)
        level = LOG_LEVEL_DEBUG;
    if (level > log_limit)
        return;
    va_start(args, format);
    write_line(event, level, fields, format, args);
    va_end(args);
}

#define DEFINE_LOG(function, level)                                                                \
    void function(const char *format, ...)                                                         \
    {                                                                                              \
        va_list args;                                                                              \
                                                                                                   \
        if (level > log_limit)                                                                     \
            return;                                                                                \
        va_start(args, format);                                                                    \
        write_line(&log_message, level, LOG_FIELDS(LOG_TEXT("program", log_name)), format, args);  \
        va_end(args);                                                                              \
    }

DEFINE_LOG(log_error, LOG_LEVEL_ERROR)
DEFINE_LOG(log_warning, LOG_LEVEL_WARNING)
DEFINE_LOG(log_info, LOG_LEVEL_INFO)
DEFINE_LOG(log_debug, LOG_LEVEL_DEBUG)
