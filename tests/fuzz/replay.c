/* Runs a fuzz target without libFuzzer, so that every test run covers it: each file of a corpus
 * folder as it is, and then deterministic mutations of all of them in turn.
 *
 *     replay CORPUS MUTATIONS
 */
#include "base/buffer.h"
#include "base/fd.h"
#include "base/memory.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SEEDS_MAX = 200, SEED_SIZE_MAX = 1 << 20 };
static struct buffer seeds[SEEDS_MAX];
static size_t seed_count;

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* In the order of their names, so that every run does the same. */
static int read_seeds(const char *folder)
{
    int dir_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct dirent **entries;
    int count = scandir(folder, &entries, is_visible, alphasort);
    struct error err;

    if (dir_fd < 0 || count < 1 || count > SEEDS_MAX) {
        fprintf(stderr, "replay: cannot read %s, expected 1 to %d files\n", folder, SEEDS_MAX);
        return -1;
    }
    for (int i = 0; i < count; i++) {
        int fd = openat(dir_fd, entries[i]->d_name, O_RDONLY | O_CLOEXEC);
        struct buffer *seed = &seeds[seed_count++];

        buffer_init(seed);
        if (fd < 0 || fd_read_all(fd, SEED_SIZE_MAX, seed, entries[i]->d_name, &err) < 0) {
            fprintf(stderr, "replay: cannot read %s\n", entries[i]->d_name);
            return -1;
        }
        close(fd);
        free(entries[i]);
    }
    free(entries);
    close(dir_fd);
    return 0;
}

/* xorshift64: the same numbers everywhere. */
static uint64_t random_state = 0x9e3779b97f4a7c15;
static size_t random_below(size_t limit)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return limit > 0 ? (size_t)(random_state % limit) : 0;
}

/* One small change: a byte set, a piece removed, a piece of some seed put in. */
static void mutate(struct buffer *text)
{
    static const char odd[] = "{}[]:,-?&*!|>'\"%@`#\t\n \\\x00\x80\xff\xef\x1b"
                              "09.e";
    size_t at = random_below(text->size + 1), rest = text->size - at, length;
    const struct buffer *other = &seeds[random_below(seed_count)];
    size_t from = random_below(other->size);
    char *tail;

    switch (random_below(4)) {
    case 0:
        if (rest > 0)
            text->data[at] = odd[random_below(sizeof(odd))];
        break;
    case 1:
        length = random_below(rest < 16 ? rest + 1 : 16);
        memmove(text->data + at, text->data + at + length, rest - length);
        text->size -= length;
        break;
    default:
        length = random_below(other->size - from < 40 ? other->size - from + 1 : 40);
        buffer_reserve(text, length);
        tail = text->data + at;
        memmove(tail + length, tail, rest);
        memcpy(tail, other->data + from, length);
        text->size += length;
        break;
    }
}

static void run(const struct buffer *text)
{
    /* Exactly as large as the input, so that the sanitizer sees a read past its end. */
    uint8_t *copy = memory_alloc(text->size);

    if (text->size > 0)
        memcpy(copy, text->data, text->size);
    LLVMFuzzerTestOneInput(copy, text->size);
    free(copy);
}

static void run_mutation(size_t number)
{
    struct buffer text = BUFFER_INIT;
    const struct buffer *seed = &seeds[number % seed_count];

    buffer_append(&text, seed->data, seed->size);
    for (size_t changes = 1 + random_below(6); changes > 0; changes--)
        mutate(&text);
    run(&text);
    buffer_release(&text);
}

int main(int argc, char **argv)
{
    size_t mutations;

    if (argc != 3 || read_seeds(argv[1]) < 0) {
        fprintf(stderr, "usage: replay CORPUS MUTATIONS\n");
        return 2;
    }
    mutations = strtoul(argv[2], NULL, 10);
    for (size_t i = 0; i < seed_count; i++)
        run(&seeds[i]);
    for (size_t i = 0; i < mutations; i++)
        run_mutation(i);
    printf("%zu seeds, %zu mutations\n", seed_count, mutations);
    for (size_t i = 0; i < seed_count; i++)
        buffer_release(&seeds[i]);
    return 0;
}
