#include <cstdint>
#include <iostream>
#include <ranges>
#include <string>
#include <vector>

static void eat()
{
    std::vector<std::vector<char>> blocks;

    for (;;)
        blocks.emplace_back(1 << 20, 'x');
}

static std::int64_t read_sum()
{
    std::int64_t sum = 0;

    for (std::int64_t number : std::views::istream<std::int64_t>(std::cin))
        sum += number;
    return sum;
}

static std::int64_t deep(std::int64_t n)
{
    volatile std::int64_t mine = n > 0; // read after the call, which so is no tail call

    return n == 0 ? 0 : deep(n - 1) + mine;
}

static void spin()
{
    for (volatile unsigned turns = 0;; turns = turns + 1)
        ;
}

int main()
{
    std::ios::sync_with_stdio(false);
    std::cin.tie(nullptr);

    std::string act;
    std::int64_t a = 0, b = 0;

    std::cin >> act;
    if (act == "add" && std::cin >> a >> b)
        std::cout << a + b << '\n';
    else if (act == "mul" && std::cin >> a >> b)
        std::cout << a * b << '\n';
    else if (act == "deep" && std::cin >> a)
        std::cout << deep(a) << '\n';
    else if (act == "write" && std::cin >> a)
        for (std::int64_t i = 0; i < a; i++)
            std::cout << "0123456789abcdef\n";
    else if (act == "read")
        std::cout << read_sum() << '\n';
    else if (act == "spin")
        spin();
    else if (act == "eat")
        eat();
    else if (act == "crash")
        return std::vector<int>().at(0);
    else
        return 3;
}
