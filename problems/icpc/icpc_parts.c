#include "problems/icpc/icpc_parts.h"

#include "base/fd.h"
#include "base/memory.h"
#include "problems/constants.h"
#include "problems/package.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { YAML_SIZE_MAX = 4 << 20, WORDS_MAX = 1000 };

struct icpc_place icpc_at(const struct source *source, const struct yaml_node *node)
{
    return (struct icpc_place){.source = source, .index = node ? node->index : 0};
}

struct icpc_place icpc_in(const char *path)
{
    return (struct icpc_place){.path = path};
}

const char *icpc_file_name(const struct icpc *icpc, const char *path)
{
    const char *folder = icpc->problem->folder;
    size_t size = strlen(folder);
    struct buffer shown = BUFFER_INIT;
    const char *name;

    while (size > 1 && folder[size - 1] == '/')
        size--;
    buffer_append_shown(&shown, path, strlen(path));
    if (size == 0 || strcmp(folder, ".") == 0)
        name = arena_strdup(icpc->arena, shown.data);
    else
        name = arena_format(icpc->arena, "%.*s%s%s", (int)size, folder,
                            folder[size - 1] == '/' ? "" : "/", shown.data);
    buffer_release(&shown);
    return name;
}

static __attribute__((format(printf, 4, 0))) void tell(const struct icpc *icpc,
                                                       struct icpc_place place, int is_warning,
                                                       const char *format, va_list args)
{
    char message[1024];

    vsnprintf(message, sizeof(message), format, args);
    if (place.source && is_warning)
        report_warning_at(icpc->report, place.source, place.index, "%s", message);
    else if (place.source)
        report_error_at(icpc->report, place.source, place.index, "%s", message);
    else if (is_warning)
        report_warning_file(icpc->report, icpc_file_name(icpc, place.path), "%s", message);
    else
        report_error_file(icpc->report, icpc_file_name(icpc, place.path), "%s", message);
}

void icpc_error(const struct icpc *icpc, struct icpc_place place, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    tell(icpc, place, 0, format, args);
    va_end(args);
}

void icpc_warn(const struct icpc *icpc, struct icpc_place place, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    tell(icpc, place, 1, format, args);
    va_end(args);
}

void icpc_fail(const struct icpc *icpc, struct icpc_place place, const struct error *err)
{
    if (place.source)
        report_failure_at(icpc->report, place.source, place.index, err);
    else
        report_failure_file(icpc->report, icpc_file_name(icpc, place.path), err);
}

int icpc_is_name(const char *name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "_.-";

    return name[0] != '-' && name[0] != '.' && name[0] != '\0' && strlen(name) <= 255 &&
           name[strspn(name, allowed)] == '\0';
}

static int has_kind(const struct icpc *icpc, const char *path, mode_t kind)
{
    int fd = fd_open_beneath(icpc->dir_fd, path, O_PATH);
    struct stat status;
    int found = fd >= 0 && fstat(fd, &status) == 0 && (status.st_mode & S_IFMT) == kind;

    fd_close(&fd);
    return found;
}

int icpc_has_file(const struct icpc *icpc, const char *path)
{
    return has_kind(icpc, path, S_IFREG);
}

int icpc_has_folder(const struct icpc *icpc, const char *path)
{
    return has_kind(icpc, path, S_IFDIR);
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

int icpc_list(const struct icpc *icpc, const char *folder, const char *const **ret_names,
              size_t *ret_count)
{
    const char *const *names;
    const char **sorted;
    size_t count;
    struct error err;
    int failed = package_list(icpc->dir_fd, folder, icpc->arena, &names, &count, &err);

    *ret_count = 0;
    if (failed == -ENOENT || failed == -ENOTDIR)
        return 0;
    if (failed < 0) {
        icpc_fail(icpc, icpc_in(folder), &err);
        return failed;
    }
    sorted = arena_memdup(icpc->arena, names, count * sizeof(*names));
    if (count > 0)
        qsort(sorted, count, sizeof(*sorted), compare_names);
    *ret_names = sorted;
    *ret_count = count;
    return 0;
}

int icpc_look(const struct icpc *icpc, const char *path, int64_t max, int64_t *ret_size)
{
    int64_t given = problem_maxima.values[PROBLEM_MAXIMUM_FILE] * 1024;
    struct error err;
    int fd = package_open(icpc->dir_fd, path, given < max ? given : max, ret_size, &err);

    if (fd < 0) {
        icpc_fail(icpc, icpc_in(path), &err);
        return fd;
    }
    fd_close(&fd);
    return 0;
}

int icpc_read_text(const struct icpc *icpc, const char *path, size_t max, struct buffer *text)
{
    struct error err;
    int fd = package_open(icpc->dir_fd, path, (int64_t)max, NULL, &err);
    int failed;

    if (fd == -ENOENT || fd == -ENOTDIR)
        return -ENOENT;
    failed = fd < 0 ? fd : fd_read_all(fd, max, text, path, &err);
    fd_close(&fd);
    if (failed < 0)
        icpc_fail(icpc, icpc_in(path), &err);
    return failed < 0 ? -EINVAL : 0;
}

/* Whether a YAML text has nothing but comments and white space. */
static int is_blank(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        while (i < size && strchr(" \t\r\n", text[i]) && text[i])
            i++;
        if (i == size)
            return 1;
        if (text[i] == '#')
            while (i < size && text[i] != '\n')
                i++;
        else if (size - i >= 3 && memcmp(text + i, "---", 3) == 0 &&
                 (i == 0 || text[i - 1] == '\n'))
            i += 2;
        else
            return 0;
    }
    return 1;
}

