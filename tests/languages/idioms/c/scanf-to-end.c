#include <stdio.h>
#include <stdlib.h>
#include <string.h>
typedef struct { char *name; int number; } row;
int by_name(const void *a, const void *b) { return strcmp(((row *)a)->name, ((row *)b)->name); }
int main(void)
{
    row *rows = NULL;
    size_t count = 0, room = 0;
    char word[64];
    int x, total = 0;
    scanf("%*d");
    while (scanf("%63s %d", word, &x) != EOF) {
        if (count == room) rows = realloc(rows, (room = room ? 2 * room : 1) * sizeof(row));
        rows[count].name = strdup(word);
        rows[count++].number = x;
        total += x;
    }
    qsort(rows, count, sizeof(row), by_name);
    for (size_t i = 0, j; i < count; i = j) {
        int sum = 0;
        for (j = i; j < count && !strcmp(rows[i].name, rows[j].name); j++) sum += rows[j].number;
        printf("%s %d\n", rows[i].name, sum);
    }
    printf("total %d\n", total);
    for (size_t i = 0; i < count; i++) free(rows[i].name);
    free(rows);
}
