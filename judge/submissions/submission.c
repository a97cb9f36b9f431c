#include "judge/submissions/submission.h"

#include "base/buffer.h"
#include "base/fd.h"
#include "base/memory.h"
#include "judge/submissions/products.h"
#include "judge/submissions/size_limits.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

static off_t size_limit(const struct language *language)
{
    return language->is_image               ? IMAGE_SIZE_MAX
           : language == language_outputs() ? FILES_SIZE_MAX
                                            : SOURCE_SIZE_MAX;
}

static int settle_language(const char *path, const char *name, int fd,
                           const struct language **ret_language, struct error *err)
{
    char head[256];
    ssize_t got = pread(fd, head, sizeof(head), 0);

    if (got < 0)
        return error_set_errno(err, errno, "cannot read %s", path);
    const struct language *detected = language_detect(path, head, got < 0 ? 0 : (size_t)got);

    const struct language *named = NULL;

    if (name && language_find_named(name, &named, err) < 0)
        return err->code;
    if (detected && detected->is_archive && got > 0 && !memchr(head, '\0', (size_t)got) &&
        !products_is_archive(fd))
        return error_set(err, -EINVAL, "%s is called like an archive, but is none", path);
    if (!name && detected && detected->is_archive)
        return error_set(err, -EINVAL, "%s is an archive: --language names what is in it", path);
    *ret_language = named ? named : detected;
    if (!*ret_language)
        return error_set(err, -EINVAL,
                         "cannot tell the language of %s from its name or contents; "
                         "--language names it",
                         path);
    if (language_require(*ret_language, err) < 0)
        return error_prefix(err, "%s", path);
    return 0;
}

static int sealed_copy(int file, off_t size, const char *path, struct error *err)
{
    int memfd = fd_memfd("source");
    off_t left = size;
    int failed = 0;

    if (memfd < 0)
        return error_set_errno(err, -memfd, "cannot copy %s", path);
    while (left > 0 && failed == 0) {
        ssize_t sent = sendfile(memfd, file, NULL, (size_t)left);

        if (sent < 0 && errno != EINTR)
            failed = error_set_errno(err, errno, "cannot copy %s", path);
        else if (sent == 0)
            failed = error_set(err, -EIO, "cannot copy %s: it changed while it was read", path);
        left -= sent > 0 ? sent : 0;
    }
    if (failed == 0 && (failed = fd_seal(memfd)) < 0)
        error_set_errno(err, -failed, "cannot copy %s", path);
    if (failed < 0) {
        fd_close(&memfd);
        return failed;
    }
    return memfd;
}

static int open_below(const char *folder, const char *path)
{
    const char *rest = path + strlen(folder);
    int dir = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    int file = dir < 0 ? -errno : 0;

    if (file == 0)
        file = fd_open_plain(dir, rest + strspn(rest, "/"), O_NONBLOCK | O_NOCTTY);
    fd_close(&dir);
    return file;
}

/* Opens a regular file for reading. */
static int open_file(const char *path, const char *folder, int follow, off_t *ret_size,
                     struct error *err)
{
    struct stat info;
    int file =
        folder
            ? open_below(folder, path)
            : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (follow ? 0 : O_NOFOLLOW));

    if (!folder && file < 0 && errno == ELOOP && !follow)
        return error_set(err, -ELOOP, "%s is a symbolic link; --follow takes what it leads to",
                         path);
    if (file == -ELOOP)
        return error_set(err, -ELOOP,
                         "%s is, or lies behind, a symbolic link, which is not followed in a "
                         "folder of submissions",
                         path);
    if (file < 0)
        return error_set_errno(err, folder ? -file : errno, "cannot open %s", path);
    if (fstat(file, &info) < 0)
        error_set_errno(err, errno, "cannot look at %s", path);
    else if (!S_ISREG(info.st_mode))
        error_set(err, S_ISDIR(info.st_mode) ? -EISDIR : -EINVAL, "%s is not a regular file", path);
    else {
        *ret_size = info.st_size;
        return file;
    }
    fd_close(&file);
    return err->code;
}

int submission_language(const char *path, const char *folder, const char *language, int follow,
                        const struct language **ret_language, struct error *err)
{
    off_t size;
    int file = open_file(path, folder, follow, &size, err);
    int result = file < 0 ? file : settle_language(path, language, file, ret_language, err);

    fd_close(&file);
    return result;
}

int submission_open(const char *path, const char *folder, const char *language, int follow,
                    struct submission *ret_submission, struct error *err)
{
    struct submission source = {.fd = -1};
    int file = open_file(path, folder, follow, &source.size, err);
    int result = file < 0 ? file : settle_language(path, language, file, &source.language, err);

