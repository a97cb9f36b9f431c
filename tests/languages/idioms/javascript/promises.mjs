import { createInterface } from 'node:readline/promises';
import { stdin as input, stdout } from 'node:process';
import { once } from 'events';

const rl = createInterface({ input, terminal: false });
const lines = [];
rl.on('line', line => lines.push(line));
await once(rl, 'close');
const sums = new Map();
for (const [name, number] of lines.slice(1).map(line => line.split(' '))) sums.set(name, (sums.get(name) ?? 0) + Number(number));
for (const name of [...sums.keys()].sort()) stdout.write(`${name} ${sums.get(name)}\n`);
stdout.write(`total ${[...sums.values()].reduce((a, b) => a + b)}\n`);
