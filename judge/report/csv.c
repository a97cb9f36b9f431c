#include "judge/report/csv.h"

#include "base/buffer.h"
#include "judge/report/result.h"
#include "judge/report/table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* RFC 4180: quoted where needed. A field that starts like a formula is quoted with a leading ', so
 * that no spreadsheet runs what a student chose as a file name. */
void csv_field(FILE *stream, const char *text, char after)
{
    if (strchr("=+-@\t\r", text[0]) && text[0]) {
        fprintf(stream, "\"'");
    } else if (strpbrk(text, ",\"\r\n")) {
        fputc('"', stream);
    } else {
        fputs(text, stream);
        if (after)
            fputc(after, stream);
        return;
    }
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', stream);
        fputc(*text, stream);
    }
    fputc('"', stream);
    if (after)
        fputc(after, stream);
}

/* The names of the two columns of a case or a group. */
static void header_pair(FILE *stream, struct buffer *name)
{
    fputc(',', stream);
    csv_field(stream, name->data, ',');
    buffer_append_text(name, " verdict");
    csv_field(stream, name->data, '\0');
    buffer_release(name);
}

static void header(struct csv_file *file, const struct problem *problem, int public_view)
{
    fprintf(file->stream, "id,user,path,language,verdict,reason,score,max_score,cpu_us,wall_us,"
                          "memory_kib,message");
    for (size_t i = 1; i < problem->group_count; i++) {
        struct buffer name = BUFFER_INIT;

        if (public_view)
            buffer_format(&name, "group %zu", i);
        else
            buffer_append_text(&name, problem->groups[i].name);
        header_pair(file->stream, &name);
    }
    for (size_t i = 0; i < problem->case_count; i++) {
        const struct problem_case *kase = &problem->cases[i];
        const char *group = problem->groups[kase->group].name;
        struct buffer name = BUFFER_INIT;

        if (public_view)
            buffer_format(&name, "%zu", i + 1);
        else
            buffer_format(&name, "%s%s%s", group, *group ? "/" : "", kase->name);
        header_pair(file->stream, &name);
    }
    fputc('\n', file->stream);
}

int csv_open(struct csv_file *file, const char *path, const struct problem *problem,
             int public_view, struct error *err)
{
    struct buffer partial = BUFFER_INIT;

    *file = (struct csv_file){
        .path = path, .group_count = problem->group_count - 1, .case_count = problem->case_count};
    if (strcmp(path, "-") == 0) {
        file->stream = stdout;
    } else {
        buffer_format(&partial, "%s.partial-%d", path, (int)getpid());
        file->partial_path = buffer_take(&partial);
        file->stream = fopen(file->partial_path, "wxe");
        if (!file->stream) {
            int saved = errno;

            free(file->partial_path);
            file->partial_path = NULL;
            return error_set_errno(err, saved, "cannot write %s", path);
        }
    }
    header(file, problem, public_view);
    return 0;
}

/* The part ("cases" or "groups") with this number in a (perhaps public) result; NULL when it is not
 * there. */
static const json_t *find_part(const json_t *result, const char *parts, int64_t number)
{
    size_t index;
    json_t *part;

    json_array_foreach(json_object_get(result, parts), index, part)
    {
        if (result_number(part, "number") == number)
            return part;
    }
    return NULL;
}

static void part_fields(FILE *stream, const json_t *result, const char *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const json_t *part = find_part(result, parts, (int64_t)i + 1);
        const json_t *score = json_object_get(part, "score");

        fprintf(stream, ",%s,", score ? format_score(json_number_value(score)) : "");
        csv_field(stream, result_text(part, "verdict"), '\0');
    }
}

void csv_row(struct csv_file *file, const json_t *result, size_t id)
{
    static const char *const texts[] = {"user", "path", "language", "verdict", "reason"};
    FILE *stream = file->stream;

    fprintf(stream, "%zu,", id);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        csv_field(stream, result_text(result, texts[i]), ',');
    fprintf(stream, "%s,", format_score(json_number_value(json_object_get(result, "score"))));
    fprintf(stream, "%s,", format_score(json_number_value(json_object_get(result, "max_score"))));
    fprintf(stream, "%lld,%lld,%lld,", (long long)result_number(result, "cpu_us"),
            (long long)result_number(result, "wall_us"),
            (long long)result_number(result, "memory_kib"));
    csv_field(stream, result_text(result, "message"), '\0');
    part_fields(stream, result, "groups", file->group_count);
    part_fields(stream, result, "cases", file->case_count);
    fputc('\n', stream);
    fflush(stream);
}

int csv_close(struct csv_file *file, struct error *err)
{
    FILE *stream = file->stream;
    int failed;

    if (!stream || stream == stdout) /* the program's end looks after stdout */
        return 0;
    errno = EIO; /* where an earlier write failed its reason is gone */
    failed = ferror(stream) || fflush(stream) != 0 || fsync(fileno(stream)) < 0;
    if (!failed) {
        failed = fclose(stream) != 0;
    } else {
        int saved = errno;

        fclose(stream);
        errno = saved;
    }
    file->stream = NULL;
    if (failed || rename(file->partial_path, file->path) < 0) {
        error_set_errno(err, errno, "cannot write %s", file->path);
        csv_discard(file);
        return err->code;
    }
    free(file->partial_path);
    file->partial_path = NULL;
    return 0;
}

void csv_discard(struct csv_file *file)
{
    if (file->stream && file->stream != stdout)
        fclose(file->stream);
    file->stream = NULL;
    if (file->partial_path)
        unlink(file->partial_path);
    free(file->partial_path);
    file->partial_path = NULL;
}
