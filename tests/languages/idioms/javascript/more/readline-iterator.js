const rl = require('readline').createInterface({ input: process.stdin });
const it = rl[Symbol.asyncIterator]();
const readLine = async () => (await it.next()).value;

async function main() {
    const n = Number(await readLine());
    const sums = Object.create(null);
    for (let i = 0; i < n; ++i) {
        const [, name, number] = (await readLine()).match(/(\w+) (-?\d+)/);
        sums[name] = ~~sums[name] + Number(number);
    }
    rl.close();
    Object.entries(sums).sort(([a], [b]) => a > b ? 1 : -1).forEach(row => console.log(row.join(' ')));
    console.log(`total ${Object.values(sums).reduce((a, b) => a + b)}`);
}
main().catch(error => { console.error(error); process.exit(1); });
