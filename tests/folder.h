/* A temporary folder, for tests. */
#ifndef TESTS_FOLDER_H
#define TESTS_FOLDER_H

#include <stddef.h>

struct folder {
    char path[64];
    int fd;
};

void folder_make(struct folder *folder);
/* With all that is in it. */
void folder_remove(struct folder *folder);

/* Makes the folders above `path` too. */
void folder_write(struct folder *folder, const char *path, const void *data, size_t size);
void folder_write_text(struct folder *folder, const char *path, const char *text);

#endif
