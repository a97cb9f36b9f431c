/* assay-build: pid 2 of a compile step's cell (runner/build/stream.h). It has no more privilege
 * than the compiler that it starts. Linked statically, as a cell may have no C library. */
#include "runner/build/parts.h"
#include "runner/build/stream.h"

#include <dirent.h>
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

enum { FAILED = BUILD_FAILED };

const char part_program[] = "assay-build";

/* ---- the compiler ---- */

/* How much of the log has come. */
static size_t log_size;

/* Passes on what is there; 0 at the end of the pipe. Never waits. */
static int take_log(int from)
{
    char bytes[4096];
    ssize_t got = read(from, bytes, sizeof(bytes));
    size_t room = log_size < PRODUCTS_LOG_MAX ? PRODUCTS_LOG_MAX - log_size : 0;

    if (got < 0)
        return errno == EAGAIN || errno == EINTR;
    part_write(2, bytes, (size_t)got < room ? (size_t)got : room);
    log_size += (size_t)got;
    return got > 0;
}

static pid_t start(char **argv, int log)
{
    pid_t pid = fork();

    if (pid < 0)
        part_fail("cannot start the compiler");
    if (pid > 0)
        return pid;
    if (dup2(log, 1) < 0 || dup2(log, 2) < 0)
        _exit(FAILED);
    close_range(3, ~0U, 0);
    execv(argv[0], argv);
    dprintf(2, "cannot run %s: %s\n", argv[0], strerror(errno));
    _exit(FAILED);
}

static void on_child(int signal)
{
    (void)signal; /* it ends a wait, which is all */
}

/* Whether the compiler has ended. */
static int has_ended(pid_t pid, int *status)
{
    pid_t got = waitpid(pid, status, WNOHANG);

    if (got < 0 && errno != EINTR)
        part_fail("cannot wait for the compiler");
    return got == pid;
}

/* Runs the compiler to its end and returns its wait status. What it started may live on with the
 * log's pipe open: its end is not waited for. */
static int compile(char **argv)
{
    const struct sigaction action = {.sa_handler = on_child};
    int log[2], status, is_open = 1;
    sigset_t child, none;
    pid_t pid;

    sigemptyset(&none);
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    if (pipe2(log, O_CLOEXEC) < 0 || fcntl(log[0], F_SETFL, O_NONBLOCK) < 0 ||
        sigaction(SIGCHLD, &action, NULL) < 0)
        part_fail("cannot make a pipe");
    pid = start(argv, log[1]);
    close(log[1]);
    /* from here on it is only heard while we wait */
    sigprocmask(SIG_BLOCK, &child, NULL);
    while (!has_ended(pid, &status)) {
        struct pollfd polled = {.fd = is_open ? log[0] : -1, .events = POLLIN};

        if (ppoll(&polled, 1, NULL, &none) > 0)
            is_open = take_log(log[0]);
    }
    while (is_open) {
        struct pollfd rest = {.fd = log[0], .events = POLLIN};

        is_open = poll(&rest, 1, 0) > 0 && take_log(log[0]);
    }
    if (log_size > PRODUCTS_LOG_MAX)
        dprintf(2, "\n[%zu bytes more]\n", log_size - PRODUCTS_LOG_MAX);
    return status;
}

/* ---- the sources ---- */

/* Some compilers write beside their sources. */
static void copy_sources(const char *to)
{
    int from = open("/prog", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int copy;

    if (from < 0 || mkdir(to, 0755) < 0 ||
        (copy = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0 || chdir(to) < 0)
        part_fail(to);
    part_copy_folder(from, copy);
}

/* ---- its products ---- */

static void send_products(const char *out)
{
    static const struct products_entry end;
    int folder = open(out, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (folder < 0)
        part_fail(out);
    part_write(1, PRODUCTS_MAGIC, PRODUCTS_MAGIC_SIZE);
    part_send_folder(1, folder, "", UINT64_MAX, UINT64_MAX);
    part_write(1, &end, sizeof(end));
}

int main(int argc, char **argv)
{
    int status;

    if (argc < 4) {
        fprintf(stderr, "usage: assay-build SOURCES OUT PROGRAM [ARGUMENT...]\n");
        return FAILED;
    }
    copy_sources(argv[1]);
    if (mkdir(argv[2], 0755) < 0)
        part_fail(argv[2]);
    status = compile(argv + 3);
    if (WIFSIGNALED(status)) {
        dprintf(2, BUILD_SIGNAL_WORDS "%d (%s)\n", WTERMSIG(status), strsignal(WTERMSIG(status)));
        return BUILD_COMPILER_SIGNALLED;
    }
    if (WEXITSTATUS(status) == 0)
        send_products(argv[2]);
    return WEXITSTATUS(status) == BUILD_COMPILER_SIGNALLED ? FAILED : WEXITSTATUS(status);
}
