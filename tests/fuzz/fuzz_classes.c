/* Fuzz target: any bytes as a compiled class of Java, and as the source of one. A name that is
 * found is the file's, and stands in the source. */
#include "base/fd.h"
#include "judge/submissions/products.h"
#include "judge/submissions/source_class.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int fd = fd_memfd_with("class", data, size);
    const struct cell_file file = {.path = "p/Main.class", .fd = fd, .size = (int64_t)size};
    struct arena arena = ARENA_INIT;
    const char *name;

    assert(fd >= 0);
    name = products_main_class(&file, 1, NULL, &arena);
    assert(!name || strcmp(name, "p.Main") == 0);
    name = source_class(fd, &arena, NULL);
    if (name) {
        assert(*name && strlen(name) <= 200 && !strpbrk(name, "/ \t\n;{}()"));
        assert(memmem(data, size, name, strlen(name)));
    }
    arena_release(&arena);
    fd_close(&fd);
    return 0;
}
