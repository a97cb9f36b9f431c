/* The acts of test_layers.c: each does what is forbidden and says "worked" when it could. Without
 * the layers that overlap each of them works, so none may harm the host. */
#include "tests/sandbox/attack.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { MIB = 1024 * 1024 };

_Noreturn static void tell(int worked)
{
    const char *text = worked ? "worked\n" : "stopped\n";

    _exit(write(1, text, strlen(text)) < 0);
}

/* Not /prog/attack itself, which is busy. */
static void act_change_program(char **argv)
{
    (void)argv;
    tell(chmod("/prog/victim", 0777) == 0 && open("/prog/victim", O_WRONLY | O_TRUNC) >= 0);
}

static void act_add_to_root(char **argv)
{
    (void)argv;
    tell(mkdir("/left", 0777) == 0);
}

static void act_use_memory(char **argv)
{
    (void)argv;
    for (int i = 0; i < 128; i++) {
        char *some = mmap(NULL, MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

        if (some == MAP_FAILED)
            tell(0);
        memset(some, 1, MIB);
    }
    tell(1);
}

static void act_reserve_memory(char **argv)
{
    (void)argv;
    tell(mmap(NULL, 100UL << 30, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) !=
         MAP_FAILED);
}

static void act_fill_tmp(char **argv)
{
    static char data[MIB];
    int fd = open("/tmp/fill", O_WRONLY | O_CREAT, 0600);

    (void)argv;
    for (int i = 0; i < 128; i++)
        if (write(fd, data, sizeof(data)) != sizeof(data))
            tell(0);
    tell(1);
}

static void act_multiply(char **argv)
{
    (void)argv;
    for (int i = 0; i < 64; i++) {
        pid_t pid = fork();

        if (pid < 0)
            tell(0);
        if (pid == 0)
            for (;;)
                pause();
    }
    tell(1);
}

/* Gives up by itself in the end. */
static void act_compute(char **argv)
{
    struct timespec used;

    (void)argv;
    do
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    while (used.tv_sec < 6); /* RLIMIT_CPU is 3 s, ten short wall limits and some */
    tell(1);
}

static void act_mount(char **argv)
{
    (void)argv;
    tell(mount("none", "/tmp", "tmpfs", 0, NULL) == 0);
}

static void act_rename_host(char **argv)
{
    (void)argv;
    tell(syscall(SYS_sethostname, "owned", 5) == 0);
}

static void act_new_namespace(char **argv)
{
    (void)argv;
    tell(unshare(CLONE_NEWNS) == 0);
}

static void act_limit_init(char **argv)
{
    struct rlimit limit;

    (void)argv;
    tell(prlimit(1, RLIMIT_NOFILE, NULL, &limit) == 0 &&
         prlimit(1, RLIMIT_NOFILE, &limit, NULL) == 0);
}

/* Pid 1 does not hear it; that it may be sent is what counts. */
static void act_signal_init(char **argv)
{
    (void)argv;
    tell(kill(1, SIGTERM) == 0);
}

static void act_reach_udp(char **argv)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_addr = {htonl(INADDR_LOOPBACK)},
                             .sin_port = htons((in_port_t)strtol(argv[2], NULL, 10))};
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    tell(sendto(fd, "x", 1, 0, (struct sockaddr *)&to, sizeof(to)) == 1);
}

static void act_reach_tcp(char **argv)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_addr = {htonl(INADDR_LOOPBACK)},
                             .sin_port = htons((in_port_t)strtol(argv[2], NULL, 10))};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    tell(connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0);
}

static void act_reach_abstract(char **argv)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

    snprintf(to.sun_path + 1, sizeof(to.sun_path) - 1, "%s", argv[2]);
    tell(sendto(fd, "x", 1, 0, (struct sockaddr *)&to,
                (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(argv[2]))) == 1);
}

static void act_attach_memory(char **argv)
{
    tell(shmat((int)strtol(argv[2], NULL, 10), NULL, SHM_RDONLY) != (void *)-1);
}

static void act_user_namespace(char **argv)
{
    (void)argv;
    tell(unshare(CLONE_NEWUSER) == 0);
}

static void act_io_uring(char **argv)
{
    char params[120] = {0};

    (void)argv;
    tell(syscall(SYS_io_uring_setup, 1, params) >= 0);
}

/* In a keyring of its own, which goes with it. */
static void act_key(char **argv)
{
    (void)argv;
    tell(syscall(SYS_add_key, "user", "left", "x", 1, -2 /* KEY_SPEC_PROCESS_KEYRING */) >= 0);
}

static void act_lock(char **argv)
{
    (void)argv;
    tell(flock(open("/usr/bin/true", O_RDONLY), LOCK_EX | LOCK_NB) == 0);
}

const struct attack_entry attacks_on_layers[] = {
    {"act_user_namespace", act_user_namespace},
    {"act_io_uring", act_io_uring},
    {"act_key", act_key},
    {"act_lock", act_lock},
    {"act_change_program", act_change_program},
    {"act_add_to_root", act_add_to_root},
    {"act_use_memory", act_use_memory},
    {"act_reserve_memory", act_reserve_memory},
    {"act_fill_tmp", act_fill_tmp},
    {"act_multiply", act_multiply},
    {"act_compute", act_compute},
    {"act_mount", act_mount},
    {"act_rename_host", act_rename_host},
    {"act_new_namespace", act_new_namespace},
    {"act_limit_init", act_limit_init},
    {"act_signal_init", act_signal_init},
    {"act_reach_udp", act_reach_udp},
    {"act_reach_tcp", act_reach_tcp},
    {"act_reach_abstract", act_reach_abstract},
    {"act_attach_memory", act_attach_memory},
    {0},
};
