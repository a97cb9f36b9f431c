#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn static void end(size_t size)
{
    fprintf(stderr, "assay: out of memory (%zu bytes wanted)\n", size);
    fflush(stdout); /* it may hold half of what was printed whole */
    abort();
}

static void *checked(void *got, size_t size)
{
    if (!got && size > 0)
        end(size);
    return got;
}

void *memory_alloc(size_t size)
{
    return checked(calloc(1, size), size);
}

void *memory_grow(void *old, size_t count, size_t size)
{
    return checked(reallocarray(old, count, size), count > 0 ? size : 0);
}

char *memory_strdup(const char *text)
{
    return checked(strdup(text), strlen(text) + 1);
}
