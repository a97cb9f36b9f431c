#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

int main() {
    std::string act;
    std::vector<std::vector<char>> kept;
    std::cin >> act;
    if (act == "grow") {
        for (;;)
            kept.emplace_back(10000, 'x');
    } else if (act == "boxes") {
        std::map<int, std::string> numbers;
        for (int i = 0;; i++)
            numbers[i] = "the number " + std::to_string(i);
    } else if (act == "huge") {
        kept.emplace_back(1ull << 40, 'x');
    } else if (act == "large") {
        kept.emplace_back(1ull << 30, 'x');
    } else if (act == "says") {
        std::cerr << "terminate called after throwing an instance of 'std::bad_alloc'\n";
        return 1;
    } else if (act == "most") {
        for (int i = 0; i < 179 * 16; i++)
            kept.emplace_back(1 << 16, 'x');
        std::cout << kept.size() << '\n';
    } else if (act == "object") {
        kept.emplace_back(178257920, 'x');
        std::cout << kept[0].size() << '\n';
        return 0;
    } else if (act == "threads") {
        long sums[4] = {};
        std::vector<std::thread> threads;
        for (long &sum : sums)
            threads.emplace_back([&sum] {
                for (int n = 0; n < 1000; n++)
                    sum += n;
            });
        for (std::thread &thread : threads)
            thread.join();
        std::cout << sums[0] + sums[1] + sums[2] + sums[3] << '\n';
    }
    return kept.size() == 1; // keeps the compiler from leaving out what it holds
}
