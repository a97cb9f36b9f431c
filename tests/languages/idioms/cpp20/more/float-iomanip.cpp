#include <clocale>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <locale>

int main() {
    std::setlocale(LC_ALL, "");
    std::locale::global(std::locale(""));
    std::cout.imbue(std::locale::classic());
    double a, b;
    std::cin >> a >> b;
    std::cout << std::fixed << std::setprecision(3) << a + b << '\n' << a * b << '\n';
    std::cout << static_cast<int>(std::sqrt(a)) << '\n';
}
