/* Attacks by way of files: out of the cell, into the next run, against whoever cleans up. */
#include "tests/sandbox/attack.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* ---- left for whoever cleans up ---- */

static void files_flood(char **argv)
{
    char name[32];
    int made = 0;

    (void)argv;
    for (;; made++) {
        int fd;

        snprintf(name, sizeof(name), "/tmp/%d", made);
        fd = open(name, O_CREAT | O_WRONLY, 0000);
        if (fd < 0)
            break;
        close(fd);
    }
    if (errno != ENOSPC || made > 16384)
        escaped("%d files, then %s", made, strerror(errno));
}

static void deep_tree(char **argv)
{
    int depth = 0;

    (void)argv;
    while (depth < 4000 && mkdir("d", 0700) == 0 && chdir("d") == 0)
        depth++;
    if (depth < 1000)
        escaped("only %d directories: %s", depth, strerror(errno));
}

static void hostile_names(char **argv)
{
    static const char *const names[] = {
        "a\nb",   "\033[2J",  "-rf",           " ",  "\xff\xfe\x80", "*",    "$(reboot)",
        "...",    "`id`",     ";id;",          "\\", "\xe2\x80\xae", "\x7f", "%s%n%s",
        "con.\t", "\"quote'", "\r\nSet-Cookie"};
    char longest[256];

    (void)argv;
    memset(longest, 0x80, 255);
    longest[255] = '\0';
    if (mkdir(longest, 0700) < 0)
        escaped("255 bytes: %s", strerror(errno));
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (open(names[i], O_CREAT | O_WRONLY, 0600) < 0 && mkdir(names[i], 0700) < 0)
            escaped("\"%s\": %s", names[i], strerror(errno));
}

static void links_left(char **argv)
{
    (void)argv;
    if (symlink("/", "root") < 0 || symlink("..", "up") < 0 || symlink("loop", "loop") < 0 ||
        symlink("/proc/1/root/etc/shadow", "shadow") < 0 || symlink("/prog", "prog") < 0)
        escaped("a symbolic link: %s", strerror(errno));
    for (int i = 0; i < 3; i++)
        if (open("root/etc/shadow", O_RDONLY) >= 0 || open("shadow", O_RDONLY) >= 0 ||
            open("up/etc/passwd", O_RDONLY) >= 0)
            escaped("a link leads to a file of the host's");
}

static void fifos_left(char **argv)
{
    char name[16];

    (void)argv;
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof(name), "fifo%d", i);
        if (mkfifo(name, 0666) < 0)
            escaped("a FIFO: %s", strerror(errno));
    }
}

/* As its own: files whose mode and set-id bits wait for another user. */
static void modes_left(char **argv)
{
    struct stat info;
    int fd = open("setuid", O_CREAT | O_WRONLY, 0755);

    (void)argv;
    if (fd < 0 || fchmod(fd, 06777) < 0 || chmod("/tmp", 0000) < 0)
        escaped("its own modes: %s", strerror(errno));
    must_fail("giving a file to root", fchown(fd, 0, 0), EPERM);
    must_fail("giving a file to a stranger", fchown(fd, 4242, -1U), EINVAL);
    if (fstat(fd, &info) < 0 || info.st_uid != getuid())
        escaped("a file of another user");
}

static void deleted_but_open(char **argv)
{
    int fd = open("gone", O_CREAT | O_RDWR, 0600);
    char *page;

    (void)argv;
    if (fd < 0 || unlink("gone") < 0 || ftruncate(fd, 4096) < 0)
        escaped("a deleted file: %s", strerror(errno));
    page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (page != MAP_FAILED)
        page[0] = 1;
    must_fail("removing its own directory", rmdir("/tmp"), EROFS);
}

/* ---- state of other kinds ---- */

