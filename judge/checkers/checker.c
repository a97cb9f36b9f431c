#include "judge/checkers/checker.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "judge/checkers/parts.h"
#include "judge/checkers/show.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* After the first difference: the rest of what is shown of the output. */
static void collect(struct checker *checker, const unsigned char *data, size_t size)
{
    for (size_t i = 0; i < size && checker->state == CHECK_COLLECTING; i++) {
        if (checker->got.size == EXCERPT_MAX || !extent_holds(checker->got_extent, data[i])) {
            checker->state = CHECK_DECIDED;
            break;
        }
        excerpt_add(&checker->got, data[i]);
        if (checker->got_extent == EXTENT_LINE_BREAK && data[i] == '\n')
            checker->state = CHECK_DECIDED;
    }
}

static size_t none_feed(struct checker *checker, const unsigned char *data, size_t size)
{
    (void)checker;
    (void)data;
    return size;
}

static void none_finish(struct checker *checker)
{
    (void)checker;
}

static const struct checker_kind checker_none = {.feed = none_feed, .finish = none_finish};

static const struct checker_kind *kind_of(enum problem_checker_kind kind)
{
    switch (kind) {
    case CHECKER_TOKENS:
    case CHECKER_FLOATS:
        return &checker_tokens;
    case CHECKER_EXACT:
        return &checker_exact;
    case CHECKER_LINES:
        return &checker_lines;
    case CHECKER_UNORDERED:
        return &checker_unordered;
    case CHECKER_LETTERS:
        return &checker_letters;
    case CHECKER_EACH_LINE:
        return &checker_each_line;
    case CHECKER_NONE:
        return &checker_none;
    case CHECKER_PROGRAM:
        break;
    }
    return NULL;
}

static int answer_error(const struct checker *checker, struct error *err)
{
    return error_set_errno(err, checker->answer.failed, "cannot read the answer at offset %" PRId64,
                           checker->answer.offset);
}

int checker_open(const struct problem_checker *options, int answer_fd, struct checker **ret_checker,
                 struct error *err)
{
    const struct checker_kind *kind = kind_of(options->kind);
    struct checker *checker;
    int r = 0;

    if (kind == NULL)
        return error_set(err, -ENOTSUP,
                         "checker kind %d is not built in; an output validator has to be run "
                         "instead",
                         (int)options->kind);
    checker = memory_alloc(sizeof(*checker));
    checker->options = *options;
    checker->kind = kind;
    checker->answer.fd = answer_fd;
    checker->answer.end = -1;
    checker->position = (struct position){1, 1};
    if (kind->open != NULL)
        r = kind->open(checker, err);
    if (r == 0 && checker->answer.failed)
        r = answer_error(checker, err);
    if (r < 0) {
        checker_close(checker);
        return r;
    }
    *ret_checker = checker;
    return 0;
}

int checker_feed(struct checker *checker, const void *data, size_t size, struct error *err)
{
    const unsigned char *bytes = data;

    checker->output_bytes += (int64_t)size;
    while (size > 0 && checker->state == CHECK_COMPARING && !checker->answer.failed) {
        size_t used = checker->kind->feed(checker, bytes, size);

        bytes += used;
        size -= used;
    }
    if (checker->answer.failed)
        return answer_error(checker, err);
    if (checker->state == CHECK_COLLECTING)
        collect(checker, bytes, size);
    return checker->state == CHECK_DECIDED;
}

/* What is shown of the excerpt. */
static struct show_text text_of(const struct excerpt *excerpt, enum extent extent)
{
    size_t size = excerpt->size;

    if (extent == EXTENT_LINE && size < EXCERPT_MAX) {
        while (size > 0 && is_white(excerpt->bytes[size - 1]))
            size--;
    }
    return (struct show_text){excerpt->bytes, size};
}

static void take_shown(struct buffer *shown, char *text, size_t room)
{
    assert(shown->size < room);
    memcpy(text, shown->data, shown->size + 1);
    buffer_release(shown);
}

/* Both excerpts as they are shown, without quotes. */
static void show(struct checker *checker, struct checker_result *result)
{
    struct buffer expected = BUFFER_INIT, got = BUFFER_INIT;
    int folds = checker->kind == &checker_tokens && !checker->options.case_sensitive;

    if (checker->expected.starts_late)
        buffer_append_text(&expected, "...");
    if (checker->got.starts_late)
        buffer_append_text(&got, "...");
    show_difference(text_of(&checker->expected, checker->got_extent),
                    text_of(&checker->got, checker->got_extent), folds, CHECKER_SHOWN_MAX,
                    &expected, &got);
    take_shown(&expected, result->expected, sizeof(result->expected));
    take_shown(&got, result->got, sizeof(result->got));
    if (checker->difference == DIFFERENCE_TEXT && strcmp(result->expected, result->got) == 0) {
        size_t size = strlen(checker->note);

        snprintf(checker->note + size, sizeof(checker->note) - size,
                 " (they differ after the part that is shown)");
    }
}

static void describe(const struct checker *checker, struct checker_result *result)
{
    char place[64];

    snprintf(place, sizeof(place), "line %" PRId64 ", column %" PRId64, checker->where.line,
             checker->where.column);
    switch (checker->difference) {
    case DIFFERENCE_TEXT:
        snprintf(result->message, sizeof(result->message), "%s: expected \"%s\", got \"%s\"%s",
                 place, result->expected, result->got, checker->note);
        break;
    case DIFFERENCE_EXTRA:
        snprintf(result->message, sizeof(result->message),
                 "%s: expected end of output, got \"%s\"%s", place, result->got, checker->note);
        break;
    case DIFFERENCE_ENDS_EARLY:
        if (checker->output_bytes == 0)
            snprintf(place, sizeof(place), "there is no output");
        snprintf(result->message, sizeof(result->message), "%s%s: expected \"%s\"%s",
                 checker->output_bytes == 0 ? "" : "output ends early at ", place, result->expected,
                 checker->note);
        break;
    }
}

int checker_finish(struct checker *checker, struct checker_result *ret_result, struct error *err)
{
    if (checker->state == CHECK_COMPARING && !checker->answer.failed)
        checker->kind->finish(checker);
    if (checker->answer.failed)
        return answer_error(checker, err);
    if (checker->fault[0] != '\0')
        return error_set(err, -EINVAL, "%s", checker->fault);
    memset(ret_result, 0, sizeof(*ret_result));
    if (checker->state == CHECK_COMPARING) {
        ret_result->accepted = 1;
        ret_result->fraction = 1;
        return 0;
    }
    ret_result->fraction = checker->fraction;
    ret_result->line = checker->where.line;
    ret_result->column = checker->where.column;
    show(checker, ret_result);
    describe(checker, ret_result);
    return 0;
}

void checker_close(struct checker *checker)
{
    if (checker == NULL)
        return;
    if (checker->kind->close != NULL)
        checker->kind->close(checker);
    free(checker);
}
