/* Talk on stderr, one line each, written by one write(2). Data goes to stdout. In two forms:
 *
 *   text     for people: "assay judge: warning: ..."; characters that nobody sees are escaped,
 *            newlines too (buffer_append_shown)
 *   logfmt   for programs: `ts=... level=warning event=held submission=12 ... msg="..."`. Every
 * line has an event of a closed list, and no fields but that event's (docs/log.md). A value that is
 * more than plain characters stands in quotes; quotes, backslashes and what nobody sees are escaped
 * in it, so that no name can end a line, a value or the quotes.
 *
 * What has no event of its own (log_error, ...) is the event `message` in logfmt. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stddef.h>

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };
enum log_form { LOG_FORM_TEXT, LOG_FORM_LOGFMT };

/* `name` is what every line starts with; borrowed for the life of the process. Messages above
 * `level` are dropped. `dated` puts the local time and its offset from UTC in front (daemons). The
 * form is text until log_use says otherwise. */
void log_setup(const char *name, enum log_level level, int dated);
void log_use(enum log_form form, enum log_level level);
enum log_form log_form_in_use(void);

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* An event: its name, how grave it is, the names of its fields with blanks between. One that is
 * routine is a debug line in text, where people look at other things. */
struct log_event {
    const char *name;
    enum log_level level;
    int is_routine;
    const char *fields;
};
extern const struct log_event log_message; /* of what has no event of its own */

struct log_field {
    const char *name; /* NULL ends a list */
    const char *text; /* NULL: the number */
    long long number;
};
#define LOG_TEXT(field, value)   ((struct log_field){.name = (field), .text = (value)})
#define LOG_NUMBER(field, value) ((struct log_field){.name = (field), .number = (value)})
#define LOG_FIELDS(...)          ((const struct log_field[]){__VA_ARGS__, {.name = NULL}})

/* `fields` must be fields of the event (asserted); the message is what people read. */
void log_write(const struct log_event *event, const struct log_field *fields, const char *format,
               ...) __attribute__((format(printf, 3, 4)));

#endif
