#include "judge/languages/watch_kinds.h"

#include "judge/languages/embedded.h"

#include <string.h>

/* python3 ... -c TEXT ...: its children can run the text, and then compile. */
static int compiles_cpython(const char *const *vector)
{
    for (; *vector; vector++)
        if (strcmp(*vector, "-c") == 0)
            return vector[1] != NULL;
    return 0;
}

/* luac -p FILE: its children can check a file as luac does. */
static int compiles_lua(const char *const *vector)
{
    return vector[0] && vector[1] && strcmp(vector[1], "-p") == 0 && vector[2] && !vector[3];
}

const struct watch_kind watch_kinds[] = {
    {"cpython", embedded_cpython_start, embedded_cpython_module, &embedded_cpython_start_size,
     &embedded_cpython_module_size, compiles_cpython, 1},
    {"lua", embedded_lua_start, embedded_lua_module, &embedded_lua_start_size,
     &embedded_lua_module_size, compiles_lua, 0},
};

const char *const watch_names[] = {"off", "cpython", "lua", NULL};

_Static_assert(sizeof(watch_kinds) / sizeof(watch_kinds[0]) == WATCH_KINDS, "count them");
