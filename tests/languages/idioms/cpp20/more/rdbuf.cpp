#include <charconv>
#include <iostream>
#include <map>
#include <sstream>
#include <string_view>
#include <vector>

std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> words;
    while (true) {
        text.remove_prefix(std::min(text.find_first_not_of(" \n"), text.size()));
        if (text.empty()) return words;
        words.push_back(text.substr(0, text.find_first_of(" \n")));
        text.remove_prefix(words.back().size());
    }
}

int main() {
    std::stringstream all;
    all << std::cin.rdbuf();
    const std::string text = all.str();
    const auto words = split(text);
    std::map<std::string_view, long> sums;
    long total{};
    for (std::size_t i = 1; i + 1 < words.size(); i += 2) {
        long number{};
        std::from_chars(words[i + 1].data(), words[i + 1].data() + words[i + 1].size(), number);
        sums[words[i]] += number;
        total += number;
    }
    for (const auto& [name, sum] : sums) std::cout << name << ' ' << sum << '\n';
    std::cout << "total " << total << std::endl;
}
