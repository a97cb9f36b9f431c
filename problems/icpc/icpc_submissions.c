#include "problems/icpc/icpc_parts.h"

#include "base/fd.h"
#include "base/memory.h"
#include "problems/package.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HEAD_SIZE = 8192, DEPTH_MAX = 8 };

struct list {
    const struct icpc *icpc;
    struct problem_submission *items;
    size_t count;
    int is_full;
};

static void add(struct list *list, const struct problem_submission *submission)
{
    if (list->count == PROBLEM_SUBMISSIONS_MAX) {
        if (!list->is_full)
            icpc_error(list->icpc, icpc_in("submissions"), "found more than %d submissions",
                       PROBLEM_SUBMISSIONS_MAX);
        list->is_full = 1;
        return;
    }
    if ((list->count & (list->count + 1)) == 0)
        list->items = memory_grow(list->items, 2 * list->count + 2, sizeof(*list->items));
    list->items[list->count++] = *submission;
}

/* A source in the folder or below it, with the first names first; NULL: there is none. */
static const char *find_source(const struct icpc *icpc, const char *folder, int depth)
{
    const char *const *names = NULL;
    size_t count = 0;

    if (depth > DEPTH_MAX || icpc_list(icpc, folder, &names, &count) < 0)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        const char *path = arena_format(icpc->arena, "%s/%s", folder, names[i]);

        if (icpc_is_name(names[i]) && icpc_language_of(names[i]) && icpc_has_file(icpc, path))
            return path;
    }
    for (size_t i = 0; i < count; i++) {
        const char *path = arena_format(icpc->arena, "%s/%s", folder, names[i]);
        const char *found = icpc_is_name(names[i]) && icpc_has_folder(icpc, path)
                                ? find_source(icpc, path, depth + 1)
                                : NULL;

        if (found)
            return found;
    }
    return NULL;
}

/* The start of a source, as a string; 0 bytes where it cannot be read. */
static size_t read_head(const struct icpc *icpc, const char *path, char head[HEAD_SIZE + 1])
{
    struct error err;
    int fd = package_open(icpc->dir_fd, path, PACKAGE_SOURCE_MAX, NULL, &err);
    ssize_t got = fd < 0 ? -1 : fd_read_full(fd, head, HEAD_SIZE);

    fd_close(&fd);
    head[got > 0 ? got : 0] = '\0';
    return got > 0 ? (size_t)got : 0;
}

/* ".pl" is Prolog in these packages and Perl elsewhere, unless the first line says so. */
static const char *told_language(const char *source, const char *head)
{
    const char *code = icpc_language_of(source);
    size_t line = strcspn(head, "\n");

    if (!code || strcmp(code, "prolog") != 0 ||
        (strncmp(head, "#!", 2) == 0 && memmem(head, line, "perl", 4)))
        return NULL;
    return icpc_language_name(code);
}

static int is_official(const char *folder)
{
    return strcmp(folder, "accepted") == 0 || strcmp(folder, "wrong_answer") == 0 ||
           strcmp(folder, "time_limit_exceeded") == 0 || strcmp(folder, "run_time_error") == 0;
}

/* One file or folder of submissions/FOLDER/. Returns whether anything says what it is to get. */
static int read_entry(struct list *list, const char *folder, const char *path, const char *source)
{
    const struct icpc *icpc = list->icpc;
    struct problem_submission submission = {.path = path, .points = -1};
    int known = icpc_expect_folder(icpc, folder, &submission);
    char head[HEAD_SIZE + 1];
    size_t size = read_head(icpc, source, head);

    submission.language = told_language(source, head);
    if (!is_official(folder) && size > 0)
        known |= icpc_expect_tags(icpc, source, head, size, &submission);
    if (known || icpc->is_2025)
        add(list, &submission);
    return known || icpc->is_2025;
}

static void read_submission_folder(struct list *list, const char *folder)
{
    const struct icpc *icpc = list->icpc;
    const char *top = arena_format(icpc->arena, "submissions/%s", folder);
    const char *const *names = NULL;
    size_t count = 0, unlabelled = 0;

    if (icpc_list(icpc, top, &names, &count) < 0)
        return;
    for (size_t i = 0; i < count; i++) {
        const char *path = arena_format(icpc->arena, "%s/%s", top, names[i]);
        const char *source = NULL;

        if (!icpc_is_name(names[i]))
            continue;
        if (icpc->problem->is_output_only)
            source = path;
        else if (icpc_has_folder(icpc, path))
            source = find_source(icpc, path, 0);
        else if (icpc_language_of(names[i]))
            source = icpc_has_file(icpc, path) ? path : NULL;
        if (source)
            unlabelled += !read_entry(list, folder, path, source);
    }
    if (unlabelled > 0)
        icpc_warn(icpc, icpc_in(top),
                  "found %zu submission%s without an expected result (the specification does not "
                  "have this folder, and there is no @EXPECTED_RESULTS@ in the source); left out",
                  unlabelled, unlabelled == 1 ? "" : "s");
}

void icpc_read_submissions(const struct icpc *icpc)
{
    struct list list = {.icpc = icpc};
    const char *const *names = NULL;
    size_t count = 0;

    if (icpc_list(icpc, "submissions", &names, &count) < 0)
        return;
    for (size_t i = 0; i < count; i++)
        if (icpc_is_name(names[i]) &&
            icpc_has_folder(icpc, arena_format(icpc->arena, "submissions/%s", names[i])))
            read_submission_folder(&list, names[i]);
    if (icpc->is_2025)
        icpc_expect_yaml(icpc, list.items, list.count);
    icpc->problem->submissions =
        arena_memdup(icpc->arena, list.items, list.count * sizeof(*list.items));
    icpc->problem->submission_count = list.count;
    free(list.items);
}
