#include "problems/same.h"

#include "base/fd.h"
#include "base/memory.h"
#include "problems/package.h"

#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

struct key {
    const struct problem_case *kase;
    size_t index;
    uint8_t digest[2][SHA256_DIGEST_SIZE]; /* of input and answer, in cases of one shape */
};

static int compare_size(size_t a, size_t b)
{
    return a < b ? -1 : a > b;
}

static int compare_texts(const char *const *a, const char *const *b)
{
    static const char *const none[] = {NULL};

    a = a ? a : none;
    b = b ? b : none;
    for (; *a && *b; a++, b++) {
        int order = strcmp(*a, *b);

        if (order != 0)
            return order;
    }
    return !*a && !*b ? 0 : *a ? 1 : -1;
}

static int compare_laid(const struct problem_case *a, const struct problem_case *b)
{
    int order = compare_size(a->laid_count, b->laid_count);

    for (size_t i = 0; i < a->laid_count && order == 0; i++) {
        order = strcmp(a->laid[i].name, b->laid[i].name);
        if (order == 0) /* files of equal content elsewhere are too seldom to be read for it */
            order = strcmp(a->laid[i].data.path ? a->laid[i].data.path : "",
                           b->laid[i].data.path ? b->laid[i].data.path : "");
    }
    return order;
}

static int compare_checkers(const struct problem_checker *a, const struct problem_checker *b)
{
    const char *texts[2][2];
    int order;

    if (a == b)
        return 0;
    if (!a || !b)
        return a ? 1 : -1;
    order = compare_size(a->kind, b->kind);
    if (order == 0)
        order = a->same_lines - b->same_lines;
    if (order == 0)
        order = compare_size(a->unordered, b->unordered);
    if (order == 0 && (a->kind == CHECKER_EACH_LINE || a->kind == CHECKER_PROGRAM))
        order = a < b ? -1 : 1; /* not looked into: few cases have a checker of their own */
    if (order == 0)
        order = a->case_sensitive - b->case_sensitive;
    if (order == 0)
        order = a->space_change_sensitive - b->space_change_sensitive;
    texts[0][0] = a->absolute ? a->absolute : "";
    texts[0][1] = b->absolute ? b->absolute : "";
    texts[1][0] = a->relative ? a->relative : "";
    texts[1][1] = b->relative ? b->relative : "";
    for (int i = 0; i < 2 && order == 0; i++)
        order = strcmp(texts[i][0], texts[i][1]);
    if (order == 0)
        order = compare_texts(a->args, b->args);
    return order;
}

/* All but the contents of input and answer. */
static int compare_shapes(const struct problem_case *a, const struct problem_case *b)
{
    int order = compare_size(a->in.size, b->in.size);

    if (order == 0)
        order = compare_size(a->out.size, b->out.size);
    if (order == 0)
        order = compare_texts(a->args, b->args);
    if (order == 0)
        order = compare_texts(a->checker_args, b->checker_args);
    if (order == 0)
        order = compare_checkers(a->checker, b->checker);
    if (order == 0)
        order = compare_texts(a->input_names, b->input_names);
    if (order == 0 && (a->generator || b->generator)) /* what it makes is not known yet */
        order = a < b ? -1 : a > b;
    if (order == 0)
        order = compare_size((size_t)a->output_kib, (size_t)b->output_kib);
    return order != 0 ? order : compare_laid(a, b);
}

static int compare_by_shape(const void *left, const void *right)
{
    const struct key *a = left, *b = right;
    int order = compare_shapes(a->kase, b->kase);

    return order != 0 ? order : compare_size(a->index, b->index);
}

static int compare_by_digest(const void *left, const void *right)
{
    const struct key *a = left, *b = right;
    int order = memcmp(a->digest, b->digest, sizeof(a->digest));

    return order != 0 ? order : compare_size(a->index, b->index);
}

static int hash_data(int dir_fd, const struct problem_data *data, uint8_t *digest,
                     struct error *err)
{
    static const size_t block_size = 64 * 1024;
    struct sha256_ctx hash;
    int fd = problem_data_open(dir_fd, data, err);
    uint8_t *block;
    ssize_t got;

    if (fd < 0)
        return fd;
    block = memory_alloc(block_size);
    sha256_init(&hash);
    while ((got = fd_read_full(fd, block, block_size)) > 0)
        sha256_update(&hash, (size_t)got, block);
    sha256_digest(&hash, SHA256_DIGEST_SIZE, digest);
    free(block);
    fd_close(&fd);
    return got < 0 ? error_set_errno(err, (int)-got, "cannot read the data of a case") : 0;
}

/* Cases of one shape: keys[0] .. keys[count - 1]. */
static int share(int dir_fd, struct key *keys, size_t count, struct problem_case *cases,
                 struct error *err)
{
    int failed = 0;

    for (size_t i = 0; i < count && failed == 0; i++) {
        failed = hash_data(dir_fd, &keys[i].kase->in, keys[i].digest[0], err);
        if (failed == 0)
            failed = hash_data(dir_fd, &keys[i].kase->out, keys[i].digest[1], err);
    }
    if (failed < 0)
        return failed;
    qsort(keys, count, sizeof(*keys), compare_by_digest);
    for (size_t i = 1; i < count; i++)
        if (memcmp(keys[i].digest, keys[i - 1].digest, sizeof(keys[i].digest)) == 0)
            cases[keys[i].index].same_as = cases[keys[i - 1].index].same_as;
    return 0;
}

int problem_share_runs(int dir_fd, struct problem *problem, struct error *err)
{
    size_t count = problem->case_count;
    struct problem_case *cases =
        arena_memdup(&problem->arena, problem->cases, count * sizeof(*cases));
    struct key *keys = memory_alloc((count + 1) * sizeof(*keys));
    int failed = 0;

    for (size_t i = 0; i < count; i++) {
        cases[i].same_as = i;
        keys[i] = (struct key){.kase = &cases[i], .index = i};
    }
    if (count > 0)
        qsort(keys, count, sizeof(*keys), compare_by_shape);
    for (size_t i = 0, end; i < count && failed == 0; i = end) {
        for (end = i + 1; end < count && compare_shapes(keys[i].kase, keys[end].kase) == 0; end++)
            ;
        if (end - i > 1)
            failed = share(dir_fd, keys + i, end - i, cases, err);
    }
    free(keys);
    problem->cases = cases;
    return failed;
}
