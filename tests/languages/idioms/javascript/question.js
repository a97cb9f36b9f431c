const readline = require('readline');
const rl = readline.createInterface({ input: process.stdin, output: process.stdout, terminal: false });
const sums = {};
let total = 0;
rl.question('', answer => {
    let left = Number(answer);
    const ask = () => rl.question('', line => {
        const [name, number] = line.split(' ');
        sums[name] = (name in sums ? sums[name] : 0) + Number(number);
        total += Number(number);
        if (--left > 0) return ask();
        rl.close();
        for (const name of Object.keys(sums).sort()) console.log(`${name} ${sums[name]}`);
        console.log(`total ${total}`);
    });
    ask();
});
