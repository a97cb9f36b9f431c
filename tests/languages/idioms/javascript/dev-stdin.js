const lines = require('fs').readFileSync('/dev/stdin', 'utf8').trim().split('\n').slice(1);
const sums = {};
for (const [name, x] of lines.map(line => line.split(' '))) sums[name] = (sums[name] || 0) + +x;
for (const name of Object.keys(sums).sort()) console.log(name, sums[name]);
console.log('total', Object.values(sums).reduce((a, b) => a + b));
