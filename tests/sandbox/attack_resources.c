/* Attacks on memory, processes and time; and the honest programs that look like one. */
#include "tests/sandbox/attack.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MIB = 1024 * 1024 };

static void burn(long ms)
{
    struct timespec used = {0};

    while (used.tv_sec * 1000 + used.tv_nsec / 1000000 < ms)
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
}

_Noreturn static void spin_on(void)
{
    for (volatile int x = 0;; x = x + 1)
        ;
}

static char *map(size_t size, int flags)
{
    char *some = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | flags, -1, 0);

    if (some == MAP_FAILED)
        exit(3);
    return some;
}

/* ---- memory ---- */

static void memory_brk(char **argv)
{
    (void)argv;
    for (;;) {
        char *some = sbrk(MIB);

        if (some == (void *)-1)
            exit(3);
        memset(some, 1, MIB);
    }
}

/* Seven children, each of which writes to what it shares with its parent. */
static void memory_cow(char **argv)
{
    char *some = map(20 * MIB, MAP_PRIVATE);

    (void)argv;
    memset(some, 1, 20 * MIB);
    for (int i = 0; i < 7; i++)
        if (fork() == 0) {
            memset(some, 2, 20 * MIB);
            for (;;)
                pause();
        }
    sleep(1000);
}

static void memory_shared(char **argv)
{
    (void)argv;
    memset(map(256 * MIB, MAP_SHARED), 1, 256 * MIB);
}

static void memory_populate(char **argv)
{
    (void)argv;
    map(256 * MIB, MAP_PRIVATE | MAP_POPULATE);
    escaped("256 MiB at once");
}

static void memory_grow(char **argv)
{
    size_t size = MIB;
    char *some = map(size, MAP_PRIVATE);

    (void)argv;
    for (;;) {
        some = mremap(some, size, 2 * size, MREMAP_MAYMOVE);
        if (some == MAP_FAILED)
            exit(3);
        memset(some + size, 1, size);
        size *= 2;
    }
}

static void memory_shm(char **argv)
{
    static char data[MIB];
    int fd = open("/dev/shm/fill", O_WRONLY | O_CREAT, 0600);

    (void)argv;
    for (int i = 0; i < 4096; i++)
        if (write(fd, data, sizeof(data)) < 0)
            exit(3);
    escaped("4 GiB in /dev/shm");
}

static void memory_fallocate(char **argv)
{
    (void)argv;
    for (int i = 0; i < 100; i++) {
        int fd = memfd_create("fill", 0);

        if (fallocate(fd, 0, 0, 32 * MIB) < 0)
            exit(3);
    }
    escaped("3 GiB by fallocate");
}

/* Mappings cost the kernel memory of its own, which the group must count. */
static void memory_mappings(char **argv)
{
    size_t size = 400UL * MIB;
    char *some = map(size, MAP_PRIVATE);
    int pieces = 0;

    (void)argv;
    for (size_t at = 0; at < size; at += 8192, pieces++)
        if (mprotect(some + at, 4096, PROT_NONE) < 0)
            break;
    if (pieces > 65536)
        escaped("%d mappings", pieces);
}

static void *touch_stack(void *arg)
{
    volatile char here[6 * MIB];

    for (size_t i = 0; i < sizeof(here); i += 4096)
        here[i] = 1;
    for (;;)
        pause();
    return arg;
}

static void memory_stacks(char **argv)
{
    pthread_t thread;

    (void)argv;
    for (int i = 0; i < 15; i++)
        pthread_create(&thread, NULL, touch_stack, NULL);
    for (;;)
        pause();
}

