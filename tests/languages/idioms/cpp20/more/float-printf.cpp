#include <bits/stdc++.h>
using namespace std;
typedef long double ld;

int main() {
    string s, t;
    cin >> s >> t;
    ld a = stold(s), b = stold(t);
    cout.precision(3);
    cout << fixed << a + b << endl;
    printf("%.3Lf\n", a * b);
    cout << (long long)sqrtl(a) << endl;
}
