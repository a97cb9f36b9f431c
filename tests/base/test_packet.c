/* base/packet: whole datagrams, descriptors owned by exactly one side, and a peer that is gone. */
#include "base/packet.h"

#include "base/fd.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

struct pair {
    int ends[2];
    int open_before; /* descriptors, to see leaks */
};

static int count_descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    int count = 0;

    assert_non_null(dir);
    while (readdir(dir))
        count++;
    closedir(dir);
    return count;
}

static int set_up(void **state)
{
    struct pair *pair = calloc(1, sizeof(*pair));

    pair->open_before = count_descriptors();
    assert_int_equal(packet_pair(pair->ends), 0);
    *state = pair;
    return 0;
}

/* Every test ends with no descriptor more than it began with. */
static int tear_down(void **state)
{
    struct pair *pair = *state;

    fd_close(&pair->ends[0]);
    fd_close(&pair->ends[1]);
    assert_int_equal(count_descriptors(), pair->open_before);
    free(pair);
    return 0;
}

/* ---- bytes ---- */

static void test_pair_is_close_on_exec(void **state)
{
    struct pair *pair = *state;

    for (int i = 0; i < 2; i++)
        assert_int_equal(fcntl(pair->ends[i], F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
}

static void test_datagrams_keep_their_edges(void **state)
{
    struct pair *pair = *state;
    char got[100];

    assert_int_equal(packet_send(pair->ends[0], "one", 3, NULL, 0), 0);
    assert_int_equal(packet_send(pair->ends[0], "t\0o", 3, NULL, 0), 0);
    assert_int_equal(packet_send(pair->ends[1], "back", 4, NULL, 0), 0);
    assert_int_equal(packet_recv(pair->ends[1], got, sizeof(got), NULL, NULL), 3);
    assert_memory_equal(got, "one", 3);
    assert_int_equal(packet_recv(pair->ends[1], got, 3, NULL, NULL), 3); /* just fits */
    assert_memory_equal(got, "t\0o", 3);
    assert_int_equal(packet_recv(pair->ends[0], got, sizeof(got), NULL, NULL), 4);
}

static void test_the_largest_passes(void **state)
{
    struct pair *pair = *state;
    char *sent = malloc(PACKET_SIZE_MAX), *got = malloc(PACKET_SIZE_MAX);
    int fds[PACKET_FDS_MAX];
    size_t count = PACKET_FDS_MAX;

    memset(sent, 'x', PACKET_SIZE_MAX);
    for (int i = 0; i < PACKET_FDS_MAX; i++)
        fds[i] = pair->ends[0];
    assert_int_equal(packet_send(pair->ends[0], sent, PACKET_SIZE_MAX, fds, PACKET_FDS_MAX), 0);
    assert_int_equal(packet_recv(pair->ends[1], got, PACKET_SIZE_MAX, fds, &count),
                     PACKET_SIZE_MAX);
    assert_memory_equal(got, sent, PACKET_SIZE_MAX);
    assert_int_equal(count, PACKET_FDS_MAX);
    for (size_t i = 0; i < count; i++)
        fd_close(&fds[i]);
    free(sent);
    free(got);
}

static void test_nonblocking(void **state)
{
    struct pair *pair = *state;
    char bytes[4096] = {0};
    int sent = 0, failed;

    assert_int_equal(fd_set_nonblock(pair->ends[0], 1), 0);
    assert_int_equal(packet_recv(pair->ends[0], bytes, sizeof(bytes), NULL, NULL), -EAGAIN);
    while ((failed = packet_send(pair->ends[0], bytes, sizeof(bytes), NULL, 0)) == 0 &&
           sent < 100000)
        sent++;
    assert_int_equal(failed, -EAGAIN);
    assert_true(sent > 0);
    for (int i = 0; i < sent; i++)
        assert_int_equal(packet_recv(pair->ends[1], bytes, sizeof(bytes), NULL, NULL),
                         sizeof(bytes));
    assert_int_equal(packet_send(pair->ends[0], bytes, sizeof(bytes), NULL, 0), 0);
}

static void test_not_a_socket(void **state)
{
    char byte = 0;

    (void)state;
    assert_int_equal(packet_send(-1, &byte, 1, NULL, 0), -EBADF);
    assert_int_equal(packet_recv(-1, &byte, 1, NULL, NULL), -EBADF);
}

/* ---- descriptors ---- */

static void send_with(struct pair *pair, const char *text, size_t count)
{
    int fds[PACKET_FDS_MAX];

    for (size_t i = 0; i < count; i++)
        fds[i] = fd_memfd_with("test", &"0123456789"[i], 1);
    assert_int_equal(packet_send(pair->ends[0], text, strlen(text), fds, count), 0);
    for (size_t i = 0; i < count; i++)
        fd_close(&fds[i]); /* they stay the caller's */
}

static void test_descriptors_arrive_in_order(void **state)
{
    struct pair *pair = *state;
    int fds[5] = {-1, -1, -1, -1, -1};
    size_t count = 5;
    char got[10], byte;

    send_with(pair, "three", 3);
    assert_int_equal(packet_recv(pair->ends[1], got, sizeof(got), fds, &count), 5);
    assert_int_equal(count, 3);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(fcntl(fds[i], F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
        assert_int_equal(fd_read_full(fds[i], &byte, 1), 1);
        assert_int_equal(byte, '0' + i);
        fd_close(&fds[i]);
    }
    assert_int_equal(fds[3], -1);
    count = 5; /* and none with a datagram that has none */
    send_with(pair, "none", 0);
    assert_int_equal(packet_recv(pair->ends[1], got, sizeof(got), fds, &count), 4);
    assert_int_equal(count, 0);
}

/* The refusals leave nothing open (tear_down counts) and touch no output. */
static void assert_refused(struct pair *pair, size_t size, size_t room)
{
    int fds[PACKET_FDS_MAX];
    size_t count = room;
    char got[10];

    memset(fds, 0xff, sizeof(fds));
    assert_int_equal(packet_recv(pair->ends[1], got, size, fds, &count), -EMSGSIZE);
    assert_int_equal(count, room);
    for (int i = 0; i < PACKET_FDS_MAX; i++)
        assert_int_equal(fds[i], -1);
}

static void test_cut_datagrams_are_refused(void **state)
{
    struct pair *pair = *state;
    char got[10];

    send_with(pair, "too long", 0);
    assert_refused(pair, 7, 0);
    send_with(pair, "too long", 2);
    assert_refused(pair, 7, 2);
    send_with(pair, "next", 0); /* the rest of the cut one is gone */
    assert_int_equal(packet_recv(pair->ends[1], got, sizeof(got), NULL, NULL), 4);
}

static void test_more_descriptors_than_room(void **state)
{
    struct pair *pair = *state;
    char got[10];

    send_with(pair, "three", 3);
    assert_refused(pair, 10, 2);
    send_with(pair, "one", 1);
    assert_refused(pair, 10, 0);
    send_with(pair, "one", 1);
    assert_int_equal(packet_recv(pair->ends[1], got, sizeof(got), NULL, NULL), -EMSGSIZE);
}

/* Sends what packet_send would not: `size` may be 0, `count` above PACKET_FDS_MAX. */
static void send_raw(int socket, size_t size, int count)
{
    enum { MANY = 200 };
    union {
        char space[CMSG_SPACE(sizeof(int) * MANY)];
        struct cmsghdr align;
    } control = {0};
    char bytes[10] = {0};
    struct iovec part = {.iov_base = bytes, .iov_len = size};
    struct msghdr message = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control.space,
        .msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)count),
    };
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    int fds[MANY];

    assert_true(count <= MANY);
    for (int i = 0; i < count; i++)
        fds[i] = socket;
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)count);
    memcpy(CMSG_DATA(header), fds, sizeof(int) * (size_t)count);
    assert_int_equal(sendmsg(socket, &message, 0), size);
}

