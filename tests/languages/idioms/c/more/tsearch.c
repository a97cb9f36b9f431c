#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct item { char name[32]; int sum; };

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct item *)a)->name, ((const struct item *)b)->name);
}

static void print(const void *node, VISIT when, int depth)
{
    const struct item *item = *(struct item *const *)node;
    (void)depth;
    if (when == postorder || when == leaf) printf("%s %d\n", item->name, item->sum);
}

int main(void)
{
    void *root = NULL;
    int n, x, total = 0;
    scanf("%d", &n);
    while (n--) {
        struct item *item = calloc(1, sizeof(*item));
        scanf("%31s %d", item->name, &x);
        struct item *found = *(struct item **)tsearch(item, &root, compare);
        if (found != item) free(item);
        found->sum += x;
        total += x;
    }
    twalk(root, print);
    printf("total %d\n", total);
    return 0;
}
