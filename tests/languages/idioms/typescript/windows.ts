import * as fs from 'fs';
const [, ...lines] = fs.readFileSync(0, 'utf8').trim().split('\n');
const sums: { [name: string]: number } = {};
let total = 0;
for (const line of lines) {
    const [name, text] = line.split(' ');
    sums[name] = (sums[name] || 0) + Number(text);
    total += Number(text);
}
for (const name of Object.keys(sums).sort()) console.log(`${name} ${sums[name]}`);
console.log(`total ${total}`);
