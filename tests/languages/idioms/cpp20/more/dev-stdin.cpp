#include <fstream>
#include <map>
#include <string>

int main() {
    std::ifstream in("/dev/stdin");
    std::ofstream out("/dev/stdout");
    std::map<std::string, int> sums;
    int n, x, total = 0;
    std::string s;
    for (in >> n; in >> s >> x; total += x) sums[s] += x;
    for (auto& [name, sum] : sums) out << name << ' ' << sum << '\n';
    out << "total " << total << std::endl;
}
