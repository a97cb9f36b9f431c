/* assay-build: pid 2 of a compile step's cell (runner/build/stream.h). It has no more privilege
 * than the compiler that it starts. Linked statically, as a cell may have no C library. */
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

enum { FAILED = BUILD_FAILED, PATH_SIZE = 4096, DEPTH_MAX = 16 };

_Noreturn static void fail(const char *what)
{
    dprintf(2, "assay-build: %s: %s\n", what, strerror(errno));
    exit(FAILED);
}

static void write_whole(int fd, const void *data, size_t size)
{
    const char *at = data;

    while (size > 0) {
        ssize_t wrote = write(fd, at, size);

        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            fail("cannot write");
        at += wrote;
        size -= (size_t)wrote;
    }
}

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
    write_whole(2, bytes, (size_t)got < room ? (size_t)got : room);
    log_size += (size_t)got;
    return got > 0;
}

static pid_t start(char **argv, int log)
{
    pid_t pid = fork();

    if (pid < 0)
        fail("cannot start the compiler");
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
        fail("cannot wait for the compiler");
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
        fail("cannot make a pipe");
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

static void copy_folder(int from, int to);

static void copy_file(int from, int to)
{
    struct stat info;
    off_t at = 0;

    if (fstat(from, &info) < 0)
        fail("cannot copy a source");
    while (at < info.st_size)
        if (sendfile(to, from, &at, (size_t)(info.st_size - at)) <= 0 && errno != EINTR)
            fail("cannot copy a source");
    close(from);
    close(to);
}

static void copy_entry(int from, int to, const char *name)
{
    int source = openat(from, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat info;
    int copy;

    if (source < 0 || fstat(source, &info) < 0 ||
        (S_ISDIR(info.st_mode) && mkdirat(to, name, 0755) < 0))
        fail(name);
    copy = S_ISDIR(info.st_mode) ? openat(to, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
                                 : openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (copy < 0)
        fail(name);
    if (S_ISDIR(info.st_mode))
        copy_folder(source, copy);
    else
        copy_file(source, copy);
}

/* Takes both. */
static void copy_folder(int from, int to)
{
    DIR *folder = fdopendir(from);
    struct dirent *entry;

    if (!folder)
        fail("cannot list the sources");
    while ((entry = readdir(folder)))
        if (entry->d_name[0] != '.')
            copy_entry(from, to, entry->d_name);
    closedir(folder);
    close(to);
}

/* Some compilers write beside their sources. */
static void copy_sources(const char *to)
{
    int from = open("/prog", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int copy;

    if (from < 0 || mkdir(to, 0755) < 0 ||
        (copy = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0 || chdir(to) < 0)
        fail(to);
    copy_folder(from, copy);
}

/* ---- its products ---- */

static void send_file(int fd, const char *path)
{
    struct products_entry entry = {.path_size = (uint32_t)strlen(path)};
    struct stat info;
    uint64_t left;

    if (fstat(fd, &info) < 0)
        fail(path);
    entry.size = (uint64_t)info.st_size;
    write_whole(1, &entry, sizeof(entry));
    write_whole(1, path, entry.path_size);
    for (left = entry.size; left > 0;) {
        ssize_t sent = sendfile(1, fd, NULL, left);

        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0) {
            errno = sent < 0 ? errno : EIO;
            fail(path);
        }
        left -= (uint64_t)sent;
    }
}

/* Takes the folder. */
static void send_folder(int folder, char path[PATH_SIZE], size_t length, int depth);

static void send_entry(int folder, char path[PATH_SIZE], size_t length, const char *name, int depth)
{
    size_t size = strlen(name);
    struct stat info;
    int fd;

    if (length + size + 2 > PATH_SIZE) {
        errno = ENAMETOOLONG;
        fail(name);
    }
    memcpy(path + length, name, size + 1);
    /* neither a link nor a device is a product */
    if (fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) < 0)
        fail(path);
    if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode))
        return;
    fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        fail(path);
    if (S_ISREG(info.st_mode)) {
        send_file(fd, path);
        close(fd);
    } else if (depth == DEPTH_MAX) {
        dprintf(2, "assay-build: %s is more than %d folders deep\n", path, DEPTH_MAX);
        exit(FAILED);
    } else {
        path[length + size] = '/';
        send_folder(fd, path, length + size + 1, depth + 1);
    }
}

/* In the order of names, so that the same files make the same stream. */
static void send_folder(int folder, char path[PATH_SIZE], size_t length, int depth)
{
    struct dirent **entries;
    int count = scandirat(folder, ".", &entries, NULL, alphasort);

    if (count < 0)
        fail("cannot list the products");
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;

        if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
            send_entry(folder, path, length, name, depth);
        free(entries[i]);
    }
    free(entries);
    close(folder);
}

static void send_products(const char *out)
{
    static const struct products_entry end;
    static char path[PATH_SIZE];
    int folder = open(out, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (folder < 0)
        fail(out);
    write_whole(1, PRODUCTS_MAGIC, PRODUCTS_MAGIC_SIZE);
    send_folder(folder, path, 0, 0);
    write_whole(1, &end, sizeof(end));
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
        fail(argv[2]);
    status = compile(argv + 3);
    if (WIFSIGNALED(status)) {
        dprintf(2, BUILD_SIGNAL_WORDS "%d (%s)\n", WTERMSIG(status), strsignal(WTERMSIG(status)));
        return BUILD_COMPILER_SIGNALLED;
    }
    if (WEXITSTATUS(status) == 0)
        send_products(argv[2]);
    return WEXITSTATUS(status) == BUILD_COMPILER_SIGNALLED ? FAILED : WEXITSTATUS(status);
}
