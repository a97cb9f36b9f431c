#include <iostream>
#include <string>
#include <list>
#include <algorithm>
using namespace std;

class Entry {
private:
    string name;
    int sum;
public:
    Entry(string n, int s) : name(n), sum(s) {}
    string getName() const { return name; }
    int getSum() const { return sum; }
    void add(int x) { sum += x; }
    bool operator<(const Entry& other) const { return name < other.name; }
};

ostream& operator<<(ostream& out, const Entry& e) { return out << e.getName() << " " << e.getSum(); }

int main()
{
    list<Entry> entries;
    string name;
    int x, total = 0;
    cin.ignore(1000, '\n');
    while (cin >> name >> x) {
        auto it = find_if(entries.begin(), entries.end(), [&](Entry& e) { return e.getName() == name; });
        if (it == entries.end()) entries.push_back(Entry(name, x));
        else it->add(x);
        total += x;
    }
    entries.sort();
    for (auto& e : entries) cout << e << endl;
    cout << "total " << total;
    cin.clear();
    cin.get();
    return 0;
}
