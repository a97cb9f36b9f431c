/* letters: how often each byte comes, in constant memory. */
#include "judge/checkers/parts.h"

#include <inttypes.h>
#include <stdio.h>

static unsigned char fold(unsigned char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte - 'A' + 'a') : byte;
}

static int letters_open(struct checker *checker, struct error *err)
{
    int byte;

    (void)err;
    for (; (byte = answer_peek(&checker->answer)) != ANSWER_END; checker->answer.offset++)
        if (!is_white(byte))
            checker->letters.left[fold((unsigned char)byte)]++;
    return 0;
}

static size_t letters_feed(struct checker *checker, const unsigned char *data, size_t size)
{
    size_t i;

    for (i = 0; i < size; i++) {
        if (!is_white(data[i]) && checker->letters.left[fold(data[i])]-- == 0) {
            excerpt_clear(&checker->got);
            excerpt_add(&checker->got, data[i]);
            snprintf(checker->note, sizeof(checker->note),
                     " (in any order; it comes too often here)");
            checker_differ_now(checker, DIFFERENCE_EXTRA, checker->position, EXTENT_LINE_BREAK);
            break;
        }
        position_advance(&checker->position, data[i]);
    }
    return i;
}

static void letters_finish(struct checker *checker)
{
    for (int byte = 0; byte < 256; byte++) {
        if (checker->letters.left[byte] == 0)
            continue;
        excerpt_clear(&checker->expected);
        excerpt_add(&checker->expected, (unsigned char)byte);
        snprintf(checker->note, sizeof(checker->note), " (in any order; %" PRId64 " times more)",
                 checker->letters.left[byte]);
        checker_differ_now(checker, DIFFERENCE_ENDS_EARLY, checker->position, EXTENT_LINE_BREAK);
        return;
    }
}

const struct checker_kind checker_letters = {
    .open = letters_open, .feed = letters_feed, .finish = letters_finish};
