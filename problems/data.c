#include "problems/data.h"

#include "base/buffer.h"
#include "base/fd.h"
#include "problems/package.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { YAML_SIZE_MAX = 64 << 20 };

/* What was found in the bytes of an input or answer. */
struct look {
    int has_bom;
    int has_cr;       /* anywhere */
    int has_inner_cr; /* that does not end a line, so that `lines` and `unordered` see it */
};

static void look_at_block(struct look *look, const unsigned char *at, const unsigned char *end,
                          int *after_cr)
{
    for (; at < end; at++) {
        look->has_inner_cr |= *after_cr && *at != '\n' && *at != '\r';
        *after_cr = *at == '\r' || (*after_cr && (*at == ' ' || *at == '\t'));
        look->has_cr |= *at == '\r';
    }
}

static int look_at(int fd, struct look *ret_look, struct error *err)
{
    static unsigned char block[1 << 16];
    struct look look = {0};
    int after_cr = 0;
    int64_t offset = 0;
    ssize_t count;

    while ((count = pread(fd, block, sizeof(block), offset)) > 0 || (count < 0 && errno == EINTR)) {
        size_t size = count > 0 ? (size_t)count : 0;

        if (offset == 0 && size >= 3)
            look.has_bom = memcmp(block, "\xef\xbb\xbf", 3) == 0;
        if (after_cr || memchr(block, '\r', size))
            look_at_block(&look, block, block + size, &after_cr);
        offset += (int64_t)size;
    }
    if (count < 0)
        return error_set_errno(err, errno, "cannot read the data of a case");
    *ret_look = look;
    return 0;
}

/* Whether the checker tells an answer with these carriage returns from the same with \n alone. */
static int sees_cr(const struct problem_checker *checker, const struct look *look)
{
    switch (checker->kind) {
    case CHECKER_EXACT:
    case CHECKER_PROGRAM: /* nobody knows what it overlooks */
        return look->has_cr;
    case CHECKER_LINES:
        return look->has_inner_cr;
    case CHECKER_UNORDERED:
        return look->has_inner_cr && checker->unordered == UNORDERED_LINES;
    case CHECKER_TOKENS:
    case CHECKER_FLOATS:
        return look->has_cr && checker->space_change_sensitive;
    case CHECKER_LETTERS:
    case CHECKER_NONE:
        return 0;
    case CHECKER_EACH_LINE:
        return look->has_cr && checker->lines.white == LINE_WHITE_COUNTS;
    }
    return look->has_cr;
}

struct check {
    int dir_fd;
    const struct problem *problem;
    const struct source *source;
    struct report *report;
    problem_accepts_fn *accepts;
    int boms[2], crs[2]; /* in inputs, in answers: how many were found */
    int untried, refused;
};

/* A case of assay's own format has its place in problem.yaml, one of another its file. */
static __attribute__((format(printf, 5, 6))) void tell(const struct check *check,
                                                       const struct problem_case *kase,
                                                       const char *what, int is_error,
                                                       const char *format, ...)
{
    const struct problem_data *data = strcmp(what, "input") == 0 ? &kase->in : &kase->out;
    char text[1024], file[PATH_MAX + 256];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    snprintf(file, sizeof(file), "%s/%s", check->problem->folder, data->path ? data->path : "");
    if (check->problem->format != PROBLEM_NATIVE && data->path && is_error)
        report_error_file(check->report, file, "%s", text);
    else if (check->problem->format != PROBLEM_NATIVE && data->path)
        report_warning_file(check->report, file, "%s", text);
    else if (is_error)
        report_error_at(check->report, check->source, kase->place, "%s", text);
    else
        report_warning_at(check->report, check->source, kase->place, "%s", text);
}

static void tell_odd(const struct check *check, const struct problem_case *kase, int is_error,
                     const char *what, const char *odd)
{
    tell(check, kase, what, is_error && check->problem->format == PROBLEM_NATIVE,
         "the %s of the case \"%s\" %s", what, kase->name, odd);
}

static const struct problem_checker *checker_of(const struct check *check,
                                                const struct problem_case *kase)
{
    return kase->checker ? kase->checker : &check->problem->checker;
}

