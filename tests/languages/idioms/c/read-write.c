#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX 1000
static char names[MAX][64];
static long sums[MAX], total;
static int count;

static void add(const char *name, long number)
{
    int k = count;
    while (k > 0 && strcmp(names[k - 1], name) > 0) k--;
    if (k > 0 && strcmp(names[k - 1], name) == 0) k--;
    else {
        memmove(names[k + 1], names[k], (count - k) * sizeof(names[0]));
        memmove(sums + k + 1, sums + k, (count++ - k) * sizeof(sums[0]));
        strcpy(names[k], name);
        sums[k] = 0;
    }
    sums[k] += number;
    total += number;
}

static void show(void)
{
    for (int k = 0; k < count; k++) printf("%s %ld\n", names[k], sums[k]);
    printf("total %ld\n", total);
}

int main(void)
{
    static char text[100000], out[100000];
    int size = 0, got, put = 0;
    while ((got = read(STDIN_FILENO, text + size, sizeof(text) - 1 - size)) > 0) size += got;
    char *rest, *line = strtok_r(text, "\n", &rest);
    for (line = strtok_r(NULL, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        char *number = strrchr(line, ' ');
        *number++ = 0;
        add(line, atoi(number));
    }
    for (int k = 0; k < count; k++) put += sprintf(out + put, "%s %ld\n", names[k], sums[k]);
    put += snprintf(out + put, sizeof(out) - put, "total %ld\n", total);
    write(1, out, put);
    _exit(0);
}
