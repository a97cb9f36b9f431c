#include <stdio.h>
#include <string.h>
#define gc getchar_unlocked
#define pc putchar_unlocked

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

static inline int readint(void)
{
    int x = 0, neg = 0, c = gc();
    while (c != '-' && (c < 48 || c > 57)) c = gc();
    if (c == '-') { neg = 1; c = gc(); }
    for (; c > 47 && c < 58; c = gc()) x = (x << 1) + (x << 3) + c - 48;
    return neg ? -x : x;
}

static void writelong(long x)
{
    if (x < 0) { pc('-'); x = -x; }
    if (x > 9) writelong(x / 10);
    pc('0' + x % 10);
}

int main()
{
    for (int n = readint(); n > 0; n--) {
        char name[64];
        int k = 0, c;
        while ((c = gc()) > ' ') name[k++] = c;
        name[k] = 0;
        add(name, readint());
    }
    for (int k = 0; k < count; k++) {
        for (char *s = names[k]; *s; s++) pc(*s);
        pc(' '); writelong(sums[k]); pc('\n');
    }
    fputs("total ", stdout);
    writelong(total);
    pc('\n');
}
