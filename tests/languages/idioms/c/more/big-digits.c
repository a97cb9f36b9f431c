#include <stdio.h>
#include <string.h>
#define MAXD 1000

int main(void)
{
    char s[MAXD], t[MAXD];
    int a[MAXD] = {0}, b[MAXD] = {0}, sum[2 * MAXD] = {0}, product[2 * MAXD] = {0};
    scanf("%s %s", s, t);
    int n = strlen(s), m = strlen(t);
    for (int i = 0; i < n; i++) a[i] = s[n - 1 - i] - '0';
    for (int i = 0; i < m; i++) b[i] = t[m - 1 - i] - '0';
    for (int i = 0; i < MAXD - 1; i++) { sum[i] += a[i] + b[i]; sum[i + 1] = sum[i] / 10; sum[i] %= 10; }
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++) product[i + j] += a[i] * b[j];
    for (int i = 0; i < 2 * MAXD - 1; i++) { product[i + 1] += product[i] / 10; product[i] %= 10; }
    int k = 2 * MAXD - 1;
    while (k > 0 && !sum[k]) k--;
    while (k >= 0) putchar('0' + sum[k--]);
    puts("");
    for (k = 2 * MAXD - 1; k > 0 && !product[k]; k--);
    for (; k >= 0; k--) printf("%d", product[k]);
    printf("\n");
    return 0;
}