static void state_left(char **argv)
{
    const struct itimerval timer = {.it_value = {.tv_usec = 200000}};
    const struct rlimit none = {0, 0};
    sigset_t all;

    (void)argv;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    for (int i = 1; i < 65; i++)
        signal(i, SIG_IGN);
    raise(SIGUSR1);
    setitimer(ITIMER_REAL, &timer, NULL);
    alarm(1);
    mkdir("/tmp/in", 0700);
    if (chdir("/tmp/in") < 0)
        escaped("chdir: %s", strerror(errno));
    umask(0777);
    setrlimit(RLIMIT_NOFILE, &none);
    setrlimit(RLIMIT_NPROC, &none);
    setrlimit(RLIMIT_STACK, &none);
    setrlimit(RLIMIT_FSIZE, &none);
    setrlimit(RLIMIT_AS, &none);
}

static void find_state(char **argv)
{
    struct itimerval timer;
    struct rlimit limit;
    sigset_t mask;
    char cwd[256];

    (void)argv;
    sigprocmask(SIG_BLOCK, NULL, &mask);
    for (int i = 1; i < 32; i++) {
        struct sigaction action;

        if (sigismember(&mask, i))
            escaped("signal %d is blocked", i);
        if (i != SIGKILL && i != SIGSTOP && sigaction(i, NULL, &action) == 0 &&
            action.sa_handler != SIG_DFL)
            escaped("signal %d is ignored", i);
    }
    if (umask(022) != 022)
        escaped("the umask is another run's");
    if (sigpending(&mask) == 0 && sigismember(&mask, SIGUSR1))
        escaped("a signal of another run is pending");
    if (getitimer(ITIMER_REAL, &timer) < 0 || timer.it_value.tv_sec || timer.it_value.tv_usec)
        escaped("a timer of another run");
    if (!getcwd(cwd, sizeof(cwd)) || strcmp(cwd, "/tmp") != 0)
        escaped("the working directory is another run's");
    if (getrlimit(RLIMIT_FSIZE, &limit) < 0 || limit.rlim_cur == 0)
        escaped("a limit of another run");
}

/* The input's inode: its times and mode, which a program may set without owning it (utimensat(2):
 * to now, by whoever may write). */
static void mark_input(char **argv)
{
    const struct timespec then[2] = {{.tv_sec = 12345}, {.tv_sec = 12345}};

    (void)argv;
    (void)!fchmod(0, 0123);
    (void)!futimens(0, then);
    (void)!futimens(0, NULL);
    (void)!syscall(SYS_utimensat, 0, NULL, NULL, 0);
    (void)!lseek(0, 0, SEEK_END);
}

/* What the input looks like, for the test to compare with another run's. */
static void show_input(char **argv)
{
    struct stat info;
    char byte = 0;

    (void)argv;
    if (fstat(0, &info) < 0 || read(0, &byte, 1) != 1 || byte != 'i')
        escaped("the input cannot be read from its start: %s", strerror(errno));
    if ((info.st_mode & 0777) == 0123 || info.st_mtim.tv_sec == 12345)
        escaped("the input has another run's mark: mode %o", info.st_mode);
}

/* ---- the proc file system behind /dev/fd ---- */

/* No file of it can be opened, whoever's process it is about. */
static void read_proc(char **argv)
{
    static const char *const files[] = {"self/mem",
                                        "self/maps",
                                        "self/environ",
                                        "self/cmdline",
                                        "self/status",
                                        "self/stat",
                                        "self/limits",
                                        "self/cgroup",
                                        "self/mountinfo",
                                        "self/auxv",
                                        "self/fdinfo/0",
                                        "self/oom_score_adj",
                                        "self/timerslack_ns",
                                        "self/uid_map",
                                        "self/attr/current",
                                        "thread-self/comm",
                                        "1/status",
                                        "1/mem",
                                        "1/fd/0",
                                        "1/root/etc/passwd",
                                        "self/root/etc/passwd",
                                        "self/cwd/../etc/passwd",
                                        "sys/kernel/core_pattern",
                                        "meminfo",
                                        "sysrq-trigger",
                                        "kmsg",
                                        "mounts",
                                        "self/task/1/status"};
    static const int flags[] = {O_RDONLY, O_WRONLY, O_RDWR};

    (void)argv;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
        for (size_t j = 0; j < sizeof(flags) / sizeof(flags[0]); j++) {
            char path[64];

            snprintf(path, sizeof(path), "/.proc/%s", files[i]);
            must_fail(path, open(path, flags[j]), 0);
            must_fail(path, open("/dev/fd/../mem", flags[j]), 0);
        }
}

