#include <iostream>
#include <map>
#include <string>
using namespace std;

int main() {
    int n;
    cin >> n;
    map<string, int> sums;
    int total = 0;
    for (int i = 0; i < n; i++) {
        string name;
        int x;
        cin >> name >> x;
        sums[name] += x;
        total += x;
    }
    for (map<string, int>::iterator it = sums.begin(); it != sums.end(); ++it)
        cout << it->first << " " << it->second << endl;
    cout << "total " << total << endl;
    return 0;
}
