/* The judge's side of the cache, against graders that lie: this test is the runner parent and
 * speaks for the graders that the judge believes it started. */
#include "base/clock.h"
#include "base/fd.h"
#include "base/loop.h"
#include "base/packet.h"
#include "judge/dispatch/graders.h"
#include "runner/protocol.h"
#include "tests/base/exhausted.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { GRADERS = 3, TURN_US = 20 * 1000 };

#define KEY   "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"

struct lab {
    char folder[64];
    struct loop *loop;
    struct cache *cache;
    struct graders *graders;
    struct runner_parent parent;
    int parent_end;
    int sockets[GRADERS]; /* the graders' ends */
    int errors[GRADERS];  /* of their stderr */
    struct loop_timer *turn;
    int dispatched; /* how many jobs; the next grader in order gets each */
    size_t lost;
    int is_orphan; /* its parent is dead: it may be declared broken */
    int broken;
};

static void on_event(void *job, const json_t *event, void *arg)
{
    (void)job;
    (void)event;
    (void)arg;
}

static void on_lost(void *job, const char *reason, const char *message, void *arg)
{
    struct lab *lab = arg;

    (void)job;
    (void)reason;
    (void)message;
    lab->lost++;
}

static void on_idle(void *arg)
{
    (void)arg;
}

static void on_broken(const char *message, void *arg)
{
    struct lab *lab = arg;

    if (!lab->is_orphan)
        fail_msg("%s", message);
    lab->broken++;
}

static void on_turn(struct loop *loop, struct loop_timer *timer, void *arg)
{
    (void)timer;
    (void)arg;
    loop_stop(loop);
}

/* Lets the judge do what it has to. */
static void turn(struct lab *lab)
{
    struct error err;

    loop_set_timer(lab->turn, TURN_US);
    assert_int_equal(loop_run(lab->loop, &err), 0);
}

/* As the parent does: says of each grader that it was told to kill that it is dead, and has others
 * take their places. */
static void bury(struct lab *lab)
{
    struct pollfd polled = {.fd = lab->parent_end, .events = POLLIN};

    while (poll(&polled, 1, 0) > 0) {
        struct msg_exited dead = {.kind = MSG_EXITED, .grader_status = SIGKILL};
        struct msg_id message;
        int fds[SPAWN_FDS];
        size_t count = SPAWN_FDS;

        assert_int_equal(packet_recv(lab->parent_end, &message, sizeof(message), fds, &count),
                         sizeof(message));
        dead.id = message.id;
        if (message.kind == MSG_KILL) {
            assert_int_equal(packet_send(lab->parent_end, &dead, sizeof(dead), NULL, 0), 0);
            turn(lab);
            continue;
        }
        assert_int_equal(count, SPAWN_FDS);
        fd_close(&lab->sockets[message.id]);
        fd_close(&lab->errors[message.id]);
        lab->sockets[message.id] = fds[0];
        lab->errors[message.id] = fds[1];
    }
}

/* A job is lost when its grader is known to be dead, not before. */
static void assert_lost(struct lab *lab, int expected)
{
    assert_int_equal(lab->lost, 0);
    bury(lab);
    assert_int_equal(lab->lost, expected);
}

static int open_lab_with(void **state, int has_cache)
{
    struct lab *lab = calloc(1, sizeof(*lab));
    struct graders_handlers handlers = {on_event, on_lost, on_idle, on_broken, lab};
    struct error err;
    int ends[2];

    snprintf(lab->folder, sizeof(lab->folder), "/tmp/test-graders-XXXXXX");
    assert_non_null(mkdtemp(lab->folder));
    assert_int_equal(packet_pair(ends), 0);
    lab->parent.socket = ends[0];
    lab->parent_end = ends[1];
    if (has_cache)
        assert_int_equal(cache_open(lab->folder, CACHE_BYTES_MAX, &lab->cache, &err), 0);
    assert_int_equal(loop_open(&lab->loop, &err), 0);
    assert_int_equal(loop_add_timer(lab->loop, on_turn, lab, &lab->turn, &err), 0);
    assert_int_equal(
        graders_open(lab->loop, &lab->parent, lab->cache, GRADERS, &handlers, &lab->graders, &err),
        0);
    for (int i = 0; i < GRADERS; i++) {
        struct msg_id spawn;
        int fds[SPAWN_FDS];
        size_t count = SPAWN_FDS;

        assert_int_equal(packet_recv(lab->parent_end, &spawn, sizeof(spawn), fds, &count),
                         sizeof(spawn));
        assert_int_equal(spawn.id, i);
        assert_int_equal(count, SPAWN_FDS);
        lab->sockets[i] = fds[0];
        lab->errors[i] = fds[1];
    }
    *state = lab;
    return 0;
}

