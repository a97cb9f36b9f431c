async function read(stream) {
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
}

class Counter extends Map {
    add(key, n) { return this.set(key, (this.get(key) || 0) + n); }
    get total() { let sum = 0; this.forEach(n => sum += n); return sum; }
    *sorted() { yield* [...this].sort(([a], [b]) => a.localeCompare(b, 'en')); }
}

read(process.stdin).then(text => {
    const counter = new Counter();
    const [, ...rows] = text.trimEnd().split('\n');
    rows.map(r => r.split(' ')).forEach(([name, n]) => counter.add(name, parseInt(n)));
    for (const [name, n] of counter.sorted()) console.log(name, n);
    console.log('total', counter.total);
});