/* It knows the program's own processes and nothing else. */
static void list_proc(char **argv)
{
    char path[32];

    (void)argv;
    for (int pid = 1; pid < 400; pid++) {
        struct stat info;

        snprintf(path, sizeof(path), "/.proc/%d", pid);
        if (pid != getpid() && (stat(path, &info) == 0 || errno != ENOENT))
            escaped("process %d is seen", pid);
    }
    must_fail("what is no process", open("/.proc/cpuinfo", O_PATH), ENOENT);
    must_fail("its settings", open("/.proc/sys", O_PATH), ENOENT);
}

/* Writes into its input by way of a descriptor that it opened itself. */
static void reopen_input(char **argv)
{
    static const int flags[] = {O_RDWR, O_WRONLY, O_RDWR | O_TRUNC, O_WRONLY | O_APPEND};

    (void)argv;
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        int fd = open("/dev/stdin", flags[i]);

        if (fd < 0)
            continue;
        must_fail("writing to the input", write(fd, "x", 1), EPERM);
        must_fail("cutting the input", ftruncate(fd, 0), EPERM);
        must_fail("growing the input", ftruncate(fd, 1 << 20), EPERM);
        must_fail("sealing the input", fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), EPERM);
        must_fail("mapping the input for writing",
                  mmap(NULL, 1, PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED ? -1 : 0, 0);
        close(fd);
    }
    must_fail("removing the input", unlink("/dev/stdin"), EROFS);
    must_fail("another input", symlink("/tmp/x", "/dev/stdin"), EEXIST);
}

/* No number leads to more than 0, 1 and 2, which are the program's own. */
static void descriptors_by_path(char **argv)
{
    char bytes[8];
    int fd;

    (void)argv;
    for (fd = 3; fd < 1024; fd++) {
        char path[32];

        snprintf(path, sizeof(path), "/dev/fd/%d", fd);
        must_fail(path, open(path, O_RDONLY | O_NONBLOCK), ENOENT);
        must_fail(path, open(path, O_PATH | O_NOFOLLOW), ENOENT);
    }
    fd = open("/dev/stdin", O_RDONLY);
    if (fd != 3 || read(fd, bytes, 1) != 1 || read(0, bytes, 1) != 1)
        escaped("the input cannot be opened: %s", strerror(errno));
    fd = open("/dev/fd/2", O_WRONLY);
    if (fd != 4 || open("/dev/stdout", O_WRONLY) != 5 || write(5, "stdout ", 7) != 7)
        escaped("the output cannot be opened: %s", strerror(errno));
}

/* ---- out of the cell ---- */

static void dotdot(char **argv)
{
    static const char *const paths[] = {"../../../../../etc/shadow",
                                        "/tmp/../../../etc/shadow",
                                        "/prog/../../etc/passwd",
                                        "/usr/bin/../../../etc/passwd",
                                        "/dev/fd/../../etc/passwd",
                                        "//etc/passwd",
                                        "/./etc/passwd"};
    struct open_how how = {.flags = O_RDONLY};

    (void)argv;
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        must_fail(paths[i], open(paths[i], O_RDONLY), ENOENT);
        must_fail(paths[i], syscall(SYS_openat2, AT_FDCWD, paths[i], &how, sizeof(how)), ENOENT);
        must_fail(paths[i], open(paths[i], O_PATH), ENOENT);
    }
}

static void hard_links(char **argv)
{
    (void)argv;
    must_fail("a hard link to a host's program", link("/usr/bin/true", "/tmp/true"), EXDEV);
    must_fail("a hard link to its own", link("/prog/attack", "/tmp/attack"), EXDEV);
    must_fail("a hard link by descriptor",
              linkat(open("/usr/bin/true", O_RDONLY), "", AT_FDCWD, "/tmp/true", AT_EMPTY_PATH),
              0 /* since Linux 6.10 EXDEV */);
    must_fail("swapping /tmp and /prog",
              syscall(SYS_renameat2, AT_FDCWD, "/tmp", AT_FDCWD, "/prog", 2 /* EXCHANGE */), EROFS);
}

