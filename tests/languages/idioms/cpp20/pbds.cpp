#include <bits/stdc++.h>
#include <ext/pb_ds/assoc_container.hpp>
#include <ext/pb_ds/tree_policy.hpp>
using namespace std;
using namespace __gnu_pbds;
template <class T> using ordered_set = tree<T, null_type, less<T>, rb_tree_tag, tree_order_statistics_node_update>;

struct chash {
    static uint64_t splitmix64(uint64_t x) {
        x += 0x9e3779b97f4a7c15;
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
        return x ^ (x >> 31);
    }
    size_t operator()(const string &s) const {
        static const uint64_t R = chrono::steady_clock::now().time_since_epoch().count();
        return splitmix64(hash<string>()(s) + R);
    }
};

int main() {
    cin.tie(0)->sync_with_stdio(0);
    int n; cin >> n;
    gp_hash_table<string, int, chash> sums;
    ordered_set<string> names;
    int total = 0;
    while (n--) {
        string s; int x;
        cin >> s >> x;
        sums[s] += x; total += x;
        names.insert(s);
    }
    for (int k = 0; k < (int)names.size(); k++) {
        auto &s = *names.find_by_order(k);
        assert((int)names.order_of_key(s) == k);
        cout << s << ' ' << sums[s] << '\n';
    }
    cout << "total " << total << '\n';
}
