#include <cstdio>
#include <cstdlib>

static int n;
static long long result;
static char *saved;

long long f(int k) {
    volatile int kept = k;
    return k ? f(k - 1) + kept : 0;
}

__attribute__((noinline, used)) static void work() { result = f(n); }

int main() {
    scanf("%d", &n);
    const size_t size = 64 << 20;
    char *stack = (char *)malloc(size) + size - 128;
    stack = (char *)((unsigned long)stack & ~63UL);
    asm volatile("movq %%rsp, %0\n\tmovq %1, %%rsp" : "=m"(saved) : "r"(stack) : "memory");
    work();
    asm volatile("movq %0, %%rsp" : : "m"(saved) : "memory");
    printf("%lld\n", result);
}
