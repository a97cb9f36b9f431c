#include <algorithm>
#include <iostream>
#include <iterator>
#include <map>
#include <numeric>
#include <string>
#include <vector>

struct Row {
    std::string name;
    int number;
    friend std::istream& operator>>(std::istream& in, Row& row) { return in >> row.name >> row.number; }
};

int main() {
    int n;
    std::cin >> n;
    std::vector<Row> rows{std::istream_iterator<Row>(std::cin), {}};
    std::map<std::string, int> sums;
    std::for_each(rows.begin(), rows.end(), [&](const Row& r) { sums[r.name] += r.number; });
    std::vector<std::string> lines;
    std::transform(sums.begin(), sums.end(), std::back_inserter(lines),
                   [](const auto& p) { return p.first + " " + std::to_string(p.second); });
    std::copy(lines.begin(), lines.end(), std::ostream_iterator<std::string>(std::cout, "\n"));
    std::cout << "total "
              << std::accumulate(rows.begin(), rows.end(), 0, [](int a, const Row& r) { return a + r.number; })
              << '\n';
}
