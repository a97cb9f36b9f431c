#include "base/error.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int error_set(struct error *err, int code, const char *format, ...)
{
    va_list args;

    assert(code < 0);
    err->code = code;
    va_start(args, format);
    vsnprintf(err->text, sizeof(err->text), format, args);
    va_end(args);
    return code;
}

int error_say(struct error *err, const char *format, ...)
{
    va_list args;

    err->code = 0;
    va_start(args, format);
    vsnprintf(err->text, sizeof(err->text), format, args);
    va_end(args);
    return 0;
}

int error_set_errno(struct error *err, int errnum, const char *format, ...)
{
    const char *why = strerrordesc_np(errnum); /* NULL: a number that names no error */
    va_list args;
    size_t used;

    err->code = -errnum;
    va_start(args, format);
    vsnprintf(err->text, sizeof(err->text), format, args);
    va_end(args);
    used = strlen(err->text);
    if (why)
        snprintf(err->text + used, sizeof(err->text) - used, ": %s", why);
    else
        snprintf(err->text + used, sizeof(err->text) - used, ": error %d", errnum);
    return -errnum;
}

int error_is_host(int code)
{
    switch (-code) {
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case ENOBUFS:
    case ENOSPC:
    case EDQUOT:
    case EIO:
        return 1;
    default:
        return 0;
    }
}

int error_prefix(struct error *err, const char *format, ...)
{
    char inner[sizeof(err->text)];
    va_list args;
    size_t used;

    memcpy(inner, err->text, sizeof(inner));
    va_start(args, format);
    vsnprintf(err->text, sizeof(err->text), format, args);
    va_end(args);
    used = strlen(err->text);
    snprintf(err->text + used, sizeof(err->text) - used, ": %s", inner);
    return err->code;
}
