#include "judge/checkers/show.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

/* A character, or a byte that is part of none. */
struct letter {
    uint32_t point;
    unsigned char size;
    unsigned char is_text; /* valid UTF-8 */
};
struct letters {
    struct letter list[SHOW_TEXT_MAX];
    size_t count;
};

struct range {
    uint32_t first, last;
};

static int is_in(uint32_t point, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (point >= ranges[i].first && point <= ranges[i].last)
            return 1;
    return 0;
}

/* What leaves no mark of its own on the page: controls, spaces, joiners, fillers, directions,
 * variation selectors, tags, and what has no agreed glyph (private use). */
static int is_hidden(uint32_t point)
{
    static const struct range hidden[] = {
        {0x00, 0x1f},     {0x7f, 0xa0},       {0xad, 0xad},        {0x34f, 0x34f},
        {0x61c, 0x61c},   {0x115f, 0x1160},   {0x1680, 0x1680},    {0x17b4, 0x17b5},
        {0x180b, 0x180f}, {0x2000, 0x200f},   {0x2028, 0x202f},    {0x205f, 0x206f},
        {0x2800, 0x2800}, {0x3000, 0x3000},   {0x3164, 0x3164},    {0xe000, 0xf8ff},
        {0xfe00, 0xfe0f}, {0xfeff, 0xfeff},   {0xffa0, 0xffa0},    {0xfff0, 0xfffb},
        {0xfffe, 0xffff}, {0x1d173, 0x1d17a}, {0xe0000, 0x10ffff},
    };

    return is_in(point, hidden, sizeof(hidden) / sizeof(hidden[0]));
}

/* Combining marks that make one letter of two characters. */
static int is_mark(uint32_t point)
{
    static const struct range marks[] = {{0x300, 0x36f},   {0x483, 0x489},   {0x1ab0, 0x1aff},
                                         {0x1dc0, 0x1dff}, {0x20d0, 0x20ff}, {0x3099, 0x309a},
                                         {0xfe20, 0xfe2f}};

    return is_in(point, marks, sizeof(marks) / sizeof(marks[0]));
}

/* Letters that all look different, except those in LOOKS below. */
static int is_plain(uint32_t point)
{
    static const struct range plain[] = {
        {0x21, 0x7e},     {0xc0, 0xd6},     {0xd8, 0xf6},     {0xf8, 0x17f},    {0x386, 0x3ce},
        {0x400, 0x45f},   {0x490, 0x491},   {0x5d0, 0x5ea},   {0x904, 0x939},   {0xe01, 0xe2e},
        {0x3041, 0x3096}, {0x30a1, 0x30fa}, {0x4e00, 0x9fff}, {0xac00, 0xd7a3},
    };

    return is_in(point, plain, sizeof(plain) / sizeof(plain[0]));
}

