/* The doorbell of a SQLite database: who rings is heard by every judge of that database and by none
 * of another's, whatever characters the path has. */
#include "base/fd.h"
#include "db/sqlite/doorbell.h"

#include <limits.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct place {
    char dir[64];
    char folder[PATH_MAX / 4];   /* in dir */
    char database[PATH_MAX / 2]; /* in folder */
};

static void make_place(struct place *place, const char *folder, const char *file)
{
    snprintf(place->dir, sizeof(place->dir), "doorbell.XXXXXX");
    assert_non_null(mkdtemp(place->dir));
    snprintf(place->folder, sizeof(place->folder), "%s/%s", place->dir, folder);
    assert_return_code(mkdir(place->folder, 0755), 0);
    snprintf(place->database, sizeof(place->database), "%s/%s", place->folder, file);
}

/* Fails when a doorbell is left behind. */
static void remove_place(const struct place *place)
{
    assert_return_code(rmdir(place->folder), 0);
    assert_return_code(rmdir(place->dir), 0);
}

static int must_open(const char *database, const char *name)
{
    struct error err = {0};
    int fd = doorbell_open(database, name, &err);

    if (fd < 0)
        fail_msg("%s", err.text);
    return fd;
}

static int was_rung(int fd)
{
    return poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, 0) == 1;
}

static void test_every_judge_of_the_database_hears(void **state)
{
    struct place place;
    int one, two;

    (void)state;
    make_place(&place, "plain", "assay.db");
    assert_int_equal(doorbell_ring(place.database), 0);
    one = must_open(place.database, "one-1");
    two = must_open(place.database, "two.sock");
    assert_false(was_rung(one));
    assert_int_equal(doorbell_ring(place.database), 2);
    assert_true(was_rung(one) && was_rung(two));
    assert_int_equal(doorbell_ring(place.database), 2);
    doorbell_drain(one);
    assert_false(was_rung(one));
    assert_true(was_rung(two));
    doorbell_close(&one, place.database, "one-1");
    assert_int_equal(doorbell_ring(place.database), 1);
    doorbell_close(&two, place.database, "two.sock");
    remove_place(&place);
}

static void test_judges_of_other_databases_hear_nothing(void **state)
{
    static const char *const others[] = {"assay.db2", "xassay.db", "a.db", "assay_db"};
    struct place place;
    char other[PATH_MAX];
    int bell, fd;

    (void)state;
    make_place(&place, "plain", "assay.db");
    bell = must_open(place.database, "one");
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        snprintf(other, sizeof(other), "%s/%s", place.folder, others[i]);
        fd = must_open(other, "one");
        assert_int_equal(doorbell_ring(place.database), 1);
        assert_false(was_rung(fd));
        doorbell_close(&fd, other, "one");
    }
    doorbell_close(&bell, place.database, "one");
    remove_place(&place);
}

/* Each of these is a pattern to glob(3) or fnmatch(3), or needs quoting somewhere. */
static void test_the_path_may_have_any_characters(void **state)
{
    static const char *const folders[] = {"[2026] finals", "a*b",         "what?",
                                          "{a,b}",         "back\\slash", "~",
                                          "[!x]",          "new\nline",   "\xff\xfe"};
    static const char *const files[] = {"assay.db", "[ab].db", "*.db", "q?.db", "a\\b.db"};

    (void)state;
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        for (size_t j = 0; j < sizeof(files) / sizeof(files[0]); j++) {
            struct place place;
            int fd;

            make_place(&place, folders[i], files[j]);
            fd = must_open(place.database, "one");
            if (doorbell_ring(place.database) != 1)
                fail_msg("%s was not heard", place.database);
            assert_true(was_rung(fd));
            doorbell_close(&fd, place.database, "one");
            remove_place(&place);
        }
    }
}

/* A pattern in the name of a database must not ring the judges of others that it matches. */
static void test_a_pattern_matches_only_itself(void **state)
{
    struct place place;
    char other[PATH_MAX];
    int fd;

    (void)state;
    make_place(&place, "plain", "*.db");
    snprintf(other, sizeof(other), "%s/assay.db", place.folder);
    fd = must_open(other, "one");
    assert_int_equal(doorbell_ring(place.database), 0);
    assert_false(was_rung(fd));
    doorbell_close(&fd, other, "one");
    remove_place(&place);
}

/* sun_path holds 108 bytes. */
static void test_the_path_may_be_long(void **state)
{
    struct place place;
    char folder[201];
    int fd;

    (void)state;
    memset(folder, 'x', sizeof(folder) - 1);
    folder[sizeof(folder) - 1] = '\0';
    make_place(&place, folder, "assay.db");
    fd = must_open(place.database, "one");
    assert_int_equal(doorbell_ring(place.database), 1);
    doorbell_close(&fd, place.database, "one");
    remove_place(&place);
}

