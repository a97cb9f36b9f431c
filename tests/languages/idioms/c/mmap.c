#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

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
    struct stat st;
    fstat(0, &st);
    char *p = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, 0, 0);
    if (p == MAP_FAILED) { perror("mmap"); return 1; }
    char *end = p + st.st_size;
    p = memchr(p, '\n', st.st_size);
    for (p++; p < end; p++) {
        char name[64] = "";
        int k = 0, x = 0, sign = 1;
        while (*p != ' ') name[k++] = *p++;
        for (p++; p < end && *p != '\n'; p++)
            if (*p == '-') sign = -1; else x = 10 * x + *p - '0';
        add(name, sign * x);
    }
    show();
    return 0;
}
