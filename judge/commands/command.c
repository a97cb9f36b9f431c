#include "judge/commands/command.h"

#include "base/log.h"
#include "judge/languages/language.h"

#include <errno.h>
#include <stdlib.h>

int command_fail(const struct error *err)
{
    log_error("%s", err->text);
    switch (err->code) {
    case -ENOENT:
    case -ESRCH:
        return EXIT_NOT_FOUND;
    case -EINVAL:
    case -EACCES:
    case -EPERM:
    case -EROFS:
    case -EMEDIUMTYPE:
    case -EPROTO:
    case -EUCLEAN:
    case -EBUSY:
    case -ENOTSUP:
    case -EFBIG:
    case -ENOTDIR:
    case -EISDIR:
        return EXIT_USAGE;
    default:
        return EXIT_INTERNAL;
    }
}

/* A bad file of the operator's ends the program: no command may run with half of what it says. */
static void load_languages(void)
{
    struct report report = REPORT_INIT;

    if (language_load(&report) < 0) {
        report_print(&report, stderr);
        exit(EXIT_USAGE);
    }
    report_release(&report);
}

void command_parse(const struct argp *argp, int argc, char **argv, void *input)
{
    argp_err_exit_status = EXIT_USAGE;
    argp_parse(argp, argc, argv, 0, NULL, input);
    load_languages();
}

const char *command_database(const char *option)
{
    const char *from_environment = getenv("ASSAY_DB");

    if (option)
        return option;
    return from_environment && *from_environment ? from_environment : "assay.db";
}

long long command_number(const char *option, const char *text, long long low, long long high,
                         struct argp_state *state)
{
    char *end;
    long long value;

    errno = 0;
    value = strtoll(text, &end, 10);
    if (errno || end == text || *end || value < low || value > high)
        argp_error(state, "%s: found \"%s\", expected a whole number from %lld to %lld", option,
                   text, low, high);
    return value;
}
