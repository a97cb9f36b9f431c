#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int big[20000000]; /* 80 MB, of which little is touched */
int main()
{
    int n;
    scanf("%d", &n);
    long long *dp = malloc((n + 1) * sizeof *dp);
    memset(dp, 0xff, (n + 1) * sizeof *dp);
    dp[0] = big[0];
    for (int i = 1; i <= n; i++) { big[i] = i; dp[i] = dp[i - 1] + big[i]; }
    printf("%lld\n", dp[n]);
    free(dp);
    exit(0);
}
