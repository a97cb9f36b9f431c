#include "judge/report/csv.h"

#include "judge/report/result.h"
#include "judge/report/table.h"

#include <string.h>

/* RFC 4180: quoted where needed. A field that starts like a formula is quoted with a leading ', so
 * that no spreadsheet runs what a student chose as a file name. */
static void csv_field(FILE *stream, const char *text, char after)
{
    if (strchr("=+-@\t\r", text[0]) && text[0]) {
        fprintf(stream, "\"'");
    } else if (strpbrk(text, ",\"\r\n")) {
        fputc('"', stream);
    } else {
        fprintf(stream, "%s%c", text, after);
        return;
    }
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', stream);
        fputc(*text, stream);
    }
    fprintf(stream, "\"%c", after);
}

void csv_header(FILE *stream, const struct problem *problem, int public_view)
{
    fprintf(stream, "path,language,verdict,reason,score,max_score,cpu_us,wall_us,memory_kib%s",
            problem->case_count ? "," : "\n");
    for (size_t i = 0; i < problem->case_count; i++) {
        char after = i + 1 < problem->case_count ? ',' : '\n';

        if (public_view)
            fprintf(stream, "%zu%c", i + 1, after);
        else
            csv_field(stream, problem->cases[i].name, after);
    }
}

/* The verdict of case `number` in a (perhaps public) result; "" when it is not there. */
static const char *case_verdict(const json_t *result, int64_t number)
{
    size_t index;
    json_t *test;

    json_array_foreach(json_object_get(result, "cases"), index, test)
    {
        if (result_number(test, "number") == number)
            return result_text(test, "verdict");
    }
    return "";
}

void csv_row(FILE *stream, const json_t *result, size_t case_count)
{
    csv_field(stream, result_text(result, "path"), ',');
    csv_field(stream, result_text(result, "language"), ',');
    csv_field(stream, result_text(result, "verdict"), ',');
    csv_field(stream, result_text(result, "reason"), ',');
    fprintf(stream, "%s,%s,%lld,%lld,%lld%s",
            format_score(json_number_value(json_object_get(result, "score"))),
            format_score(json_number_value(json_object_get(result, "max_score"))),
            (long long)result_number(result, "cpu_us"), (long long)result_number(result, "wall_us"),
            (long long)result_number(result, "memory_kib"), case_count ? "," : "\n");
    for (size_t i = 0; i < case_count; i++)
        fprintf(stream, "%s%c", case_verdict(result, (int64_t)i + 1),
                i + 1 < case_count ? ',' : '\n');
}
