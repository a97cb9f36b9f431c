const input = require('fs').readFileSync(0).toString().split('\n');
const n: number = parseInt(input.shift());
const sums: Record<string, number> = {};
for (let i = 0; i < n; i++) {
    const [name, number]: [string, string] = input[i].split(' ');
    sums[name] = (name in sums ? sums[name] : 0) + Number(number);
}
Object.entries(sums).sort().forEach(([name, sum]) => console.log(name, sum));
console.log('total', Object.values(sums).reduce((a, b) => a + b));
