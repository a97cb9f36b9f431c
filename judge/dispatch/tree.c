#include "judge/dispatch/tree.h"

#include "base/fd.h"
#include "base/log.h"
#include "judge/cache/cache.h"
#include "judge/dispatch/watches.h"
#include "judge/languages/language.h"
#include "judge/languages/maxima.h"
#include "judge/languages/vector.h"
#include "judge/languages/watch_kinds.h"
#include "runner/filter/filter.h"
#include "runner/filter/filter_grader.h"

#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The user that graders become; of no meaning when we are not root. */
static int find_grader_user(const char *name, struct runner_config *config, struct error *err)
{
    struct passwd *entry;

    config->grader_uid = getuid();
    config->grader_gid = getgid();
    if (getuid() != 0)
        return 0;
    if (!name) {
        config->grader_uid = config->grader_gid = RUNNER_OWN_ID;
        return 0;
    }
    errno = 0;
    entry = getpwnam(name);
    if (!entry && error_is_host(-errno))
        return error_set_errno(err, errno, "cannot look up the user \"%s\"", name);
    if (!entry)
        return error_set(err, -EINVAL,
                         "there is no user \"%s\" for the graders; --grader-user names one", name);
    if (entry->pw_uid == 0)
        return error_set(err, -EINVAL,
                         "graders must not be root; --grader-user names another user");
    config->grader_uid = entry->pw_uid;
    config->grader_gid = entry->pw_gid;
    return 0;
}

enum { RUNNER_PATH_MAX = PATH_MAX + sizeof(ASSAY_LIBEXEC) + 16 };

/* What graders are handed at their start (judge/grader/grader.h). */
enum { GRADER_FILES = 2 };

/* Which filter: bits. */
enum { WITH_LOCKS = 1, WITH_SCHEDULER = 2, FILTERS = 4 };

static size_t filter_of(const struct language *language)
{
    return (language->has_locks ? WITH_LOCKS : 0U) |
           (language->has_scheduler ? WITH_SCHEDULER : 0U);
}

/* A language's two profiles. */
static void fill_profiles(const struct language *language, int exec, struct arena *arena,
                          struct runner_profile profiles[2])
{
    profiles[0] = (struct runner_profile){
        .name = language->name,
        .binds = language_binds(language->paths),
        .environment = language->environment,
        .filter = filter_of(language),
        .threads = (int32_t)language->threads,
        .address_kib = language->address_kib,
        .has_proc = language->has_proc > 1,
    };
    if (language->watch && !exec) {
        const struct execute_names names = {.file = language->source_name};

        profiles[0].watch_source = language->source_name;
        profiles[0].watch = language->watch - 1;
        profiles[0].watch_argv = execute_argv(arena, language->run, &names);
        profiles[0].preload = language->preload;
    }
    profiles[1] = profiles[0];
    profiles[1].watch_source = NULL;
    profiles[1].binds = language_binds(language->compile_paths);
    profiles[1].threads = (int32_t)language->compile_processes;
    profiles[1].address_kib = -1; /* a compiler's memory decides no verdict */
    profiles[1].has_proc = language->has_proc > 0;
    profiles[1].is_build = 1;
}

/* The filters, memfds; those that no language wants stay -1. */
static int compile_filters(int filters[FILTERS], struct error *err)
{
    for (size_t i = 0; i < language_count(); i++) {
        size_t which = filter_of(language_at(i));
        const struct filter_options wanted = {.allow_locks = (which & WITH_LOCKS) != 0,
                                              .allow_scheduler = (which & WITH_SCHEDULER) != 0};

        if (filters[which] < 0)
            filters[which] = filter_compile(&wanted, err);
        if (filters[which] < 0)
            return error_prefix(err, "compiling a filter");
    }
    return 0;
}

/* Those that there are, without gaps; the profiles follow. */
static size_t close_gaps(int filters[FILTERS], struct runner_profile *profiles, size_t count)
{
    size_t place[FILTERS], kept = 0;

    for (size_t i = 0; i < FILTERS; i++) {
        int fd = filters[i];

        filters[i] = -1;
        place[i] = kept;
        if (fd >= 0)
            filters[kept++] = fd;
    }
    for (size_t i = 0; i < count; i++)
        profiles[i].filter = place[profiles[i].filter];
    return kept;
}

/* What graders need of the operator's configuration, which they may not be able to read: the maxima
 * in force as a line, then the definitions of languages. */
static int definitions_file(struct error *err)
{
    struct buffer whole = BUFFER_INIT;
    size_t size;
    const char *text = language_text(&size);
    int fd;

    maxima_write_line(&whole);
    buffer_append(&whole, text, size);
    fd = fd_memfd_with("languages", whole.data, whole.size);
    buffer_release(&whole);
    return fd < 0 ? error_set_errno(err, -fd, "cannot keep the definitions of languages") : fd;
}

