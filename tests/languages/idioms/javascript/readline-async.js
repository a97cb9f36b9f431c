const readline = require('node:readline');

async function* rows() {
    const rl = readline.createInterface({ input: process.stdin, crlfDelay: Infinity });
    let first = true;
    for await (const line of rl) {
        if (!first) yield line.split(' ');
        first = false;
    }
}

(async () => {
    const sums = new Map();
    for await (const [name, number] of rows()) sums.set(name, (sums.get(name) || 0) + parseInt(number));
    for (const [name, sum] of [...sums.entries()].sort()) console.log(name, sum);
    console.log('total', [...sums.values()].reduce((a, b) => a + b));
})();
