#include <cstdio>
#include <map>
#include <string>
using namespace std;

int main() {
    int n, x, total = 0;
    char s[100];
    multimap<string, int> m;
    scanf("%d", &n);
    while (n-- > 0 && scanf("%s %d", s, &x) == 2) m.insert(make_pair(string(s), x)), total += x;
    for (auto it = m.begin(); it != m.end();) {
        auto range = m.equal_range(it->first);
        int sum = 0;
        for (auto at = range.first; at != range.second; ++at) sum += at->second;
        printf("%s %d\n", it->first.c_str(), sum);
        it = range.second;
    }
    printf("total %d\n", total);
}
