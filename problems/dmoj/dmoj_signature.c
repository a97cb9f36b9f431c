/* What DMOJ compiles with a submission in C or C++: the entry and the header of a signature grader,
 * and what takes the buffer from its stdout where the problem is `unbuffered`. */
#include "base/buffer.h"
#include "base/fd.h"
#include "problems/dmoj/dmoj_parts.h"
#include "problems/package.h"

#include <errno.h>
#include <string.h>

static const struct kind {
    const char *ending;
    const char *languages[2];
} KINDS[] = {{".c", {"c"}}, {".cpp", {"cpp20", "cpp17"}}};
enum { KIND_COUNT = sizeof(KINDS) / sizeof(KINDS[0]), FILES_MAX = 3 };

static const char UNBUFFERED[] = "#include <stdio.h>\n"
                                 "__attribute__((constructor)) static void unbuffer(void)\n"
                                 "{\n"
                                 "    setvbuf(stdout, 0, _IONBF, 0);\n"
                                 "}\n";

struct problem_laid dmoj_unbuffered(const struct dmoj *dmoj, const char *ending)
{
    return (struct problem_laid){
        .name = arena_format(dmoj->arena, "assay_unbuffered%s", ending),
        .data = {.data = UNBUFFERED, .size = sizeof(UNBUFFERED) - 1},
    };
}

static int read_file(const struct dmoj *dmoj, const struct yaml_node *mapping, const char *key,
                     const char **ret_name, struct buffer *text)
{
    const struct yaml_node *node = dmoj_find_here(mapping, key);
    const char *path, *slash;
    struct error err;
    int fd;

    if (!node)
        return schema_mismatch(&dmoj->schema, mapping,
                               "a signature grader: {entry: ..., header: ...}");
    if (dmoj_read_path(dmoj, node, PACKAGE_SOURCE_MAX, &path, NULL) < 0)
        return -EINVAL;
    if (strpbrk(path, "\"\\\n"))
        return schema_mismatch(&dmoj->schema, node, "a name that #include can have");
    fd = package_open(dmoj->dir_fd, path, PACKAGE_SOURCE_MAX, NULL, &err);
    if (fd < 0 || fd_read_all(fd, PACKAGE_SOURCE_MAX, text, path, &err) < 0) {
        report_failure_at(dmoj->report, dmoj->source, node->index, &err);
        fd_close(&fd);
        return -EINVAL;
    }
    fd_close(&fd);
    slash = strrchr(path, '/');
    *ret_name = slash ? slash + 1 : path;
    return 0;
}

/* As -DSIGNATURE_GRADER for all of it, and places in it are told as in the author's own file. */
static struct problem_data make_entry(const struct dmoj *dmoj, const char *name,
                                      const struct buffer *text)
{
    const char *head =
        arena_format(dmoj->arena, "#define SIGNATURE_GRADER 1\n#line 1 \"%s\"\n", name);
    size_t size = strlen(head);
    char *data = arena_alloc(dmoj->arena, size + text->size + 1);

    memcpy(data, head, size);
    if (text->size > 0)
        memcpy(data + size, text->data, text->size);
    return (struct problem_data){.data = data, .size = size + text->size};
}

/* Reads it into the first of `files`, and the prefix: how many. The entry's ending is for the
 * caller to set. */
static size_t read_signature(const struct dmoj *dmoj, const struct yaml_node *node,
                             struct problem_laid files[2], const char **ret_prefix)
{
    static const char *const keys[] = {"entry", "header", "allow_main", NULL};
    const struct yaml_node *allow = dmoj_find_here(node, "allow_main");
    struct buffer entry = BUFFER_INIT, header = BUFFER_INIT;
    const char *entry_name = "", *header_name = "";
    int allows_main = 0;

    if (schema_mapping(&dmoj->schema, node, "a signature grader: {entry: ..., header: ...}") < 0)
        return 0;
    dmoj_check_keys(dmoj, node, "a signature grader", keys);
    if (allow)
        dmoj_read_boolean(dmoj, allow, &allows_main);
    if (read_file(dmoj, node, "entry", &entry_name, &entry) == 0 &&
        read_file(dmoj, node, "header", &header_name, &header) == 0) {
        files[0].data = make_entry(dmoj, entry_name, &entry);
        files[1].name = header_name;
        files[1].data.data = arena_memdup(dmoj->arena, header.data ? header.data : "", header.size);
        files[1].data.size = header.size;
        *ret_prefix =
            arena_format(dmoj->arena, "#define SIGNATURE_GRADER 1\n#include \"%s\"\n%s#line 1\n",
                         header_name, allows_main ? "" : "#define main main_of_the_submission\n");
    }
    buffer_release(&entry);
    buffer_release(&header);
    return 2;
}

/* DMOJ has no other languages for it. */
static void restrict_languages(const struct dmoj *dmoj)
{
    static const char *const languages[] = {"c", "cpp20", "cpp17", NULL};

    if (!dmoj->problem->languages)
        dmoj->problem->languages = languages;
}

void dmoj_read_includes(const struct dmoj *dmoj, const struct yaml_node *signature,
                        int is_unbuffered)
{
    struct problem *problem = dmoj->problem;
    struct problem_include *includes;
    struct problem_laid common[FILES_MAX] = {{0}};
    const char *prefix = NULL;
    size_t count = signature ? read_signature(dmoj, signature, common, &prefix) : 0;

    if (count == 0 && !is_unbuffered)
        return;
    if (count > 0)
        restrict_languages(dmoj);
    includes = arena_alloc(dmoj->arena, 2 * (size_t)KIND_COUNT * sizeof(*includes));
    problem->includes = includes;
    for (size_t i = 0; i < KIND_COUNT; i++) {
        struct problem_laid *files = arena_memdup(dmoj->arena, common, sizeof(common));
        size_t own = count;

        if (count > 0)
            files[0].name = arena_format(dmoj->arena, "assay_entry%s", KINDS[i].ending);
        if (is_unbuffered)
            files[own++] = dmoj_unbuffered(dmoj, KINDS[i].ending);
        for (size_t j = 0; j < 2 && KINDS[i].languages[j]; j++)
            includes[problem->include_count++] =
                (struct problem_include){.language = KINDS[i].languages[j],
                                         .made = files,
                                         .made_count = own,
                                         .prefix = prefix};
    }
}
