/* SipHash-2-4 with 128 bits of output (Aumasson, Bernstein): a keyed hash that can be fed in
 * pieces.
 *
 *     struct siphash hash;
 *     siphash_start(&hash, key);
 *     siphash_feed(&hash, bytes, size);
 *     siphash_finish(&hash, words);
 *
 * A plain value: a copy of it is a snapshot, and each can be fed on its own. With a random key
 * nobody can aim for two inputs with the same hash. */
#ifndef JUDGE_SIPHASH_H
#define JUDGE_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

struct siphash {
    uint64_t v[4];
    uint64_t tail; /* the bytes of an unfinished word, little-endian */
    uint64_t size; /* fed so far */
};

void siphash_start(struct siphash *hash, const uint64_t key[2]);
void siphash_feed(struct siphash *hash, const void *data, size_t size);

/* Leaves `hash` as it is. */
void siphash_finish(const struct siphash *hash, uint64_t ret_words[2]);

#endif
