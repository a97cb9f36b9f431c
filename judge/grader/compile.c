#include "judge/grader/compile.h"

#include "base/fd.h"
#include "base/log.h"
#include "judge/cache/cache.h"
#include "judge/grader/build.h"
#include "judge/grader/cell.h"
#include "judge/grader/evidence.h"
#include "judge/grader/kept.h"
#include "judge/grader/session.h"
#include "judge/languages/vector.h"
#include "judge/languages/watch_kinds.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* The check of a watched interpreter's, which keeps the code that comes of it. */
static int check_watched(struct job *job, const char *const *argv, struct error *err)
{
    int code = fd_memfd("code");
    struct stat info;
    int passed = code < 0 ? error_set_errno(err, -code, "cannot make a file for what is compiled")
                          : build_run_step(job, RUN_WATCHED_COMPILE, argv, code, err);

    if (passed > 0 && fd_seal(code) < 0)
        passed = error_set_errno(err, errno, "cannot seal what was compiled");
    /* without code each run compiles for itself */
    if (passed > 0 && fstat(code, &info) == 0 && info.st_size > 0)
        job->program->code = code;
    else
        fd_close(&code);
    return passed;
}

/* A check in the open cell, until it counts. */
static int check_until_it_counts(struct job *job, const char *const *argv, struct error *err)
{
    int tries = 0, result;

    do
        result = job->is_watched ? check_watched(job, argv, err)
                                 : build_run_step(job, RUN_EXEC, argv, -1, err);
    while (result == -EAGAIN && (result = program_try_again(job, &tries, err)) == 0);
    return result;
}

/* A step that no watched interpreter takes, in a cell of its own. */
static int check_apart(struct job *job, const char *const *argv, struct error *err)
{
    int wants_watched = job->wants_watched;
    int passed;

    job->wants_watched = 0;
    passed = program_open_cell(job, err);
    if (passed == 0)
        passed = check_until_it_counts(job, argv, err);
    job->wants_watched = wants_watched;
    if (passed > 0 && wants_watched) {
        program_close_cell(job);
        passed = program_open_cell(job, err) < 0 ? err->code : 1;
    }
    return passed;
}

static int check_in_cell(struct job *job, struct error *err)
{
    const struct language *language = job->language;
    const struct watch_kind *kind = job->wants_watched ? &watch_kinds[language->watch - 1] : NULL;
    struct execute_names names = job->program->names;
    const char *const *argv;

    if (language->loads_sources && !build_fits_cell(program_argv(job)))
        return build_refuse(job, "there are too many sources, or their names are too long");
    if (!language->compile)
        return program_open_cell(job, err) < 0 ? err->code : 1;
    names.file = job->program->own_file; /* the problem's entry is not the submitter's */
    argv = execute_argv(&job->arena, language->compile, &names);
    if (!build_fits_cell(argv))
        return build_refuse(job, "there are too many sources, or their names are too long");
    if (!kind || !kind->compiles || !kind->compiles(argv))
        return check_apart(job, argv, err);
    if (program_open_cell(job, err) < 0)
        return err->code;
    return check_until_it_counts(job, argv, err);
}

/* Compiles and offers the result to the cache. */
static int compile_anew(struct job *job, const char *const *argv, struct error *err)
{
    int made = fd_memfd("products"), kept = -1;
    int result;

    if (made < 0)
        return error_set_errno(err, -made, "cannot make a file for what is compiled");
    result = build_products(job, argv, made, err);
    if (result > 0) {
        kept = kept_write(job, made, err);
        result = kept < 0 ? kept : kept_take(job, kept, 0, err);
        if (result <= 0)
            fd_close(&kept);
        else if (!job->is_authors)
            grader_send_file(job->session, json_pack("{s:s}", "event", "compiled"), 0, kept);
    }
    fd_close(&made);
    return result;
}

/* Takes the products from the cache, or compiles. */
static int find_products(struct job *job, const char *const *argv, struct error *err)
{
    struct run_limits limits = build_limits(job);
    char key[CACHE_KEY_SIZE];
    int kept, result = 0;

    if (kept_find_key(job, argv, key, err) < 0)
        return err->code;
    /* another grader may be compiling it */
    kept = grader_ask_cached(job->session, key, 2 * execute_patience_us(&limits));
    if (kept >= 0) {
        result = kept_take(job, kept, 1, err);
        if (result <= 0) {
            log_warning("a damaged file in the cache of compiled programs is made anew");
            fd_close(&kept);
        }
    }
    return result > 0 ? result : compile_anew(job, argv, err);
}

/* The program of a problem's author is none of the judge's cache: one grader that a submission has
 * taken over could have forged it for the others (author.h). */
static int compile_products(struct job *job, struct error *err)
{
    const char *const *argv = build_argv(job);
    int result;

    if (!build_fits_cell(argv))
        return build_refuse(job, "there are too many sources, or their names are too long");
    result = job->is_authors ? compile_anew(job, argv, err) : find_products(job, argv, err);
    if (result > 0 && !job->is_authors)
        result = program_open_cell(job, err) < 0 ? err->code : 1;
    return result;
}

int program_compile(struct job *job, struct error *err)
{
    return job->language->has_products ? compile_products(job, err) : check_in_cell(job, err);
}
