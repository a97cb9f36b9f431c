declare function require(name: string): any;
declare const process: { stdout: { write(text: string): void } };
const lines: string[] = require('fs').readFileSync(0, 'utf8').trim().split('\n');
const sums: { [name: string]: number } = {};
let total: number = 0;
lines.slice(1).map(line => line.split(' ')).forEach(([name, number]) => {
    sums[name] = (sums[name] | 0) + (+number);
    total += +number;
});
process.stdout.write(Object.keys(sums).sort().map(name => name + ' ' + sums[name] + '\n').join(''));
process.stdout.write('total ' + total + '\n');
