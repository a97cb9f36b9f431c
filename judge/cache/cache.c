#include "judge/cache/cache.h"

#include "base/buffer.h"
#include "base/fd.h"
#include "base/log.h"
#include "base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct cache {
    int folder;
    int64_t bytes_max, bytes; /* bytes: as far as this process knows */
    unsigned drafts;
};

#define DRAFT_PREFIX ".draft-"

int cache_key_is_plain(const char *key)
{
    return strlen(key) == CACHE_KEY_SIZE - 1 && key[strspn(key, "0123456789abcdef")] == '\0';
}

void cache_key_digest(struct sha256_ctx *hash, char ret_key[CACHE_KEY_SIZE])
{
    uint8_t digest[SHA256_DIGEST_SIZE];

    sha256_digest(hash, sizeof(digest), digest);
    for (size_t i = 0; i < sizeof(digest); i++)
        snprintf(ret_key + 2 * i, 3, "%02x", digest[i]);
}

int cache_key_of_source(const char *key, int source, char ret_key[CACHE_KEY_SIZE])
{
    static uint8_t block[64 * 1024];
    struct sha256_ctx hash;
    off_t at = 0;
    ssize_t got;

    sha256_init(&hash);
    sha256_update(&hash, CACHE_KEY_SIZE, (const uint8_t *)key);
    while ((got = pread(source, block, sizeof(block), at)) > 0) {
        sha256_update(&hash, (size_t)got, block);
        at += got;
    }
    if (got < 0)
        return -errno;
    cache_key_digest(&hash, ret_key);
    return 0;
}

/* ---- the folder ---- */

struct kept {
    char name[CACHE_KEY_SIZE];
    int64_t bytes;
    struct timespec used;
};

struct listing {
    struct kept *list;
    size_t count;
    int64_t bytes;
};

/* A draft belongs to its writer; after an hour its writer is gone. */
static void drop_old_draft(int folder, const char *name, const struct stat *info)
{
    enum { HOUR = 3600 };

    if (info->st_mtime + HOUR < time(NULL))
        unlinkat(folder, name, 0);
}

static void take_entry(int folder, const char *name, struct listing *listing)
{
    struct stat info;
    struct kept *kept;

    if (fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(info.st_mode))
        return;
    if (strncmp(name, DRAFT_PREFIX, strlen(DRAFT_PREFIX)) == 0)
        drop_old_draft(folder, name, &info);
    if (!cache_key_is_plain(name))
        return;
    listing->list = memory_grow(listing->list, listing->count + 1, sizeof(*kept));
    kept = &listing->list[listing->count++];
    memcpy(kept->name, name, CACHE_KEY_SIZE);
    kept->bytes = (int64_t)info.st_blocks * 512;
    kept->used = info.st_mtim;
    listing->bytes += kept->bytes;
}

static int list_folder(int folder, struct listing *ret_listing, struct error *err)
{
    struct dirent **entries;
    int count = scandirat(folder, ".", &entries, NULL, NULL);

    *ret_listing = (struct listing){0};
    if (count < 0)
        return error_set_errno(err, errno, "cannot list the cache of compiled programs");
    for (int i = 0; i < count; i++) {
        take_entry(folder, entries[i]->d_name, ret_listing);
        free(entries[i]);
    }
    free(entries);
    return 0;
}

static int compare_use(const void *left, const void *right)
{
    const struct timespec *a = &((const struct kept *)left)->used;
    const struct timespec *b = &((const struct kept *)right)->used;

    if (a->tv_sec != b->tv_sec)
        return a->tv_sec < b->tv_sec ? -1 : 1;
    return a->tv_nsec < b->tv_nsec ? -1 : a->tv_nsec > b->tv_nsec;
}

/* Removes files down to nine tenths of the bound, so that not every new file makes us list the
 * folder. */
static void shrink(const struct cache *cache, struct listing *listing)
{
    int64_t enough = cache->bytes_max / 10 * 9;

    qsort(listing->list, listing->count, sizeof(*listing->list), compare_use);
    for (size_t i = 0; i < listing->count && listing->bytes > enough; i++) {
        if (unlinkat(cache->folder, listing->list[i].name, 0) == 0 || errno == ENOENT)
            listing->bytes -= listing->list[i].bytes;
    }
}

/* Makes room when the folder is over its bound. */
static int evict(struct cache *cache, struct error *err)
{
    struct listing listing;

    if (list_folder(cache->folder, &listing, err) < 0)
        return err->code;
    if (listing.bytes > cache->bytes_max) /* else others made room meanwhile */
        shrink(cache, &listing);
    cache->bytes = listing.bytes;
    free(listing.list);
    return 0;
}

