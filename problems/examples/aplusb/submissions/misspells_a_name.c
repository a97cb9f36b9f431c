#include <stdio.h>

int main(void)
{
    long long first, second;

    scanf("%lld %lld", &first, &second);
    printf("%lld\n", first + secnd);
    return 0;
}