static int open_lab(void **state)
{
    return open_lab_with(state, 1);
}

static int open_lab_uncached(void **state)
{
    return open_lab_with(state, 0);
}

static void remove_folder(const char *path)
{
    struct dirent **entries;
    int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int count = scandir(path, &entries, NULL, NULL);

    for (int i = 0; i < count; i++) {
        unlinkat(dir, entries[i]->d_name, 0);
        free(entries[i]);
    }
    free(entries);
    close(dir);
    rmdir(path);
}

static int close_lab(void **state)
{
    struct lab *lab = *state;

    graders_close(lab->graders);
    loop_remove_timer(lab->loop, lab->turn);
    loop_close(lab->loop);
    cache_close(lab->cache);
    fd_close(&lab->parent.socket);
    fd_close(&lab->parent_end);
    for (int i = 0; i < GRADERS; i++) {
        fd_close(&lab->sockets[i]);
        fd_close(&lab->errors[i]);
    }
    remove_folder(lab->folder);
    free(lab);
    return 0;
}

/* Gives the next grader a job with this source. */
static void dispatch(struct lab *lab, const char *source)
{
    json_t *request = json_pack("{s:s}", "kind", "run");
    int fd = fd_memfd_with("source", source, strlen(source));
    struct error err;
    size_t count = 1;

    int taken = -1, place = lab->dispatched++;
    char job[64];

    assert_int_equal(graders_dispatch(lab->graders, request, &fd, 1, lab, &err), 0);
    assert_true(packet_recv(lab->sockets[place], job, sizeof(job), &taken, &count) > 0);
    json_decref(request);
    fd_close(&fd);
    fd_close(&taken);
}

static void say(struct lab *lab, int grader, const char *text, int fd)
{
    packet_send(lab->sockets[grader], text, strlen(text), &fd, fd >= 0 ? 1 : 0);
    turn(lab);
}

static void ask(struct lab *lab, int grader, const char *key)
{
    char text[128];

    snprintf(text, sizeof(text), "{\"event\":\"cached\",\"key\":\"%s\"}", key);
    say(lab, grader, text, -1);
}

static void send_products(struct lab *lab, int grader, const char *products)
{
    int fd = fd_memfd_with("products", products, strlen(products));

    say(lab, grader, "{\"event\":\"compiled\"}", fd);
    fd_close(&fd);
}

/* The judge's answer to the grader: what was kept, "" where it is to compile, NULL: none yet. */
static const char *answer(struct lab *lab, int grader)
{
    static char text[64];
    struct pollfd polled = {.fd = lab->sockets[grader], .events = POLLIN};
    char message[256];
    size_t count = 1;
    int fd = -1;

    if (poll(&polled, 1, 0) <= 0 ||
        packet_recv(lab->sockets[grader], message, sizeof(message), &fd, &count) <= 0)
        return NULL;
    memset(text, 0, sizeof(text));
    if (count == 1)
        assert_true(pread(fd, text, sizeof(text) - 1, 0) >= 0);
    fd_close(&fd);
    return text;
}

/* All have the same to compile. */
static void all_ask(struct lab *lab)
{
    for (int i = 0; i < GRADERS; i++)
        dispatch(lab, "one source");
    for (int i = 0; i < GRADERS; i++)
        ask(lab, i, KEY);
}

/* ---- what is kept ---- */

static void test_kept_and_shared(void **state)
{
    struct lab *lab = *state;

    all_ask(lab);
    assert_string_equal(answer(lab, 0), ""); /* it is to compile */
    assert_null(answer(lab, 1));             /* the others wait */
    assert_null(answer(lab, 2));
    send_products(lab, 0, "products");
    assert_string_equal(answer(lab, 1), "products");
    assert_string_equal(answer(lab, 2), "products");
    assert_int_equal(lab->lost, 0);
}

/* Many copies of a submission that does not compile: each of those who wait does it at once, not
 * one after the other. */
static void test_failure_frees_all(void **state)
{
    struct lab *lab = *state;

    all_ask(lab);
    assert_string_equal(answer(lab, 0), "");
    say(lab, 0, "{\"event\":\"failed\",\"reason\":\"internal\",\"message\":\"\"}", -1);
    assert_string_equal(answer(lab, 1), "");
    assert_string_equal(answer(lab, 2), "");
}

