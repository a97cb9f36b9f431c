#include <bits/stdc++.h>
using namespace std;
using cd = complex<double>;

void fft(vector<cd>& a, bool invert) {
    int n = a.size();
    if (n == 1) return;
    vector<cd> even(n / 2), odd(n / 2);
    for (int i = 0; 2 * i < n; i++) even[i] = a[2 * i], odd[i] = a[2 * i + 1];
    fft(even, invert), fft(odd, invert);
    double angle = 2 * acos(-1.0) / n * (invert ? -1 : 1);
    cd w(1), wn(cos(angle), sin(angle));
    for (int i = 0; 2 * i < n; i++, w *= wn) a[i] = even[i] + w * odd[i], a[i + n / 2] = even[i] - w * odd[i];
}

int main() {
    string s, t;
    cin >> s >> t;
    int n = 1;
    while (n < (int)(s.size() + t.size())) n <<= 1;
    vector<cd> a(n), b(n);
    for (size_t i = 0; i < s.size(); i++) a[i] = s[s.size() - 1 - i] - '0';
    for (size_t i = 0; i < t.size(); i++) b[i] = t[t.size() - 1 - i] - '0';
    vector<int> sum(n), product(n);
    for (int i = 0; i < n; i++) sum[i] = round((a[i] + b[i]).real());
    fft(a, false), fft(b, false);
    for (int i = 0; i < n; i++) a[i] *= b[i];
    fft(a, true);
    for (int i = 0; i < n; i++) product[i] = llround(a[i].real() / n);
    for (auto* digits : {&sum, &product}) {
        for (int i = 0; i + 1 < n; i++) (*digits)[i + 1] += (*digits)[i] / 10, (*digits)[i] %= 10;
        while (digits->size() > 1 && digits->back() == 0) digits->pop_back();
        copy(digits->rbegin(), digits->rend(), ostream_iterator<int>(cout));
        cout << '\n';
    }
}
