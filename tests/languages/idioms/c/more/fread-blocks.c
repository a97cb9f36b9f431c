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

static inline char nc(void)
{
    static char buf[1 << 16], *p1 = buf, *p2 = buf;
    return p1 == p2 && (p2 = (p1 = buf) + fread(buf, 1, 1 << 16, stdin), p1 == p2) ? EOF : *p1++;
}

static long rd(void)
{
    long x = 0, sign = 1;
    char c;
    for (c = nc(); c != '-' && (c < '0' || '9' < c); c = nc());
    if (c == '-') sign = -1, c = nc();
    for (; '0' <= c && c <= '9'; c = nc()) x = x * 10 + (c ^ 48);
    return sign * x;
}

int main()
{
    long n = rd();
    while (n--) {
        char s[64], *p = s, c;
        while ((c = nc()) != ' ') *p++ = c;
        *p = '\0';
        add(s, rd());
    }
    show();
}
