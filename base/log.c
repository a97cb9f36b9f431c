#include "base/log.h"

#include "base/buffer.h"
#include "base/fd.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static const char *log_name = "assay";
static enum log_level log_limit = LOG_LEVEL_WARNING;
static int log_dated;

void log_setup(const char *name, enum log_level level, int dated)
{
    log_name = name;
    log_limit = level;
    log_dated = dated;
}

/* snprintf and vsnprintf return the length that the text would have had. */
static size_t fitted(int length, size_t room)
{
    if (length < 0)
        return 0;
    return (size_t)length < room ? (size_t)length : room - 1;
}

/* One write(2) a line, so that lines of several processes on one stderr do not mix. Names stand in
 * messages as their owners chose them, so this one place escapes every character that a person
 * cannot see.
 */
static void write_line(const char *kind, const char *format, va_list args)
{
    struct buffer shown = BUFFER_INIT;
    char line[2048] = "";
    size_t used = 0, room;

    if (log_dated) {
        time_t now = time(NULL);
        struct tm parts;

        localtime_r(&now, &parts);
        used = strftime(line, sizeof(line), "%F %T %z ", &parts);
    }
    room = sizeof(line) - used;
    used += fitted(snprintf(line + used, room, "%s: %s", log_name, kind), room);
    room = sizeof(line) - used;
    used += fitted(vsnprintf(line + used, room, format, args), room);
    buffer_append_shown(&shown, line, used);
    buffer_append_char(&shown, '\n');
    fd_write_full(STDERR_FILENO, shown.data, shown.size);
    buffer_release(&shown);
}

#define DEFINE_LOG(function, level, kind)                                                          \
    void function(const char *format, ...)                                                         \
    {                                                                                              \
        va_list args;                                                                              \
                                                                                                   \
        if (level > log_limit)                                                                     \
            return;                                                                                \
        va_start(args, format);                                                                    \
        write_line(kind, format, args);                                                            \
        va_end(args);                                                                              \
    }

DEFINE_LOG(log_error, LOG_LEVEL_ERROR, "error: ")
DEFINE_LOG(log_warning, LOG_LEVEL_WARNING, "warning: ")
DEFINE_LOG(log_info, LOG_LEVEL_INFO, "")
DEFINE_LOG(log_debug, LOG_LEVEL_DEBUG, "debug: ")