static void test_a_hostile_peer_cannot_fill_our_table(void **state)
{
    struct pair *pair = *state;
    int fds[4] = {-1, -1, -1, -1};
    size_t count = 4;
    char got[10];

    send_raw(pair->ends[0], 10, 200);
    assert_refused(pair, 10, PACKET_FDS_MAX);
    send_raw(pair->ends[0], 0, 4); /* an empty datagram reads as the end; what came with it goes */
    assert_int_equal(packet_recv(pair->ends[1], got, sizeof(got), fds, &count), 0);
    assert_int_equal(count, 0);
    assert_int_equal(fds[0], -1);
}

/* ---- the peer is gone ---- */

static void test_peer_closed(void **state)
{
    struct pair *pair = *state;
    int fd = -1;
    size_t count = 1;
    char got[10];

    assert_int_equal(packet_send(pair->ends[0], "last", 4, NULL, 0), 0);
    fd_close(&pair->ends[0]);
    assert_int_equal(packet_recv(pair->ends[1], got, sizeof(got), NULL, NULL), 4);
    assert_int_equal(packet_recv(pair->ends[1], got, sizeof(got), &fd, &count), 0);
    assert_int_equal(count, 0);
    assert_int_equal(packet_recv(pair->ends[1], got, sizeof(got), NULL, NULL), 0);
    assert_int_equal(packet_send(pair->ends[1], "more", 4, NULL, 0), -EPIPE); /* no SIGPIPE */
    assert_int_equal(packet_send(pair->ends[1], "more", 4, NULL, 0), -EPIPE);
}

