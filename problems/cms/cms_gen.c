#include "problems/cms/cms_gen.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "problems/problem.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct gen {
    const struct source *source;
    struct report *report;
    struct cms_subtask *subtasks;
    size_t subtask_count, case_count;
    size_t index; /* of the line's first character */
    int failed;
};

static int fail(struct gen *gen, const char *what)
{
    report_error_at(gen->report, gen->source, gen->index, "%s", what);
    gen->failed = 1;
    return -EINVAL;
}

static void trim(const char **start, const char **end)
{
    while (*start < *end && strchr(" \t\r\v\f", **start))
        (*start)++;
    while (*start < *end && strchr(" \t\r\v\f", (*end)[-1]))
        (*end)--;
}

static void add_case(struct gen *gen)
{
    if (gen->case_count == PROBLEM_CASES_MAX) {
        fail(gen, "found too many test cases, expected at most 100000");
        return;
    }
    gen->case_count++;
    if (gen->subtask_count > 0)
        gen->subtasks[gen->subtask_count - 1].cases++;
}

/* "# ST: 20" */
static void add_subtask(struct gen *gen, const char *start, const char *end)
{
    struct buffer text = BUFFER_INIT;
    char *rest;
    long points;

    trim(&start, &end);
    buffer_append(&text, start, (size_t)(end - start));
    points = strtol(text.data, &rest, 10);
    if (text.size == 0 || *rest != '\0' || points < 0 || points > 1000000) {
        fail(gen, "expected the points of a subtask, a whole number, after \"ST:\"");
    } else if (gen->subtask_count == 0 && gen->case_count > 0) {
        fail(gen, "found the first subtask after a test case, expected it before all of them");
    } else if (gen->subtask_count == PROBLEM_GROUPS_MAX - 1) {
        fail(gen, "found too many subtasks");
    } else {
        gen->subtasks = memory_grow(gen->subtasks, gen->subtask_count + 1, sizeof(*gen->subtasks));
        gen->subtasks[gen->subtask_count++] = (struct cms_subtask){.points = (double)points};
    }
    buffer_release(&text);
}

static int starts_with(const char *start, const char *end, const char *word)
{
    return (size_t)(end - start) >= strlen(word) && memcmp(start, word, strlen(word)) == 0;
}

static void take_line(struct gen *gen, const char *start, const char *end)
{
    const char *hash = memchr(start, '#', (size_t)(end - start));
    const char *stop = hash ? hash : end, *comment = hash ? hash + 1 : end;
    int is_case, is_copy, is_subtask;

    trim(&start, &stop);
    trim(&comment, &end);
    is_case = start < stop;
    is_copy = starts_with(comment, end, "COPY:");
    is_subtask = starts_with(comment, end, "ST:");
    if (is_case + is_copy + is_subtask > 1)
        fail(gen, "found a test case and a command in one line, expected each in its own");
    else if (is_subtask)
        add_subtask(gen, comment + 3, end);
    else if (is_case || is_copy)
        add_case(gen);
}

int cms_gen_read(const struct source *source, struct arena *arena, struct report *report,
                 struct cms_subtask **ret_subtasks, size_t *ret_subtask_count,
                 size_t *ret_case_count)
{
    struct gen gen = {.source = source, .report = report};
    const char *at = source->text, *end = source->text + source->size;

    if (source_check(source, report) < 0)
        return -EINVAL;
    while (at < end && !gen.failed) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        const char *stop = line_end ? line_end : end;

        take_line(&gen, at, stop);
        for (; at < stop; at++)
            gen.index += ((unsigned char)*at & 0xc0) != 0x80; /* characters of UTF-8 */
        gen.index++;
        at = stop + 1;
    }
    *ret_subtasks = arena_memdup(arena, gen.subtasks, gen.subtask_count * sizeof(*gen.subtasks));
    *ret_subtask_count = gen.subtask_count;
    *ret_case_count = gen.case_count;
    free(gen.subtasks);
    return gen.failed ? -EINVAL : 0;
}
