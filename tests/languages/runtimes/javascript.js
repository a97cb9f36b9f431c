const { Worker, isMainThread, parentPort } = require('worker_threads');

function sumTo(n) {
    let sum = 0;
    for (let i = 0; i < n; i++)
        sum += i;
    return sum;
}

function act(name) {
    const kept = [];
    switch (name) {
    case 'grow':
        for (;;)
            kept.push(Array.from({ length: 1000 }, (_, i) => i + 0.5));
    case 'boxes':
        for (const map = new Map(); ;)
            map.set(map.size, { text: 'number ' + map.size });
    case 'huge':
        kept.push(new ArrayBuffer(2 ** 40));
        break;
    case 'large':
        kept.push(Buffer.alloc(1 << 30, 1));
        break;
    case 'says':
        console.error('FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory');
        process.exit(1);
    case 'most': // 8 bytes a number
        for (let i = 0; i < 179 * 16; i++)
            kept.push(new Array(8192).fill(i + 0.5));
        console.log(kept.length);
        break;
    case 'object':
        kept.push(Buffer.alloc(178257920, 1));
        console.log(kept[0].length);
        break;
    case 'threads': {
        let sum = 0;
        for (let i = 0; i < 4; i++) {
            const worker = new Worker(__filename);
            worker.on('message', (part) => { sum += part; });
            worker.on('exit', () => { if (kept.push(i) === 4) console.log(sum); });
        }
        break;
    }
    }
}

if (isMainThread)
    act(require('fs').readFileSync(0, 'utf8').trim());
else
    parentPort.postMessage(sumTo(1000));
