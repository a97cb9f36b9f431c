/* What lies where a judge keeps its lock and its doorbell: whatever earlier lives, or others, have
 * left there, a judge takes its name at once. */
#include "db/store.h"
#include "tests/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct lab {
    struct folder folder;
    char database[80], lock[128], bell[128];
};

static int set_up(void **state)
{
    struct lab *lab = calloc(1, sizeof(*lab));

    assert_non_null(lab);
    folder_make(&lab->folder);
    snprintf(lab->database, sizeof(lab->database), "%s/db", lab->folder.path);
    snprintf(lab->lock, sizeof(lab->lock), "%s.judge.alpha.lock", lab->database);
    snprintf(lab->bell, sizeof(lab->bell), "%s.judge.alpha.sock", lab->database);
    *state = lab;
    return 0;
}

static int tear_down(void **state)
{
    struct lab *lab = *state;

    folder_remove(&lab->folder);
    free(lab);
    return 0;
}

static void expect_name(const struct lab *lab)
{
    struct store *store, *other;
    struct error err;
    int bell = -1;

    assert_int_equal(store_open(lab->database, STORE_OPEN_CREATE, &store, &err), 0);
    if (store_refuse_shared(store, -1, &err) < 0 ||
        store_name_acquire(store, "alpha", 1, NULL, &err) < 0 ||
        store_listen(store, &bell, &err) < 0)
        fail_msg("%s", err.text);
    assert_true(bell >= 0);
    assert_int_equal(store_ring(store), 1);
    assert_int_equal(store_open(lab->database, 0, &other, &err), 0);
    assert_int_equal(store_name_acquire(other, "alpha", 1, NULL, &err), -EBUSY);
    store_close(other);
    store_close(store);
}

static void a_lock_that_nobody_holds_is_taken(void **state)
{
    struct lab *lab = *state;

    folder_write_text(&lab->folder, "db.judge.alpha.lock", "4711\n");
    folder_write_text(&lab->folder, "db.judge.alpha.sock", "no socket");
    assert_int_equal(chmod(lab->lock, 0600), 0);
    assert_int_equal(chmod(lab->bell, 0600), 0);
    expect_name(lab);
    expect_name(lab);
}

static void a_folder_in_its_place_is_moved_aside(void **state)
{
    struct lab *lab = *state;
    struct stat status;

    folder_write_text(&lab->folder, "db.judge.alpha.lock/file", "kept");
    folder_write_text(&lab->folder, "db.judge.alpha.sock/file", "kept");
    expect_name(lab);
    assert_int_equal(fstatat(lab->folder.fd, "db.judge.alpha.lock.foreign/file", &status, 0), 0);
    assert_int_equal(fstatat(lab->folder.fd, "db.judge.alpha.sock.foreign/file", &status, 0), 0);
}

static void a_link_or_a_pipe_in_its_place_is_moved_aside(void **state)
{
    struct lab *lab = *state;

    assert_int_equal(symlink("elsewhere", lab->lock), 0);
    expect_name(lab);
    unlink(lab->lock);
    assert_int_equal(mkfifo(lab->lock, 0600), 0);
    expect_name(lab);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_lock_that_nobody_holds_is_taken),
        TEST(a_folder_in_its_place_is_moved_aside),
        TEST(a_link_or_a_pipe_in_its_place_is_moved_aside),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
