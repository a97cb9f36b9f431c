#include "judge/checkers/siphash.h"

static uint64_t rotate(uint64_t word, int bits)
{
    return (word << bits) | (word >> (64 - bits));
}

static void rounds(uint64_t v[4], int count)
{
    for (int i = 0; i < count; i++) {
        v[0] += v[1];
        v[1] = rotate(v[1], 13) ^ v[0];
        v[0] = rotate(v[0], 32);
        v[2] += v[3];
        v[3] = rotate(v[3], 16) ^ v[2];
        v[0] += v[3];
        v[3] = rotate(v[3], 21) ^ v[0];
        v[2] += v[1];
        v[1] = rotate(v[1], 17) ^ v[2];
        v[2] = rotate(v[2], 32);
    }
}

void siphash_start(struct siphash *hash, const uint64_t key[2])
{
    hash->v[0] = key[0] ^ UINT64_C(0x736f6d6570736575);
    hash->v[1] = key[1] ^ UINT64_C(0x646f72616e646f6d) ^ 0xee; /* 0xee: the 128-bit variant */
    hash->v[2] = key[0] ^ UINT64_C(0x6c7967656e657261);
    hash->v[3] = key[1] ^ UINT64_C(0x7465646279746573);
    hash->tail = 0;
    hash->size = 0;
}

static void feed_word(uint64_t v[4], uint64_t word)
{
    v[3] ^= word;
    rounds(v, 2);
    v[0] ^= word;
}

void siphash_feed(struct siphash *hash, const void *data, size_t size)
{
    const unsigned char *bytes = data;

    for (size_t i = 0; i < size; i++) {
        hash->tail |= (uint64_t)bytes[i] << (hash->size % 8 * 8);
        hash->size++;
        if (hash->size % 8 == 0) {
            feed_word(hash->v, hash->tail);
            hash->tail = 0;
        }
    }
}

void siphash_finish(const struct siphash *hash, uint64_t ret_words[2])
{
    uint64_t v[4] = {hash->v[0], hash->v[1], hash->v[2], hash->v[3]};

    feed_word(v, hash->tail | hash->size << 56);
    v[2] ^= 0xee;
    rounds(v, 4);
    ret_words[0] = v[0] ^ v[1] ^ v[2] ^ v[3];
    v[1] ^= 0xdd;
    rounds(v, 4);
    ret_words[1] = v[0] ^ v[1] ^ v[2] ^ v[3];
}
