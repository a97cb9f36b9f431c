let text = '';
process.stdin.resume();
process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk: string) => { text += chunk; });
process.stdin.on('end', () => {
    const lines = text.trim().split('\n');
    const n = Number(lines.shift());
    const sums: Map<string, number> = new Map();
    lines.slice(0, n).forEach((line: string) => {
        const [name, number] = line.split(' ');
        sums.set(name, (sums.get(name) || 0) + Number(number));
    });
    Array.from(sums.keys()).sort().forEach(name => console.log(`${name} ${sums.get(name)}`));
    let total = 0;
    sums.forEach(sum => total += sum);
    console.log(`total ${total}`);
    process.exit(0);
});