/* A peer that dies with our messages unread must not cost its last ones: a runner's result would be
 * lost because a request to it was still on its way. */
static void test_last_words_of_a_peer_that_did_not_listen(void **state)
{
    struct pair *pair = *state;
    char got[10];

    assert_int_equal(packet_send(pair->ends[1], "unread", 6, NULL, 0), 0);
    assert_int_equal(packet_send(pair->ends[0], "one", 3, NULL, 0), 0);
    assert_int_equal(packet_send(pair->ends[0], "two!", 4, NULL, 0), 0);
    fd_close(&pair->ends[0]);
    assert_int_equal(packet_recv(pair->ends[1], got, sizeof(got), NULL, NULL), 3);
    assert_int_equal(packet_recv(pair->ends[1], got, sizeof(got), NULL, NULL), 4);
    assert_int_equal(packet_recv(pair->ends[1], got, sizeof(got), NULL, NULL), 0);
    assert_int_equal(packet_send(pair->ends[1], "more", 4, NULL, 0), -EPIPE);
}

static void test_sending_to_a_peer_that_did_not_listen(void **state)
{
    struct pair *pair = *state;

    assert_int_equal(packet_send(pair->ends[1], "unread", 6, NULL, 0), 0);
    fd_close(&pair->ends[0]);
    assert_int_equal(packet_send(pair->ends[1], "more", 4, NULL, 0), -EPIPE);
    assert_int_equal(packet_send(pair->ends[1], "more", 4, NULL, 0), -EPIPE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_pair_is_close_on_exec),
        TEST(test_datagrams_keep_their_edges),
        TEST(test_the_largest_passes),
        TEST(test_nonblocking),
        TEST(test_not_a_socket),
        TEST(test_descriptors_arrive_in_order),
        TEST(test_cut_datagrams_are_refused),
        TEST(test_more_descriptors_than_room),
        TEST(test_a_hostile_peer_cannot_fill_our_table),
        TEST(test_peer_closed),
        TEST(test_last_words_of_a_peer_that_did_not_listen),
        TEST(test_sending_to_a_peer_that_did_not_listen),
    };

    return cmocka_run_group_tests_name("packet", tests, NULL, NULL);
}
