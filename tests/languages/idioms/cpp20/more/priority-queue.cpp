#include <bits/stdc++.h>
using namespace std;
#define int long long
#define F first
#define S second

struct Later {
    bool operator()(const pair<string, int>& a, const pair<string, int>& b) const { return a.F > b.F; }
};

void solve() {
    int n;
    cin >> n;
    priority_queue<pair<string, int>, vector<pair<string, int>>, Later> q;
    for (int i = 0; i < n; ++i) {
        string s; int x;
        cin >> s >> x;
        q.emplace(s, x);
    }
    int total = 0;
    while (!q.empty()) {
        auto [s, x] = q.top();
        q.pop();
        while (q.size() && q.top().F == s) { x += q.top().S; q.pop(); }
        cout << s << " " << x << "\n";
        total += x;
    }
    cout << "total " << total << "\n";
}

int32_t main() {
    ios::sync_with_stdio(0), cin.tie(0);
#ifndef ONLINE_JUDGE
    freopen("in.txt", "r", stdin);
#endif
    cin.exceptions(cin.failbit);
    int t = 1;
    while (t--) solve();
    return 0;
}
