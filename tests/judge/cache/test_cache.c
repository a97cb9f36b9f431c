/* The cache of compiled programs: what is kept, what goes first, and what several processes that
 * die at any moment leave of it. */
#include "base/fd.h"
#include "judge/cache/cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof(folder), "/tmp/assay-cache-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int is_entry(const struct dirent *entry)
{
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

/* How many names in the folder start with `prefix`. `and_remove`: and all of them go. */
static int count_files(const char *prefix, int and_remove)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_entry, alphasort), found = 0;
    int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    assert_true(count >= 0 && dir >= 0);
    for (int i = 0; i < count; i++) {
        found += strncmp(entries[i]->d_name, prefix, strlen(prefix)) == 0;
        if (and_remove && unlinkat(dir, entries[i]->d_name, 0) < 0)
            unlinkat(dir, entries[i]->d_name, AT_REMOVEDIR);
        free(entries[i]);
    }
    free(entries);
    close(dir);
    return found;
}

static int remove_folder(void **state)
{
    (void)state;
    chmod(folder, 0700);
    count_files("", 1);
    return rmdir(folder);
}

static struct cache *open_cache(int64_t bytes_max)
{
    struct cache *cache = NULL;
    struct error err;

    if (cache_open(folder, bytes_max, &cache, &err) < 0)
        fail_msg("%s", err.text);
    return cache;
}

static const char *key_of(unsigned number)
{
    static char key[CACHE_KEY_SIZE];

    snprintf(key, sizeof(key), "%064x", number);
    return key;
}

/* Bytes that tell whose they are, so that a mixture of two shows. */
static int make_content(unsigned number, size_t size)
{
    unsigned char *bytes = malloc(size);
    int fd;

    memset(bytes, (int)(number % 256), size);
    fd = fd_memfd_with("content", bytes, size);
    free(bytes);
    assert_true(fd >= 0);
    return fd;
}

static int put(struct cache *cache, unsigned number, size_t size)
{
    int fd = make_content(number, size), failed;
    struct error err = {0};

    failed = cache_put(cache, key_of(number), fd, &err);
    fd_close(&fd);
    return failed;
}

/* 1 when the key is there, whole; 0 when not there; -1 when it is something else. */
static int look(struct cache *cache, unsigned number, size_t size)
{
    int fd = cache_get(cache, key_of(number));
    struct stat info;
    unsigned char byte = 0;
    int is_whole;

    if (fd == -ENOENT)
        return 0;
    is_whole = fd >= 0 && fstat(fd, &info) == 0 && info.st_size == (off_t)size;
    for (size_t at = 0; is_whole && at < size; at += 1021)
        is_whole = pread(fd, &byte, 1, (off_t)at) == 1 && byte == number % 256;
    fd_close(&fd);
    return is_whole ? 1 : -1;
}

static int has(struct cache *cache, unsigned number, size_t size)
{
    int found = look(cache, number, size);

    assert_true(found >= 0);
    return found;
}

static void test_put_and_get(void **state)
{
    struct cache *cache = open_cache(1 << 20), *other = open_cache(1 << 20);

    (void)state;
    assert_int_equal(cache_get(cache, key_of(1)), -ENOENT);
    assert_int_equal(put(cache, 1, 5000), 0);
    assert_int_equal(put(cache, 2, 0), 0);
    assert_true(has(cache, 1, 5000));
    assert_true(has(cache, 2, 0));
    assert_true(has(other, 1, 5000)); /* another process would see it */
    assert_false(has(cache, 3, 0));
    assert_int_equal(put(other, 1, 7), 0); /* what is there stays */
    assert_true(has(cache, 1, 5000));
    cache_remove(cache, key_of(1));
    cache_remove(cache, key_of(1));
    assert_false(has(other, 1, 5000));
    assert_int_equal(put(other, 1, 7), 0);
    assert_true(has(cache, 1, 7));
    assert_int_equal(count_files(".draft-", 0), 0);
    cache_close(cache);
    cache_close(other);
    cache_close(NULL);
}

/* Only a whole regular file of a bounded size is kept. */
static void test_what_cannot_be_kept(void **state)
{
    struct cache *cache = open_cache(1 << 20);
    int ends[2], large = memfd_create("large", MFD_CLOEXEC);
    struct error err;

    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(cache_put(cache, key_of(1), ends[0], &err), -EINVAL);
    assert_int_equal(ftruncate(large, CACHE_ENTRY_MAX + 1), 0); /* of holes */
    assert_int_equal(cache_put(cache, key_of(1), large, &err), -EINVAL);
    assert_int_equal(cache_put(cache, key_of(1), -1, &err), -EINVAL);
    assert_int_equal(count_files("", 0), 0);
    close(ends[0]);
    close(ends[1]);
    close(large);
    cache_close(cache);
}

