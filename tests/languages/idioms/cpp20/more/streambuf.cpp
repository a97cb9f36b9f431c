#include <iostream>
#include <string>
#include <map>
#include <iterator>

int main() {
    std::string text((std::istreambuf_iterator<char>(std::cin)), std::istreambuf_iterator<char>());
    std::map<std::string, int> sums;
    size_t at = text.find('\n') + 1, end;
    int total = 0;
    for (; at < text.size() && (end = text.find('\n', at)) != std::string::npos; at = end + 1) {
        std::string line = text.substr(at, end - at);
        auto space = line.find_first_of(" \t");
        int number = atoi(line.c_str() + space);
        sums[line.substr(0, space)] += number;
        total += number;
    }
    std::streambuf* out = std::cout.rdbuf();
    for (auto& [name, sum] : sums) {
        std::string row = name + ' ' + std::to_string(sum) + '\n';
        out->sputn(row.data(), row.size());
    }
    out->sputc('t');
    std::cout << "otal " << total << '\n';
}
