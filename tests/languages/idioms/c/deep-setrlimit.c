#include <stdio.h>
#include <sys/resource.h>

long long f(int n)
{
    volatile int kept = n;
    return n == 0 ? 0 : f(n - 1) + kept;
}

int main()
{
    const rlim_t size = 64L * 1024 * 1024;
    struct rlimit rl;
    if (getrlimit(RLIMIT_STACK, &rl) == 0 && rl.rlim_cur < size) {
        rl.rlim_cur = size;
        if (setrlimit(RLIMIT_STACK, &rl) != 0) fprintf(stderr, "setrlimit failed\n");
    }
    int n;
    if (scanf("%d", &n) != 1) return 1;
    printf("%lld\n", f(n));
    return 0;
}