/* Sets when the file was last used, without waiting for a clock. */
static void set_used(unsigned number, time_t when)
{
    const struct timespec times[2] = {{.tv_sec = when}, {.tv_sec = when}};
    char path[200];

    snprintf(path, sizeof(path), "%s/%s", folder, key_of(number));
    assert_int_equal(utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW), 0);
}

static void test_least_recently_used_goes_first(void **state)
{
    enum { SIZE = 100 * 1024 };
    struct cache *cache = open_cache(10 * SIZE + SIZE / 2);

    (void)state;
    for (unsigned i = 0; i < 10; i++) {
        assert_int_equal(put(cache, i, SIZE), 0);
        set_used(i, 1000 + i);
    }
    for (unsigned i = 0; i < 10; i++)
        assert_int_equal(count_files(key_of(i), 0), 1); /* not by cache_get: that is a use */
    assert_true(has(cache, 0, SIZE));                   /* the oldest is used again */
    assert_int_equal(put(cache, 10, SIZE), 0);
    assert_int_equal(count_files(key_of(0), 0), 1);
    assert_int_equal(count_files(key_of(1), 0), 0);
    assert_int_equal(count_files(key_of(2), 0), 0); /* down to nine tenths */
    for (unsigned i = 3; i <= 10; i++)
        assert_int_equal(count_files(key_of(i), 0), 1);
    cache_close(cache);
    /* opening it with a smaller bound makes room as well, and leaves what is not ours */
    set_used(3, 1);
    cache = open_cache(5 * SIZE);
    assert_int_equal(count_files(key_of(3), 0), 0);
    assert_true(count_files("", 0) <= 5 && count_files("", 0) >= 4);
    assert_int_equal(count_files(key_of(0), 0), 1);
    cache_close(cache);
}

static void test_one_over_the_bound(void **state)
{
    struct cache *cache = open_cache(10000);

    (void)state;
    assert_int_equal(put(cache, 1, 50000), 0);
    assert_int_equal(count_files("", 0), 0);
    assert_int_equal(put(cache, 2, 100), 0);
    assert_true(has(cache, 2, 100));
    cache_close(cache);
}

static void touch(const char *name, time_t when)
{
    const struct timespec times[2] = {{.tv_sec = when}, {.tv_sec = when}};
    char path[200];
    int fd;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(futimens(fd, times), 0);
    close(fd);
}

/* Drafts that nobody writes any more go; others', and files of other names, stay. */
static void test_drafts_and_strangers(void **state)
{
    struct cache *cache;
    char path[200];

    (void)state;
    touch(".draft-1-0", 1000);
    touch(".draft-2-0", time(NULL));
    touch("README", 1000);
    touch("0123456789abcdef", 1000); /* no key: too short */
    snprintf(path, sizeof(path), "%s/%s", folder, key_of(9));
    assert_int_equal(mkdir(path, 0700), 0);
    cache = open_cache(0);
    assert_int_equal(count_files(".draft-1-0", 0), 0);
    assert_int_equal(count_files(".draft-2-0", 0), 1);
    assert_int_equal(count_files("README", 0), 1);
    assert_int_equal(count_files("0123456789abcdef", 0), 1);
    assert_int_equal(count_files(key_of(9), 0), 1);
    cache_close(cache);
}

/* A link under a key is not followed: who may write there is the user, but a link is no program of
 * ours. */
static void test_links(void **state)
{
    struct cache *cache = open_cache(1 << 20);
    char path[200];

    (void)state;
    snprintf(path, sizeof(path), "%s/%s", folder, key_of(1));
    assert_int_equal(symlink("/etc/passwd", path), 0);
    assert_int_equal(cache_get(cache, key_of(1)), -ELOOP);
    cache_close(cache);
}

