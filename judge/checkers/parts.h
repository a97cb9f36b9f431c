/* What the checkers share, for the .c files of this room alone: the position in the output and the
 * first difference.
 *
 * A checker is three functions over `struct checker`. Its `feed` consumes bytes of the output while
 * the state is CHECK_COMPARING. At the first difference it fills `expected` and calls one of the
 * checker_differ_* functions; from there checker.c takes the rest of `got` from the stream.
 * checker.c looks at answer.failed after every call, so none of the three functions looks at
 * errors. */
#ifndef JUDGE_CHECKER_PARTS_H
#define JUDGE_CHECKER_PARTS_H

#include "judge/checkers/answer.h"
#include "judge/checkers/checker.h"
#include "judge/checkers/decimal.h"
#include "judge/checkers/siphash.h"

#include <locale.h>
#include <stddef.h>
#include <stdint.h>

static inline int is_white(int byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* 1-based, of the next byte of the output. */
struct position {
    int64_t line, column;
};
static inline void position_advance(struct position *position, unsigned char byte)
{
    if (byte == '\n') {
        position->line++;
        position->column = 1;
    } else {
        position->column++;
    }
}

/* The start of a text that may be far longer; a few bytes more than are shown, so that a cut and a
 * UTF-8 sequence across it are seen. */
enum { EXCERPT_MAX = CHECKER_SHOWN_MAX + 4 };
struct excerpt {
    unsigned char bytes[EXCERPT_MAX];
    size_t size;
    int starts_late; /* the text's own start is left out */
};
static inline void excerpt_clear(struct excerpt *excerpt)
{
    excerpt->size = 0;
    excerpt->starts_late = 0;
}
static inline void excerpt_add(struct excerpt *excerpt, unsigned char byte)
{
    if (excerpt->size < EXCERPT_MAX)
        excerpt->bytes[excerpt->size++] = byte;
}

/* Where a shown text ends. */
enum extent {
    EXTENT_TOKEN,      /* before white space */
    EXTENT_WHITE,      /* before anything else */
    EXTENT_LINE,       /* before \n, and without trailing white space */
    EXTENT_LINE_BREAK, /* after \n */
};

enum { CHECKER_NOTE_MAX = 2 * PROBLEM_TOLERANCE_MAX + 200 };

enum check_state { CHECK_COMPARING, CHECK_COLLECTING, CHECK_DECIDED };
enum difference { DIFFERENCE_TEXT, DIFFERENCE_EXTRA, DIFFERENCE_ENDS_EARLY };

struct tokens {
    int in_token;
    int is_first, saw_break;             /* no token yet; a line break since the last one */
    struct position start;               /* of the current token */
    int64_t size;                        /* of the current token so far */
    int64_t answer_start;                /* of the answer's token */
    int is_number;                       /* the answer's token is one, the output's is being kept */
    locale_t locale;                     /* "C": the decimal point is a point, not the user's own */
    double absolute, relative;           /* about; the texts in `options` are exact */
    int64_t wanted_size;                 /* of the answer's token */
    char wanted[CHECKER_NUMBER_MAX + 1]; /* NUL-terminated */
    char number[CHECKER_NUMBER_MAX + 1]; /* the output's token, without its end */
};

struct lines {
    int in_line;   /* the output's line has begun */
    int have_line; /* answer.offset is in the line that the output's is compared with */
    int answer_is_over;
    int64_t answer_start;  /* of that line */
    int is_started;        /* the output's line is not blank */
    int64_t text_end;      /* the column after the last byte that is not white space */
    int64_t parted_column; /* of the first white space that differs, which matters only if more
                              text follows; 0: none */
    struct excerpt tail;   /* of the output's line from text_end on */
};

struct letters {
    int64_t left[256]; /* how often a byte is still expected; capitals count as small letters */
};

struct each_line {
    int in_line;           /* the output's line has begun */
    int64_t size;          /* of the output's line so far */
    int is_equal;          /* so far */
    int has_text;          /* a byte of it was compared that counts */
    int has_any;           /* it has a byte that counts */
    int in_white;          /* after text, where only runs of white space count */
    int is_parted;         /* white space differs, which matters only if text follows */
    int has_started;       /* the first line of the answer was found */
    int is_over;           /* the answer has no line for the output's */
    int64_t answer_start;  /* of the answer's line */
    int64_t parted_column; /* of the first byte that differs */
    struct excerpt text;   /* of the output's line */
    int64_t lines;         /* of the answer so far */
    int64_t right;         /* of those */
    double earned, worth;
    int has_difference; /* the first one is in the checker's `expected`, `got`, `where` */
    enum difference difference;
    enum extent extent; /* what of both lines is shown */
};

/* Hashes lines without their trailing white space. */
struct line_hash {
    struct siphash hash;  /* of everything in the line so far */
    struct siphash clean; /* the same before the white space that we are in */
    int is_started, in_white, has_text;
};

struct line_entry {
    uint64_t hash[2];
    int64_t left;  /* how often it is still expected */
    int64_t where; /* 1 + the offset of the first such line in the answer; 0: a free slot */
};

struct unordered {
    uint64_t key[2];
    struct line_hash line;
    struct position start;      /* of the output's line */
    struct line_entry *entries; /* open addressing, linear probing */
    size_t capacity;            /* a power of two */
    size_t used;
};

struct checker {
    struct problem_checker options;
    const struct checker_kind *kind;
    struct answer answer;
    struct position position;
    int64_t output_bytes;
    enum check_state state;

    enum difference difference;
    struct position where;
    enum extent got_extent;
    struct excerpt expected, got;
    char note[CHECKER_NOTE_MAX]; /* appended to the message */
    double fraction;             /* of the points, of an output that is not accepted */
    char fault[200];             /* of the answer: then nothing can be said of the output */

    union {
        struct tokens tokens;
        struct lines lines;
        struct unordered unordered;
        struct letters letters;
        struct each_line each_line;
    };
};

struct checker_kind {
    int (*open)(struct checker *checker, struct error *err); /* NULL: nothing to do */
    size_t (*feed)(struct checker *checker, const unsigned char *data, size_t size);
    void (*finish)(struct checker *checker);
    void (*close)(struct checker *checker); /* NULL: nothing to do */
};
extern const struct checker_kind checker_exact, checker_lines, checker_tokens, checker_unordered,
    checker_letters, checker_each_line;

/* Whether a text of this extent goes on with `byte`. */
int extent_holds(enum extent extent, int byte);

/* Fills checker->expected with the answer's text from `offset` on; the output has its first
 * `shared` bytes too. When these are too many to show, it leaves them out and returns 1: `got` must
 * then start late as well. Moves answer.offset. */
int checker_expect(struct checker *checker, int64_t offset, int64_t shared, enum extent extent);

/* The output differs at `where`; what follows in the stream belongs to `got`, up to `extent`. */
void checker_differ(struct checker *checker, enum difference difference, struct position where,
                    enum extent extent);
/* The same when `got` is complete. */
void checker_differ_now(struct checker *checker, enum difference difference, struct position where,
                        enum extent extent);

#endif
