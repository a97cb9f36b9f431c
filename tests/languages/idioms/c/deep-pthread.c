#include <pthread.h>
#include <stdio.h>

static int n;
static long long result;

static long long f(int k)
{
    volatile int kept = k;
    return k == 0 ? 0 : f(k - 1) + kept;
}

static void *work(void *unused)
{
    result = f(n);
    return unused;
}

int main(void)
{
    pthread_t thread;
    pthread_attr_t attr;
    scanf("%d", &n);
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, 128 << 20);
    if (pthread_create(&thread, &attr, work, NULL) != 0) { perror("pthread_create"); return 1; }
    pthread_join(thread, NULL);
    printf("%lld\n", result);
    return 0;
}