static void test_death_frees_all(void **state)
{
    struct lab *lab = *state;

    all_ask(lab);
    fd_close(&lab->sockets[0]);
    turn(lab);
    assert_lost(lab, 1);
    assert_string_equal(answer(lab, 1), "");
    assert_string_equal(answer(lab, 2), "");
}

/* One that can make nothing of what it was given compiles, once, and that is kept instead. */
static void test_damaged_is_replaced(void **state)
{
    struct lab *lab = *state;

    for (int i = 0; i < GRADERS; i++) {
        dispatch(lab, "one source");
        ask(lab, i, KEY);
        if (i == 0) {
            send_products(lab, 0, "damaged");
        } else if (i == 1) {
            send_products(lab, 1, "made anew");
        }
    }
    assert_string_equal(answer(lab, 0), "");
    assert_string_equal(answer(lab, 1), "damaged");
    assert_string_equal(answer(lab, 2), "made anew");
    assert_int_equal(lab->lost, 0);
}

/* Without a cache each compiles, and what it sends is let go. */
static void test_no_cache(void **state)
{
    struct lab *lab = *state;

    all_ask(lab);
    for (int i = 0; i < GRADERS; i++) {
        assert_string_equal(answer(lab, i), "");
        send_products(lab, i, "products");
    }
    assert_int_equal(lab->lost, 0);
}

/* ---- graders that were taken over ---- */

/* It knows what key another's submission will have, and offers a program for it. */
static void test_no_key_of_others(void **state)
{
    struct lab *lab = *state;

    dispatch(lab, "the attacker's source");
    dispatch(lab, "another's source");
    ask(lab, 0, KEY);
    assert_string_equal(answer(lab, 0), "");
    send_products(lab, 0, "forged");
    ask(lab, 1, KEY);
    assert_string_equal(answer(lab, 1), "");
    assert_int_equal(lab->lost, 0);
}

/* Whatever the judge hears first: a grader that died of its parent's death has lost nothing. */
static void test_the_parents_death_is_no_graders(void **state)
{
    struct lab *lab = *state;

    dispatch(lab, "one source");
    dispatch(lab, "one source");
    lab->is_orphan = 1;
    fd_close(&lab->sockets[0]);
    turn(lab);
    assert_int_equal(lab->lost, 0);
    assert_int_equal(lab->broken, 0);
    fd_close(&lab->parent_end);
    fd_close(&lab->sockets[1]);
    turn(lab);
    assert_int_equal(lab->lost, 0);
    assert_int_equal(lab->broken, 1);
}

/* It asks for one thing, then for another: who waited for the first would wait for ever. */
static void test_one_question(void **state)
{
    struct lab *lab = *state;

    dispatch(lab, "one source");
    dispatch(lab, "one source");
    ask(lab, 0, KEY);
    ask(lab, 1, KEY);
    ask(lab, 0, OTHER);
    assert_lost(lab, 1);
    assert_string_equal(answer(lab, 1), "");
}

/* What it sends must not change under the judge's hands, or keep them busy. */
static void test_only_sealed_files(void **state)
{
    struct lab *lab = *state;
    int fd = fd_memfd("open");

    dispatch(lab, "one source");
    ask(lab, 0, KEY);
    say(lab, 0, "{\"event\":\"compiled\"}", fd);
    fd_close(&fd);
    dispatch(lab, "one source");
    ask(lab, 1, KEY);
    say(lab, 1, "{\"event\":\"compiled\"}", STDIN_FILENO);
    assert_lost(lab, 2);
}

/* Its last word for a job that it has not read: the next ones would fill its socket, and with their
 * descriptors what the judge may have in flight. */
static void test_it_does_not_read(void **state)
{
    struct lab *lab = *state;
    json_t *request = json_pack("{s:s}", "kind", "run");
    int fd = fd_memfd_with("source", "x", 1);
    struct error err;

    assert_int_equal(graders_dispatch(lab->graders, request, &fd, 1, lab, &err), 0);
    say(lab, 0, "{\"event\":\"failed\",\"reason\":\"internal\",\"message\":\"\"}", -1);
    assert_lost(lab, 1);
    json_decref(request);
    fd_close(&fd);
}

/* A socket whose last close would wait a minute for somebody to read. */
static int lingering_socket(int ret_peers[2])
{
    const struct linger linger = {.l_onoff = 1, .l_linger = 60};
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof(address);
    static const char bytes[65536];
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    ret_peers[0] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(ret_peers[0], (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(ret_peers[0], 1), 0);
    assert_int_equal(getsockname(ret_peers[0], (struct sockaddr *)&address, &size), 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, size), 0);
    ret_peers[1] = accept(ret_peers[0], NULL, NULL);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)), 0);
    while (send(fd, bytes, sizeof(bytes), MSG_DONTWAIT) > 0)
        ;
    return fd;
}

