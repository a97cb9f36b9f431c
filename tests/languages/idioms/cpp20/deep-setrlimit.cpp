#include <iostream>
#include <sys/resource.h>
using namespace std;

long long dfs(int n) {
    int frame[250];
    for (int &x : frame) x = n;
    asm volatile("" : : "r"(frame) : "memory");
    return n ? dfs(n - 1) + frame[n % 250] : 0;
}

int main() {
    rlimit r;
    getrlimit(RLIMIT_STACK, &r);
    r.rlim_cur = r.rlim_max;
    setrlimit(RLIMIT_STACK, &r);
    int n;
    cin >> n;
    cout << dfs(n) << endl;
}
