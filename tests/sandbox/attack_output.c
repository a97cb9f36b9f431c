/* Attacks on the output, and so on the verdict. */
#include "tests/sandbox/attack.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <unistd.h>

static char data[1 << 20];

static void say(const char *text, size_t size)
{
    if (write(1, text, size) != (ssize_t)size)
        _exit(4);
}

static void right(void)
{
    say("held\n", 5);
}

/* "right" to whoever stops at a NUL. */
static void output_nul(char **argv)
{
    (void)argv;
    say("held\n\0and more\n", 15);
    _exit(0);
}

static void output_long_line(char **argv)
{
    (void)argv;
    memset(data, 'x', sizeof(data));
    for (int i = 0; i < 10; i++)
        (void)!write(1, data, sizeof(data));
    _exit(0);
}

static void output_without_newline(char **argv)
{
    (void)argv;
    say("held", 4);
    _exit(0);
}

/* A pipe that holds it all, and an end before anybody has looked. */
static void output_in_one_pipe(char **argv)
{
    (void)argv;
    if (fcntl(1, F_SETPIPE_SZ, 1 << 20) < 0)
        _exit(5);
    fcntl(1, F_SETFL, O_WRONLY | O_NONBLOCK);
    (void)!write(1, data, sizeof(data));
    _exit(0);
}

static void output_from_children(char **argv)
{
    (void)argv;
    signal(SIGPIPE, SIG_IGN);
    for (int i = 0; i < 7; i++)
        if (fork() == 0)
            for (;;)
                (void)!write(1, data, 4096);
    for (;;)
        pause();
}

static void output_exact(char **argv)
{
    memset(data, 'x', sizeof(data));
    say(data, (size_t)strtol(argv[2], NULL, 10));
    _exit(0);
}

static void errors_flood(char **argv)
{
    struct iovec parts[16];

    (void)argv;
    for (int i = 0; i < 16; i++)
        parts[i] = (struct iovec){data, sizeof(data)};
    for (int i = 0; i < 4; i++)
        (void)!writev(2, parts, 16);
}

/* stderr is for people: its bytes must reach nobody as something else. */
static void errors_hostile(char **argv)
{
    static const char text[] = "\033]0;owned\a\033[2J\n\xff\xfe\0<script>MemoryError\n";

    (void)argv;
    (void)!write(2, text, sizeof(text));
}

static void right_then_crash(char **argv)
{
    (void)argv;
    right();
    signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
}

static void right_then_kill(char **argv)
{
    (void)argv;
    right();
    kill(getpid(), SIGKILL);
}

static void right_then_exit(char **argv)
{
    (void)argv;
    right();
    _exit(1);
}

static void right_then_sleep(char **argv)
{
    (void)argv;
    right();
    for (;;)
        sleep(1000);
}

static void right_then_spin(char **argv)
{
    (void)argv;
    right();
    for (volatile int x = 0;; x = x + 1)
        ;
}

static void right_then_close(char **argv)
{
    (void)argv;
    right();
    for (int fd = 0; fd < 3; fd++)
        close(fd);
    for (;;)
        sleep(1000);
}

static void right_then_daemon(char **argv)
{
    (void)argv;
    if (fork() == 0) {
        setsid();
        for (int i = 1; i < 65; i++)
            signal(i, SIG_IGN);
        for (;;)
            sleep(1000);
    }
    right();
    _exit(0);
}

static void right_then_memory(char **argv)
{
    (void)argv;
    right();
    for (;;) {
        char *some = malloc(sizeof(data));

        if (some)
            memset(some, 1, sizeof(data));
    }
}

static void right_then_ptrace(char **argv)
{
    (void)argv;
    right();
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

/* The right answer in all descriptors that there may be but the one that counts. */
static void right_elsewhere(char **argv)
{
    (void)argv;
    for (int fd = 2; fd < 256; fd++)
        (void)!write(fd, "held\n", 5);
    _exit(0);
}

/* Nothing comes in through what goes out. */
static void read_output(char **argv)
{
    char byte;

    (void)argv;
    must_fail("reading stdout", read(1, &byte, 1), EBADF);
    must_fail("reading stderr", read(2, &byte, 1), EBADF);
    must_fail("reopening stdout", open("/dev/stdout", O_RDWR), EACCES);
    must_fail("reopening descriptor 1", open("/dev/fd/1", O_RDWR), EACCES);
    must_fail("reopening stderr to read", open("/dev/stderr", O_RDONLY | O_NONBLOCK), EACCES);
    must_fail("reopening it by way of /proc", open("/proc/self/fd/1", O_RDWR), ENOENT);
}

const struct attack_entry attacks_on_output[] = {
    {"output_nul", output_nul},
    {"output_long_line", output_long_line},
    {"output_without_newline", output_without_newline},
    {"output_in_one_pipe", output_in_one_pipe},
    {"output_from_children", output_from_children},
    {"output_exact", output_exact},
    {"errors_flood", errors_flood},
    {"errors_hostile", errors_hostile},
    {"right_then_crash", right_then_crash},
    {"right_then_kill", right_then_kill},
    {"right_then_exit", right_then_exit},
    {"right_then_sleep", right_then_sleep},
    {"right_then_spin", right_then_spin},
    {"right_then_close", right_then_close},
    {"right_then_daemon", right_then_daemon},
    {"right_then_memory", right_then_memory},
    {"right_then_ptrace", right_then_ptrace},
    {"right_elsewhere", right_elsewhere},
    {"read_output", read_output},
    {0},
};