/* What a plain letter looks like. */
static const uint32_t LOOKS[][2] = {
    /* Cyrillic */
    {0x430, 'a'},
    {0x435, 'e'},
    {0x43e, 'o'},
    {0x440, 'p'},
    {0x441, 'c'},
    {0x443, 'y'},
    {0x445, 'x'},
    {0x455, 's'},
    {0x456, 'i'},
    {0x458, 'j'},
    {0x433, 'r'},
    {0x43f, 'n'},
    {0x43a, 'k'},
    {0x44c, 'b'},
    {0x431, '6'},
    {0x437, '3'},
    {0x410, 'A'},
    {0x412, 'B'},
    {0x415, 'E'},
    {0x41a, 'K'},
    {0x41c, 'M'},
    {0x41d, 'H'},
    {0x41e, 'O'},
    {0x420, 'P'},
    {0x421, 'C'},
    {0x422, 'T'},
    {0x423, 'Y'},
    {0x425, 'X'},
    {0x405, 'S'},
    {0x406, 'I'},
    {0x408, 'J'},
    {0x417, '3'},
    {0x42c, 'b'},
    {0x451, 0xeb},
    {0x401, 0xcb},
    {0x457, 0xef},
    {0x407, 0xcf},
    {0x413, 0x393},
    {0x41f, 0x3a0},
    {0x424, 0x3a6},
    {0x444, 0x3c6},
    {0x44f, 'R'},
    {0x442, 'T'},
    {0x43c, 'M'},
    {0x43d, 'H'},
    {0x432, 'B'},
    /* Greek */
    {0x391, 'A'},
    {0x392, 'B'},
    {0x395, 'E'},
    {0x396, 'Z'},
    {0x397, 'H'},
    {0x399, 'I'},
    {0x39a, 'K'},
    {0x39c, 'M'},
    {0x39d, 'N'},
    {0x39f, 'O'},
    {0x3a1, 'P'},
    {0x3a4, 'T'},
    {0x3a5, 'Y'},
    {0x3a7, 'X'},
    {0x3b1, 'a'},
    {0x3b9, 'i'},
    {0x3ba, 'k'},
    {0x3bd, 'v'},
    {0x3bf, 'o'},
    {0x3c1, 'p'},
    {0x3c5, 'u'},
    {0x3c7, 'x'},
    {0x3b3, 'y'},
    {0x3b7, 'n'},
    {0x3c9, 'w'},
    {0x3b2, 0xdf},
    {0x3cc, 0xf3},
    {0x3ac, 0xe1},
    {0x3af, 0xed},
    {0x3ca, 0xef},
    {0x3aa, 0xcf},
    {0x3ab, 0x178},
    /* Latin */
    {0x131, 'i'},
    {0x130, 0xcc},
    {0x110, 0xd0},
    {0x138, 'k'},
    {0x17f, 'f'},
    {'l', 'I'},
    {'|', 'I'},
    /* Hebrew */
    {0x5e1, 'o'},
    {0x5d5, 'I'},
    {0x5df, 'I'},
    {0x5d8, 'v'},
    /* Hiragana, Katakana and Han */
    {0x3078, 0x30d8},
    {0x3079, 0x30d9},
    {0x307a, 0x30da},
    {0x308a, 0x30ea},
    {0x529b, 0x30ab},
    {0x53e3, 0x30ed},
    {0x4e8c, 0x30cb},
    {0x516b, 0x30cf},
    {0x5de5, 0x30a8},
    {0x5915, 0x30bf},
    {0x535c, 0x30c8},
    {0x5343, 0x30c1},
};

static uint32_t look_of(uint32_t point)
{
    for (size_t i = 0; i < sizeof(LOOKS) / sizeof(LOOKS[0]); i++)
        if (LOOKS[i][0] == point)
            return LOOKS[i][1];
    return point;
}

static uint32_t fold(uint32_t point)
{
    return point >= 'A' && point <= 'Z' ? point - 'A' + 'a' : point;
}

/* The letter at the start of the text (RFC 3629). */
static struct letter decode(struct show_text text)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char first = text.bytes[0];
    unsigned size = first < 0x80             ? 1
                    : (first & 0xe0) == 0xc0 ? 2
                    : (first & 0xf0) == 0xe0 ? 3
                    : (first & 0xf8) == 0xf0 ? 4
                                             : 0;
    uint32_t point = size <= 1 ? first : first & (0x7fu >> size);

    if (size == 0 || size > text.size)
        return (struct letter){.point = first, .size = 1};
    for (unsigned i = 1; i < size; i++) {
        if ((text.bytes[i] & 0xc0) != 0x80)
            return (struct letter){.point = first, .size = 1};
        point = point << 6 | (text.bytes[i] & 0x3fu);
    }
    if (point < smallest[size] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
        return (struct letter){.point = first, .size = 1};
    return (struct letter){.point = point, .size = (unsigned char)size, .is_text = 1};
}

static void read_letters(struct show_text text, struct letters *letters)
{
    assert(text.size <= SHOW_TEXT_MAX);
    letters->count = 0;
    while (text.size > 0) {
        struct letter letter = decode(text);

        letters->list[letters->count++] = letter;
        text.bytes += letter.size;
        text.size -= letter.size;
    }
}

/* The letters in which two texts differ: from `from` up to `to`. */
struct part {
    const struct letters *letters;
    size_t from, to;
};

static int same(const struct letter *one, const struct letter *other)
{
    return one->point == other->point && one->is_text == other->is_text;
}