/* Makes the folder and those above it. */
static int make_folders(const char *path)
{
    char *copy = memory_strdup(path);
    int failed = 0;

    for (char *at = copy + 1; failed == 0; at++) {
        char byte = *at;

        if (byte != '/' && byte != '\0')
            continue;
        *at = '\0';
        if (mkdir(copy, 0700) < 0 && errno != EEXIST)
            failed = -errno;
        *at = byte;
        if (byte == '\0')
            break;
    }
    free(copy);
    return failed;
}

int cache_open(const char *folder, int64_t bytes_max, struct cache **ret_cache, struct error *err)
{
    int failed = make_folders(folder);
    struct cache *cache;
    struct stat info;
    int fd;

    if (failed < 0)
        return error_set_errno(err, -failed, "cannot make the cache folder %s", folder);
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &info) < 0) {
        error_set_errno(err, errno, "cannot open the cache folder %s", folder);
        fd_close(&fd);
        return err->code;
    }
    if (info.st_uid != geteuid() || (info.st_mode & (S_IWGRP | S_IWOTH))) {
        fd_close(&fd);
        return error_set(err, -EPERM,
                         "the cache folder %s belongs to user %u or others may write to it: "
                         "programs could be forged there",
                         folder, info.st_uid);
    }
    cache = memory_alloc(sizeof(*cache));
    *cache = (struct cache){.folder = fd, .bytes_max = bytes_max};
    if (evict(cache, err) < 0) {
        cache_close(cache);
        return err->code;
    }
    *ret_cache = cache;
    return 0;
}

void cache_close(struct cache *cache)
{
    if (cache)
        fd_close(&cache->folder);
    free(cache);
}

/* ---- files ---- */

int cache_get(struct cache *cache, const char *key)
{
    int fd = openat(cache->folder, key, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

    if (fd < 0)
        return -errno;
    futimens(fd, NULL); /* if this fails, the file only seems older than it is */
    return fd;
}

void cache_remove(struct cache *cache, const char *key)
{
    unlinkat(cache->folder, key, 0); /* the next listing of the files corrects the sum */
}

static int copy(int from, int to, int64_t size)
{
    off_t offset = 0;

    while (offset < size) {
        ssize_t sent = sendfile(to, from, &offset, (size_t)(size - offset));

        if (sent < 0 && errno != EINTR)
            return -errno;
        if (sent == 0)
            return -EIO;
    }
    return 0;
}

int cache_put(struct cache *cache, const char *key, int fd, struct error *err)
{
    struct stat info;
    char draft[64];
    int file, failed;

    if (fstat(fd, &info) < 0 || !S_ISREG(info.st_mode) || info.st_size > CACHE_ENTRY_MAX)
        return error_set(err, -EINVAL, "this cannot be kept in the cache");
    if (faccessat(cache->folder, key, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
        return 0;
    do { /* a process that died may have had our pid and left its draft */
        snprintf(draft, sizeof(draft), DRAFT_PREFIX "%d-%u", (int)getpid(), cache->drafts++);
        file = openat(cache->folder, draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    } while (file < 0 && errno == EEXIST);
    if (file < 0)
        return error_set_errno(err, errno, "cannot make a file in the cache");
    failed = copy(fd, file, info.st_size);
    if (failed == 0 && (fsync(file) < 0 || renameat(cache->folder, draft, cache->folder, key) < 0))
        failed = -errno;
    fd_close(&file);
    if (failed < 0) {
        unlinkat(cache->folder, draft, 0);
        return error_set_errno(err, -failed, "cannot write a file of the cache");
    }
    cache->bytes += info.st_size;
    return cache->bytes > cache->bytes_max ? evict(cache, err) : 0;
}

static const char *named(const char *option)
{
    const char *variable = getenv("ASSAY_CACHE");

    return option ? option : variable && *variable ? variable : NULL;
}

int cache_is_named(const char *option)
{
    return named(option) != NULL;
}

char *cache_folder(const char *option, const char *otherwise)
{
    const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    const char *chosen = named(option) ? named(option) : otherwise;
    struct buffer text = BUFFER_INIT;

    if (chosen)
        return strcmp(chosen, "none") == 0 ? NULL : memory_strdup(chosen);
    if (base && *base == '/')
        buffer_format(&text, "%s/assay", base);
    else if (home && *home == '/')
        buffer_format(&text, "%s/.cache/assay", home);
    else
        return NULL;
    return buffer_take(&text);
}
