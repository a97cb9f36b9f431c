/* assay-validate: pid 2 of a validator's cell (runner/build/validate.h). */
#include "runner/build/validate.h"

#include "runner/build/notice.h"
#include "runner/build/parts.h"
#include "runner/build/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

const char part_program[] = "assay-validate";

enum { PATH_SIZE = 4096 };

/* ---- the files of the case ---- */

static void read_whole(int fd, void *data, size_t size)
{
    char *at = data;

    while (size > 0) {
        ssize_t got = read(fd, at, size);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            errno = got < 0 ? errno : EIO;
            part_fail("cannot read the case");
        }
        at += got;
        size -= (size_t)got;
    }
}

/* A feedback folder that comes from an earlier pass may have folders in it. */
static void make_folders(char *path)
{
    for (char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path, 0755) < 0 && errno != EEXIST)
            part_fail(path);
        *slash = '/';
    }
}

static void lay_file(int from, char *path, uint64_t size)
{
    int to;

    make_folders(path);
    to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (to < 0)
        part_fail(path);
    while (size > 0) {
        ssize_t sent = sendfile(to, from, NULL, size);

        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0) {
            errno = sent < 0 ? errno : EIO;
            part_fail(path);
        }
        size -= (uint64_t)sent;
    }
    close(to);
}

/* The grader wrote the stream, and its paths are relative to /tmp, where we are. */
static void lay_case(int from)
{
    static char path[PATH_SIZE];
    char magic[PRODUCTS_MAGIC_SIZE];
    struct products_entry entry;

    read_whole(from, magic, sizeof(magic));
    if (memcmp(magic, PRODUCTS_MAGIC, sizeof(magic)) != 0) {
        errno = EBADMSG;
        part_fail("the case is no stream");
    }
    if (mkdir(VALIDATE_FEEDBACK, 0755) < 0)
        part_fail(VALIDATE_FEEDBACK);
    for (;;) {
        read_whole(from, &entry, sizeof(entry));
        if (entry.path_size == 0)
            return;
        if (entry.path_size >= PATH_SIZE) {
            errno = ENAMETOOLONG;
            part_fail("the case");
        }
        read_whole(from, path, entry.path_size);
        path[entry.path_size] = '\0';
        lay_file(from, path, entry.size);
    }
}

/* ---- the program ---- */

/* What it writes: all is counted, the start or the end of it kept. */
struct spoken {
    int fd; /* -1: it has ended */
    int keeps_end;
    size_t size; /* of what is kept */
    uint64_t total;
    char text[VALIDATE_TEXT_MAX];
};
static struct spoken out = {.fd = -1}, errs = {.fd = -1, .keeps_end = 1};

static void keep(struct spoken *spoken, const char *data, size_t size)
{
    size_t room = sizeof(spoken->text) - spoken->size, drop;

    spoken->total += size;
    if (!spoken->keeps_end && size > room)
        size = room;
    drop = size > room ? size - room : 0;
    memmove(spoken->text, spoken->text + drop, spoken->size - drop);
    spoken->size -= drop;
    memcpy(spoken->text + spoken->size, data, size);
    spoken->size += size;
}

/* Takes what is there, if anything, and does not wait. 0: nothing was. */
static int take(struct spoken *spoken)
{
    char data[4096];
    ssize_t got = spoken->fd < 0 ? 0 : read(spoken->fd, data, sizeof(data));

    if (got < 0)
        return 0;
    if (got == 0) {
        if (spoken->fd >= 0)
            close(spoken->fd);
        spoken->fd = -1;
        return 0;
    }
    keep(spoken, data, (size_t)got);
    return 1;
}

static int open_pipe(struct spoken *spoken)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) < 0 || fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0)
        part_fail("cannot make a pipe");
    spoken->fd = ends[0];
    return ends[1];
}

static void on_child(int signal)
{
    (void)signal; /* it ends a wait, which is all */
}

/* What it was called for. */
enum act { ACT_CHECK, ACT_TALK, ACT_MANAGE, ACT_MAKE };

static int open_made(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

    if (fd < 0)
        part_fail(path);
    return fd;
}

/* The program's stdin, stdout and stderr. */
static void open_standard(enum act act, int fds[3])
{
    fds[2] = act == ACT_MAKE ? open_made(VALIDATE_MADE_ANSWER) : open_pipe(&errs);
    switch (act) {
    case ACT_TALK:
        fds[0] = 0;
        fds[1] = 1;
        return;
    case ACT_MANAGE:
        fds[0] = open(VALIDATE_INPUT, O_RDONLY | O_CLOEXEC);
        fds[1] = open_pipe(&out);
        break;
    case ACT_CHECK:
        fds[0] = open(VALIDATE_OUTPUT, O_RDONLY | O_CLOEXEC);
        fds[1] = open_pipe(&out);
        break;
    case ACT_MAKE:
        fds[0] = open(VALIDATE_OUTPUT, O_RDONLY | O_CLOEXEC);
        fds[1] = open_made(VALIDATE_MADE_IN);
        break;
    }
    if (fds[0] < 0)
        part_fail("cannot open the output");
}

/* In the child: all else is close-on-exec, but for what our report goes to. */
static int take_standard(enum act act, const int fds[3])
{
    if (act == ACT_MANAGE &&
        (dup2(0, VALIDATE_FROM_PROGRAM_FD) < 0 || dup2(1, VALIDATE_TO_PROGRAM_FD) < 0))
        return -1;
    for (int i = 0; i < 3; i++)
        if (fds[i] != i && dup2(fds[i], i) < 0)
            return -1;
    return 0;
}

