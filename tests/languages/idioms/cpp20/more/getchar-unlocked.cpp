#pragma GCC optimize("O3,unroll-loops")
#pragma GCC target("avx2,bmi,bmi2,lzcnt,popcnt")
#include <bits/stdc++.h>
using namespace std;

template <typename T> inline void read(T &x) {
    x = 0;
    T f = 1;
    char c = getchar_unlocked();
    for (; !isdigit(c); c = getchar_unlocked()) if (c == '-') f = -1;
    for (; isdigit(c); c = getchar_unlocked()) x = x * 10 + (c ^ 48);
    x *= f;
}
template <typename T, typename... Args> inline void read(T &x, Args &...args) { read(x), read(args...); }

signed main() {
    int n;
    read(n);
    vector<pair<string, long long>> a(n);
    for (auto &[s, x] : a) {
        char c;
        while ((c = getchar_unlocked()) != ' ') s += c;
        read(x);
    }
    stable_sort(a.begin(), a.end(), [](auto &l, auto &r) { return l.first < r.first; });
    long long total = 0, sum = 0;
    for (size_t i = 0; i < a.size(); i++) {
        sum += a[i].second, total += a[i].second;
        if (i + 1 == a.size() || a[i + 1].first != a[i].first) printf("%s %lld\n", a[i].first.c_str(), exchange(sum, 0));
    }
    printf("total %lld\n", total);
}