static int start_parent(struct runner_config *config, int exec, struct runner_parent *ret_parent,
                        struct error *err)
{
    static struct runner_profile profiles[RUNNER_PROFILES_MAX];
    struct runner_watch watches[RUNNER_WATCHES_MAX];
    int filters[FILTERS] = {-1, -1, -1, -1};
    int files[GRADER_FILES] = {-1, -1};
    struct arena arena = ARENA_INIT;
    int result;

    _Static_assert(2 * LANGUAGES_MAX <= RUNNER_PROFILES_MAX, "two profiles a language");
    for (size_t i = 0; i < language_count(); i++)
        fill_profiles(language_at(i), exec, &arena, &profiles[2 * i]);
    config->profiles = profiles;
    config->profile_count = 2 * language_count();
    config->filters = filters;
    config->watches = watches;
    config->watch_count = WATCH_KINDS;
    result = watches_open(watches, err);
    if (result < 0)
        goto out;
    result = compile_filters(filters, err);
    config->filter_count = close_gaps(filters, profiles, config->profile_count);
    if (result == 0)
        result = files[0] = definitions_file(err);
    if (result >= 0)
        result = files[1] = filter_compile_grader(err);
    config->grader_files = files;
    config->grader_file_count = GRADER_FILES;
    if (result >= 0)
        result = runner_parent_start(config, ret_parent, err);
    watches_close(watches);
out:
    arena_release(&arena);
    for (int i = 0; i < GRADER_FILES; i++)
        fd_close(&files[i]);
    for (int i = 0; i < FILTERS; i++)
        fd_close(&filters[i]);
    for (size_t i = 0; i < 2 * language_count(); i++) {
        for (const char *const *path = profiles[i].binds; *path; path++)
            free((char *)*path);
        free((void *)profiles[i].binds);
    }
    return result;
}

/* The programs of the tree, from where this one is, so that the whole may be moved: assay-runner is
 * beside it (a build), or where it is installed. */
static int find_programs(char self[PATH_MAX], char runner[RUNNER_PATH_MAX], struct error *err)
{
    static const char *const places[] = {"", ASSAY_LIBEXEC "/"};
    ssize_t length = readlink("/proc/self/exe", self, PATH_MAX - 1);
    int folder;

    if (length < 0)
        return error_set_errno(err, errno, "cannot find this program's own path");
    self[length] = '\0';
    folder = (int)(strrchr(self, '/') - self);
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        snprintf(runner, RUNNER_PATH_MAX, "%.*s/%sassay-runner", folder, self, places[i]);
        if (access(runner, F_OK) == 0)
            return 0;
    }
    return error_set(err, -ENOENT,
                     "there is no assay-runner in %.*s, nor in %s from there: it is installed "
                     "together with assay",
                     folder, self, ASSAY_LIBEXEC);
}

int tree_start(const struct tree_options *tree, struct runner_parent *ret_parent, struct error *err)
{
    char self[PATH_MAX], runner[RUNNER_PATH_MAX];
    struct runner_config config = {.allow_missing = tree->allow_missing,
                                   .examine = tree->examine,
                                   .grader_path = self,
                                   .runner_path = runner};
    int result = find_programs(self, runner, err);

    if (result == 0)
        result = find_grader_user(tree->grader_user, &config, err);
    if (result == 0)
        result = start_parent(&config, tree->exec, ret_parent, err);
    /* who keeps the books must not interrupt who runs; where it may not, it is only in the way */
    if (result == 0)
        sched_setscheduler(0, SCHED_BATCH, &(struct sched_param){0});
    return result;
}

int tree_cache(const struct tree_options *tree, const char *otherwise, struct cache **ret_cache,
               struct error *err)
{
    char *folder = cache_folder(tree->cache, otherwise);
    struct cache *cache = NULL;
    int failed = folder ? cache_open(folder, CACHE_BYTES_MAX, &cache, err) : 0;

    free(folder);
    if (failed < 0 && cache_is_named(tree->cache))
        return failed;
    if (failed < 0)
        log_warning("compiled programs are not kept: %s", err->text);
    *ret_cache = cache;
    return 0;
}

json_t *tree_isolation_json(const struct isolation *isolation)
{
    json_t *object = json_pack("{s:s}", "cgroup", isolation->cgroup);

    for (size_t i = 0; i < LAYER_COUNT; i++)
        json_object_set_new(object, isolation_layers[i],
                            json_boolean(isolation->state[i] == ISOLATION_ENFORCED));
    return object;
}
