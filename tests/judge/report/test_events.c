/* docs/log.md lists the events of the log, each with its level and its fields: the same as the
 * code. */
#include "judge/report/events.h"

#include "base/buffer.h"
#include "base/fd.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* The row that the page must have, up to what it says in words. */
static void append_row(struct buffer *row, const struct log_event *event)
{
    static const char *const levels[] = {"error", "warning", "info", "debug"};
    const char *at = event->fields;

    buffer_format(row, "\n| `%s` | %s |", event->name,
                  event == &log_message ? "any" : levels[event->level]);
    while (*at) {
        size_t size = strcspn(at, " ");

        buffer_format(row, " `%.*s`", (int)size, at);
        at += size;
        at += strspn(at, " ");
    }
    buffer_append_text(row, " | ");
}

static void test_page_has_each_event(void **state)
{
    int fd = open(DOCS_LOG, O_RDONLY | O_CLOEXEC);
    struct buffer page = BUFFER_INIT;
    struct error err;
    size_t events = 0, rows = 0;

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(fd_read_all(fd, 1 << 20, &page, "the page", &err), 0);
    close(fd);
    for (; events_all[events]; events++) {
        struct buffer row = BUFFER_INIT;

        append_row(&row, events_all[events]);
        if (!strstr(page.data, row.data))
            fail_msg("docs/log.md lacks \"%s\"", row.data + 1);
        buffer_release(&row);
    }
    for (const char *at = page.data; (at = strstr(at, "\n| `")); at++)
        rows++;
    assert_int_equal(rows, events);
    assert_true(events > 20);
    buffer_release(&page);
}

static void test_names_differ(void **state)
{
    (void)state;
    for (size_t i = 0; events_all[i]; i++)
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(events_all[i]->name, events_all[j]->name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_page_has_each_event),
        cmocka_unit_test(test_names_differ),
    };

    return cmocka_run_group_tests_name("events", tests, NULL, NULL);
}