/* A file's name can have 255 bytes, and the socket's has the database's and the judge's in it. */
static void test_the_name_may_be_long(void **state)
{
    struct place place;
    char file[161], name[65];
    int fd;

    (void)state;
    memset(file, 'd', sizeof(file) - 1);
    file[sizeof(file) - 1] = '\0';
    memset(name, 'j', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    make_place(&place, "[0-9]* {a,b}?", file);
    fd = must_open(place.database, name);
    assert_int_equal(doorbell_ring(place.database), 1);
    assert_true(was_rung(fd));
    doorbell_close(&fd, place.database, name);
    remove_place(&place);
}

/* Who rings without end must not keep a judge reading. */
static void test_a_flood_is_read_in_parts(void **state)
{
    struct place place;
    int fd, rings = 0;

    (void)state;
    make_place(&place, "plain", "assay.db");
    fd = must_open(place.database, "one");
    while (doorbell_ring(place.database) == 1)
        rings++;
    assert_true(rings > DOORBELL_RINGS_MAX); /* the kernel keeps at least ten */
    for (int left = rings; left > 0; left -= DOORBELL_RINGS_MAX) {
        assert_true(was_rung(fd));
        doorbell_drain(fd);
    }
    assert_false(was_rung(fd));
    doorbell_close(&fd, place.database, "one");
    remove_place(&place);
}

/* As the database itself, whatever the umask of the judge's shell is. */
static void test_only_the_owner_may_ring(void **state)
{
    const mode_t masks[] = {0, 022, 077};
    struct place place;
    char path[PATH_MAX];

    (void)state;
    make_place(&place, "plain", "assay.db");
    snprintf(path, sizeof(path), "%s.judge.one.sock", place.database);
    for (size_t i = 0; i < sizeof(masks) / sizeof(masks[0]); i++) {
        mode_t before = umask(masks[i]);
        int fd = must_open(place.database, "one");
        struct stat status;

        umask(before);
        assert_return_code(stat(path, &status), 0);
        assert_true(S_ISSOCK(status.st_mode));
        assert_int_equal(status.st_mode & 07777, 0600);
        doorbell_close(&fd, place.database, "one");
    }
    remove_place(&place);
}

/* Ringing opens nothing but sockets that lie there: a link could lead to anybody's. */
static void test_links_are_not_rung(void **state)
{
    struct place place;
    char other[PATH_MAX], link[PATH_MAX];
    int fd;

    (void)state;
    make_place(&place, "plain", "assay.db");
    snprintf(other, sizeof(other), "%s/other.db", place.folder);
    snprintf(link, sizeof(link), "%s.judge.one.sock", place.database);
    fd = must_open(other, "one");
    assert_return_code(symlink("other.db.judge.one.sock", link), 0);
    assert_int_equal(doorbell_ring(place.database), 0);
    assert_false(was_rung(fd));
    assert_return_code(unlink(link), 0);
    doorbell_close(&fd, other, "one");
    remove_place(&place);
}

/* What a judge left that was killed is replaced, and in the meantime heard by nobody. */
static void test_a_dead_judge_is_replaced(void **state)
{
    struct place place;
    int dead, fd;

    (void)state;
    make_place(&place, "plain", "assay.db");
    dead = must_open(place.database, "one");
    fd_close(&dead);
    assert_int_equal(doorbell_ring(place.database), 0);
    fd = must_open(place.database, "one");
    assert_int_equal(doorbell_ring(place.database), 1);
    doorbell_close(&fd, place.database, "one");
    remove_place(&place);
}

static void test_no_folder_is_an_error_for_a_judge_alone(void **state)
{
    struct error err = {0};

    (void)state;
    assert_int_equal(doorbell_ring("not/there/assay.db"), 0);
    assert_true(doorbell_open("not/there/assay.db", "one", &err) < 0);
    assert_non_null(strstr(err.text, "not/there/assay.db.judge.one.sock"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_judge_of_the_database_hears),
        cmocka_unit_test(test_judges_of_other_databases_hear_nothing),
        cmocka_unit_test(test_the_path_may_have_any_characters),
        cmocka_unit_test(test_a_pattern_matches_only_itself),
        cmocka_unit_test(test_the_path_may_be_long),
        cmocka_unit_test(test_the_name_may_be_long),
        cmocka_unit_test(test_a_flood_is_read_in_parts),
        cmocka_unit_test(test_only_the_owner_may_ring),
        cmocka_unit_test(test_links_are_not_rung),
        cmocka_unit_test(test_a_dead_judge_is_replaced),
        cmocka_unit_test(test_no_folder_is_an_error_for_a_judge_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