static void find_parts(struct part *one, struct part *other)
{
    size_t from = 0, left = one->letters->count, right = other->letters->count;

    while (from < left && from < right &&
           same(&one->letters->list[from], &other->letters->list[from]))
        from++;
    while (left > from && right > from &&
           same(&one->letters->list[left - 1], &other->letters->list[right - 1])) {
        left--;
        right--;
    }
    one->from = other->from = from;
    one->to = left;
    other->to = right;
}

/* The next letter of the part that the message shows, or NULL. */
static const struct letter *next_seen(const struct part *part, size_t *at)
{
    while (*at < part->to) {
        const struct letter *letter = &part->letters->list[(*at)++];

        if (!letter->is_text || (!is_hidden(letter->point) && !is_mark(letter->point)))
            return letter;
    }
    return NULL;
}

static int look_alike(const struct letter *one, const struct letter *other, int folds)
{
    uint32_t left = look_of(one->point), right = look_of(other->point);

    if (!one->is_text || !other->is_text)
        return 0;
    if (one->point < 0x80 && other->point < 0x80)
        return folds ? fold(one->point) == fold(other->point) : one->point == other->point;
    if (folds ? fold(left) == fold(right) : left == right)
        return 1;
    return !is_plain(one->point) || !is_plain(other->point);
}

static int has_unknown(const struct part *part)
{
    for (size_t i = part->from; i < part->to; i++) {
        const struct letter *letter = &part->letters->list[i];

        if (letter->is_text && letter->point != ' ' && !is_plain(letter->point) &&
            !is_hidden(letter->point))
            return 1;
    }
    return 0;
}

static int has_mark(const struct part *part)
{
    for (size_t i = part->from; i < part->to; i++)
        if (part->letters->list[i].is_text && is_mark(part->letters->list[i].point))
            return 1;
    return 0;
}

/* Whether a reader may take one part for the other. */
static int parts_look_alike(const struct part *one, const struct part *other, int folds)
{
    size_t left_at = one->from, right_at = other->from;
    const struct letter *left, *right;

    if (has_mark(one) || has_mark(other))
        return 1;
    do {
        left = next_seen(one, &left_at);
        right = next_seen(other, &right_at);
        if (left != NULL && right != NULL && !look_alike(left, right, folds))
            return 0;
    } while (left != NULL && right != NULL);
    return left == right || has_unknown(one) || has_unknown(other);
}

static void append_point(struct buffer *out, uint32_t point)
{
    if (point > 0xffff)
        buffer_format(out, "\\U%08x", point);
    else
        buffer_format(out, "\\u%04x", point);
}

static void append_letter(struct buffer *out, const struct letter *letter,
                          const unsigned char *bytes, int escape)
{
    if (!letter->is_text)
        buffer_format(out, "\\x%02x", letter->point);
    else if (letter->point == '\\')
        buffer_append_text(out, "\\\\");
    else if (letter->point == '\n')
        buffer_append_text(out, "\\n");
    else if (letter->point == '\t')
        buffer_append_text(out, "\\t");
    else if (letter->point == '\r')
        buffer_append_text(out, "\\r");
    else if (letter->point < 0x20 || letter->point == 0x7f)
        buffer_format(out, "\\x%02x", letter->point);
    else if ((escape && letter->point >= 0x80) || is_hidden(letter->point))
        append_point(out, letter->point);
    else
        buffer_append(out, bytes, letter->size);
}

static void append_text(struct buffer *out, struct show_text text, const struct part *part,
                        int escape, size_t limit)
{
    size_t used = 0;

    for (size_t i = 0; i < part->letters->count; i++) {
        const struct letter *letter = &part->letters->list[i];

        if (used + letter->size > limit) {
            buffer_append_text(out, "...");
            return;
        }
        append_letter(out, letter, text.bytes + used, escape && i >= part->from && i < part->to);
        used += letter->size;
    }
}

void show_difference(struct show_text expected, struct show_text got, int folds, size_t limit,
                     struct buffer *expected_out, struct buffer *got_out)
{
    struct letters left, right;
    struct part one = {.letters = &left}, other = {.letters = &right};
    int escape;

    read_letters(expected, &left);
    read_letters(got, &right);
    find_parts(&one, &other);
    escape = parts_look_alike(&one, &other, folds);
    append_text(expected_out, expected, &one, escape, limit);
    append_text(got_out, got, &other, escape, limit);
}