static void test_folders(void **state)
{
    static const mode_t refused[] = {0720, 0702, 0777, 01777};
    struct stat info;
    struct cache *cache = NULL;
    struct error err;
    char path[200];

    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        assert_int_equal(chmod(folder, refused[i]), 0);
        assert_int_equal(cache_open(folder, 1 << 20, &cache, &err), -EPERM);
        assert_non_null(strstr(err.text, folder));
        assert_null(cache);
    }
    assert_int_equal(chmod(folder, 0755), 0); /* others may read */
    cache_close(open_cache(1 << 20));
    if (geteuid() == 0) {
        assert_int_equal(chown(folder, 12345, (gid_t)-1), 0);
        assert_int_equal(cache_open(folder, 1 << 20, &cache, &err), -EPERM);
        assert_non_null(strstr(err.text, "12345"));
        assert_int_equal(chown(folder, 0, (gid_t)-1), 0);
    }
    /* those above are made, for the user alone */
    snprintf(path, sizeof(path), "%s/a/b/", folder);
    assert_int_equal(cache_open(path, 1 << 20, &cache, &err), 0);
    cache_close(cache);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 07777, 0700);
    assert_int_equal(rmdir(path), 0);
    touch("file", 1);
    snprintf(path, sizeof(path), "%s/file", folder);
    assert_int_equal(cache_open(path, 1 << 20, &cache, &err), -ENOTDIR);
    snprintf(path, sizeof(path), "%s/file/x", folder);
    assert_int_equal(cache_open(path, 1 << 20, &cache, &err), -ENOTDIR);
}

static void test_keys(void **state)
{
    char key[CACHE_KEY_SIZE + 1];

    (void)state;
    assert_true(cache_key_is_plain(key_of(0xabcdef)));
    for (int byte = 1; byte < 256; byte++) {
        memset(key, 'a', 64);
        key[64] = '\0';
        key[40] = (char)byte;
        assert_int_equal(cache_key_is_plain(key),
                         (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f'));
    }
    memset(key, 'a', 65);
    key[65] = '\0';
    assert_false(cache_key_is_plain(key));
    key[63] = '\0';
    assert_false(cache_key_is_plain(key));
    assert_false(cache_key_is_plain(""));
    assert_false(cache_key_is_plain("../x"));
}

/* ---- several processes ---- */

enum { WRITERS = 6, KEYS = 40, CONTENT = 200 * 1000 };

/* What the workers of one test have done, in memory that all of them share. */
struct progress {
    atomic_int rounds[WRITERS];
    atomic_int puts[WRITERS];   /* what the worker put */
    atomic_int others[WRITERS]; /* what it found, and another one had put */
    atomic_int failed;
    atomic_int last_writer[KEYS]; /* 1 + the worker; 0: nobody */
};

/* Whether every worker has done its share, so that none need go on. */
static int all_did(struct progress *progress, int share)
{
    for (int i = 0; i < WRITERS; i++)
        if (progress->rounds[i] < share)
            return progress->failed;
    return 1;
}

/* A process that puts, gets and removes in an order of its own, until all have done `share` rounds;
 * it fails when it finds what is not whole. */
static void work(struct progress *progress, int self, unsigned seed, int share)
{
    struct cache *cache = open_cache(KEYS / 2 * CONTENT);

    while (!all_did(progress, share)) {
        unsigned number = (seed >> 8) % KEYS;
        int found = look(cache, number, CONTENT);

        if (found < 0 || (found == 0 && put(cache, number, CONTENT) < 0))
            _exit(1);
        if (found == 0) {
            progress->puts[self]++;
            progress->last_writer[number] = 1 + self;
        } else if (progress->last_writer[number] != 1 + self) {
            progress->others[self]++;
        }
        progress->rounds[self]++;
        if ((seed >> 20) % 16 == 0)
            cache_remove(cache, key_of(number));
        seed = seed * 1664525 + 1013904223;
    }
    _exit(0);
}

static struct progress *new_progress(void)
{
    struct progress *progress =
        mmap(NULL, sizeof(*progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    assert_true(progress != MAP_FAILED);
    return progress;
}

static pid_t start_worker(struct progress *progress, int self, unsigned seed, int share)
{
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0)
        work(progress, self, seed, share);
    return pid;
}

static int64_t bytes_kept(void)
{
    int64_t sum = 0;

    for (unsigned i = 0; i < KEYS; i++) {
        struct stat info;
        char path[200];

        snprintf(path, sizeof(path), "%s/%s", folder, key_of(i));
        if (stat(path, &info) == 0)
            sum += info.st_size;
    }
    return sum;
}

static void test_many_processes(void **state)
{
    struct progress *progress = new_progress();
    struct cache *cache;

    (void)state;
    for (int i = 0; i < WRITERS; i++)
        start_worker(progress, i, (unsigned)i + 1, 100);
    for (int i = 0; i < WRITERS; i++) {
        int status = -1;
        pid_t pid = wait(&status);

        if (pid < 0 || status != 0)
            progress->failed = 1; /* the others stop too */
    }
    assert_int_equal(progress->failed, 0);
    for (int i = 0; i < WRITERS; i++) {
        assert_true(progress->puts[i] > 0);
        assert_true(progress->others[i] > 0);
    }
    munmap(progress, sizeof(*progress));
    assert_int_equal(count_files(".draft-", 0), 0);
    cache = open_cache(KEYS / 2 * CONTENT);
    /* as much as there may be, give or take a file of each of those that wrote last */
    assert_true(bytes_kept() > 0 && bytes_kept() <= KEYS / 2 * CONTENT);
    cache_close(cache);
}

/* As if they had been left an hour and more ago. */
static void age_drafts(void)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_entry, alphasort);

    assert_true(count >= 0);
    for (int i = 0; i < count; i++) {
        if (strncmp(entries[i]->d_name, ".draft-", 7) == 0)
            touch(entries[i]->d_name, time(NULL) - 3700);
        free(entries[i]);
    }
    free(entries);
}

/* Writers are killed while they write: what is visible is whole, and what is not stays away. */
static void test_killed_writers(void **state)
{
    struct progress *progress = new_progress();
    struct cache *cache;
    unsigned seed = 7;

    (void)state;
    for (unsigned i = 0; i < 40; i++) {
        struct timespec moment;
        pid_t pid;
        int status;

        progress->rounds[0] = 0;
        pid = start_worker(progress, 0, i + 100, 1000000);
        /* some have left something, however slow the machine is */
        moment = (struct timespec){.tv_nsec = 200 * 1000};
        while (progress->rounds[0] < (int)(i % 4) && waitpid(pid, &status, WNOHANG) == 0)
            nanosleep(&moment, NULL);
        /* not to wait for something, but so that it dies anywhere */
        seed = seed * 1664525 + 1013904223;
        moment = (struct timespec){.tv_nsec = 1000 * 1000 + (seed >> 8) % (15 * 1000 * 1000)};
        nanosleep(&moment, NULL);
        assert_int_equal(kill(pid, SIGKILL), 0);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFSIGNALED(status)); /* until then it found nothing that is not whole */
    }
    munmap(progress, sizeof(*progress));
    cache = open_cache(KEYS * CONTENT);
    for (unsigned i = 0; i < KEYS; i++)
        has(cache, i, CONTENT);
    assert_true(bytes_kept() > 0);
    cache_close(cache);
    age_drafts();
    cache_close(open_cache(KEYS * CONTENT));
    assert_int_equal(count_files(".draft-", 0), 0);
}

