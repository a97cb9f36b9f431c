#include "tests/sandbox/host_watch.h"

#include "base/fd.h"
#include "tests/sandbox/attack_table.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static void read_text(const char *path, struct buffer *out)
{
    struct error err;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    buffer_clear(out);
    if (fd >= 0)
        assert_int_equal(fd_read_all(fd, 1 << 20, out, path, &err), 0);
    fd_close(&fd);
}

/* ---- bait ---- */

static void make_secret(struct host_watch *watch, int index, const char *name, mode_t mode)
{
    unsigned char bytes[16];
    int fd;

    assert_int_equal(getrandom(bytes, sizeof(bytes), 0), sizeof(bytes));
    for (size_t i = 0; i < sizeof(bytes); i++)
        snprintf(watch->secrets[index] + 2 * i, 3, "%02x", bytes[i]);
    snprintf(watch->paths[index], sizeof(watch->paths[index]), "%s/%s", watch->folder, name);
    fd = open(watch->paths[index], O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    assert_true(fd >= 0);
    assert_int_equal(fd_write_full(fd, watch->secrets[index], strlen(watch->secrets[index])), 0);
    fd_close(&fd);
}

static int open_local(const char *name, int is_abstract)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    size_t size = offsetof(struct sockaddr_un, sun_path) + (size_t)is_abstract + strlen(name) +
                  (size_t)!is_abstract;

    snprintf(address.sun_path + is_abstract, sizeof(address.sun_path) - 1, "%s", name);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, (socklen_t)size), 0);
    if (!is_abstract)
        assert_int_equal(chmod(name, 0777), 0);
    return fd;
}

/* On all addresses: a guest's loopback may be down. `port` 0: any, and *ret_port says which. */
static int open_port(int type, in_port_t port, in_port_t *ret_port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    socklen_t size = sizeof(address);
    int fd = socket(AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    if (type == SOCK_STREAM)
        assert_int_equal(listen(fd, 8), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    *ret_port = ntohs(address.sin_port);
    return fd;
}

void host_watch_open(struct host_watch *watch)
{
    in_port_t port = 0;

    *watch = (struct host_watch){.folder = "/tmp/assay-canary-XXXXXX"};
    /* so that what is in it is ours */
    assert_int_equal(unshare(CLONE_NEWIPC), 0);
    assert_non_null(mkdtemp(watch->folder));
    assert_int_equal(chmod(watch->folder, 0755), 0);
    make_secret(watch, 0, "canary", 0644);
    make_secret(watch, 1, "secret", 0600);
    make_secret(watch, 2, "1.ans", 0644);
    make_secret(watch, 3, "assay.db", 0644);
    snprintf(watch->socket_path, sizeof(watch->socket_path), "%s/socket", watch->folder);
    snprintf(watch->socket_name, sizeof(watch->socket_name), "assay-test-%d", (int)getpid());
    watch->sockets[0] = open_port(SOCK_STREAM, 0, &port);
    watch->sockets[1] = open_port(SOCK_DGRAM, port, &port);
    watch->sockets[2] = open_local(watch->socket_path, 0);
    watch->sockets[3] = open_local(watch->socket_name, 1);
    snprintf(watch->port, sizeof(watch->port), "%u", port);
}

void host_watch_close(struct host_watch *watch)
{
    for (int i = 0; i < HOST_SOCKETS; i++)
        fd_close(&watch->sockets[i]);
    for (int i = 0; i < HOST_SECRETS; i++)
        unlink(watch->paths[i]);
    unlink(watch->socket_path);
    rmdir(watch->folder);
    buffer_release(&watch->mounts);
    buffer_release(&watch->names);
}

const char *host_watch_argument(const struct host_watch *watch, const char *word)
{
    const struct {
        const char *word, *argument;
    } words[] = {
        {ATTACK_CANARY, watch->paths[0]},
        {ATTACK_SECRET, watch->paths[1]},
        {ATTACK_ANSWER, watch->paths[2]},
        {ATTACK_DATABASE, watch->paths[3]},
        {ATTACK_PORT, watch->port},
        {ATTACK_SOCKET, watch->socket_path},
        {ATTACK_ABSTRACT, watch->socket_name},
    };

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strcmp(words[i].word, word) == 0)
            return words[i].argument;
    return word;
}

/* ---- looking ---- */

/* Names in the places where everybody may write. Others use them too, at the same time; what comes
 * of a cell belongs to somebody without a name, and what is the runner's says so. */
static void list_names(struct buffer *out)
{
    static const char *const places[] = {"/tmp", "/var/tmp", "/dev/shm"};

    buffer_clear(out);
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        DIR *list = opendir(places[i]);
        const struct dirent *entry;

        while (list && (entry = readdir(list))) {
            struct stat info;

            if (fstatat(dirfd(list), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) < 0)
                continue;
            if (!getpwuid(info.st_uid) || strncmp(entry->d_name, "assay", 5) == 0)
                buffer_format(out, "%s/%s\n", places[i], entry->d_name);
        }
        if (list)
            closedir(list);
    }
}