/* Starts the program; the errno of an exec that failed comes over `*ret_failed`. */
static pid_t start(char **argv, enum act act, int *ret_failed)
{
    int fds[3], failed[2];
    pid_t pid;

    open_standard(act, fds);
    if (pipe2(failed, O_CLOEXEC) < 0)
        part_fail("cannot make a pipe");
    pid = fork();
    if (pid < 0)
        part_fail("cannot start the validator");
    if (pid == 0) {
        if (take_standard(act, fds) < 0)
            _exit(BUILD_FAILED);
        if (failed[1] != VALIDATE_REPORT_FD)
            fcntl(VALIDATE_REPORT_FD, F_SETFD, FD_CLOEXEC);
        execv(argv[0], argv);
        if (write(failed[1], &errno, sizeof(errno)) < 0)
            _exit(BUILD_FAILED);
        _exit(BUILD_FAILED);
    }
    close(failed[1]);
    for (int i = 0; i < 3; i++)
        close(fds[i]);
    /* the two ends of a conversation are the program's alone: the submission must see them close */
    if (act == ACT_MANAGE) {
        close(0);
        close(1);
    }
    *ret_failed = failed[0];
    return pid;
}

/* Runs it to its end. Its wait status, or -1 when it wrote too much; what it started may live on
 * with its pipes open, and their end is not waited for. */
static int run(pid_t pid, uint64_t output_max)
{
    sigset_t child, none;
    int status = 0;

    sigemptyset(&none);
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, NULL);
    for (;;) {
        struct pollfd polled[2] = {{.fd = out.fd, .events = POLLIN},
                                   {.fd = errs.fd, .events = POLLIN}};
        pid_t ended = waitpid(pid, &status, WNOHANG);

        if (ended < 0 && errno != EINTR)
            part_fail("cannot wait for the validator");
        if (ended == pid)
            break;
        ppoll(polled, 2, NULL, &none);
        take(&out);
        take(&errs);
        if (out.total + errs.total > output_max)
            return -1;
    }
    while (take(&out) + take(&errs) > 0 && out.total + errs.total <= output_max)
        ;
    return out.total + errs.total > output_max ? -1 : status;
}

/* ---- the report ---- */

static void report(int to, int status, int exec_errno, uint64_t files_max, uint64_t bytes_max)
{
    static const struct products_entry end;
    int folder = open(VALIDATE_FEEDBACK, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    char text[32] = "flood";

    if (exec_errno != 0)
        snprintf(text, sizeof(text), "exec %d", exec_errno);
    else if (status >= 0 && WIFSIGNALED(status))
        snprintf(text, sizeof(text), "signal %d", WTERMSIG(status));
    else if (status >= 0)
        snprintf(text, sizeof(text), "exit %d", WEXITSTATUS(status));
    part_write(to, PRODUCTS_MAGIC, PRODUCTS_MAGIC_SIZE);
    part_send_bytes(to, VALIDATE_STATUS, text, strlen(text));
    part_send_bytes(to, VALIDATE_STDOUT, out.text, out.size);
    part_send_bytes(to, VALIDATE_STDERR, errs.text, errs.size);
    /* a folder that it has taken away holds nothing */
    if (folder >= 0 && part_send_folder(to, folder, VALIDATE_FEEDBACK, files_max, bytes_max) < 0)
        part_send_bytes(to, VALIDATE_FULL, "", 0);
    part_write(to, &end, sizeof(end));
}

/* Before all else: whoever has ended first of the two is decided by this. */
static void tell_end(int status)
{
    const struct author_notice notice = {AUTHOR_NOTICE, status};

    part_write(VALIDATE_REPORT_FD, &notice, sizeof(notice));
}

static enum act act_named(const char *name)
{
    static const char *const names[] = {"check", "talk", "manage", "make"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(name, names[i]) == 0)
            return (enum act)i;
    return ACT_CHECK;
}

int main(int argc, char **argv)
{
    const struct sigaction action = {.sa_handler = on_child};
    enum act act = argc > 1 ? act_named(argv[1]) : ACT_CHECK;
    int is_talk = act == ACT_TALK || act == ACT_MANAGE;
    int from = is_talk ? VALIDATE_CASE_FD : 0, failed, status, exec_errno = 0;
    pid_t pid;

    if (argc < 6) {
        fprintf(stderr, "usage: assay-validate check|talk|manage|make OUTPUT_MAX FILES_MAX "
                        "BYTES_MAX PROGRAM [ARGUMENT...]\n");
        return BUILD_FAILED;
    }
    if (chdir("/tmp") < 0 || sigaction(SIGCHLD, &action, NULL) < 0)
        part_fail("/tmp");
    lay_case(from);
    if (is_talk)
        close(from);
    if (act == ACT_MANAGE && symlink(VALIDATE_INPUT, "input.txt") < 0)
        part_fail("input.txt");
    pid = start(argv + 5, act, &failed);
    status = run(pid, strtoull(argv[2], NULL, 10));
    if (is_talk)
        tell_end(status);
    if (read(failed, &exec_errno, sizeof(exec_errno)) < 0)
        exec_errno = 0;
    report(is_talk ? VALIDATE_REPORT_FD : 1, status, exec_errno, strtoull(argv[3], NULL, 10),
           strtoull(argv[4], NULL, 10));
    return 0;
}
