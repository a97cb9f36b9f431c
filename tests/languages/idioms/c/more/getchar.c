#include <ctype.h>
#include <stdio.h>
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

int read_int(void)
{
    int x = 0, f = 1;
    char c = getchar();
    while (c < '0' || c > '9') { if (c == '-') f = -1; c = getchar(); }
    while (c >= '0' && c <= '9') { x = x * 10 + c - '0'; c = getchar(); }
    return x * f;
}

void read_word(char *s)
{
    int c;
    while (isspace(c = getchar()));
    do *s++ = c; while ((c = getchar()) != EOF && !isspace(c));
    ungetc(c, stdin);
    *s = 0;
}

int main()
{
    int n = read_int();
    char s[64];
    while (n--) { read_word(s); add(s, read_int()); }
    show();
    return 0;
}
