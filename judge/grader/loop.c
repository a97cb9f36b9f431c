#include "judge/grader/loop.h"

#include "base/fd.h"
#include "base/log.h"
#include "base/packet.h"
#include "judge/grader/data.h"
#include "judge/grader/evidence.h"
#include "judge/grader/grading.h"
#include "judge/grader/run_alone.h"
#include "judge/grader/version.h"
#include "judge/languages/maxima.h"
#include "runner/runner.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct language *requested_language(const json_t *request, struct error *err)
{
    const char *name = json_string_value(json_object_get(request, "language"));
    const struct language *language = name ? language_find(name) : NULL;

    if (language && language != language_outputs())
        return language;
    error_set(err, -EINVAL, "unknown language");
    return NULL;
}

static int serve_version(struct grader_session *session, const json_t *request, const int *fds,
                         struct error *err)
{
    const struct language *language = requested_language(request, err);
    const char *version;

    (void)fds;
    if (!language || grader_language_version(session, language, &version, err) < 0)
        return err->code;
    grader_send(session,
                json_pack("{s:s,s:{s:s}}", "event", "finished", "result", "version", version), 0);
    return 0;
}

static int serve_watch(struct grader_session *session, const json_t *request, const int *fds,
                       struct error *err)
{
    const struct language *language = requested_language(request, err);
    struct error why;
    int watches;

    (void)fds;
    if (!language)
        return err->code;
    watches = grader_watches(session, language, &why);
    grader_send(session,
                json_pack("{s:s,s:{s:b,s:o}}", "event", "finished", "result", "watched", watches,
                          "watched_why",
                          execute_text_json(why.text, watches ? 0 : strlen(why.text))),
                0);
    return 0;
}

/* A grader without its runner can do nothing more. Its end is a loss to the judge, which replaces
 * it; if it reported a failure and stayed, it would be given the same job again. */
static int runner_is_gone(const struct grader_session *session)
{
    struct pollfd polled = {.fd = session->runner};

    return poll(&polled, 1, 0) > 0 && (polled.revents & POLLHUP);
}

/* Negative: the grader is to end. */
static int serve(struct grader_session *session, const json_t *request, const int *fds,
                 size_t fd_count)
{
    static const struct {
        const char *kind;
        size_t fds;
        int (*serve)(struct grader_session *, const json_t *, const int *, struct error *);
    } kinds[] = {{"grade", 2, grade_submission},
                 {"data", 1, grade_data},
                 {"run", 3, grade_run},
                 {"version", 0, serve_version},
                 {"watch", 0, serve_watch}};
    const char *kind = json_string_value(json_object_get(request, "kind"));
    struct error err = {.code = -EINVAL, .text = "unknown kind of request"};
    int result = -EINVAL;

    session->has_cgroup = json_is_true(json_object_get(request, "has_cgroup"));
    for (size_t i = 0; kind && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strcmp(kind, kinds[i].kind) == 0 && fd_count == kinds[i].fds)
            result = kinds[i].serve(session, request, fds, &err);
    }
    if (result < 0 && runner_is_gone(session))
        return -EPIPE;
    if (result < 0)
        grader_send(session,
                    json_pack("{s:s,s:s,s:o}", "event", "failed", "reason",
                              err.code == -EINVAL ? "bad_problem" : "internal", "message",
                              execute_text_json(err.text, strlen(err.text))),
                    0);
    return 0;
}

/* What `assay` read and found right. */
static int load_languages(struct error *err)
{
    struct report report = REPORT_INIT;
    struct stat info;
    const char *text;
    ssize_t line;
    int result = 0;

    if (fstat(GRADER_LANGUAGES, &info) < 0)
        return error_set_errno(err, errno, "there are no definitions of languages");
    text = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, GRADER_LANGUAGES, 0);
    if (text == MAP_FAILED)
        return error_set_errno(err, errno, "cannot read the definitions of languages");
    line = maxima_take_line(text, (size_t)info.st_size);
    if (line < 0)
        result = error_set(err, -EINVAL, "the definitions of languages start with no maxima");
    else if (language_load_text("languages.yaml", text + line, (size_t)(info.st_size - line),
                                &report) < 0)
        result = error_set(err, -EINVAL, "cannot read the definitions of languages: %s",
                           report.first->message);
    /* the file's own came in between */
    if (result == 0)
        maxima_take_line(text, (size_t)info.st_size);
    report_release(&report);
    munmap((char *)text, (size_t)info.st_size);
    close(GRADER_LANGUAGES);
    return result;
}

int grader_loop(struct error *err)
{
    static char bytes[PACKET_SIZE_MAX];
    struct grader_session session = {.judge = GRADER_JUDGE_SOCKET, .runner = GRADER_RUNNER_SOCKET};

    if (runner_grader_protect(GRADER_FILTER, err) < 0)
        return err->code;
    close(GRADER_FILTER);
    if (load_languages(err) < 0)
        return err->code;
    fd_set_cloexec(GRADER_JUDGE_SOCKET, 1);
    fd_set_cloexec(GRADER_RUNNER_SOCKET, 1);
    for (;;) {
        int fds[GRADER_FDS_MAX];
        size_t fd_count = GRADER_FDS_MAX;
        ssize_t got = packet_recv(session.judge, bytes, sizeof(bytes), fds, &fd_count);
        json_t *request;
        int result;

        if (got == 0)
            return 0;
        if (got < 0)
            return error_set_errno(err, (int)-got, "cannot hear the judge");
        request = json_loadb(bytes, (size_t)got, 0, NULL);
        result = serve(&session, request, fds, fd_count);
        json_decref(request);
        for (size_t i = 0; i < fd_count; i++)
            fd_close(&fds[i]);
        if (result < 0)
            return error_set(err, result, "the grader's runner is gone");
    }
}
