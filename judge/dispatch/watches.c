#include "judge/dispatch/watches.h"

#include "base/fd.h"
#include "judge/languages/embedded.h"
#include "judge/report/result.h"

#include <string.h>

/* python3 ... -c TEXT ...: its children can run the text, and then compile. */
static int compiles_cpython(const char *const *vector)
{
    for (; *vector; vector++)
        if (strcmp(*vector, "-c") == 0)
            return vector[1] != NULL;
    return 0;
}

/* luac -p FILE: its children can check a file as that does. */
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

void watches_ask(const struct language *language, struct batch_item *ret_item)
{
    *ret_item = (struct batch_item){
        .request = json_pack("{s:s,s:s}", "kind", "watch", "language", language->name),
        .result = result_new("", "", language->name, json_null())};
}

json_t *watches_answer(const struct batch_item *item)
{
    int watched = json_is_true(json_object_get(item->result, "watched"));
    /* a grader that failed at it says so where it says anything */
    const char *why = strcmp(result_text(item->result, "verdict"), "IE") == 0
                          ? result_text(item->result, "message")
                          : result_text(item->result, "watched_why");

    return json_pack("{s:b,s:s}", "watched", watched, "watched_why", watched ? "" : why);
}

int watches_open(struct runner_watch watches[RUNNER_WATCHES_MAX], struct error *err)
{
    for (size_t i = 0; i < RUNNER_WATCHES_MAX; i++)
        watches[i] = (struct runner_watch){-1, -1};
    for (size_t i = 0; i < WATCH_KINDS; i++) {
        const struct watch_kind *kind = &watch_kinds[i];

        watches[i].start = fd_memfd_with("start", kind->start, *kind->start_size);
        watches[i].module = fd_memfd_with("module", kind->module, *kind->module_size);
        if (watches[i].start < 0 || watches[i].module < 0) {
            int failed = watches[i].start < 0 ? watches[i].start : watches[i].module;

            watches_close(watches);
            return error_set_errno(err, -failed, "cannot make a watched interpreter's files");
        }
    }
    return 0;
}

void watches_close(struct runner_watch watches[RUNNER_WATCHES_MAX])
{
    for (size_t i = 0; i < RUNNER_WATCHES_MAX; i++) {
        fd_close(&watches[i].start);
        fd_close(&watches[i].module);
    }
}
