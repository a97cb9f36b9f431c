const { performance } = require('perf_hooks');
const crypto = require('crypto');
const start = performance.now(), began = process.hrtime.bigint(), today = new Date();
const pause = ms => new Promise(resolve => setTimeout(resolve, ms));
const rows = require('fs').readFileSync(0, 'utf8').trim().split('\n').slice(1).map(r => r.split(' '));
for (let i = rows.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1)), k = crypto.randomInt(i + 1);
    [rows[i], rows[j]] = [rows[j], rows[i]];
    [rows[i], rows[k]] = [rows[k], rows[i]];
}
const sums = {};
process.nextTick(() => rows.forEach(([s, x]) => { sums[s] = (sums[s] || 0) + +x; }));
setImmediate(async () => {
    await pause(2);
    await Promise.all(Object.keys(sums).map(() => pause(1)));
    for (const s of Object.keys(sums).sort()) console.log(s, sums[s]);
    console.log('total', eval(Object.values(sums).join('+')));
    console.error(performance.now() - start, process.hrtime.bigint() - began, today.toISOString());
});
