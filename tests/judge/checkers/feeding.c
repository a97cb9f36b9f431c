#include "tests/judge/checkers/feeding.h"

#include "base/fd.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

uint64_t random_state;

unsigned draw(unsigned below)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(random_state >> 33) % below;
}

int answer_file(int fd, struct bytes answer)
{
    if (fd < 0)
        fd = fd_memfd("answer");
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, 0), 0);
    assert_int_equal(pwrite(fd, answer.data, answer.size, 0), (ssize_t)answer.size);
    return fd;
}

static size_t piece_size(enum feeding feeding, size_t left)
{
    size_t size = left;

    if (feeding == FEED_BYTES)
        size = 1;
    else if (feeding == FEED_RANDOM)
        size = draw(4) == 0 ? draw(100000) : draw(9); /* 0 too */
    return size < left ? size : left;
}

void feed_all(const struct problem_checker *options, int answer_fd, struct bytes output,
              enum feeding feeding, int stops_early, struct checker_result *ret_result)
{
    struct checker *checker;
    struct error err;
    size_t fed = 0, size;
    int known = 0, r;

    assert_int_equal(checker_open(options, answer_fd, &checker, &err), 0);
    while (fed < output.size && !(known && stops_early)) {
        /* A copy of its own, so that the sanitizer sees a read past the piece. */
        unsigned char *piece;

        size = piece_size(feeding, output.size - fed);
        piece = malloc(size + (size == 0));
        memcpy(piece, output.data + fed, size);
        r = checker_feed(checker, piece, size, &err);
        free(piece);
        assert_true(r == 0 || r == 1);
        assert_true(r >= known); /* wrong stays wrong */
        known = r;
        fed += size;
    }
    assert_int_equal(checker_finish(checker, ret_result, &err), 0);
    assert_false(known && ret_result->accepted);
    checker_close(checker);
}
