#include "runner/host/freezer.h"

#include "base/fd.h"
#include "runner/host/cgroup_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { VERSION_1, VERSION_2, VERSIONS };

/* Where the two hierarchies are mounted, "" where one is not: looked for once. */
static const char *mount_of(int version)
{
    static char mounts[VERSIONS][CGROUP_PATH_MAX];
    static int is_known;

    if (!is_known) {
        if (!cgroup_find_mount("freezer", mounts[VERSION_1], sizeof(mounts[VERSION_1])))
            mounts[VERSION_1][0] = '\0';
        if (!cgroup_find_mount(NULL, mounts[VERSION_2], sizeof(mounts[VERSION_2])))
            mounts[VERSION_2][0] = '\0';
        is_known = 1;
    }
    return mounts[version];
}

static ssize_t read_small(const char *path, char *text, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : read(fd, text, size - 1);

    fd_close(&fd);
    text[got > 0 ? got : 0] = '\0';
    return got;
}

/* `group` is a path in the hierarchy. */
static int is_frozen(int version, const char *group)
{
    char path[2 * CGROUP_PATH_MAX], text[256];

    /* nobody freezes a root; and what lies above ours is out of reach */
    if (!mount_of(version)[0] || strcmp(group, "/") == 0 || strstr(group, ".."))
        return 0;
    if (snprintf(path, sizeof(path), "%s%s/%s", mount_of(version), group,
                 version == VERSION_1 ? "freezer.state" : "cgroup.events") >= (int)sizeof(path) ||
        read_small(path, text, sizeof(text)) <= 0)
        return 0;
    return version == VERSION_1 ? strncmp(text, "FR", 2) == 0 /* FROZEN, FREEZING */
                                : strstr(text, "frozen 1") != NULL;
}

int freezer_holds(pid_t pid)
{
    char path[64], text[4096], *rest = text, *line;
    int holds = 0;

    snprintf(path, sizeof(path), "/proc/%d/cgroup", (int)pid);
    if (read_small(path, text, sizeof(text)) <= 0)
        return 0;
    while (!holds && (line = strsep(&rest, "\n"))) {
        char *controllers = strchr(line, ':');
        char *group = controllers ? strchr(controllers + 1, ':') : NULL;

        if (!group)
            continue;
        *group++ = '\0';
        if (controllers[1] == '\0')
            holds = is_frozen(VERSION_2, group);
        else if (cgroup_has_controller(controllers + 1, "freezer"))
            holds = is_frozen(VERSION_1, group);
    }
    return holds;
}