/* ---- which folder ---- */

static const struct {
    const char *option, *variable, *otherwise, *xdg, *home, *folder;
    int is_named;
} places[] = {
    {"/o", "/v", "/b", "/x", "/h", "/o", 1},
    {NULL, "/v", "/b", "/x", "/h", "/v", 1},
    {NULL, "", "/b", "/x", "/h", "/b", 0},
    {NULL, NULL, "/b", "/x", "/h", "/b", 0},
    {NULL, NULL, NULL, "/x", "/h", "/x/assay", 0},
    {NULL, NULL, NULL, "x", "/h", "/h/.cache/assay", 0},
    {NULL, NULL, NULL, "", "/h", "/h/.cache/assay", 0},
    {NULL, NULL, NULL, NULL, "/h", "/h/.cache/assay", 0},
    {NULL, NULL, NULL, NULL, "h", NULL, 0},
    {NULL, NULL, NULL, NULL, NULL, NULL, 0},
    {"none", "/v", "/b", "/x", "/h", NULL, 1},
    {NULL, "none", "/b", "/x", "/h", NULL, 1},
};

static void set_variable(const char *name, const char *value)
{
    assert_int_equal(value ? setenv(name, value, 1) : unsetenv(name), 0);
}

static void test_places(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        char *found;

        set_variable("ASSAY_CACHE", places[i].variable);
        set_variable("XDG_CACHE_HOME", places[i].xdg);
        set_variable("HOME", places[i].home);
        found = cache_folder(places[i].option, places[i].otherwise);
        if (strcmp(found ? found : "", places[i].folder ? places[i].folder : "") != 0)
            fail_msg("row %zu: %s", i, found ? found : "none");
        assert_int_equal(cache_is_named(places[i].option), places[i].is_named);
        free(found);
    }
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_put_and_get),
        IN_FOLDER(test_what_cannot_be_kept),
        IN_FOLDER(test_least_recently_used_goes_first),
        IN_FOLDER(test_one_over_the_bound),
        IN_FOLDER(test_drafts_and_strangers),
        IN_FOLDER(test_links),
        IN_FOLDER(test_folders),
        IN_FOLDER(test_many_processes),
        IN_FOLDER(test_killed_writers),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_places),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
