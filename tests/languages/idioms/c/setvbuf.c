#include <stdio.h>
#include <stdio_ext.h>
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

static char in[1 << 20], out[1 << 20];

int main(void)
{
    setvbuf(stdin, in, _IOFBF, sizeof in);
    setvbuf(stdout, out, _IOFBF, sizeof out);
    setbuf(stderr, NULL);
    __fsetlocking(stdin, FSETLOCKING_BYCALLER);
    int n;
    fscanf(stdin, "%d\n", &n);
    for (int i = 0; i < n; i++) {
        char name[64];
        int x;
        fscanf(stdin, "%[a-z]%d%*c", name, &x);
        add(name, x);
    }
    for (int k = 0; k < count; k++) fprintf(stdout, "%s %ld\n", names[k], sums[k]);
    fprintf(stderr, "%d names\n", count);
    fprintf(stdout, "total %ld\n", total);
    fflush(stdout);
    fclose(stdout);
    return 0;
}
