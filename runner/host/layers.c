#include "runner/host/layers.h"

#include <stdlib.h>
#include <string.h>

static const char *off;

void layers_read(void)
{
    off = getenv("ASSAY_LAYERS_OFF");
}

int layers_has(const char *name)
{
    size_t size = strlen(name);

    for (const char *at = off; at; at = strchr(at, ','), at = at ? at + 1 : NULL)
        if (strncmp(at, name, size) == 0 && (at[size] == ',' || at[size] == '\0'))
            return 0;
    return 1;
}
