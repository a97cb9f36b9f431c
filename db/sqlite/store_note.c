/* Notes: one row each, which no statement of ours changes or deletes (triggers refuse it). */
#include "db/sqlite/sqlite.h"

#include <errno.h>
#include <string.h>

static int add(struct store *store, const struct store_note *note, int64_t *ret_id,
               struct error *err)
{
    struct query q;
    int rc;

    query_start(&q, store, SQL_ADD_NOTE);
    query_int(&q, note->submission);
    query_int(&q, note->written_ms);
    query_text(&q, note->author);
    query_text(&q, note->text);
    rc = query_run(&q, err);
    if (rc == 0)
        return error_set(err, -ENOENT, "there is no submission %lld", (long long)note->submission);
    *ret_id = sqlite3_last_insert_rowid(store->db);
    return rc < 0 ? rc : 0;
}

int store_add_note(struct store *store, const struct store_note *note, int64_t *ret_id,
                   struct error *err)
{
    size_t size = strlen(note->text);
    int64_t id = 0;
    int rc;

    if (size == 0)
        return error_set(err, -EINVAL, "the note is empty, expected a text");
    if (size > STORE_NOTE_SIZE_MAX)
        return error_set(err, -EFBIG, "the note has %zu bytes, expected at most %d", size,
                         STORE_NOTE_SIZE_MAX);
    rc = store_begin(store, err);
    if (rc >= 0)
        rc = store_end(store, add(store, note, &id, err), err);
    if (rc < 0)
        return rc == -ENOENT ? rc : error_prefix(err, "keeping the note");
    *ret_id = id;
    return 0;
}
