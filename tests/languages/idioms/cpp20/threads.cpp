#include <atomic>
#include <chrono>
#include <future>
#include <iostream>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

int main() {
    int n;
    std::cin >> n;
    std::vector<std::pair<std::string, int>> rows(n);
    for (auto& [name, number] : rows) std::cin >> name >> number;
    std::map<std::string, int> sums;
    std::mutex mutex;
    std::vector<std::thread> threads;
    for (int t = 0; t < 2; t++)
        threads.emplace_back([&, t] {
            for (int i = t; i < n; i += 2) {
                std::lock_guard<std::mutex> lock(mutex);
                sums[rows[i].first] += rows[i].second;
            }
        });
    for (auto& thread : threads) thread.join();
    auto total = std::async(std::launch::async, [&] {
        int sum = 0;
        for (auto& row : rows) sum += row.second;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        return sum;
    });
    for (auto& [name, sum] : sums) std::cout << name << ' ' << sum << '\n';
    std::cout << "total " << total.get() << '\n';
}
