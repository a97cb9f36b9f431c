#include "problems/data.h"

#include "base/buffer.h"
#include "base/fd.h"
#include "problems/package.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { YAML_SIZE_MAX = 64 << 20 };

struct look {
    int has_bom, has_crlf;
};

static int look_at(int dir_fd, const struct problem_data *data, struct look *ret_look,
                   struct error *err)
{
    static unsigned char block[1 << 16];
    struct look look = {0};
    int fd = problem_data_open(dir_fd, data, err), after_cr = 0;
    int64_t offset = 0;
    ssize_t count;

    if (fd < 0)
        return fd;
    while ((count = pread(fd, block, sizeof(block), offset)) > 0 || (count < 0 && errno == EINTR)) {
        const unsigned char *at = block, *end = block + (count > 0 ? count : 0);

        if (offset == 0 && count >= 3)
            look.has_bom = memcmp(block, "\xef\xbb\xbf", 3) == 0;
        look.has_crlf |= after_cr && end > at && *at == '\n';
        for (; end > at && (at = memchr(at, '\r', (size_t)(end - at))) != NULL; at++)
            look.has_crlf |= at + 1 < end && at[1] == '\n';
        after_cr = end > block ? end[-1] == '\r' : after_cr;
        offset += end - block;
    }
    fd_close(&fd);
    if (count < 0)
        return error_set_errno(err, errno, "cannot read the data of a case");
    *ret_look = look;
    return 0;
}

static int compares_white(const struct problem_checker *checker)
{
    return checker->kind == CHECKER_EXACT || checker->space_change_sensitive;
}

static void warn(const struct source *source, const struct problem_case *kase, const char *what,
                 const char *odd, struct report *report)
{
    report_warning_at(report, source, kase->place, "the %s of the case \"%s\" %s", what, kase->name,
                      odd);
}

/* Each kind of oddity once: whoever has it in one file has it in all. */
static int check_cases(int dir_fd, const struct problem *problem, const struct source *source,
                       struct report *report, struct error *err)
{
    int boms[2] = {0}, crlfs[2] = {0};

    for (size_t i = 0; i < problem->case_count; i++) {
        const struct problem_case *kase = &problem->cases[i];

        for (int answer = 0; answer < 2 && kase->same_as == i; answer++) {
            struct look look = {0};
            int failed = look_at(dir_fd, answer ? &kase->out : &kase->in, &look, err);

            if (failed < 0)
                return failed;
            if (look.has_bom && boms[answer]++ == 0)
                warn(source, kase, answer ? "answer" : "input",
                     "starts with a byte order mark (\\ufeff), which is part of its first word; "
                     "expected text without it",
                     report);
            if (look.has_crlf && (!answer || compares_white(&problem->checker)) &&
                crlfs[answer]++ == 0)
                warn(source, kase, answer ? "answer" : "input",
                     "has Windows line ends (\\r\\n), which programs or the checker see; expected "
                     "\\n alone",
                     report);
        }
    }
    return 0;
}

int problem_check_data(int dir_fd, const struct problem *problem, struct report *report)
{
    struct buffer text = BUFFER_INIT;
    struct arena names = ARENA_INIT;
    const char *file = arena_format(&names, "%s/problem.yaml", problem->folder);
    struct source source;
    struct error err;
    int fd = package_open(dir_fd, "problem.yaml", YAML_SIZE_MAX, NULL, &err);
    int failed = fd < 0 ? fd : fd_read_all(fd, YAML_SIZE_MAX, &text, "problem.yaml", &err);

    fd_close(&fd);
    if (failed == 0) {
        source_init(&source, file, text.data, text.size);
        failed = check_cases(dir_fd, problem, &source, report, &err);
        source_release(&source);
    }
    if (failed < 0)
        report_failure_file(report, file, &err);
    buffer_release(&text);
    arena_release(&names);
    return failed;
}
