/* Any answer, any output, any checker. The input is: a byte of kind (its three low bits) and
 * options, two bytes (low first) of the answer's size, the answer, the output. Fed at once and byte
 * by byte the results must be equal, and an output equal to the answer must be accepted. */
#include "base/fd.h"
#include "judge/checkers/checker.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
    if (!holds)
        abort();
}

static void check(const struct problem_checker *options, int answer_fd, const uint8_t *output,
                  size_t size, size_t piece, struct checker_result *ret_result)
{
    struct checker *checker;
    struct error err;

    require(checker_open(options, answer_fd, &checker, &err) == 0);
    while (size > 0) {
        size_t now = size < piece ? size : piece;

        require(checker_feed(checker, output, now, &err) >= 0);
        output += now;
        size -= now;
    }
    require(checker_finish(checker, ret_result, &err) == 0);
    checker_close(checker);
}

static void require_same(const struct checker_result *one, const struct checker_result *other)
{
    require(one->accepted == other->accepted && one->line == other->line &&
            one->column == other->column && strcmp(one->message, other->message) == 0);
    require(one->accepted ? one->line == 0 : one->line > 0 && one->column > 0);
    require((one->message[0] == '\0') == one->accepted);
    require(one->accepted || strcmp(one->expected, one->got) != 0 ||
            strstr(one->message, "they differ after the part that is shown") != NULL);
}

/* Without a relative tolerance answer and output may change places. */
static void require_symmetry(struct problem_checker *options, const uint8_t *data,
                             size_t answer_size, size_t size)
{
    struct checker_result there, back;
    int answer_fd = fd_memfd_with("answer", data, answer_size);
    int output_fd = fd_memfd_with("output", data + answer_size, size - answer_size);

    require(answer_fd >= 0 && output_fd >= 0);
    options->absolute = "0.1";
    options->relative = NULL;
    check(options, answer_fd, data + answer_size, size - answer_size, size + 1, &there);
    check(options, output_fd, data, answer_size, size + 1, &back);
    require(there.accepted == back.accepted);
    fd_close(&answer_fd);
    fd_close(&output_fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct problem_checker options = {.absolute = "1e-6", .relative = "1e-6"};
    struct checker_result at_once, bytewise;
    size_t answer_size;
    int answer_fd;

    if (size < 3)
        return 0;
    options.kind = (enum problem_checker_kind)((data[0] & 7) % CHECKER_PROGRAM);
    options.case_sensitive = (data[0] & 0x40) != 0;
    options.space_change_sensitive = (data[0] & 0x80) != 0;
    options.same_lines = !options.space_change_sensitive && (data[0] & 0x20) != 0;
    options.unordered = (enum problem_unordered)((data[0] >> 5) % (UNORDERED_TOKENS + 1));
    options.lines = (struct problem_line_rules){
        .white = (enum problem_line_white)(data[0] >> 3 & 3),
        .newline_only = (data[0] & 0x20) != 0,
        .leaves_blank_end = (data[0] & 0x40) != 0,
        .drops_empty = (data[0] & 0x80) != 0,
        .is_partial = (data[0] & 0xa0) == 0xa0,
    };
    answer_size = data[1] | (size_t)data[2] << 8;
    data += 3;
    size -= 3;
    if (answer_size > size)
        answer_size = size;
    answer_fd = fd_memfd_with("answer", data, answer_size);
    require(answer_fd >= 0);
    check(&options, answer_fd, data, answer_size, 7, &at_once);
    require(at_once.accepted);
    check(&options, answer_fd, data + answer_size, size - answer_size, size + 1, &at_once);
    check(&options, answer_fd, data + answer_size, size - answer_size, 1, &bytewise);
    require_same(&at_once, &bytewise);
    fd_close(&answer_fd);
    require_symmetry(&options, data, answer_size, size);
    return 0;
}
