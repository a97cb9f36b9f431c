#include <bits/stdc++.h>
using namespace std;

int main() {
    int n;
    cin >> n;
    vector<vector<int>> children(n + 1);
    for (int i = 0; i < n; i++) children[i].push_back(i + 1);
    function<long long(int)> f = [&](int v) {
        long long sum = v;
        for (int c : children[v]) sum += f(c);
        return sum;
    };
    auto g = [&](auto&& self, int v, int parent) -> long long {
        long long sum = v;
        for (int c : children[v]) if (c != parent) sum += self(self, c, v);
        return sum;
    };
    assert(f(0) == g(g, 0, -1));
    cout << f(0) << endl;
}