/* Set-id programs of the host's are there to be read, and give nothing. */
static void set_id_programs(char **argv)
{
    static const char *const places[] = {"/", "/usr", "/tmp", "/prog"};

    (void)argv;
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        struct statvfs info;

        if (statvfs(places[i], &info) < 0 || !(info.f_flag & ST_NOSUID))
            escaped("%s honours set-id bits", places[i]);
        if (strcmp(places[i], "/tmp") != 0 && !(info.f_flag & ST_RDONLY))
            escaped("%s can be written", places[i]);
    }
}

/* A host's file that is mapped for writing, or opened so. */
static void write_libraries(char **argv)
{
    int fd = open("/usr/bin/true", O_RDONLY);

    (void)argv;
    if (fd < 0)
        escaped("/usr/bin/true: %s", strerror(errno));
    must_fail("writing a host's program", open("/usr/bin/true", O_RDWR), EACCES);
    must_fail("truncating it", truncate("/usr/bin/true", 0), 0 /* Landlock's since Linux 6.2 */);
    must_fail("mapping it for writing",
              mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED ? -1 : 0,
              EACCES);
    must_fail("writing through its descriptor", write(fd, "x", 1), EBADF);
    must_fail("its mode", fchmod(fd, 0777), EROFS);
    must_fail("its times", futimens(fd, NULL), EROFS);
    must_fail("its attributes", ioctl(fd, 0x40086602UL /* FS_IOC_SETFLAGS */, &fd), ENOSYS);
}

/* The page cache as a channel: what is in it was chosen by who ran before. */
static void page_cache(char **argv)
{
    char data[64];
    const struct iovec part = {data, sizeof(data)};
    unsigned char resident[4] = {0};
    int fd = open("/usr/bin/true", O_RDONLY);
    void *page = mmap(NULL, 4 * 4096, PROT_READ, MAP_SHARED, fd, 0);

    (void)argv;
    must_fail("RWF_NOWAIT", syscall(SYS_preadv2, fd, &part, 1, 0, 0, RWF_NOWAIT), ENOSYS);
    must_fail("RWF_HIPRI", syscall(SYS_preadv2, fd, &part, 1, 0, 0, RWF_HIPRI), ENOSYS);
    must_fail("pwritev2 with flags", syscall(SYS_pwritev2, fd, &part, 1, 0, 0, RWF_DSYNC), ENOSYS);
    if (preadv2(fd, &part, 1, 0, 0) != sizeof(data))
        escaped("preadv2 without flags: %s", strerror(errno));
    must_fail("cachestat", syscall(451, fd, NULL, NULL, 0), ENOSYS);
    must_fail("readahead", readahead(fd, 0, 4096), ENOSYS);
    /* of a file that one may not write the kernel says that all of it is there (mm/mincore.c) */
    if (page == MAP_FAILED || mincore(page, sizeof(resident) * 4096, resident) < 0 ||
        !(resident[0] & resident[1] & resident[2] & resident[3] & 1))
        escaped("mincore tells what is in the page cache");
}

/* Would work the host's disks, unaccounted; all of it is pretended. */
static void sync_host(char **argv)
{
    int fd = open("/usr/bin/true", O_RDONLY);

    (void)argv;
    sync();
    if (fsync(fd) < 0 || fdatasync(fd) < 0 || syncfs(fd) < 0)
        escaped("a sync is refused rather than pretended: %s", strerror(errno));
    /* the kernel would say EBADF: it was never asked */
    if (fsync(999) < 0 || syncfs(999) < 0 || posix_fadvise(999, 0, 0, POSIX_FADV_DONTNEED) != 0)
        escaped("a sync reaches the kernel");
    must_fail("sync_file_range", sync_file_range(fd, 0, 0, 7), ENOSYS);
}

/* A new image, in memory, made and started by the program itself: it is as bound as this one. */
static void exec_memfd(char **argv)
{
    static char data[1 << 20];
    static char *const again[] = {"attack", "become_root", NULL};
    int from = open("/prog/attack", O_RDONLY);
    int to = memfd_create("image", MFD_CLOEXEC);
    ssize_t got;

    (void)argv;
    while ((got = read(from, data, sizeof(data))) > 0)
        if (write(to, data, (size_t)got) != got)
            escaped("writing an image: %s", strerror(errno));
    syscall(SYS_execveat, to, "", again, NULL, AT_EMPTY_PATH);
    escaped("execveat: %s", strerror(errno));
}

