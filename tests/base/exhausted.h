/* A process without descriptors left, for the tests of what happens then.
 *
 *     descriptors_leave(2);          two more can be opened
 *     ...
 *     descriptors_restore();
 */
#ifndef TESTS_BASE_EXHAUSTED_H
#define TESTS_BASE_EXHAUSTED_H

#include <dirent.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

static struct rlimit descriptors_before = {.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};

/* Lets at most `count` more descriptors be opened (fewer where numbers in between are free). */
static inline void descriptors_leave(rlim_t count)
{
    int lowest = fcntl(STDIN_FILENO, F_DUPFD, 0);
    struct rlimit limit;

    close(lowest);
    getrlimit(RLIMIT_NOFILE, &descriptors_before);
    limit = (struct rlimit){(rlim_t)lowest + count, descriptors_before.rlim_max};
    setrlimit(RLIMIT_NOFILE, &limit);
}

static inline void descriptors_restore(void)
{
    setrlimit(RLIMIT_NOFILE, &descriptors_before);
}

/* How many are open; compare two of these. */
static inline int descriptors_open(void)
{
    DIR *dir = opendir("/proc/self/fd");
    int count = 0;

    while (dir && readdir(dir))
        count++;
    if (dir)
        closedir(dir);
    return count;
}

#endif
