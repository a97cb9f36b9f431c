#include "tests/watched/program.h"

#include "base/fd.h"
#include "base/memory.h"
#include "problems/yaml/units.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD_MAX = 4096, REPEAT_MAX = 1000 * 1000 };

static const struct language_kind {
    const char *name, *extension, *comment;
} kinds[] = {{"python3", ".py", "#"}, {"lua", ".lua", "--"}};

static const struct language_kind *kind_of(const char *path)
{
    const char *extension = strrchr(path, '.');

    for (size_t i = 0; extension && i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(extension, kinds[i].extension) == 0)
            return &kinds[i];
    return NULL;
}

static int hex_digit(char byte)
{
    const char *const digits = "0123456789abcdef";
    const char *at = byte ? strchr(digits, byte) : NULL;

    return at ? (int)(at - digits) : -1;
}

static int unescape(const char *text, struct buffer *out, struct error *err)
{
    for (; *text; text++) {
        if (*text != '\\') {
            buffer_append_char(out, *text);
            continue;
        }
        text++;
        if (*text == 'n' || *text == 't' || *text == '\\') {
            buffer_append_char(out, *text == 'n' ? '\n' : *text == 't' ? '\t' : '\\');
        } else if (*text == 'x' && hex_digit(text[1]) >= 0 && hex_digit(text[2]) >= 0) {
            buffer_append_char(out, (char)(hex_digit(text[1]) * 16 + hex_digit(text[2])));
            text += 2;
        } else {
            return error_set(err, -EINVAL, "found \\%c, expected \\n, \\t, \\\\ or \\xNN", *text);
        }
    }
    return 0;
}

static int repeat(const char *text, struct program *program, struct error *err)
{
    char *end;
    unsigned long times = strtoul(text, &end, 10);
    struct buffer once = program->input;

    if (*end || times == 0 || times > REPEAT_MAX)
        return error_set(err, -EINVAL, "repeat: found \"%s\", expected 1 to %d", text, REPEAT_MAX);
    program->input = (struct buffer)BUFFER_INIT;
    while (times-- > 0)
        buffer_append(&program->input, once.data, once.size);
    buffer_release(&once);
    return 0;
}

static int parse_parts(const char *text, int *ret_parts, struct error *err)
{
    if (strcmp(text, "stdout") == 0)
        *ret_parts |= PART_STDOUT;
    else if (strcmp(text, "stderr") == 0)
        *ret_parts |= PART_STDERR;
    else
        return error_set(err, -EINVAL, "found \"%s\", expected stdout or stderr", text);
    return 0;
}

/* One line's key and value; other comments are comments. */
static int take(struct program *program, const char *key, const char *value, struct error *err)
{
    if (strcmp(key, "stdin") == 0)
        return unescape(value, &program->input, err);
    if (strcmp(key, "repeat") == 0)
        return repeat(value, program, err);
    if (strcmp(key, "time") == 0)
        return units_parse_time(value, &program->time_us, err);
    if (strcmp(key, "memory") == 0)
        return units_parse_size(value, &program->memory_kib, err);
    if (strcmp(key, "output") == 0)
        return units_parse_size(value, &program->output_kib, err);
    if (strcmp(key, "varies") == 0)
        return parse_parts(value, &program->varies, err);
    if (strcmp(key, "addresses") == 0)
        return parse_parts(value, &program->addresses, err);
    if (strcmp(key, "differs") == 0)
        return parse_parts(value, &program->differs, err);
    if (strcmp(key, "exec") == 0)
        program->may_be_exec = 1;
    if (strcmp(key, "verdict") == 0)
        snprintf(program->verdict, sizeof(program->verdict), "%s", value);
    return 0;
}

static int parse_head(struct program *program, const char *comment, char *head, struct error *err)
{
    for (char *line = strsep(&head, "\n"); line && strncmp(line, comment, strlen(comment)) == 0;
         line = strsep(&head, "\n")) {
        char *key = line + strspn(line, "#- ");
        char *colon = strstr(key, ": ");

        if (!colon)
            continue;
        *colon = '\0';
        if (take(program, key, colon + 2, err) < 0)
            return err->code;
    }
    program->varies |= program->differs;
    return 0;
}

