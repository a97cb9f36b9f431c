const assert = require('assert');

class Heap {
    constructor(less) { this.items = []; this.less = less; }
    push(item) {
        const a = this.items;
        let i = a.push(item) - 1;
        for (let p; i > 0 && this.less(a[i], a[p = (i - 1) >> 1]); i = p) [a[i], a[p]] = [a[p], a[i]];
    }
    pop() {
        const a = this.items, top = a[0], last = a.pop();
        if (a.length) {
            a[0] = last;
            for (let i = 0, c; (c = 2 * i + 1) < a.length; i = c) {
                if (c + 1 < a.length && this.less(a[c + 1], a[c])) c++;
                if (!this.less(a[c], a[i])) break;
                [a[i], a[c]] = [a[c], a[i]];
            }
        }
        return top;
    }
    get size() { return this.items.length; }
}

const lines = require('fs').readFileSync(0, 'utf8').split('\n');
const heap = new Heap((a, b) => a.name < b.name);
for (let i = 1; i <= Number(lines[0]); i++) {
    const [name, x] = lines[i].split(' ');
    heap.push({ name, x: Number(x) });
}
assert.strictEqual(heap.size, Number(lines[0]));
let total = 0;
while (heap.size) {
    let { name, x } = heap.pop();
    while (heap.size && heap.items[0].name === name) x += heap.pop().x;
    console.log(name, x);
    total += x;
}
console.log('total', total);
