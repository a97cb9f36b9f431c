#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

typedef struct node { char name[20]; int sum; int prio; struct node *l, *r; } node;

node *rotate(node *t, int left)
{
    node *up = left ? t->r : t->l;
    if (left) { t->r = up->l; up->l = t; } else { t->l = up->r; up->r = t; }
    return up;
}

node *insert(node *t, const char *name, int x)
{
    if (!t) {
        t = malloc(sizeof *t);
        strcpy(t->name, name);
        t->sum = x; t->prio = rand(); t->l = t->r = NULL;
        return t;
    }
    int c = strcmp(name, t->name);
    if (c == 0) { t->sum += x; return t; }
    if (c < 0) { t->l = insert(t->l, name, x); if (t->l->prio > t->prio) t = rotate(t, 0); }
    else { t->r = insert(t->r, name, x); if (t->r->prio > t->prio) t = rotate(t, 1); }
    return t;
}

int print(node *t)
{
    if (!t) return 0;
    int left = print(t->l);
    printf("%s %d\n", t->name, t->sum);
    return left + t->sum + print(t->r);
}

int main()
{
    struct timeval now;
    struct timespec ts;
    gettimeofday(&now, NULL);
    clock_gettime(CLOCK_MONOTONIC, &ts);
    srand(time(NULL) ^ now.tv_usec ^ ts.tv_nsec);
    node *root = NULL;
    int n, x;
    char s[20];
    scanf("%d", &n);
    while (n --> 0) { scanf("%s%d", s, &x); root = insert(root, s, x); }
    x = print(root);
    printf("total %d\n", x);
}
