/* Talk for people, on stderr, one line each: "assay judge: warning: ...". Data goes to stdout.
 * Control characters and others that nobody sees are escaped, newlines too (buffer_append_shown).
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* `name` is what every line starts with; borrowed for the life of the process. Messages above
 * `level` are dropped. `dated` puts the local time and its offset from UTC in front (daemons). */
void log_setup(const char *name, enum log_level level, int dated);

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
