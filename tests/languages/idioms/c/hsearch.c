#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stdint.h>
#include <inttypes.h>

static int order(const void *a, const void *b) { return strcmp(*(char **)a, *(char **)b); }

int main(void)
{
    char *names[100], line[100];
    intptr_t sums[100] = {0};
    int64_t total = 0;
    int count = 0;
    hcreate(200);
    fgets(line, sizeof line, stdin);
    while (fgets(line, sizeof line, stdin)) {
        ENTRY item = {strdup(strtok(line, " ")), (void *)(intptr_t)count}, *found;
        int64_t x = strtoll(strtok(NULL, " "), NULL, 10);
        if (!(found = hsearch(item, FIND))) {
            names[count++] = item.key;
            found = hsearch(item, ENTER);
        }
        sums[(intptr_t)found->data] += x;
        total += x;
    }
    char *sorted[100];
    memcpy(sorted, names, sizeof names);
    qsort(sorted, count, sizeof(char *), order);
    for (int i = 0; i < count; i++) {
        ENTRY item = {sorted[i], NULL};
        printf("%s %" PRId64 "\n", sorted[i], (int64_t)sums[(intptr_t)hsearch(item, FIND)->data]);
    }
    printf("total %" PRId64 "\n", total);
    hdestroy();
}
