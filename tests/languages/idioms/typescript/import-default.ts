import fs from 'fs';
import { EOL } from 'os';
const words: string[] = fs.readFileSync('/dev/stdin', 'utf-8').split(/\s+/).slice(1).filter(Boolean);
const sums = new Map<string, number>();
for (let i = 0; i < words.length; i += 2) sums.set(words[i], (sums.get(words[i]) ?? 0) + +words[i + 1]);
const rows = [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, sum]) => name + ' ' + sum);
rows.push('total ' + Array.from(sums.values()).reduce((a, b) => a + b));
process.stdout.write(rows.join(EOL) + EOL);
