const chunks = [];
process.stdin.on('readable', () => {
    let chunk;
    while ((chunk = process.stdin.read()) !== null) chunks.push(chunk);
});
process.stdin.once('end', () => {
    const text = Buffer.concat(chunks).toString('ascii');
    const sums = {};
    for (const m of text.matchAll(/^(?<name>[a-z]+) (?<number>-?\d+)$/gm))
        sums[m.groups.name] = (sums[m.groups.name] ?? 0) + parseInt(m.groups.number);
    const names = Object.keys(sums);
    names.sort().map(name => process.stdout.write(name + ' ' + sums[name] + '\n'));
    process.stdout.write('total ' + names.map(name => sums[name]).reduce((a, b) => a + b) + '\n', () => process.exit(0));
});
