#include "judge/commands/lookup.h"

#include "base/memory.h"
#include "judge/languages/language.h"
#include "problems/yaml/schema.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The names that submissions have in one dimension. */
struct names {
    char **list; /* NULL-terminated */
    size_t count;
};

static int add_name(const char *name, void *arg)
{
    struct names *names = arg;

    names->list = memory_grow(names->list, names->count + 2, sizeof(*names->list));
    names->list[names->count++] = memory_strdup(name);
    names->list[names->count] = NULL;
    return 0;
}

static int read_names(struct store *store, const char *dimension, struct names *names,
                      struct error *err)
{
    *names = (struct names){.list = memory_alloc(sizeof(*names->list))};
    return store_names(store, dimension, add_name, names, err);
}

static void release_names(struct names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->list[i]);
    free(names->list);
}

static int has_name(const struct names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->list[i], name) == 0)
            return 1;
    return 0;
}

static int refuse(const char *what, const char *name, const char *nearest, struct error *err)
{
    return error_set(err, -ENOENT, "no submission has the %s \"%s\"%s%s%s", what, name,
                     nearest ? "; did you mean \"" : "", nearest ? nearest : "",
                     nearest ? "\"?" : "");
}

/* `name` NULL: the filter names none, and there is nothing to check. */
static int check_name(struct store *store, const char *what, const char *name, struct error *err)
{
    struct names names;
    const char *nearest;
    int failed;

    if (!name)
        return 0;
    failed = read_names(store, what, &names, err);
    if (failed == 0 && !has_name(&names, name)) {
        nearest = schema_nearest(name, (const char *const *)names.list);
        /* a language that is defined is known, even without submissions */
        if (strcmp(what, "language") == 0 && !nearest)
            nearest = language_nearest(name);
        failed = refuse(what, name, nearest, err);
    }
    release_names(&names);
    return failed;
}

static const char *own_name(const char *folder)
{
    return strrchr(folder, '/') ? strrchr(folder, '/') + 1 : folder;
}

/* The folder of `folders` with this path, or NULL. */
static const char *find_path(const struct names *folders, const char *text)
{
    char *path = realpath(text, NULL);
    const char *found = NULL;

    for (size_t i = 0; i < folders->count; i++)
        if (strcmp(folders->list[i], path ? path : text) == 0)
            found = folders->list[i];
    free(path);
    return found;
}

/* Finds the folder of this name. Returns 0 and the folder, or NULL for none; -EINVAL when there are
 * several. */
static int find_own_name(const struct names *folders, const char *text, const char **ret_folder,
                         struct error *err)
{
    char *name = memory_strdup(text);
    int failed = 0;

    for (size_t length = strlen(name); length > 1 && name[length - 1] == '/'; length--)
        name[length - 1] = '\0';
    *ret_folder = NULL;
    for (size_t i = 0; failed == 0 && i < folders->count; i++) {
        if (strcmp(own_name(folders->list[i]), name) != 0)
            continue;
        if (*ret_folder)
            failed = error_set(err, -EINVAL,
                               "several problems lie in folders called \"%s\": %s, %s; name one by "
                               "its path",
                               name, *ret_folder, folders->list[i]);
        *ret_folder = folders->list[i];
    }
    free(name);
    return failed;
}

/* The nearest of the problems' names and of their folders' names. */
static const char *nearest_problem(const char *text, const struct names *problems,
                                   const struct names *folders)
{
    const char **own = memory_alloc((problems->count + folders->count + 1) * sizeof(*own));
    const char *nearest;

    for (size_t i = 0; i < problems->count; i++)
        own[i] = problems->list[i];
    for (size_t i = 0; i < folders->count; i++)
        own[problems->count + i] = own_name(folders->list[i]);
    nearest = schema_nearest(text, own);
    free(own);
    return nearest;
}

/* Returns 0 when it is the name of a problem, 1 when it names a folder, which `filter` then
 * names. */
static int find_problem(struct store *store, struct store_filter *filter, char **ret_folder,
                        struct error *err)
{
    const char *text = filter->problem_name, *folder = NULL;
    struct names problems = {0}, folders = {0};
    int result = text ? read_names(store, "problem", &problems, err) : 0;

    if (!text || result < 0 || has_name(&problems, text))
        goto out;
    result = read_names(store, "folder", &folders, err);
    if (result == 0 && !(folder = find_path(&folders, text)))
        result = find_own_name(&folders, text, &folder, err);
    if (result == 0 && !folder)
        result = refuse("problem", text, nearest_problem(text, &problems, &folders), err);
    if (result == 0) {
        filter->problem_name = NULL;
        filter->problem = *ret_folder = memory_strdup(folder);
        result = 1;
    }
out:
    release_names(&problems);
    release_names(&folders);
    return result;
}

int lookup_filter(struct store *store, struct store_filter *filter, char **ret_folder,
                  struct error *err)
{
    const char *language =
        filter->language && !language_find(filter->language) ? filter->language : NULL;

    *ret_folder = NULL;
    if (check_name(store, "user", filter->user, err) < 0 ||
        check_name(store, "language", language, err) < 0)
        return err->code;
    return find_problem(store, filter, ret_folder, err);
}

static int note_folder(const struct store_row *row, void *arg)
{
    char **folder = arg;

    *folder = memory_strdup(row->problem);
    return 1;
}

int lookup_problem(struct store *store, const char *text, char **ret_folder, struct error *err)
{
    struct store_filter filter = {.problem_name = text, .limit = 1};
    char *path = strchr(text, '/') ? realpath(text, NULL) : NULL;
    int result;

    *ret_folder = NULL;
    if (path) {
        *ret_folder = path;
        return 0;
    }
    result = lookup_filter(store, &filter, ret_folder, err);
    if (result == 0) { /* the problem's name: where its newest submission found it */
        result = store_list(store, &filter, note_folder, ret_folder, err);
        if (result == 0)
            result = refuse("problem", text, NULL, err);
    }
    return result < 0 ? result : 0;
}