static void tell_look(struct check *check, const struct problem_case *kase, int is_answer,
                      const struct look *look)
{
    const char *what = is_answer ? "answer" : "input";
    int is_file = (is_answer ? &kase->out : &kase->in)->path != NULL;
    int is_seen = is_answer && sees_cr(checker_of(check, kase), look);

    if (look->has_bom && check->boms[is_answer]++ == 0)
        tell_odd(
            check, kase, is_file, what,
            "starts with a byte order mark (\\ufeff), which is part of its first word; expected "
            "text without it");
    if (look->has_cr && check->crs[is_answer]++ == 0)
        tell_odd(
            check, kase, is_seen && is_file, what,
            is_seen ? "has Windows line ends or carriage returns (\\r), which the checker sees; "
                      "expected \\n alone (programs that are to print \\r get an answer in "
                      "problem.yaml: out: \"...\\r\\n\")"
            : is_answer
                ? "has Windows line ends or carriage returns (\\r), which the checker overlooks; "
                  "expected \\n alone"
                : "has Windows line ends or carriage returns (\\r), which programs see; expected "
                  "\\n alone");
}

static int try_answer(struct check *check, const struct problem_case *kase, int fd,
                      struct error *err)
{
    int accepted = check->accepts(checker_of(check, kase), fd, err);

    if (accepted == -ENOTSUP && check->untried++ == 0)
        tell_odd(check, kase, 0, "answer", "was not tried: its checker cannot be run here");
    else if (accepted == 0 && check->refused++ == 0)
        tell(check, kase, "answer", 1,
             "the checker refuses the answer of the case \"%s\" itself, so no program "
             "can be right: %s",
             kase->name, err->text);
    return accepted < 0 && accepted != -ENOTSUP ? accepted : 0;
}

/* By a generator, so that there is nothing to look at. */
static int is_made(const struct problem_case *kase, int is_answer)
{
    return kase->generator && (is_answer ? kase->generator->makes_out : kase->generator->makes_in);
}

static int check_cases(struct check *check, struct error *err)
{
    for (size_t i = 0; i < check->problem->case_count; i++) {
        const struct problem_case *kase = &check->problem->cases[i];

        for (int answer = 0; answer < 2 && kase->same_as == i; answer++) {
            struct look look = {0};
            int fd, failed;

            if (is_made(kase, answer))
                continue;
            fd = problem_data_open(check->dir_fd, answer ? &kase->out : &kase->in, err);
            failed = fd < 0 ? fd : look_at(fd, &look, err);
            if (failed == 0)
                tell_look(check, kase, answer, &look);
            if (failed == 0 && answer)
                failed = try_answer(check, kase, fd, err);
            fd_close(&fd);
            if (failed < 0)
                return failed;
        }
    }
    return 0;
}

int problem_check_data(int dir_fd, const struct problem *problem, problem_accepts_fn *accepts,
                       struct report *report)
{
    struct check check = {
        .dir_fd = dir_fd, .problem = problem, .report = report, .accepts = accepts};
    size_t errors = report->errors;
    struct buffer text = BUFFER_INIT;
    struct arena names = ARENA_INIT;
    const char *file = arena_format(&names, "%s/%s", problem->folder, problem->file);
    struct source source;
    struct error err;
    int fd = package_open(dir_fd, problem->file, YAML_SIZE_MAX, NULL, &err);
    int failed = fd == -ENOENT && problem->format != PROBLEM_NATIVE ? 0 /* DOMjudge needs none */
                 : fd < 0                                           ? fd
                          : fd_read_all(fd, YAML_SIZE_MAX, &text, problem->file, &err);

    fd_close(&fd);
    if (problem->limits.time_us < 0 && problem->calibration.factor > 0)
        report_warning_file(report, file,
                            "the package states no time limit, so graders give %d s; `assay "
                            "verify` says which limit its accepted submissions call for",
                            PROBLEM_UNCALIBRATED_US / 1000000);
    if (failed == 0) {
        source_init(&source, file, text.data, text.size);
        check.source = &source;
        failed = check_cases(&check, &err);
        source_release(&source);
    }
    if (failed < 0)
        report_failure_file(report, file, &err);
    if (failed == 0 && report->errors > errors)
        failed = -EINVAL;
    buffer_release(&text);
    arena_release(&names);
    return failed;
}
