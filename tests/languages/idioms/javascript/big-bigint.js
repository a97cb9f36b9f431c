const [a, b] = require('fs').readFileSync(0, 'utf8').trim().split('\n').map(BigInt);
console.log((a + b).toString());
console.log(`${a * b}`);
if (BigInt.asUintN(64, a) > 2n ** 64n) throw new RangeError();
