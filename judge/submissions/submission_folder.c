/* A folder as one submission: its files in one stream (runner/build/stream.h). */
#include "judge/submissions/submission.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/fd.h"
#include "judge/submissions/products.h"
#include "judge/submissions/size_limits.h"
#include "problems/yaml/schema.h"
#include "runner/protocol.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH_MAX = 16 };

struct packing {
    const char *path; /* as the user calls it */
    int dir;
    int stream;
    int64_t bytes;
    size_t count;
    const struct language *language; /* of all sources so far */
    int is_mixed;
};

/* Refuses a file name that is not one line of printable text. */
static int check_name(const struct packing *packing, const char *name, struct error *err)
{
    struct buffer shown = BUFFER_INIT;

    if (schema_is_line(name, strlen(name)) && strlen(name) <= FILE_PATH_MAX)
        return 0;
    buffer_append_escaped(&shown, name, strlen(name), 300);
    error_set(err, -EINVAL, "%s: found the file name \"%s\", expected text of at most %d bytes",
              packing->path, shown.data, FILE_PATH_MAX);
    buffer_release(&shown);
    return err->code;
}

static void note_language(struct packing *packing, const char *name, int file)
{
    char head[256];
    ssize_t got = pread(file, head, sizeof(head), 0);
    const struct language *language = language_detect(name, head, got > 0 ? (size_t)got : 0);

    if (!language || language->is_image || !language_is_one(language))
        return;
    packing->is_mixed |= packing->language && packing->language != language;
    packing->language = packing->language ? packing->language : language;
}

static int pack_file(struct packing *packing, const char *name, struct error *err)
{
    int file = fd_open_plain(packing->dir, name, O_NONBLOCK | O_NOCTTY);
    struct stat info;
    int failed = file < 0 || fstat(file, &info) < 0 ? file < 0 ? file : -errno : 0;

    if (failed == 0 && !S_ISREG(info.st_mode))
        failed = -EINVAL;
    if (failed < 0) {
        fd_close(&file);
        return error_set(err, error_is_host(failed) ? failed : -EINVAL,
                         "%s: %s is no file that can be read (%s)", packing->path, name,
                         failed == -ELOOP ? "links are not followed" : strerrordesc_np(-failed));
    }
    packing->bytes += info.st_size;
    if (++packing->count > PRODUCTS_FILES_MAX || packing->bytes > FILES_SIZE_MAX)
        failed = error_set(err, -EFBIG, "%s has more than %d files or %d MiB", packing->path,
                           PRODUCTS_FILES_MAX, FILES_SIZE_MAX >> 20);
    note_language(packing, name, file);
    if (failed == 0 &&
        (failed = products_write_file(packing->stream, name, file, info.st_size)) < 0)
        error_set_errno(err, -failed, "cannot copy %s", name);
    fd_close(&file);
    return failed;
}

static int is_source_name(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && strcmp(entry->d_name, "__pycache__") != 0;
}

static int pack_folder(struct packing *packing, const char *name, int depth, struct error *err);

static int pack_entry(struct packing *packing, const char *name, int depth, struct error *err)
{
    struct stat info;

    if (check_name(packing, name, err) < 0)
        return err->code;
    if (fstatat(packing->dir, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(info.st_mode))
        return pack_folder(packing, name, depth + 1, err);
    return pack_file(packing, name, err);
}

static int pack_folder(struct packing *packing, const char *name, int depth, struct error *err)
{
    int folder = depth == 0 ? fcntl(packing->dir, F_DUPFD_CLOEXEC, 3)
                            : fd_open_plain(packing->dir, name, O_DIRECTORY);
    struct dirent **entries;
    int count, failed = folder < 0 ? (depth == 0 ? -errno : folder) : 0;

    if (depth > DEPTH_MAX) {
        fd_close(&folder);
        return error_set(err, -EINVAL, "%s is more than %d folders deep", packing->path, DEPTH_MAX);
    }
    count = folder < 0 ? -1 : scandirat(folder, ".", &entries, is_source_name, alphasort);
    if (count < 0 && failed == 0)
        failed = -errno;
    fd_close(&folder);
    if (failed < 0)
        return error_set(err, error_is_host(failed) ? failed : -EINVAL, "%s: cannot list %s: %s",
                         packing->path, *name ? name : "it", strerrordesc_np(-failed));
    for (int i = 0; i < count; i++) {
        struct buffer child = BUFFER_INIT;

        buffer_format(&child, "%s%s%s", name, *name ? "/" : "", entries[i]->d_name);
        if (failed == 0)
            failed = pack_entry(packing, child.data, depth, err);
        buffer_release(&child);
        free(entries[i]);
    }
    free(entries);
    return failed;
}

static int settle(const struct packing *packing, const char *name, const struct language **ret,
                  struct error *err)
{
    const struct language *language = packing->language;

    if (packing->count == 0)
        return error_set(err, -EINVAL, "%s has no files", packing->path);
    if (name && language_find_named(name, &language, err) < 0)
        return err->code;
    if (!language || (!name && packing->is_mixed))
        return error_set(err, -EINVAL, "%s has files of %s; --language names it", packing->path,
                         language ? "several languages" : "no known language");
    if (language_require(language, err) < 0)
        return error_prefix(err, "%s", packing->path);
    *ret = language;
    return 0;
}

int submission_open_folder(const char *path, const char *language, int follow,
                           struct submission *ret_submission, struct error *err)
{
    struct submission source = {.fd = fd_memfd("files"), .is_folder = 1};
    struct packing packing = {.path = path, .stream = source.fd};
    int failed = source.fd < 0 ? source.fd : products_write_magic(source.fd);

    packing.dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW));
    if (packing.dir < 0)
        failed = error_set_errno(err, errno, "cannot open %s", path);
    else if (failed < 0)
        error_set_errno(err, -failed, "cannot copy %s", path);
    if (failed == 0)
        failed = pack_folder(&packing, "", 0, err);
    if (failed == 0)
        failed = settle(&packing, language, &source.language, err);
    if (failed == 0) {
        failed = products_write_end(source.fd);
        source.size = lseek(source.fd, 0, SEEK_CUR);
        if (failed == 0)
            failed = fd_seal(source.fd);
        if (failed < 0)
            error_set_errno(err, -failed, "cannot copy %s", path);
    }
    fd_close(&packing.dir);
    if (failed < 0)
        fd_close(&source.fd);
    else
        *ret_submission = source;
    return failed;
}

int submission_open_any(const char *path, const char *language, int follow,
                        struct submission *ret_submission, struct error *err)
{
    struct stat info;

    if ((follow ? stat(path, &info) : lstat(path, &info)) == 0 && S_ISDIR(info.st_mode))
        return submission_open_folder(path, language, follow, ret_submission, err);
    return submission_open(path, NULL, language, follow, ret_submission, err);
}
