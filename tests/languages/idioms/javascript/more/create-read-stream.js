const fs = require('fs');
const { Transform, pipeline } = require('stream');
const { promisify } = require('util');

const sums = {};
let rest = '';
const tally = new Transform({
    transform(chunk, encoding, done) {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop();
        for (const line of lines) {
            const [name, number] = line.split(' ');
            if (number) sums[name] = (sums[name] || 0) + Number(number);
        }
        done();
    },
    flush(done) {
        let total = 0;
        for (const name of Object.keys(sums).sort()) { this.push(`${name} ${sums[name]}\n`); total += sums[name]; }
        this.push(`total ${total}\n`);
        done();
    },
});
promisify(pipeline)(fs.createReadStream(null, { fd: 0, encoding: 'utf8' }), tally, process.stdout).catch(console.error);
