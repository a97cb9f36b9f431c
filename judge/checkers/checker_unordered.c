/* unordered: the answer's lines (or tokens) as a multiset of keyed hashes. 128 bits under a random
 * key: a submission can neither find nor aim for two lines with the same hash, nor for a crowded
 * table. */
#include "judge/checkers/parts.h"

#include "base/error.h"
#include "base/memory.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static void line_start(struct line_hash *line, const uint64_t key[2])
{
    siphash_start(&line->hash, key);
    line->is_started = line->in_white = line->has_text = 0;
}

/* Whether `byte` stands between two of what is put in order. */
static int is_between(enum problem_unordered unit, int byte)
{
    switch (unit) {
    case UNORDERED_LINES:
        return byte == '\n';
    case UNORDERED_TOKEN_LINES:
        return byte == '\n' || byte == '\r';
    case UNORDERED_TOKENS:
        break;
    }
    return is_white(byte);
}

/* Tokens with one space between them, however they are spread over the line. */
static void line_take_tokens(struct line_hash *line, unsigned char byte)
{
    line->is_started = 1; /* by white space too */
    if (is_white(byte)) {
        line->in_white = line->has_text;
        return;
    }
    if (line->in_white)
        siphash_feed(&line->hash, (const unsigned char *)" ", 1);
    siphash_feed(&line->hash, &byte, 1);
    line->clean = line->hash;
    line->has_text = 1;
    line->in_white = 0;
}

static void line_take(struct line_hash *line, enum problem_unordered unit, unsigned char byte)
{
    if (unit != UNORDERED_LINES) {
        line_take_tokens(line, byte);
        return;
    }
    if (!is_white(byte)) {
        line->is_started = 1;
        line->in_white = 0;
    } else if (!line->in_white) {
        line->in_white = 1;
        line->clean = line->hash;
    }
    siphash_feed(&line->hash, &byte, 1);
}

static void line_finish(const struct line_hash *line, uint64_t ret_hash[2])
{
    siphash_finish(line->in_white ? &line->clean : &line->hash, ret_hash);
}

/* The slot of a hash, or the free slot where it belongs. */
static struct line_entry *find(struct line_entry *entries, size_t capacity, const uint64_t hash[2])
{
    size_t at = (size_t)hash[0] & (capacity - 1);

    while (entries[at].where != 0 &&
           (entries[at].hash[0] != hash[0] || entries[at].hash[1] != hash[1]))
        at = (at + 1) & (capacity - 1);
    return &entries[at];
}

static void grow(struct unordered *unordered)
{
    size_t capacity = unordered->capacity == 0 ? 64 : 2 * unordered->capacity;
    struct line_entry *entries;

    assert(capacity <= SIZE_MAX / sizeof(*entries));
    entries = memory_alloc(capacity * sizeof(*entries));
    for (size_t i = 0; i < unordered->capacity; i++) {
        if (unordered->entries[i].where != 0)
            *find(entries, capacity, unordered->entries[i].hash) = unordered->entries[i];
    }
    free(unordered->entries);
    unordered->entries = entries;
    unordered->capacity = capacity;
}

static void expect_line(struct unordered *unordered, int64_t offset)
{
    struct line_entry *entry;
    uint64_t hash[2];

    if (unordered->used >= unordered->capacity / 4 * 3)
        grow(unordered);
    line_finish(&unordered->line, hash);
    entry = find(unordered->entries, unordered->capacity, hash);
    if (entry->where == 0) {
        memcpy(entry->hash, hash, sizeof(hash));
        entry->where = offset + 1;
        unordered->used++;
    }
    entry->left++;
}

static int unordered_open(struct checker *checker, struct error *err)
{
    struct unordered *unordered = &checker->unordered;
    struct answer *answer = &checker->answer;
    int64_t start = 0;
    int byte;

    if (getrandom(unordered->key, sizeof(unordered->key), 0) != sizeof(unordered->key))
        return error_set_errno(err, errno, "cannot get random bytes for the key of the line hash");
    grow(unordered);
    line_start(&unordered->line, unordered->key);
    do {
        byte = answer_peek(answer);
        if (byte != ANSWER_END && !is_between(checker->options.unordered, byte)) {
            line_take(&unordered->line, checker->options.unordered, (unsigned char)byte);
            answer->offset++;
            continue;
        }
        if (unordered->line.is_started)
            expect_line(unordered, start);
        line_start(&unordered->line, unordered->key);
        start = ++answer->offset;
    } while (byte != ANSWER_END);
    return 0;
}

static void unordered_close(struct checker *checker)
{
    free(checker->unordered.entries);
}

static enum extent extent_of(const struct checker *checker)
{
    return checker->options.unordered == UNORDERED_TOKENS ? EXTENT_TOKEN : EXTENT_LINE;
}

/* Fills `expected` with the first line of the answer that the output lacks; returns whether there
 * is one. */
static int expect_missing(struct checker *checker)
{
    const struct unordered *unordered = &checker->unordered;
    int64_t where = 0;

    for (size_t i = 0; i < unordered->capacity; i++) {
        const struct line_entry *entry = &unordered->entries[i];

        if (entry->left > 0 && (where == 0 || entry->where < where))
            where = entry->where;
    }
    if (where == 0)
        return 0;
    checker_expect(checker, where - 1, 0, extent_of(checker));
    return 1;
}

static void end_line(struct checker *checker)
{
    struct unordered *unordered = &checker->unordered;
    struct position where = unordered->start;
    struct line_entry *entry;
    uint64_t hash[2];

    if (unordered->line.is_started) {
        line_finish(&unordered->line, hash);
        entry = find(unordered->entries, unordered->capacity, hash);
        if (entry->left > 0) {
            entry->left--;
        } else if (!expect_missing(checker)) {
            checker_differ_now(checker, DIFFERENCE_EXTRA, where, extent_of(checker));
        } else {
            snprintf(checker->note, sizeof(checker->note), " (in any order; this %s %s)",
                     checker->options.unordered == UNORDERED_TOKENS ? "word" : "line",
                     entry->where == 0 ? "is not in the answer" : "comes too often");
            checker_differ_now(checker, DIFFERENCE_TEXT, where, extent_of(checker));
        }
    }
    line_start(&unordered->line, unordered->key);
    if (checker->state == CHECK_COMPARING)
        excerpt_clear(&checker->got);
}

static size_t unordered_feed(struct checker *checker, const unsigned char *data, size_t size)
{
    const enum problem_unordered unit = checker->options.unordered;
    size_t i;

    for (i = 0; i < size && checker->state == CHECK_COMPARING; i++) {
        if (is_between(unit, data[i])) {
            end_line(checker);
        } else {
            if (checker->got.size == 0)
                checker->unordered.start = checker->position;
            line_take(&checker->unordered.line, unit, data[i]);
            excerpt_add(&checker->got, data[i]);
        }
        position_advance(&checker->position, data[i]);
    }
    return i;
}

static void unordered_finish(struct checker *checker)
{
    end_line(checker);
    if (checker->state != CHECK_COMPARING || !expect_missing(checker))
        return;
    snprintf(checker->note, sizeof(checker->note), " (in any order)");
    checker_differ_now(checker, DIFFERENCE_ENDS_EARLY, checker->position, extent_of(checker));
}

const struct checker_kind checker_unordered = {.open = unordered_open,
                                               .feed = unordered_feed,
                                               .finish = unordered_finish,
                                               .close = unordered_close};