/* Each is refused, and answering them costs time that is not the run's. */
static void refused_for_ever(char **argv)
{
    (void)argv;
    for (;;)
        (void)!mmap(NULL, 100UL << 30, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

/* Handles the refusal, and is then judged by what it does: no MLE. */
static void refused_and_spin(char **argv)
{
    (void)argv;
    (void)!mmap(NULL, 100UL << 30, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    spin_on();
}

static void timers(char **argv)
{
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
    timer_t timer;
    int made = 0;

    (void)argv;
    while (made < 100000 && timer_create(CLOCK_MONOTONIC, &event, &timer) == 0)
        made++;
    if (made > 256)
        escaped("%d timers", made);
}

static void descriptors(char **argv)
{
    int made = 0;

    (void)argv;
    while (made < 100000 && dup(0) >= 0)
        made++;
    if (made > 256)
        escaped("%d descriptors", made);
    must_fail("raising RLIMIT_NOFILE", setrlimit(RLIMIT_NOFILE, &(struct rlimit){1 << 20, 1 << 20}),
              EPERM);
}

/* ---- processes ---- */

static void close_all(void)
{
    for (int fd = 0; fd < 256; fd++)
        close(fd);
}

/* Hears nothing, holds nothing, and burns what it gets. */
static void daemon_deaf(char **argv)
{
    (void)argv;
    if (fork() == 0) {
        setsid();
        if (fork() == 0) {
            for (int i = 1; i < 65; i++)
                signal(i, SIG_IGN);
            close_all();
            spin_on();
        }
        _exit(0);
    }
    wait(NULL);
}

/* Children that are init's from the start, and that tell nobody when they end. */
static void children_of_init(char **argv)
{
    (void)argv;
    for (int i = 0; i < 3; i++) {
        int flags = i == 0 ? CLONE_PARENT | SIGCHLD : i == 1 ? CLONE_PARENT : 0;
        long pid = syscall(SYS_clone, flags, 0, 0, 0, 0);

        if (pid == 0)
            for (;;)
                pause();
        if (pid < 0)
            escaped("child %d: %s", i, strerror(errno));
    }
}

static void kill_everybody(char **argv)
{
    (void)argv;
    if (fork() == 0)
        for (;;)
            pause();
    if (kill(-1, SIGKILL) < 0)
        escaped("a program of several processes cannot kill them: %s", strerror(errno));
    wait(NULL);
}

/* So that the next run of the cell would see how many there were. */
static void count_pids(char **argv)
{
    (void)argv;
    for (int i = 0; i < 30; i++) {
        pid_t pid = fork();

        if (pid == 0)
            _exit(0);
        if (pid > 0)
            waitpid(pid, NULL, 0);
    }
}

static void pid_is_two(char **argv)
{
    (void)argv;
    if (getpid() != 2 || syscall(SYS_gettid) != 2)
        escaped("it is process %d", (int)getpid());
}

/* ---- time ---- */

/* Children that burn and end, one after another, and that nobody waits for. */
static void spin_in_brief_children(char **argv)
{
    (void)argv;
    signal(SIGCHLD, SIG_IGN);
    for (int i = 0; i < 200; i++) {
        if (fork() == 0) {
            burn(50);
            _exit(0);
        }
        usleep(20000);
    }
}

static void spin_in_orphans(char **argv)
{
    (void)argv;
    for (int i = 0; i < 200; i++) {
        pid_t pid = fork();

        if (pid == 0) {
            if (fork() == 0)
                burn(50);
            _exit(0);
        }
        if (pid > 0)
            waitpid(pid, NULL, 0);
        usleep(20000);
    }
}

static void *burn_a_little(void *arg)
{
    for (volatile int x = 0; x < 1000000; x = x + 1)
        ;
    return arg;
}

/* Time of threads that are gone. */
static void spin_in_brief_threads(char **argv)
{
    pthread_t thread;

    (void)argv;
    for (;;)
        if (pthread_create(&thread, NULL, burn_a_little, NULL) == 0)
            pthread_join(thread, NULL);
}

static void *spin_thread(void *arg)
{
    (void)arg;
    spin_on();
}

/* The main thread, whose figures are at hand, does nothing. */
static void spin_in_a_thread(char **argv)
{
    pthread_t thread;

    (void)argv;
    pthread_create(&thread, NULL, spin_thread, NULL);
    pthread_join(thread, NULL);
}

/* The main thread ends; the process does not. */
static void spin_without_main(char **argv)
{
    pthread_t thread;

    (void)argv;
    pthread_create(&thread, NULL, spin_thread, NULL);
    pthread_exit(NULL);
}

static void spin_in_kernel(char **argv)
{
    static char data[MIB];
    int fd = open("/dev/zero", O_RDONLY);

    (void)argv;
    for (;;)
        (void)!read(fd, data, sizeof(data));
}

static void spin_yielding(char **argv)
{
    (void)argv;
    for (;;)
        sched_yield();
}

/* Works a third of the time: neither idle nor over the CPU limit. */
static void doze(char **argv)
{
    (void)argv;
    for (;;) {
        struct timespec start, now;

        clock_gettime(CLOCK_MONOTONIC, &start);
        do
            clock_gettime(CLOCK_MONOTONIC, &now);
        while ((now.tv_sec - start.tv_sec) * 1000000000 + now.tv_nsec - start.tv_nsec < 5000000);
        usleep(10000);
    }
}

static void spin_deaf_to_cpu_limit(char **argv)
{
    sigset_t all;

    (void)argv;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    spin_on();
}

/* ---- honest programs ---- */

static void guard_touch(char **argv)
{
    size_t mib = (size_t)strtol(argv[2], NULL, 10);

    memset(map(mib * MIB, MAP_PRIVATE), 1, mib * MIB);
}

static void guard_reserve(char **argv)
{
    char *some = mmap(NULL, 1UL << 30, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    (void)argv;
    if (some == MAP_FAILED)
        escaped("1 GiB that nobody touches is refused: %s", strerror(errno));
    else
        some[0] = 1;
}

static int fill_stack(int pages)
{
    volatile char here[4096];

    here[0] = 1;
    return pages > 0 ? fill_stack(pages - 1) + here[0] : 0;
}

static void guard_stack(char **argv)
{
    (void)argv;
    if (fill_stack(30 * 256 - 16) == 0)
        escaped("the stack is not what it was");
}

static pthread_barrier_t barrier;

static void *meet(void *arg)
{
    pthread_barrier_wait(&barrier);
    return arg;
}

static void guard_threads(char **argv)
{
    int count = (int)strtol(argv[2], NULL, 10);
    pthread_t threads[64];

    pthread_barrier_init(&barrier, NULL, (unsigned)count + 1);
    for (int i = 0; i < count; i++)
        if (pthread_create(&threads[i], NULL, meet, NULL) != 0) {
            escaped("thread %d is refused", i);
            return;
        }
    pthread_barrier_wait(&barrier);
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
}

/* What a compiler at run time does. */
static void guard_jit(char **argv)
{
    static const unsigned char code[] = {0xb8, 0x2a, 0x00, 0x00, 0x00, 0xc3}; /* return 42 */
    char *page = map(4096, MAP_PRIVATE);
    int (*function)(void);

    (void)argv;
    memcpy(page, code, sizeof(code));
    if (mprotect(page, 4096, PROT_READ | PROT_EXEC) < 0) {
        escaped("code of its own: %s", strerror(errno));
        return;
    }
    memcpy(&function, &page, sizeof(page));
    if (function() != 42)
        escaped("code of its own does not run");
    page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED)
        escaped("PROT_EXEC: %s", strerror(errno));
}

static void guard_files(char **argv)
{
    char name[] = "/tmp/work-XXXXXX", back[6] = "";
    int fd = mkstemp(name);
    FILE *file = tmpfile();

    (void)argv;
    if (fd < 0 || write(fd, "hello", 5) != 5 || pread(fd, back, 5, 0) != 5 ||
        strcmp(back, "hello") != 0 || rename(name, "/tmp/other") < 0 || unlink("/tmp/other") < 0)
        escaped("a temporary file: %s", strerror(errno));
    if (!file || fputs("hello", file) < 0 || fclose(file) != 0)
        escaped("tmpfile: %s", strerror(errno));
}

static void guard_burn(char **argv)
{
    burn(strtol(argv[2], NULL, 10));
}

static void plain(char **argv)
{
    (void)argv;
}

const struct attack_entry attacks_on_resources[] = {
    {"memory_brk", memory_brk},
    {"memory_cow", memory_cow},
    {"memory_shared", memory_shared},
    {"memory_populate", memory_populate},
    {"memory_grow", memory_grow},
    {"memory_shm", memory_shm},
    {"memory_fallocate", memory_fallocate},
    {"memory_mappings", memory_mappings},
    {"memory_stacks", memory_stacks},
    {"refused_for_ever", refused_for_ever},
    {"refused_and_spin", refused_and_spin},
    {"timers", timers},
    {"descriptors", descriptors},
    {"daemon_deaf", daemon_deaf},
    {"children_of_init", children_of_init},
    {"kill_everybody", kill_everybody},
    {"count_pids", count_pids},
    {"pid_is_two", pid_is_two},
    {"spin_in_brief_children", spin_in_brief_children},
    {"spin_in_orphans", spin_in_orphans},
    {"spin_in_brief_threads", spin_in_brief_threads},
    {"spin_in_a_thread", spin_in_a_thread},
    {"spin_without_main", spin_without_main},
    {"spin_in_kernel", spin_in_kernel},
    {"spin_yielding", spin_yielding},
    {"doze", doze},
    {"spin_deaf_to_cpu_limit", spin_deaf_to_cpu_limit},
    {"guard_touch", guard_touch},
    {"guard_reserve", guard_reserve},
    {"guard_stack", guard_stack},
    {"guard_threads", guard_threads},
    {"guard_jit", guard_jit},
    {"guard_files", guard_files},
    {"guard_burn", guard_burn},
    {"plain", plain},
    {0},
};
