const { Worker, isMainThread, parentPort, workerData } = require('worker_threads');

if (isMainThread) {
    const n = Number(require('fs').readFileSync(0, 'utf8'));
    const worker = new Worker(__filename, { workerData: n, resourceLimits: { stackSizeMb: 48 } });
    worker.on('message', result => console.log(result));
    worker.on('error', error => { console.error(error); process.exitCode = 1; });
} else {
    const f = n => (n === 0 ? 0 : n + f(n - 1));
    parentPort.postMessage(f(workerData));
}
