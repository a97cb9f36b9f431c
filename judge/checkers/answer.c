#include "judge/checkers/answer.h"

#include <errno.h>
#include <unistd.h>

int answer_fill(struct answer *answer)
{
    ssize_t count;

    if (answer->failed || (answer->end >= 0 && answer->offset >= answer->end))
        return ANSWER_END;
    do {
        count = pread(answer->fd, answer->block, sizeof(answer->block), answer->offset);
    } while (count < 0 && errno == EINTR);
    if (count <= 0) {
        answer->block_size = 0;
        answer->end = answer->offset;
        answer->failed = count < 0 ? errno : 0;
        return ANSWER_END;
    }
    answer->block_start = answer->offset;
    answer->block_size = (size_t)count;
    return answer->block[0];
}
