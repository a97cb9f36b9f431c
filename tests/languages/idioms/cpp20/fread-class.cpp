#include <bits/stdc++.h>
using namespace std;

struct FastIO {
    static constexpr int SIZE = 1 << 17;
    char ibuf[SIZE], obuf[SIZE];
    char *p = ibuf, *q = ibuf, *o = obuf;
    ~FastIO() { flush(); }
    void flush() { fwrite(obuf, 1, o - obuf, stdout); o = obuf; }
    int gc() {
        if (p == q) { q = ibuf + fread(ibuf, 1, SIZE, stdin); p = ibuf; if (p == q) return -1; }
        return *p++;
    }
    void pc(char c) { if (o == obuf + SIZE) flush(); *o++ = c; }
    FastIO &operator>>(int &x) {
        int c = gc(), neg = 0;
        while (c <= ' ') c = gc();
        if (c == '-') neg = 1, c = gc();
        for (x = 0; c >= '0'; c = gc()) x = x * 10 + c - '0';
        if (neg) x = -x;
        return *this;
    }
    FastIO &operator>>(string &s) {
        int c = gc();
        for (s.clear(); c <= ' '; c = gc());
        for (; c > ' '; c = gc()) s += c;
        return *this;
    }
    FastIO &operator<<(const string &s) { for (char c : s) pc(c); return *this; }
    FastIO &operator<<(int x) { return *this << to_string(x); }
} io;

int main() {
    int n, x, total = 0;
    string s;
    map<string, int> m;
    for (io >> n; n; n--) { io >> s >> x; m[s] += x; total += x; }
    for (auto [k, v] : m) io << k << " " << v << "\n";
    io << "total " << total << "\n";
}
