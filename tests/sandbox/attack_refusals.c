/* Programs that ask for more processes, threads, descriptors and files than they may have, and what
 * they do about the answer: wait for ever, ask for ever, leave while an answer is under way. */
#include "tests/sandbox/attack.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

_Noreturn static void wait_for_ever(void)
{
    for (;;)
        pause();
}

static void *wait_in_thread(void *arg)
{
    wait_for_ever();
    return arg;
}

static void fork_and_wait(char **argv)
{
    (void)argv;
    must_fail("fork", fork(), EAGAIN);
    wait_for_ever();
}

static void fork_and_fail(char **argv)
{
    (void)argv;
    if (fork() < 0)
        exit(1);
}

/* Each answer is work of init's, which nobody charges to the program. */
static void fork_for_ever(char **argv)
{
    (void)argv;
    while (fork() < 0)
        ;
    escaped("a second process");
}

static void *fork_in_thread(void *arg)
{
    for (;;)
        if (syscall(SYS_fork) >= 0)
            escaped("a second process");
    return arg;
}

static void ignore(int signal)
{
    (void)signal;
}

/* Many calls wait for their answers at once, signals interrupt them, and the program ends in the
 * midst: init must neither lose count of the run nor wait for a caller that is gone. */
static void fork_in_threads(char **argv)
{
    const struct itimerval often = {{0, 500}, {0, 500}};
    const struct timespec while_they_ask = {.tv_nsec = 200 * 1000 * 1000};
    struct sigaction action = {.sa_handler = ignore, .sa_flags = SA_RESTART};
    struct timespec left = while_they_ask;
    pthread_t thread;

    (void)argv;
    sigaction(SIGALRM, &action, NULL);
    for (int i = 0; i < 14; i++)
        if (pthread_create(&thread, NULL, fork_in_thread, NULL) != 0)
            escaped("no thread %d", i);
    setitimer(ITIMER_REAL, &often, NULL);
    while (nanosleep(&left, &left) < 0 && errno == EINTR)
        ;
    puts("held");
    fflush(stdout);
    _exit(0);
}

static void threads_and_wait(char **argv)
{
    pthread_attr_t attr;
    pthread_t thread;

    (void)argv;
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, 64 * 1024);
    while (pthread_create(&thread, &attr, wait_in_thread, NULL) == 0)
        ;
    wait_for_ever();
}

static void descriptors_and_wait(char **argv)
{
    (void)argv;
    while (dup(0) >= 0)
        ;
    wait_for_ever();
}

/* With several processes: until there are no more; then it waits for one that never was. */
static void forks_and_wait(char **argv)
{
    (void)argv;
    for (;;) {
        pid_t pid = fork();

        if (pid == 0)
            wait_for_ever();
        if (pid < 0)
            break;
    }
    wait_for_ever();
}

const struct attack_entry attacks_on_refusals[] = {
    {"fork_and_wait", fork_and_wait},       {"fork_and_fail", fork_and_fail},
    {"fork_for_ever", fork_for_ever},       {"fork_in_threads", fork_in_threads},
    {"threads_and_wait", threads_and_wait}, {"descriptors_and_wait", descriptors_and_wait},
    {"forks_and_wait", forks_and_wait},     {0},
};
