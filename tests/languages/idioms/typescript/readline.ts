import * as readline from 'readline';
const rl = readline.createInterface({ input: process.stdin, output: process.stdout, terminal: false });
const lines: string[] = [];
rl.on('line', (line: string) => { lines.push(line); });
rl.on('close', () => {
    interface Entry { name: string; sum: number }
    const entries: Entry[] = [];
    for (const line of lines.slice(1)) {
        const [name, number] = line.split(' ');
        const entry = entries.find(e => e.name === name);
        if (entry) entry.sum += parseInt(number, 10);
        else entries.push({ name, sum: parseInt(number, 10) });
    }
    entries.sort((a, b) => a.name.localeCompare(b.name));
    entries.forEach(e => console.log(e.name, e.sum));
    console.log('total', entries.map(e => e.sum).reduce((a, b) => a + b, 0));
});