    if (result == 0) {
        source.fd = source.size > size_limit(source.language) && source.size > FILES_SIZE_MAX
                        ? fcntl(file, F_DUPFD_CLOEXEC, 3)
                        : sealed_copy(file, source.size, path, err);
        result = source.fd < 0 ? source.fd : 0;
    }
    fd_close(&file);
    if (result == 0)
        *ret_submission = source;
    return result;
}

void submission_close(struct submission *source)
{
    fd_close(&source->fd);
}

int submission_check(const struct submission *source, const char *path, struct error *err)
{
    if (source->is_folder || products_is_archive(source->fd))
        return source->size <= FILES_SIZE_MAX
                   ? 0
                   : error_set(err, -EFBIG, "%s has %lld bytes; the limit for several files is %d",
                               path, (long long)source->size, FILES_SIZE_MAX);
    if (source->size > size_limit(source->language))
        return error_set(err, -EFBIG, "%s has %lld bytes; the limit for %s is %lld", path,
                         (long long)source->size, source->language->name,
                         (long long)size_limit(source->language));
    return 0;
}

/* What submission_walk passes down: the folder that it walks, and whom it tells. */
struct walk {
    const char *folder;
    submission_found_fn *fn;
    void *arg;
};

/* Why a file of a folder cannot be graded, or NULL. */
static const char *find_hindrance(const char *path, const char *folder)
{
    char head[256];
    struct error err;
    struct stat info;
    ssize_t got;
    off_t size;
    int file = open_file(path, folder, 0, &size, &err);

    if (file < 0 && lstat(path, &info) == 0 && !S_ISLNK(info.st_mode) && !S_ISREG(info.st_mode))
        return "not a regular file";
    /* a file that has the name of a program is not passed over: opening it will say why it fails */
    if (file < 0 && language_detect(path, "", 0))
        return NULL;
    if (file < 0)
        return file == -ELOOP ? "a symbolic link" : "it cannot be opened";
    got = read(file, head, sizeof(head));
    fd_close(&file);
    return language_detect(path, head, got > 0 ? (size_t)got : 0) ? NULL : "no known language";
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && strcmp(entry->d_name, "__pycache__") != 0;
}

static int walk_folder(struct walk *walk, const char *path, int depth, struct error *err);

static int walk_entry(struct walk *walk, const char *path, int depth, struct error *err)
{
    struct stat info;

    if (lstat(path, &info) == 0 && S_ISDIR(info.st_mode))
        return walk_folder(walk, path, depth + 1, err);
    return walk->fn(
        &(struct submission_found){path, walk->folder, find_hindrance(path, walk->folder), 0},
        walk->arg, err);
}

static int found_unreadable(struct walk *walk, const char *path, const char *why, struct error *err)
{
    struct error text;

    error_set(&text, -EACCES, "cannot list the folder %s: %s", path, why);
    return walk->fn(&(struct submission_found){path, walk->folder, text.text, 1}, walk->arg, err);
}

static int walk_folder(struct walk *walk, const char *path, int depth, struct error *err)
{
    enum { DEPTH_MAX = 32 };
    struct dirent **entries;
    int count, result = 0;

    count = depth > DEPTH_MAX ? -1 : scandir(path, &entries, is_visible, alphasort);
    if (count < 0)
        return found_unreadable(
            walk, path,
            depth > DEPTH_MAX ? "it lies too many folders deep" : strerrordesc_np(errno), err);
    for (int i = 0; i < count; i++) {
        struct buffer child = BUFFER_INIT;

        buffer_format(&child, "%s/%s", path, entries[i]->d_name);
        if (result == 0)
            result = walk_entry(walk, child.data, depth, err);
        buffer_release(&child);
        free(entries[i]);
    }
    free(entries);
    return result;
}

int submission_walk(const char *path, int follow, submission_found_fn *fn, void *arg,
                    struct error *err)
{
    struct walk walk = {.fn = fn, .arg = arg};
    struct stat info;
    size_t length = strlen(path);
    char *trimmed;
    int result;

    if ((follow ? stat(path, &info) : lstat(path, &info)) < 0 || !S_ISDIR(info.st_mode))
        return fn(&(struct submission_found){path, NULL, NULL, 0}, arg, err);
    trimmed = memory_strdup(path);
    while (length > 1 && trimmed[length - 1] == '/')
        trimmed[--length] = '\0';
    walk.folder = trimmed;
    result = walk_folder(&walk, trimmed, 0, err);
    free(trimmed);
    return result;
}

char *submission_user(const char *path, const char *folder)
{
    const char *rest = folder ? path + strlen(folder) : path;
    const char *slash, *dot;
    size_t length;
    char *name;

    rest += strspn(rest, "/");
    slash = strchr(rest, '/');
    if (!folder || !slash) {
        rest = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
        dot = strrchr(rest, '.');
        slash = dot && dot > rest ? dot : rest + strlen(rest);
    }
    length = (size_t)(slash - rest);
    name = memory_alloc(length + 1);
    memcpy(name, rest, length);
    return name;
}
