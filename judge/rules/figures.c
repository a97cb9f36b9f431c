#include "judge/rules/figures.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct figure figure_seconds(int64_t us)
{
    struct figure figure;
    size_t length;

    snprintf(figure.text, sizeof(figure.text), "%" PRId64 ".%06" PRId64, us / 1000000,
             us % 1000000);
    length = strlen(figure.text);
    while (figure.text[length - 1] == '0')
        length--;
    if (figure.text[length - 1] == '.')
        length--;
    snprintf(figure.text + length, sizeof(figure.text) - length, " s");
    return figure;
}

struct figure figure_kibibytes(int64_t kib)
{
    struct figure figure;

    if (kib >= 1024 && kib % 1024 == 0)
        snprintf(figure.text, sizeof(figure.text), "%" PRId64 " MiB", kib / 1024);
    else
        snprintf(figure.text, sizeof(figure.text), "%" PRId64 " KiB", kib);
    return figure;
}

struct figure figure_bytes(int64_t bytes)
{
    struct figure figure;

    if (bytes >= 1024 && bytes % 1024 == 0)
        return figure_kibibytes(bytes / 1024);
    snprintf(figure.text, sizeof(figure.text), "%" PRId64 " bytes", bytes);
    return figure;
}
