/* Finds the class with main among compiled class files (JVMS 17, chapter 4). The bytes come from a
 * cell, so every read is checked; a file that this code does not understand has no main. */
#include "base/memory.h"
#include "judge/submissions/products.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CLASS_MAX = 1024 * 1024, MAGIC = 0xcafebabe, ACC_PUBLIC_STATIC = 0x0009 };

#define CLASS_SUFFIX ".class"

struct reader {
    const unsigned char *at;
    size_t left;
    int bad;
};

static uint32_t take(struct reader *reader, size_t bytes)
{
    uint32_t value = 0;

    if (reader->left < bytes) {
        reader->bad = 1;
        reader->left = 0;
        return 0;
    }
    for (size_t i = 0; i < bytes; i++)
        value = value << 8 | reader->at[i];
    reader->at += bytes;
    reader->left -= bytes;
    return value;
}

static void skip(struct reader *reader, size_t bytes)
{
    if (reader->left < bytes)
        reader->bad = 1;
    bytes = reader->left < bytes ? reader->left : bytes;
    reader->at += bytes;
    reader->left -= bytes;
}

struct constant {
    const unsigned char *text; /* CONSTANT_Utf8, not terminated; or NULL */
    size_t size;
    uint32_t index; /* CONSTANT_Class: of its name */
};

/* Bytes after the tag of the constants whose content does not matter here; 0: no such tag. */
static size_t constant_size(uint32_t tag)
{
    static const unsigned char sizes[] = {
        [3] = 4,  [4] = 4,  [5] = 8,  [6] = 8,  [8] = 2,  [9] = 4,  [10] = 4, [11] = 4,
        [12] = 4, [15] = 3, [16] = 2, [17] = 4, [18] = 4, [19] = 2, [20] = 2};

    return tag < sizeof(sizes) ? sizes[tag] : 0;
}

static void read_constants(struct reader *reader, struct constant *pool, size_t count)
{
    enum { UTF8 = 1, LONG = 5, DOUBLE = 6, CLASS = 7 };

    for (size_t i = 1; i < count && !reader->bad; i++) {
        uint32_t tag = take(reader, 1);

        if (tag == UTF8) {
            pool[i].size = take(reader, 2);
            pool[i].text = reader->at;
            skip(reader, pool[i].size);
        } else if (tag == CLASS) {
            pool[i].index = take(reader, 2);
        } else if (constant_size(tag) == 0) {
            reader->bad = 1;
        } else {
            skip(reader, constant_size(tag));
        }
        i += tag == LONG || tag == DOUBLE; /* these take two places */
    }
}

static int is_text(const struct constant *pool, size_t count, uint32_t index, const char *text)
{
    return index < count && pool[index].text && pool[index].size == strlen(text) &&
           memcmp(pool[index].text, text, pool[index].size) == 0;
}

static void skip_attributes(struct reader *reader)
{
    uint32_t count = take(reader, 2);

    for (uint32_t i = 0; i < count && !reader->bad; i++) {
        take(reader, 2);
        skip(reader, take(reader, 4));
    }
}

/* Reads fields or methods; returns 1 when one of them is main. */
static int read_members(struct reader *reader, const struct constant *pool, size_t count)
{
    uint32_t members = take(reader, 2);
    int found = 0;

    for (uint32_t i = 0; i < members && !reader->bad; i++) {
        uint32_t flags = take(reader, 2), name = take(reader, 2), type = take(reader, 2);

        found |= (flags & ACC_PUBLIC_STATIC) == ACC_PUBLIC_STATIC &&
                 is_text(pool, count, name, "main") &&
                 is_text(pool, count, type, "([Ljava/lang/String;)V");
        skip_attributes(reader);
    }
    return found && !reader->bad;
}

/* Whether `path` is the file that a virtual machine reads for the class: "a/B.class" for a/B. */
static int is_file_of(const char *path, const struct constant *name)
{
    return name->text && strlen(path) == name->size + strlen(CLASS_SUFFIX) &&
           memcmp(path, name->text, name->size) == 0;
}

/* Returns the class's name with dots when it has main and its file lies where Java looks for it,
 * else NULL. */
static const char *read_class(struct reader *reader, struct constant *pool, size_t count,
                              const char *path, struct arena *arena)
{
    uint32_t self, interfaces;
    char *name;

    read_constants(reader, pool, count);
    take(reader, 2); /* flags */
    self = take(reader, 2);
    take(reader, 2); /* super */
    interfaces = take(reader, 2);
    skip(reader, 2 * (size_t)interfaces);
    read_members(reader, pool, count);
    if (!read_members(reader, pool, count) || self >= count || pool[self].index >= count ||
        !is_file_of(path, &pool[pool[self].index]))
        return NULL;
    name = arena_memdup(arena, path, pool[pool[self].index].size);
    for (char *at = name; *at; at++)
        if (*at == '/')
            *at = '.';
    return name;
}

static const char *main_of(const struct cell_file *file, struct arena *arena)
{
    unsigned char *bytes = memory_alloc((size_t)file->size);
    struct reader reader = {.at = bytes, .left = (size_t)file->size};
    struct constant *pool = NULL;
    const char *name = NULL;
    size_t count;

    if (pread(file->fd, bytes, (size_t)file->size, file->offset) != (ssize_t)file->size ||
        take(&reader, 4) != MAGIC)
        goto out;
    take(&reader, 4); /* versions */
    count = take(&reader, 2);
    pool = memory_alloc((count + 1) * sizeof(*pool));
    name = read_class(&reader, pool, count, file->path, arena);
out:
    free(pool);
    free(bytes);
    return name;
}

/* The rank of a class with main: 2 when it has the source's name (for Kotlin's app.kt that is
 * AppKt), 0 when it is within another class, else 1. */
static int rank_of(const char *class_name, const char *main_file)
{
    const char *dot = strrchr(class_name, '.'), *slash = main_file ? strrchr(main_file, '/') : NULL;
    const char *name = dot ? dot + 1 : class_name, *source = slash ? slash + 1 : main_file;
    size_t stem = source ? strcspn(source, ".") : 0;

    if (stem > 0 && strncasecmp(name, source, stem) == 0 &&
        (name[stem] == '\0' || strcmp(name + stem, "Kt") == 0))
        return 2;
    return strchr(name, '$') ? 0 : 1;
}

const char *products_main_class(const struct cell_file *files, size_t count, const char *main_file,
                                struct arena *arena)
{
    const char *best = NULL;

    for (size_t i = 0; i < count; i++) {
        size_t size = strlen(files[i].path);
        const char *name = NULL;

        if (size > strlen(CLASS_SUFFIX) &&
            strcmp(files[i].path + size - strlen(CLASS_SUFFIX), CLASS_SUFFIX) == 0 &&
            files[i].size <= CLASS_MAX)
            name = main_of(&files[i], arena);
        if (name && (!best || rank_of(name, main_file) > rank_of(best, main_file)))
            best = name;
    }
    return best;
}
