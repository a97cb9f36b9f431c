#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct row { char name[32]; int number; } rows[100];

int order(const void *a, const void *b) { return strcmp(((struct row *)a)->name, ((struct row *)b)->name); }

int main()
{
    int n, total = 0, sum = 0;
    freopen("/dev/stdin", "r", stdin);
    FILE *out = fopen("/dev/stdout", "w");
    scanf("%d", &n);
    for (int i = 0; i < n; i++) scanf("%s %d", rows[i].name, &rows[i].number);
    qsort(rows, n, sizeof *rows, order);
    for (int i = 0; i < n; i++) {
        sum += rows[i].number;
        total += rows[i].number;
        if (i + 1 == n || strcmp(rows[i].name, rows[i + 1].name)) {
            fprintf(out, "%s %d\n", rows[i].name, sum);
            sum = 0;
        }
    }
    fprintf(out, "total %d\n", total);
    fclose(out);
}
