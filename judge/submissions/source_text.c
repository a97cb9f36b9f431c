#include "judge/submissions/source_text.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/fd.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static void skip_bom(struct cell_file *file)
{
    enum { BOM_SIZE = 3 };
    char start[BOM_SIZE];

    if ((file->size >= 0 && file->size < BOM_SIZE) ||
        pread(file->fd, start, BOM_SIZE, file->offset) != BOM_SIZE ||
        memcmp(start, "\xef\xbb\xbf", BOM_SIZE) != 0)
        return;
    file->offset += BOM_SIZE;
    file->size -= file->size >= 0 ? BOM_SIZE : 0;
}

/* Appends the file's bytes. Returns 0 or a negative errno. */
static int append_file(struct buffer *text, const struct cell_file *file)
{
    enum { STEP = 64 * 1024 };
    int64_t done = 0;

    while (file->size < 0 || done < file->size) {
        size_t step =
            file->size < 0 || file->size - done > STEP ? STEP : (size_t)(file->size - done);
        ssize_t got = pread(file->fd, buffer_reserve(text, step), step, file->offset + done);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got < 0 ? -errno : 0;
        text->size += (size_t)got;
        done += got;
    }
    return 0;
}

/* Leaves out each carriage return, from `start` on, that a line feed or the end follows. */
static void skip_returns(struct buffer *text, size_t start)
{
    size_t kept = start;

    for (size_t i = start; i < text->size; i++)
        if (text->data[i] != '\r' || (i + 1 < text->size && text->data[i + 1] != '\n'))
            text->data[kept++] = text->data[i];
    text->size = kept;
}

/* Appends to `text` each file that has carriage returns, without them, and notes in `places` where
 * it is; a file without any gets size -1. Returns how many files have some, or a negative errno. */
static int find_returns(const struct language *language, const struct cell_file *files,
                        size_t count, struct cell_file *places, struct buffer *text)
{
    int found = 0;
    int failed = 0;

    for (size_t i = 0; i < count && failed == 0; i++) {
        size_t start = text->size;

        places[i].size = -1;
        if (!language_is_source(language, files[i].path))
            continue;
        failed = append_file(text, &files[i]);
        if (text->size > start && memchr(text->data + start, '\r', text->size - start)) {
            skip_returns(text, start);
            places[i].offset = (int64_t)start;
            places[i].size = (int64_t)(text->size - start);
            found++;
        } else {
            text->size = start;
        }
    }
    return failed < 0 ? failed : found;
}

static int mend_line_ends(const struct language *language, struct cell_file *files, size_t count,
                          int *ret_fd, struct error *err)
{
    struct buffer text = BUFFER_INIT;
    struct arena arena = ARENA_INIT;
    struct cell_file *places = arena_alloc(&arena, (count + 1) * sizeof(*places));
    int found = find_returns(language, files, count, places, &text);

    if (found > 0)
        *ret_fd = fd_memfd_with("sources", text.data, text.size);
    for (size_t i = 0; i < count && *ret_fd >= 0; i++) {
        if (places[i].size < 0)
            continue;
        files[i].fd = *ret_fd;
        files[i].offset = places[i].offset;
        files[i].size = places[i].size;
    }
    arena_release(&arena);
    buffer_release(&text);
    if (found > 0 && *ret_fd < 0)
        found = *ret_fd;
    if (found < 0)
        return error_set(err, found, "cannot copy the sources: %s", strerrordesc_np(-found));
    return 0;
}

int source_text_mend(const struct language *language, struct cell_file *files, size_t count,
                     int *ret_fd, struct error *err)
{
    *ret_fd = -1;
    for (size_t i = 0; language->skips_bom && i < count; i++)
        if (language_is_source(language, files[i].path))
            skip_bom(&files[i]);
    return language->skips_cr ? mend_line_ends(language, files, count, ret_fd, err) : 0;
}
