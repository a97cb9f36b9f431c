#include "judge/dispatch/watches.h"

#include "base/fd.h"
#include "judge/languages/watch_kinds.h"
#include "judge/report/result.h"

#include <string.h>

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
