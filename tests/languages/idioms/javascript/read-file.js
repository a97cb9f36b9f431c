const fs = require('fs');
const lines = fs.readFileSync(0, 'utf8').trim().split('\n');
const n = parseInt(lines[0]);
const sums = {};
let total = 0;
for (let i = 1; i <= n; i++) {
    const [name, number] = lines[i].split(' ');
    sums[name] = (sums[name] || 0) + Number(number);
    total += Number(number);
}
for (const name of Object.keys(sums).sort()) console.log(name, sums[name]);
console.log('total', total);
