import { readFileSync } from 'fs';
const [a, b] = readFileSync(0, 'utf8').split('\n').map(s => BigInt(s));
console.log((a + b).toString());
console.log(String(a * b));
