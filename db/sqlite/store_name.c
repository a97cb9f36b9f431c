/* A judge's name: a lock file next to the database, which the judge locks by flock(2) for as long
 * as it lives. The kernel releases the lock when the process dies, however it dies. We use flock
 * because fcntl(2) locks would not keep two stores of one process apart. */
#include "base/fd.h"
#include "base/log.h"
#include "base/memory.h"
#include "db/sqlite/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_SIZE_MAX = 64, DEFAULT_NAMES_MAX = 1000 };

static int is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
}

static int check_name(const char *name, struct error *err)
{
    size_t size = strlen(name), good = 0;

    while (good < size && is_name_byte(name[good]))
        good++;
    if (size == 0 || size > NAME_SIZE_MAX || good < size)
        return error_set(err, -EINVAL,
                         "'%.80s' cannot be a judge's name: expected 1 to %d of letters, digits, "
                         "'.', '_' and '-'",
                         name, NAME_SIZE_MAX);
    return 0;
}

/* Writes the pid into the file, for people who look at it and for the message below; if that fails
 * (disk full), the message says "unknown". */
static void write_pid(int fd)
{
    char text[32];
    int size = snprintf(text, sizeof(text), "%ld\n", (long)getpid());

    if (ftruncate(fd, 0) < 0 || pwrite(fd, text, (size_t)size, 0) != size)
        log_warning("cannot write the process id into the judge's lock file: %s",
                    strerrordesc_np(errno));
}

static int name_is_held(int fd, const char *name, struct error *err)
{
    char text[32];
    ssize_t size = pread(fd, text, sizeof(text) - 1, 0);
    int digits = 0;

    while (digits < size && text[digits] >= '0' && text[digits] <= '9')
        digits++;
    return error_set(err, -EBUSY,
                     "a judge named '%s' (pid %.*s) already works on this database: choose "
                     "another name with --name or stop that judge",
                     name, digits > 0 ? digits : 7, digits > 0 ? text : "unknown");
}

/* What is no file of ours in the lock's place (a folder, a link, a pipe) must not keep a judge from
 * its name. */
static int clear_place(const char *path, struct error *err)
{
    char aside[PATH_MAX + 16];
    struct stat status;

    if (lstat(path, &status) < 0 || S_ISREG(status.st_mode))
        return 0;
    snprintf(aside, sizeof(aside), "%s.foreign", path);
    if (rename(path, aside) < 0)
        return error_set_errno(err, errno,
                               "'%s' is no lock file, and cannot be moved out of the way", path);
    log_warning("'%s' is no lock file: it is '%s' now", path, aside);
    return 0;
}

static int lock_name(const struct store *store, const char *name, int *ret_fd, struct error *err)
{
    char path[PATH_MAX];
    int fd, rc = 0;

    if (store->path == NULL) /* nobody else can see the database */
        return 0;
    if (snprintf(path, sizeof(path), "%s.judge.%s.lock", store->path, name) >= (int)sizeof(path))
        return error_set(err, -ENAMETOOLONG,
                         "the database's path and the judge's name '%s' are too long together: "
                         "choose a shorter name with --name",
                         name);
    if (clear_place(path, err) < 0)
        return err->code;
    fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return error_set_errno(err, errno, "cannot open the judge's lock file '%s'", path);
    if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
        rc = errno == EWOULDBLOCK
                 ? name_is_held(fd, name, err)
                 : error_set_errno(err, errno, "cannot lock the judge's lock file '%s'", path);
        fd_close(&fd);
        return rc;
    }
    write_pid(fd);
    *ret_fd = fd;
    return 0;
}

/* HOST-1, HOST-2, ...: the first that nobody holds. */
static int lock_default_name(const struct store *store, char name[NAME_SIZE_MAX + 1], int *ret_fd,
                             struct error *err)
{
    char host[NAME_SIZE_MAX - 4] = "";
    int rc = -EBUSY;

    gethostname(host, sizeof(host) - 1);
    for (char *c = host; *c != '\0'; c++) {
        if (!is_name_byte(*c))
            *c = '-';
    }
    for (int i = 1; i < DEFAULT_NAMES_MAX && rc == -EBUSY; i++) {
        snprintf(name, NAME_SIZE_MAX + 1, "%s-%d", *host != '\0' ? host : "host", i);
        rc = lock_name(store, name, ret_fd, err);
    }
    return rc;
}

int store_name_acquire(struct store *store, const char *name, int64_t now_ms, int *ret_requeued,
                       struct error *err)
{
    char chosen[NAME_SIZE_MAX + 1];
    int fd = -1, requeued = 0, rc;

    if (store->name != NULL)
        return error_set(err, -EALREADY, "this judge already has the name '%s'", store->name);
    if (name != NULL && check_name(name, err) < 0)
        return err->code;
    if (name != NULL)
        snprintf(chosen, sizeof(chosen), "%s", name);
    rc = name != NULL ? lock_name(store, chosen, &fd, err)
                      : lock_default_name(store, chosen, &fd, err);
    if (rc < 0)
        return rc;
    store->name = memory_strdup(chosen);
    store->name_fd = fd;
    rc = store_requeue_own(store, now_ms, &requeued, err);
    if (rc < 0)
        goto out;
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    store_note_log(store);
    store->busy_limit_ms = STORE_JUDGE_BUSY_MS;
    if (ret_requeued != NULL)
        *ret_requeued = requeued;
    return 0;
out:
    fd_close(&store->name_fd);
    free(store->name);
    store->name = NULL;
    return rc;
}

const char *store_name(const struct store *store)
{
    return store->name;
}
