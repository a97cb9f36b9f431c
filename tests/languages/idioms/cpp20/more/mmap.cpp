#include <bits/stdc++.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
using namespace std;

int main() {
    struct stat st;
    fstat(STDIN_FILENO, &st);
    const char *p = (const char *)mmap(0, st.st_size, PROT_READ, MAP_SHARED, STDIN_FILENO, 0), *end = p + st.st_size;
    if (p == MAP_FAILED) abort();
    auto word = [&] {
        while (p < end && *p <= ' ') p++;
        auto start = p;
        while (p < end && *p > ' ') p++;
        return string(start, p);
    };
    int n = stoi(word()), total = 0;
    map<string, int> m;
    while (n--) { auto s = word(); int x = stoi(word()); m[s] += x; total += x; }
    string out;
    for (auto &[s, x] : m) out += s + " " + to_string(x) + "\n";
    out += "total " + to_string(total) + "\n";
    if (write(STDOUT_FILENO, out.data(), out.size()) != (ssize_t)out.size()) return 1;
}
