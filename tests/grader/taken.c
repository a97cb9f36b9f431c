#include "tests/grader/taken.h"

#include "judge/dispatch/graders.h"
#include "judge/grader/grading.h"
#include "judge/grader/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MARK "# taken: "

enum { SOURCES_MAX = 1000, SCRIPT_MAX = 16 * 1024 };

/* ---- in the judge: how often a source has come ---- */
int __real_graders_dispatch(struct graders *graders, const json_t *request, const int *fds,
                            size_t fd_count, void *job, struct error *err);
int __wrap_graders_dispatch(struct graders *graders, const json_t *request, const int *fds,
                            size_t fd_count, void *job, struct error *err);

static int count_source(int fd, int change)
{
    static struct {
        char *text;
        int times;
    } seen[SOURCES_MAX];
    char text[SCRIPT_MAX + 1];
    ssize_t got = pread(fd, text, SCRIPT_MAX, 0);

    text[got > 0 ? got : 0] = '\0';
    for (size_t i = 0; i < SOURCES_MAX; i++) {
        if (!seen[i].text)
            seen[i].text = strdup(text);
        if (strcmp(seen[i].text, text) == 0)
            return seen[i].times += change;
    }
    return 1;
}

int __wrap_graders_dispatch(struct graders *graders, const json_t *request, const int *fds,
                            size_t fd_count, void *job, struct error *err)
{
    json_t *counted = json_copy((json_t *)request);
    int result;

    if (fd_count > 0)
        json_object_set_new(counted, "time", json_integer(count_source(fds[0], 1)));
    result = __real_graders_dispatch(graders, counted, fds, fd_count, job, err);
    json_decref(counted);
    /* a grader that was gone already has not seen it, and its attempt does not count */
    if (result < 0 && fd_count > 0)
        count_source(fds[0], -1);
    return result;
}

/* ---- in the grader ---- */
int __real_grade_submission(struct grader_session *session, const json_t *request, const int *fds,
                            struct error *err);
int __wrap_grade_submission(struct grader_session *session, const json_t *request, const int *fds,
                            struct error *err);

/* One step; 0: it was "honest". */
static int play(struct act *act, const char *line)
{
    size_t size = strcspn(line, " ");

    if (strcmp(line, "honest") == 0)
        return 0;
    act->text = line[size] ? line + size + 1 : "";
    for (const struct verb *verb = verbs; verb->name; verb++)
        if (strlen(verb->name) == size && strncmp(verb->name, line, size) == 0) {
            verb->act(act);
            return 1;
        }
    dprintf(STDERR_FILENO, "taken: there is no verb for \"%s\"\n", line);
    _exit(99);
}

static void lie(struct act *act)
{
    static const char *const lines[] = {"started {}", "case 1 {\"verdict\":\"RTE\"}",
                                        "case 2 {\"verdict\":\"RTE\"}",
                                        "finished {\"verdict\":\"RTE\"}"};

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        play(act, lines[i]);
    for (;;)
        pause();
}

int __wrap_grade_submission(struct grader_session *session, const json_t *request, const int *fds,
                            struct error *err)
{
    struct act act = {.judge = session->judge, .runner = session->runner, .request = request};
    char text[SCRIPT_MAX + 1], *rest = text, *line;
    ssize_t got = pread(fds[0], text, SCRIPT_MAX, 0);
    int is_taken = 0;

    text[got > 0 ? got : 0] = '\0';
    if (json_integer_value(json_object_get(request, "time")) == 1)
        while ((line = strsep(&rest, "\n"))) {
            if (strncmp(line, MARK, strlen(MARK)) != 0)
                continue;
            is_taken = play(&act, line + strlen(MARK));
            if (!is_taken)
                break;
        }
    if (act.harm)
        dprintf(STDERR_FILENO, "taken: harm done: %s\n", act.harm);
    if (is_taken || act.harm)
        lie(&act);
    return __real_grade_submission(session, request, fds, err);
}
