#!/usr/bin/env node
'use strict';
const lines = require('fs').readFileSync(0, 'utf8').split('\n');
const sums = new Map();
for (const line of lines.slice(1, +lines[0] + 1)) {
    const [name, number] = line.split(' ');
    sums.set(name, (sums.get(name) || 0) + Number(number));
}
const rows = [...sums].sort().map(row => row.join(' '));
console.log(`${rows.join('\n')}
total ${[...sums.values()].reduce((a, b) => a + b)}`);
