#include <bits/stdc++.h>
using namespace std;
mt19937 rng(chrono::steady_clock::now().time_since_epoch().count());
mt19937_64 other(random_device{}());

struct Node {
    string name;
    int sum, prio = rng() >> 1;
    unique_ptr<Node> l, r;
};
using P = unique_ptr<Node>;

void split(P t, const string &k, P &l, P &r) {
    if (!t) l = nullptr, r = nullptr;
    else if (t->name < k) { P rest = move(t->r); split(move(rest), k, t->r, r); l = move(t); }
    else { P rest = move(t->l); split(move(rest), k, l, t->l); r = move(t); }
}
P merge(P l, P r) {
    if (!l || !r) return l ? move(l) : move(r);
    if (l->prio > r->prio) { l->r = merge(move(l->r), move(r)); return l; }
    r->l = merge(move(l), move(r->l));
    return r;
}

int main() {
    int n; cin >> n;
    P root;
    vector<pair<string, int>> a(n);
    for (auto &[s, x] : a) cin >> s >> x;
    shuffle(a.begin(), a.end(), rng);
    sort(a.begin(), a.end());
    int total = uniform_int_distribution<int>(0, 0)(other);
    for (auto &[s, x] : a) {
        P l, m, r;
        split(move(root), s, l, r);
        split(move(r), s + '\0', m, r);
        if (!m) m.reset(new Node{s, 0});
        m->sum += x; total += x;
        root = merge(merge(move(l), move(m)), move(r));
    }
    function<void(P &)> print = [&](P &t) {
        if (!t) return;
        print(t->l);
        cout << t->name << ' ' << t->sum << '\n';
        print(t->r);
    };
    print(root);
    cout << "total " << total << '\n';
    cerr << "time: " << 1.0 * clock() / CLOCKS_PER_SEC << " s\n";
}
