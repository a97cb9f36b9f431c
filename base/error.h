/* What went wrong, in one fixed-size value that needs no allocation.
 *
 * A function that can fail returns 0 or a negative errno value and takes a caller-owned
 * `struct error *` last. The callee fills it; callers add context outward with error_prefix; only
 * `main` and the loops print it. Outputs are untouched on failure.
 *
 *     struct error err;
 *     if (store_open(uri, &store, &err) < 0)
 *         return error_prefix(&err, "opening the queue");
 *
 * Messages are lower case, have no full stop, and say what failed, on what, why, what to do.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

struct error {
    int code;        /* the negative errno value that the failing function returned */
    char text[1024]; /* NUL-terminated, cut when too long */
};

/* Fills `err` and returns `code`, so that a failure is one statement: `return error_set(...)`.
 * `code` is negative (asserted). */
int error_set(struct error *err, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same for a failed system call: `errnum` is errno (positive), and its text is appended after
 * a colon. Returns -errnum. */
int error_set_errno(struct error *err, int errnum, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same for an answer that is no failure but has a reason to give: sets the code to 0 and
 * returns 0. */
int error_say(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Whether this code (a negative errno) says that the host had no room for what we wanted to do:
 * descriptors, memory or space ran out, or a disk failed. Then no submitter and no author is to
 * blame, and the same may succeed later. */
int error_is_host(int code);

/* Puts "context: " in front of the message and returns the code already there. */
int error_prefix(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
