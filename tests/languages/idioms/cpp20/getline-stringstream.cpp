#include <iostream>
#include <sstream>
#include <string>
#include <unordered_map>
#include <set>

int main() {
    std::string line;
    std::getline(std::cin, line);
    int n = std::stoi(line);
    std::unordered_map<std::string, long> sums;
    std::set<std::string> names;
    while (n-- && std::getline(std::cin, line)) {
        std::istringstream in(line);
        std::string name;
        long number;
        in >> name >> number;
        sums[name] += number;
        sums["total"] += number;
        names.insert(name);
    }
    std::ostringstream out;
    for (const auto& name : names) out << name << " " << sums.at(name) << std::endl;
    out << "total " << sums["total"] << std::endl;
    std::cout << out.str() << std::flush;
}