/* NAME.verdict beside a source whose bytes are what it is about. */
static void read_verdict(struct program *program, const char *source)
{
    struct buffer path = BUFFER_INIT;
    char text[sizeof(program->verdict)] = "";
    ssize_t got;
    int fd;

    buffer_format(&path, "%.*s.verdict", (int)(strrchr(source, '.') - source), source);
    fd = open(path.data, O_RDONLY | O_CLOEXEC);
    got = fd < 0 ? 0 : fd_read_full(fd, text, sizeof(text) - 1);
    if (got > 0)
        memcpy(program->verdict, text, sizeof(text));
    fd_close(&fd);
    buffer_release(&path);
}

static int add_program(struct program_list *list, const struct language_kind *kind,
                       const char *path, const char *source, size_t prefix, struct error *err)
{
    char head[HEAD_MAX + 1];
    int fd = open(source, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -errno : fd_read_full(fd, head, HEAD_MAX);
    struct program *program;

    fd_close(&fd);
    if (got < 0)
        return error_set_errno(err, (int)-got, "cannot read %s", source);
    head[got] = '\0';
    list->programs = memory_grow(list->programs, list->count + 1, sizeof(*list->programs));
    program = &list->programs[list->count++];
    *program = (struct program){.path = memory_strdup(path),
                                .name = memory_strdup(path + prefix),
                                .language = kind->name,
                                .input = BUFFER_INIT,
                                .time_us = PROGRAM_TIME_US,
                                .memory_kib = PROGRAM_MEMORY_KIB,
                                .output_kib = PROGRAM_OUTPUT_KIB,
                                .addresses = PART_STDERR,
                                .verdict = "AC"};
    read_verdict(program, source);
    return parse_head(program, kind->comment, head, err) < 0 ? error_prefix(err, "%s", path) : 0;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && strcmp(entry->d_name, "__pycache__") != 0;
}

static int add_folder(struct program_list *list, const char *folder, size_t prefix,
                      struct error *err);

static int add_entry(struct program_list *list, const char *path, size_t prefix, struct error *err)
{
    const struct language_kind *kind = kind_of(path);
    struct stat info;

    if (stat(path, &info) < 0)
        return error_set_errno(err, errno, "cannot look at %s", path);
    if (S_ISDIR(info.st_mode))
        return add_folder(list, path, prefix, err);
    return kind ? add_program(list, kind, path, path, prefix, err) : 0;
}

/* Whether the folder is one program; `path` is then that of its main source. */
static const struct language_kind *find_main(const char *folder, struct buffer *path)
{
    static const char *const names[] = {"solution", "main"};

    for (size_t i = 0; i < 2 * sizeof(kinds) / sizeof(kinds[0]); i++) {
        buffer_clear(path);
        buffer_format(path, "%s/%s%s", folder, names[i % 2], kinds[i / 2].extension);
        if (access(path->data, F_OK) == 0)
            return &kinds[i / 2];
    }
    return NULL;
}

static int add_folder(struct program_list *list, const char *folder, size_t prefix,
                      struct error *err)
{
    struct dirent **entries;
    struct buffer path = BUFFER_INIT;
    const struct language_kind *kind = find_main(folder, &path);
    int count, failed = 0;

    if (kind) {
        failed = add_program(list, kind, folder, path.data, prefix, err);
        buffer_release(&path);
        return failed;
    }
    count = scandir(folder, &entries, is_visible, alphasort);
    if (count < 0) {
        buffer_release(&path);
        return error_set_errno(err, errno, "cannot list %s", folder);
    }
    for (int i = 0; i < count; i++) {
        buffer_clear(&path);
        buffer_format(&path, "%s/%s", folder, entries[i]->d_name);
        if (failed == 0)
            failed = add_entry(list, path.data, prefix, err);
        free(entries[i]);
    }
    free(entries);
    buffer_release(&path);
    return failed;
}

int program_list_add(struct program_list *list, const char *folder, struct error *err)
{
    return add_folder(list, folder, strlen(folder) + 1, err);
}

void program_list_release(struct program_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->programs[i].path);
        free(list->programs[i].name);
        buffer_release(&list->programs[i].input);
    }
    free(list->programs);
    *list = (struct program_list){0};
}

void program_list_shuffle(struct program_list *list, uint64_t seed)
{
    for (size_t i = list->count; i > 1; i--) {
        size_t other;
        struct program kept = list->programs[i - 1];

        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        other = (size_t)((seed >> 33) % i);
        list->programs[i - 1] = list->programs[other];
        list->programs[other] = kept;
    }
}
