#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct block {
    struct block *next;
    char bytes[1 << 20];
};

static void eat(void)
{
    struct block *last = NULL;

    for (;;) {
        struct block *block = malloc(sizeof(*block));

        if (!block) {
            perror("malloc");
            exit(3);
        }
        memset(block->bytes, 1, sizeof(block->bytes));
        block->next = last;
        last = block;
    }
}

static int64_t read_sum(void)
{
    int64_t sum = 0, number;

    while (scanf("%" SCNd64, &number) == 1)
        sum += number;
    return sum;
}

static int64_t deep(int64_t n)
{
    volatile int64_t mine = n > 0; /* read after the call, which so is no tail call */

    return n == 0 ? 0 : deep(n - 1) + mine;
}

static void spin(void)
{
    for (volatile unsigned turns = 0;; turns++)
        ;
}

int main(void)
{
    char act[16];
    int64_t a = 0, b = 0;

    if (scanf("%15s", act) != 1)
        return 3;
    if (strcmp(act, "add") == 0 && scanf("%" SCNd64 "%" SCNd64, &a, &b) == 2)
        printf("%" PRId64 "\n", a + b);
    else if (strcmp(act, "mul") == 0 && scanf("%" SCNd64 "%" SCNd64, &a, &b) == 2)
        printf("%" PRId64 "\n", a * b);
    else if (strcmp(act, "deep") == 0 && scanf("%" SCNd64, &a) == 1)
        printf("%" PRId64 "\n", deep(a));
    else if (strcmp(act, "write") == 0 && scanf("%" SCNd64, &a) == 1)
        for (int64_t i = 0; i < a; i++)
            puts("0123456789abcdef");
    else if (strcmp(act, "read") == 0)
        printf("%" PRId64 "\n", read_sum());
    else if (strcmp(act, "spin") == 0)
        spin();
    else if (strcmp(act, "eat") == 0)
        eat();
    else if (strcmp(act, "crash") == 0)
        abort();
    else
        return 3;
    return 0;
}
