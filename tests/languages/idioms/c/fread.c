#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static char buffer[1 << 25], *at = buffer;

int main(void)
{
    size_t size = fread(buffer, 1, sizeof(buffer) - 1, stdin);
    buffer[size] = 0;
    long n = strtol(at, &at, 10);
    for (long i = 0; i < n; i++) {
        char name[64];
        int used;
        sscanf(at, "%s%n", name, &used);
        at += used;
        long x = strtol(at, &at, 10);
        add(name, x);
    }
    show();
    return 0;
}
