import { readFileSync } from 'node:fs';
import readline from 'readline';
const sums = {};
let total = 0, first = true;
for await (const line of readline.createInterface({ input: process.stdin })) {
    if (first) { first = false; continue; }
    const [name, number] = line.split(' ');
    sums[name] = (sums[name] ?? 0) + Number(number);
    total += Number(number);
}
for (const name of Object.keys(sums).sort()) console.log(name, sums[name]);
console.log('total', total);
