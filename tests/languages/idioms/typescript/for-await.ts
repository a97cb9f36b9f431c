import { createInterface } from 'node:readline';
import { stdin } from 'node:process';

async function main(): Promise<void> {
    const sums = new Map<string, number>();
    let n = -1, total = 0;
    for await (const line of createInterface({ input: stdin })) {
        if (n < 0) { n = parseInt(line); continue; }
        const [name, number] = line.split(' ');
        sums.set(name, (sums.get(name) || 0) + parseInt(number));
        total += parseInt(number);
    }
    for (const name of [...sums.keys()].sort()) console.log(name + ' ' + sums.get(name));
    console.log('total ' + total);
}
main();
