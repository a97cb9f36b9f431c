#include "problems/unpacked.h"

#include "base/fd.h"
#include "problems/package.h"

#include <errno.h>
#include <string.h>

enum { LIST_SIZE_MAX = 64 << 20 };

int unpacked_members(int dir_fd, struct arena *arena, const char *const **ret_names,
                     size_t *ret_count, struct error *err)
{
    struct buffer text = BUFFER_INIT;
    int fd = package_open(dir_fd, UNPACKED_MEMBERS, LIST_SIZE_MAX, NULL, err);
    const char **names, *bytes;
    size_t count = 0, i = 0;
    int failed;

    if (fd == -ENOENT)
        return error_set(err, -ENOENT,
                         "the archive has not been unpacked, so the files in it cannot be read "
                         "here");
    if (fd < 0)
        return fd;
    failed = fd_read_all(fd, LIST_SIZE_MAX, &text, "the list of an archive's members", err);
    fd_close(&fd);
    if (failed == 0) {
        bytes = arena_memdup(arena, text.data, text.size);
        for (size_t at = 0; at < text.size; at += strlen(bytes + at) + 1)
            count++;
        names = arena_alloc(arena, (count + 1) * sizeof(*names));
        for (size_t at = 0; at < text.size; at += strlen(bytes + at) + 1)
            names[i++] = bytes + at;
        *ret_names = names;
        *ret_count = count;
    }
    buffer_release(&text);
    return failed;
}