static void exec_from_tmp(char **argv)
{
    static char data[1 << 20];
    static char *const again[] = {"attack", "no_new_privs", NULL};
    int from = open("/prog/attack", O_RDONLY);
    int to = open("/tmp/image", O_CREAT | O_WRONLY | O_CLOEXEC, 06755);
    ssize_t got;

    (void)argv;
    fchmod(to, 06755);
    while ((got = read(from, data, sizeof(data))) > 0)
        if (write(to, data, (size_t)got) != got)
            escaped("writing an image: %s", strerror(errno));
    close(to);
    execv("/tmp/image", again);
    escaped("execv: %s", strerror(errno));
}

/* Files whose paths are arguments: none is there, by whatever way. */
static void reach_files(char **argv)
{
    for (char **path = argv + 2; *path; path++) {
        struct stat info;

        must_fail(*path, open(*path, O_RDONLY), ENOENT);
        must_fail(*path, open(*path, O_PATH | O_NOFOLLOW), ENOENT);
        must_fail(*path, open(*path, O_RDWR | O_CREAT, 0600), ENOENT);
        must_fail(*path, stat(*path, &info), ENOENT);
        must_fail(*path, unlink(*path), ENOENT);
        must_fail(*path, truncate(*path, 0), ENOENT);
    }
}

/* For a second, in a file, in memory and in a shared mapping, while others look for it. */
static void keep_secret(char **argv)
{
    static const char secret[] = "a secret";
    int fd = open("/tmp/secret", O_CREAT | O_RDWR, 0666);
    char *page, back[sizeof(secret)];

    (void)argv;
    if (write(fd, secret, sizeof(secret)) != sizeof(secret))
        escaped("/tmp/secret: %s", strerror(errno));
    page = mmap(NULL, sizeof(secret), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    for (int i = 0; i < 20; i++) {
        usleep(50000);
        if (page == MAP_FAILED || pread(fd, back, sizeof(back), 0) != sizeof(back) ||
            memcmp(back, secret, sizeof(back)) != 0 || memcmp(page, secret, sizeof(back)) != 0)
            escaped("the secret is not what it was");
    }
}

/* The kernel remembers each name that is not there, at the cost of who asked for it. */
static void missing_names(char **argv)
{
    enum { NAMES = 40000 };
    struct timespec now;

    (void)argv;
    clock_gettime(CLOCK_REALTIME, &now); /* names that nobody asked for before */
    for (int i = 0; i < NAMES; i++) {
        char name[64];

        snprintf(name, sizeof(name), "/usr/lib/not-there-%ld-%ld-%d", (long)now.tv_sec, now.tv_nsec,
                 i);
        if (access(name, F_OK) == 0)
            escaped("%s is there", name);
    }
}

const struct attack_entry attacks_on_files[] = {
    {"files_flood", files_flood},
    {"deep_tree", deep_tree},
    {"hostile_names", hostile_names},
    {"missing_names", missing_names},
    {"links_left", links_left},
    {"fifos_left", fifos_left},
    {"modes_left", modes_left},
    {"deleted_but_open", deleted_but_open},
    {"state_left", state_left},
    {"find_state", find_state},
    {"mark_input", mark_input},
    {"show_input", show_input},
    {"read_proc", read_proc},
    {"list_proc", list_proc},
    {"reopen_input", reopen_input},
    {"descriptors_by_path", descriptors_by_path},
    {"dotdot", dotdot},
    {"hard_links", hard_links},
    {"set_id_programs", set_id_programs},
    {"write_libraries", write_libraries},
    {"page_cache", page_cache},
    {"sync_host", sync_host},
    {"exec_memfd", exec_memfd},
    {"exec_from_tmp", exec_from_tmp},
    {"reach_files", reach_files},
    {"keep_secret", keep_secret},
    {0},
};
