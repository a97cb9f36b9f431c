#include <iostream>
#include <map>
#include <optional>
#include <regex>
#include <string>
#include <tuple>

std::optional<std::tuple<std::string, int>> parse(const std::string& line) {
    static const std::regex pattern(R"(^\s*(\w+)\s+([+-]?\d+)\s*$)");
    std::smatch match;
    if (!std::regex_match(line, match, pattern)) return std::nullopt;
    return std::make_tuple(match[1].str(), std::stoi(match[2]));
}

int main() {
    std::map<std::string, int, std::less<>> sums;
    int total = 0;
    for (std::string line; std::getline(std::cin, line);)
        if (auto row = parse(line)) {
            auto& [name, number] = *row;
            sums[name] += number;
            total += number;
        }
    for (auto const& [name, sum] : sums) std::cout << name << " " << sum << "\n";
    std::cout << "total " << total << "\n";
}