int icpc_open_yaml(const struct icpc *icpc, const char *path, int has_constants,
                   struct icpc_yaml *ret_yaml)
{
    struct yaml_tree tree = {0};
    int failed;

    *ret_yaml = (struct icpc_yaml){.text = BUFFER_INIT};
    failed = icpc_read_text(icpc, path, YAML_SIZE_MAX, &ret_yaml->text);
    if (failed < 0) {
        buffer_release(&ret_yaml->text);
        return failed;
    }
    if (has_constants)
        problem_put_constants(icpc->problem, &ret_yaml->text);
    source_init(&ret_yaml->source, icpc_file_name(icpc, path), ret_yaml->text.data,
                ret_yaml->text.size);
    if (is_blank(ret_yaml->source.text, ret_yaml->source.size))
        return 0;
    failed = yaml_tree_parse(&ret_yaml->source, &YAML_BOUNDS, icpc->arena, &tree, icpc->report);
    if (failed < 0) {
        icpc_close_yaml(ret_yaml);
        return -EINVAL;
    }
    ret_yaml->root = tree.root;
    if (tree.root->kind == YAML_KIND_SCALAR && tree.root->size == 0)
        ret_yaml->root = NULL;
    return 0;
}

void icpc_close_yaml(struct icpc_yaml *yaml)
{
    source_release(&yaml->source);
    buffer_release(&yaml->text);
}

struct schema icpc_schema(const struct icpc *icpc, const struct source *source)
{
    return (struct schema){.source = source, .report = icpc->report, .warns_of_unknown = 1};
}

const char *const *icpc_split(const struct icpc *icpc, const char *text)
{
    static const char spaces[] = " \t\r\n\v\f";
    const char **words = arena_alloc(icpc->arena, (strlen(text) / 2 + 2) * sizeof(*words));
    size_t count = 0;

    for (text += strspn(text, spaces); *text; text += strspn(text, spaces)) {
        size_t size = strcspn(text, spaces);

        words[count++] = arena_memdup(icpc->arena, text, size);
        text += size;
    }
    return count > 0 ? words : NULL;
}

static size_t count_of(const char *const *list)
{
    size_t count = 0;

    while (list && list[count])
        count++;
    return count;
}

const char *const *icpc_join(const struct icpc *icpc, const char *const *first,
                             const char *const *second)
{
    size_t a = count_of(first), b = count_of(second);
    const char **joined;

    if (!first || !second)
        return first ? first : second;
    joined = arena_alloc(icpc->arena, (a + b + 1) * sizeof(*joined));
    memcpy(joined, first, a * sizeof(*joined));
    memcpy(joined + a, second, b * sizeof(*joined));
    return joined;
}

int icpc_read_texts(const struct icpc *icpc, const struct source *source,
                    const struct yaml_node *node, const char *what, size_t max,
                    const char *const **ret_texts)
{
    struct schema schema = icpc_schema(icpc, source);
    const struct yaml_node *first =
        node->kind == YAML_KIND_SEQUENCE ? node->first : (const struct yaml_node *)node;
    size_t count = node->kind == YAML_KIND_SEQUENCE ? node->count : 1, used = 0;
    const char **texts;

    if (node->kind != YAML_KIND_SEQUENCE && node->kind != YAML_KIND_SCALAR)
        return schema_mismatch(&schema, node, what);
    if (count > max) {
        icpc_error(icpc, icpc_at(source, node), "found %zu texts, expected at most %zu", count,
                   max);
        return -EINVAL;
    }
    texts = arena_alloc(icpc->arena, (count + 1) * sizeof(*texts));
    for (const struct yaml_node *item = first; used < count; item = item->next) {
        if (item->kind != YAML_KIND_SCALAR || strlen(item->text) != item->size)
            return schema_mismatch(&schema, item, what);
        texts[used++] = item->text;
    }
    *ret_texts = texts;
    return 0;
}

int icpc_check_maximum(const struct icpc *icpc, const struct source *source,
                       const struct yaml_node *node, enum problem_maximum which, int64_t value)
{
    char asked[32], most[32];

    if (value <= problem_maxima.values[which])
        return 0;
    problem_maximum_show(which, value, asked, sizeof(asked));
    problem_maximum_show(which, problem_maxima.values[which], most, sizeof(most));
    icpc_error(icpc, icpc_at(source, node),
               "the package asks for %s of %s, and the operator gives at most %s (`maxima`)", asked,
               PROBLEM_MAXIMUM_RANGES[which].key, most);
    return -EINVAL;
}

const char *icpc_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

int icpc_has_suffix(const char *name, const char *suffix)
{
    size_t size = strlen(name), length = strlen(suffix);

    return size > length && strcmp(name + size - length, suffix) == 0;
}
