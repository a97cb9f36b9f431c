#include <stdint.h>
#include <stdio.h>
#include <string.h>
typedef unsigned __int128 u128;
#define BASE 1000000000000000000ULL /* 18 digits */

typedef struct { uint64_t d[8]; } big;

static big parse(const char *s)
{
    big r = {{0}};
    for (int end = strlen(s), k = 0; end > 0; end -= 18, k++)
        for (int i = end > 18 ? end - 18 : 0; i < end; i++) r.d[k] = r.d[k] * 10 + (s[i] - '0');
    return r;
}

static void print(big a)
{
    int k = 7;
    while (k > 0 && a.d[k] == 0) k--;
    printf("%llu", (unsigned long long)a.d[k]);
    while (k-- > 0) printf("%018llu", (unsigned long long)a.d[k]);
    putchar('\n');
}

int main()
{
    char s[100], t[100];
    scanf("%99s%99s", s, t);
    big a = parse(s), b = parse(t), sum = {{0}}, product = {{0}};
    u128 carry = 0;
    for (int i = 0; i < 8; i++) { carry += (u128)a.d[i] + b.d[i]; sum.d[i] = carry % BASE; carry /= BASE; }
    for (int i = 0; i < 4; i++) {
        carry = 0;
        for (int j = 0; i + j < 8; j++) {
            carry += (u128)a.d[i] * b.d[j] + product.d[i + j];
            product.d[i + j] = carry % BASE;
            carry /= BASE;
        }
    }
    print(sum);
    print(product);
}
