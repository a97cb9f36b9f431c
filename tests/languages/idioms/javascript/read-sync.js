const fs = require('fs');
const buffer = Buffer.alloc(65536);
let text = '';
for (;;) {
    let size = 0;
    try {
        size = fs.readSync(0, buffer, 0, buffer.length, null);
    } catch (e) {
        if (e.code === 'EAGAIN') continue;
        if (e.code === 'EOF') break;
        throw e;
    }
    if (size === 0) break;
    text += buffer.toString('utf8', 0, size);
}
const words = text.split(/\s/).filter(w => w.length);
const sums = {};
for (let i = 1; i < words.length; i += 2) sums[words[i]] = (sums[words[i]] | 0) + (words[i + 1] | 0);
let out = '', total = 0;
for (const name of Object.keys(sums).sort()) { out += name + ' ' + sums[name] + '\n'; total += sums[name]; }
fs.writeSync(1, out);
fs.writeFileSync(1, 'total ' + total + '\n');
