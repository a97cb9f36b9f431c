#include <algorithm>
#include <iomanip>
#include <iostream>
#include <string>
#include <vector>
using namespace std;

struct BigInt {
    static const int BASE = 1000000000;
    vector<int> d;
    BigInt(const string& s = "0") {
        for (int i = s.size(); i > 0; i -= 9) d.push_back(stoi(s.substr(max(0, i - 9), min(9, i))));
    }
    BigInt operator+(const BigInt& o) const {
        BigInt r; r.d.clear();
        long long carry = 0;
        for (size_t i = 0; i < max(d.size(), o.d.size()) || carry; i++) {
            carry += (i < d.size() ? d[i] : 0) + (long long)(i < o.d.size() ? o.d[i] : 0);
            r.d.push_back(carry % BASE); carry /= BASE;
        }
        return r;
    }
    BigInt operator*(const BigInt& o) const {
        BigInt r; r.d.assign(d.size() + o.d.size(), 0);
        for (size_t i = 0; i < d.size(); i++) {
            long long carry = 0;
            for (size_t j = 0; j < o.d.size() || carry; j++) {
                carry += r.d[i + j] + (j < o.d.size() ? 1LL * d[i] * o.d[j] : 0);
                r.d[i + j] = carry % BASE; carry /= BASE;
            }
        }
        while (r.d.size() > 1 && !r.d.back()) r.d.pop_back();
        return r;
    }
    friend istream& operator>>(istream& in, BigInt& b) { string s; in >> s; b = BigInt(s); return in; }
    friend ostream& operator<<(ostream& out, const BigInt& b) {
        out << b.d.back();
        for (int i = (int)b.d.size() - 2; i >= 0; i--) out << setw(9) << setfill('0') << b.d[i];
        return out;
    }
};

int main() {
    BigInt a, b;
    cin >> a >> b;
    cout << a + b << '\n' << a * b << '\n';
}
