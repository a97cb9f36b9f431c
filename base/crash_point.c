#include "base/crash_point.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PATH_SIZE = 1024 };

static struct crash_plan *plan;
static char variable[PATH_SIZE];
static const char *own_role = "";

void crash_points_open(void)
{
    const char *path = getenv("ASSAY_CRASH");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    struct stat info;
    void *found = MAP_FAILED;

    if (fd >= 0 && fstat(fd, &info) == 0 && info.st_size >= (off_t)sizeof(*plan))
        found = mmap(NULL, sizeof(*plan), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (found != MAP_FAILED) {
        plan = found;
        snprintf(variable, sizeof(variable), "ASSAY_CRASH=%s", path);
    }
    if (fd >= 0)
        close(fd);
}

char *crash_environment(void)
{
    return plan ? variable : NULL;
}

void crash_set_role(const char *role)
{
    own_role = role;
}

/* Whether this is the N-th time, of all processes together. */
static int is_due(const char *name)
{
    uint32_t hit;

    if (!plan || strcmp(plan->name, name) != 0)
        return 0;
    hit = __atomic_add_fetch(&plan->hits, 1, __ATOMIC_RELAXED);
    return hit == plan->wanted;
}

void crash_point(const char *name)
{
    if (!is_due(name))
        return;
    syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
    __builtin_trap(); /* where a filter refuses the call */
}

int64_t crash_jump_ms(void)
{
    return plan ? __atomic_load_n(&plan->jump_ms, __ATOMIC_RELAXED) : 0;
}

int crash_call(const char *name)
{
    if (!plan || (plan->role[0] && strcmp(plan->role, own_role) != 0))
        return 0;
    return is_due(name) ? plan->error : 0;
}
