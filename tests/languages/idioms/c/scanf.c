#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry { char name[32]; long long sum; } entries[100005];

int cmp(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

int main()
{
    int n, m = 0;
    long long total = 0;
    scanf("%d", &n);
    for (int i = 0; i < n; i++) {
        char name[32];
        int x, k;
        scanf("%s%d", name, &x);
        for (k = 0; k < m && strcmp(entries[k].name, name); k++);
        if (k == m) strcpy(entries[m++].name, name);
        entries[k].sum += x;
        total += x;
    }
    qsort(entries, m, sizeof entries[0], cmp);
    for (int i = 0; i < m; i++) printf("%s %lld\n", entries[i].name, entries[i].sum);
    printf("total %lld\n", total);
    return 0;
}