/* Nothing but the line of headings, in an IPC namespace that is ours alone. */
static void check_ipc(void)
{
    static const char *const files[] = {"/proc/sysvipc/shm", "/proc/sysvipc/sem",
                                        "/proc/sysvipc/msg"};
    struct buffer text = BUFFER_INIT;

    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        const char *newline;

        read_text(files[i], &text);
        newline = text.size > 0 ? strchr(text.data, '\n') : NULL;
        if (newline && newline[1] != '\0')
            fail_msg("%s: %s", files[i], newline + 1);
    }
    buffer_release(&text);
}

static void check_sockets(const struct host_watch *watch)
{
    static const char *const names[] = {"TCP", "UDP", "path", "abstract"};
    char byte;

    for (int i = 0; i < HOST_SOCKETS; i++) {
        long got = i == 0 ? accept4(watch->sockets[i], NULL, NULL, SOCK_CLOEXEC)
                          : recv(watch->sockets[i], &byte, 1, 0);

        if (got >= 0 || errno != EAGAIN)
            fail_msg("the host's %s socket was reached", names[i]);
    }
}

/* Groups of cells: directories that begin with a digit, where lab.h says that they are. */
static int count_groups(const struct lab *lab)
{
    char path[PATH_MAX];
    const struct dirent *entry;
    int count = 0;
    DIR *list;

    lab_group(lab, path);
    if (strcmp(lab->parent.isolation.cgroup, "v2") == 0)
        snprintf(path + strlen(path), sizeof(path) - strlen(path), "/0");
    list = opendir(path);
    while (list && (entry = readdir(list)))
        count += entry->d_type == DT_DIR && isdigit((unsigned char)entry->d_name[0]);
    if (list)
        closedir(list);
    return count;
}

static int count_inits(const struct lab *lab)
{
    pid_t pair[16], inits[16];
    int children = lab_children(lab->parent.pid, 0, pair);
    int count = 0;

    for (int i = 0; i < children; i++)
        count += lab_children(pair[i], 0, inits);
    return count;
}

/* The groups are those of living cells. One that is being torn down has a moment. */
static void check_groups(const struct lab *lab)
{
    enum { TRIES = 400, PAUSE_MS = 5 };
    const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000 * 1000};
    int groups = 0, inits = 0;

    for (int i = 0; i < TRIES * slowness(); i++) {
        groups = count_groups(lab);
        inits = count_inits(lab);
        if (groups <= inits)
            return;
        nanosleep(&pause, NULL);
    }
    fail_msg("%d groups of %d cells", groups, inits);
}

void host_watch_note(struct host_watch *watch)
{
    read_text("/proc/self/mountinfo", &watch->mounts);
    list_names(&watch->names);
}

/* Every line of `now` that `before` has not. */
static void check_lines(const char *what, const char *before, char *now)
{
    char *rest = now, *line;

    while ((line = strsep(&rest, "\n")))
        if (*line && !strstr(before, line))
            fail_msg("new on the host: %s %s", what, line);
}

void host_watch_check(struct host_watch *watch, const struct lab *lab)
{
    struct buffer now = BUFFER_INIT;

    read_text("/proc/self/mountinfo", &now);
    check_lines("mount", watch->mounts.data, now.data);
    list_names(&now);
    check_lines("file", watch->names.data, now.data);
    buffer_release(&now);
    check_ipc();
    check_sockets(watch);
    check_groups(lab);
}

void host_watch_check_bytes(const struct host_watch *watch, const void *bytes, size_t size)
{
    for (int i = 0; i < HOST_SECRETS; i++)
        if (memmem(bytes, size, watch->secrets[i], strlen(watch->secrets[i])))
            fail_msg("what is in %s came out", watch->paths[i]);
}
