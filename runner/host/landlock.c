#include "runner/host/landlock.h"

#include <errno.h>
#include <linux/landlock.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Newer than the headers of Debian 12 (linux/landlock.h of 6.12 has them). The kernel takes a
 * longer or shorter struct by its size. */
#define FS_REFER         (1ULL << 13) /* ABI 2 */
#define FS_TRUNCATE      (1ULL << 14) /* ABI 3 */
#define FS_IOCTL_DEV     (1ULL << 15) /* ABI 5 */
#define NET_BIND_CONNECT 3ULL         /* ABI 4 */
#define SCOPE_ALL        3ULL         /* ABI 6: abstract sockets, signals */
struct ruleset_attr {
    uint64_t handled_access_fs, handled_access_net, scoped;
};

#define FS_READ                                                                                    \
    (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
/* What a rule over a file can give. */
#define FS_FILE                                                                                    \
    (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE)
#define FS_FIRST ((1ULL << 13) - 1) /* all of ABI 1 */

int landlock_abi(void)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

    return abi < 0 ? 0 : (int)abi;
}

static uint64_t handled(int abi)
{
    return FS_FIRST | (abi >= 2 ? FS_REFER : 0) | (abi >= 3 ? FS_TRUNCATE : 0) |
           (abi >= 5 ? FS_IOCTL_DEV : 0);
}

/* Over a folder and what is below it, or over a file alone, which cannot be listed. */
static int add_rule(int ruleset, int place, uint64_t access)
{
    struct landlock_path_beneath_attr rule = {.allowed_access = access, .parent_fd = place};
    struct stat info;

    if (fstat(place, &info) < 0)
        return -errno;
    if (!S_ISDIR(info.st_mode))
        rule.allowed_access &= FS_FILE;
    return syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) < 0
               ? -errno
               : 0;
}

int landlock_ruleset(int abi, const struct landlock_places *places)
{
    struct ruleset_attr attr = {
        .handled_access_fs = handled(abi),
        .handled_access_net = abi >= 4 ? NET_BIND_CONNECT : 0,
        .scoped = abi >= 6 ? SCOPE_ALL : 0,
    };
    size_t size = abi >= 6   ? sizeof(attr)
                  : abi >= 4 ? offsetof(struct ruleset_attr, scoped)
                             : offsetof(struct ruleset_attr, handled_access_net);
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, size, 0);
    int failed;

    if (ruleset < 0)
        return -errno;
    failed = add_rule(ruleset, places->root, LANDLOCK_ACCESS_FS_READ_DIR);
    for (size_t i = 0; i < places->read_count && failed == 0; i++)
        failed = add_rule(ruleset, places->read[i], FS_READ);
    if (failed == 0)
        failed = add_rule(ruleset, places->dev, FS_READ | LANDLOCK_ACCESS_FS_WRITE_FILE);
    if (failed == 0)
        failed = add_rule(ruleset, places->tmp, attr.handled_access_fs);
    if (failed < 0) {
        close(ruleset);
        return failed;
    }
    return ruleset;
}

int landlock_restrict(int ruleset)
{
    return syscall(SYS_landlock_restrict_self, ruleset, 0) < 0 ? -errno : 0;
}