/* The judge closes what it is sent, one descriptor or many, and waits for none of them. */
static void test_descriptors_that_linger(void **state)
{
    enum { MANY = 200 };
    struct lab *lab = *state;
    int64_t before_us;

    for (int count = 1; count <= MANY; count += MANY - 1) {
        int peers[2], fd = lingering_socket(peers), fds[MANY];
        char control[CMSG_SPACE(sizeof(fds))] = {0};
        struct iovec part = {"{}", 2};
        struct msghdr message = {.msg_iov = &part,
                                 .msg_iovlen = 1,
                                 .msg_control = control,
                                 .msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)count)};
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        int grader = lab->dispatched;

        for (int i = 0; i < count; i++)
            fds[i] = fd;
        dispatch(lab, "x");
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)count);
        memcpy(CMSG_DATA(header), fds, sizeof(int) * (size_t)count);
        assert_int_equal(sendmsg(lab->sockets[grader], &message, 0), 2);
        fd_close(&fd); /* the judge has the last */
        before_us = clock_monotonic_us();
        turn(lab);
        assert_true(clock_monotonic_us() - before_us < 30 * 1000000);
        close(peers[0]);
        close(peers[1]);
    }
    assert_lost(lab, 2);
}

/* A judge that stood still itself (with all else: a host that paused) holds nobody to a deadline
 * that went by meanwhile. */
static void test_a_pause_is_nobodys(void **state)
{
    struct lab *lab = *state;
    pid_t self = getpid(), child;
    int status;

    dispatch(lab, "x");
    say(lab, 0, "{\"event\":\"step\",\"next_within_us\":500000}", -1);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        kill(self, SIGSTOP);
        usleep(3500 * 1000);
        kill(self, SIGCONT);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    turn(lab);
    assert_int_equal(lab->lost, 0);
    for (int i = 0; i < 20 && lab->lost == 0; i++) { /* while it runs */
        usleep(600 * 1000);
        turn(lab);
        bury(lab);
    }
    assert_int_equal(lab->lost, 1);
}

/* Products that nobody asked for are not kept. */
static void test_unasked(void **state)
{
    struct lab *lab = *state;

    dispatch(lab, "one source");
    dispatch(lab, "one source");
    send_products(lab, 0, "forged");
    ask(lab, 1, KEY);
    assert_string_equal(answer(lab, 1), "");
}

/* ---- without descriptors ---- */

/* What graders_open had made by then is gone, from the loop too. */
static void test_failing_to_open_leaves_nothing(void **state)
{
    struct lab *lab = *state;
    struct graders_handlers handlers = {on_event, on_lost, on_idle, on_broken, lab};
    struct graders *graders = NULL;
    int before = descriptors_open();
    struct error err;

    for (int left = 0; left < GRADERS; left++) { /* each has a timer */
        descriptors_leave((rlim_t)left);
        assert_int_equal(
            graders_open(lab->loop, &lab->parent, NULL, GRADERS, &handlers, &graders, &err),
            -EMFILE);
        descriptors_restore();
        assert_null(graders);
        assert_int_equal(descriptors_open(), before);
        turn(lab);
    }
}

/* The grader is not to blame, and takes the job later. */
static void test_no_descriptor_for_a_job(void **state)
{
    struct lab *lab = *state;
    json_t *request = json_pack("{s:s}", "kind", "grade");
    int fd = fd_memfd_with("source", "x", 1);
    int idle = graders_idle(lab->graders);
    struct error err;

    descriptors_leave(0);
    assert_int_equal(graders_dispatch(lab->graders, request, &fd, 1, lab, &err), -EMFILE);
    descriptors_restore();
    assert_int_equal(graders_idle(lab->graders), idle);
    turn(lab);
    assert_int_equal(lab->lost, 0);
    assert_int_equal(graders_dispatch(lab->graders, request, &fd, 1, lab, &err), 0);
    json_decref(request);
    fd_close(&fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_kept_and_shared, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_failure_frees_all, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_death_frees_all, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_damaged_is_replaced, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_no_cache, open_lab_uncached, close_lab),
        cmocka_unit_test_setup_teardown(test_no_key_of_others, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_the_parents_death_is_no_graders, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_one_question, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_only_sealed_files, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_unasked, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_a_pause_is_nobodys, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_it_does_not_read, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_descriptors_that_linger, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_failing_to_open_leaves_nothing, open_lab, close_lab),
        cmocka_unit_test_setup_teardown(test_no_descriptor_for_a_job, open_lab, close_lab),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
