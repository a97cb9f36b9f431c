#include <stdio.h>

long long f(int n)
{
    volatile char frame[1000];
    frame[n % 1000] = 1;
    return n == 0 ? 0 : f(n - 1) + n * frame[n % 1000];
}

int main()
{
    int n;
    scanf("%d", &n);
    printf("%lld\n", f(n));
    return 0;
}
