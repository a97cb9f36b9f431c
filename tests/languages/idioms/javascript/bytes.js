const data = require('fs').readFileSync(0);
let pos = 0;
function int() {
    while (data[pos] < 45) pos++;
    let sign = 1, x = 0;
    if (data[pos] === 45) { sign = -1; pos++; }
    while (pos < data.length && data[pos] >= 48) x = x * 10 + data[pos++] - 48;
    return x * sign;
}
function word() {
    while (data[pos] <= 32) pos++;
    const start = pos;
    while (data[pos] > 32) pos++;
    return data.subarray(start, pos).toString('latin1');
}
const n = int(), names = [], index = new Map(), sums = new Float64Array(n);
for (let i = 0; i < n; i++) {
    const s = word();
    if (!index.has(s)) { index.set(s, names.length); names.push(s); }
    sums[index.get(s)] += int();
}
const order = Uint32Array.from(names.keys()).sort((a, b) => names[a] < names[b] ? -1 : 1);
for (const i of order) console.log(names[i] + ' ' + sums[i]);
console.log('total ' + sums.reduce((a, b) => a + b));
