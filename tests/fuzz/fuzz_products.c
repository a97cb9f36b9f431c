/* Any bytes as what a compile step made, as a submission of several files, and as Java. What the
 * reader lets pass must be fit for a cell: plain paths of which none is the folder of another, and
 * files that lie within the stream. */
#include "base/fd.h"
#include "judge/submissions/products.h"
#include "judge/submissions/source_class.h"
#include "runner/protocol.h"
#include "runner/request.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
    if (!holds)
        abort();
}

static void require_fit(const struct cell_file *files, size_t count, size_t size)
{
    size_t names = 0;

    require(count <= PRODUCTS_FILES_MAX);
    for (size_t i = 0; i < count; i++) {
        names += strlen(files[i].path) + 1;
        require(request_path_is_plain(files[i].path));
        require(files[i].offset >= 0 && files[i].size >= 0 &&
                (size_t)files[i].offset + (size_t)files[i].size <= size);
        for (size_t j = 0; j < i; j++)
            require(strcmp(files[i].path, files[j].path) != 0 &&
                    !products_clash(files[i].path, files[j].path));
    }
    require(names <= PRODUCTS_NAMES_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = ARENA_INIT;
    struct cell_file *files;
    const char *name;
    struct error err;
    size_t count;
    int fd = fd_memfd_with("products", data, size);

    require(fd >= 0);
    if (products_read(fd, &arena, &files, &count, &err) == 0) {
        require_fit(files, count, size);
        name = products_main_class(files, count, "Main", &arena);
        require(!name || strlen(name) <= 65535);
    }
    name = source_class(fd, &arena, "Main");
    require(*name && !strchr(name, '/'));
    products_is_archive(fd);
    arena_release(&arena);
    fd_close(&fd);
    return 0;
}
