#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
typedef pair<string, ll> psl;
#define rep(i, n) for (int i = 0; i < (int)(n); i++)
#define all(v) (v).begin(), (v).end()
#define pb push_back

int main() {
    ios_base::sync_with_stdio(false);
    cin.tie(NULL);
    cout.tie(nullptr);
    int n; cin >> n;
    vector<psl> v;
    rep(i, n) { string s; ll x; cin >> s >> x; v.pb({s, x}); }
    sort(all(v));
    ll total = 0;
    for (int i = 0, j; i < n; i = j) {
        ll sum = 0;
        for (j = i; j < n && v[j].first == v[i].first; j++) sum += v[j].second;
        cout << v[i].first << ' ' << sum << '\n';
        total += sum;
    }
    cout << "total " << total << "\n";
}
