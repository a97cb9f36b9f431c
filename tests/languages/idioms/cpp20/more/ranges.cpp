#include <algorithm>
#include <compare>
#include <concepts>
#include <iostream>
#include <numeric>
#include <ranges>
#include <span>
#include <string>
#include <vector>

struct Row {
    std::string name;
    int number;
    auto operator<=>(const Row&) const = default;
};

template <std::ranges::input_range R> auto sum_of(R&& numbers) {
    std::iter_value_t<std::ranges::iterator_t<R>> sum{};
    for (auto x : numbers) sum += x;
    return sum;
}

int main() {
    int n;
    std::cin >> n;
    std::vector<Row> rows(n);
    for (auto& [name, number] : rows) std::cin >> name >> number;
    std::ranges::sort(rows, {}, &Row::name);
    for (auto at = rows.begin(); at != rows.end();) {
        auto end = std::ranges::find_if(at, rows.end(), [&](auto& r) { return r.name != at->name; });
        std::cout << at->name << ' ' << sum_of(std::ranges::subrange(at, end) | std::views::transform(&Row::number)) << '\n';
        at = end;
    }
    std::cout << "total " << sum_of(rows | std::views::transform(&Row::number)) << '\n';
}
