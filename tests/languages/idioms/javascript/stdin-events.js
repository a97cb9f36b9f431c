process.stdin.resume();
process.stdin.setEncoding('utf-8');
let inputString = '';
let currentLine = 0;
process.stdin.on('data', inputStdin => {
    inputString += inputStdin;
});
process.stdin.on('end', _ => {
    inputString = inputString.trim().split('\n').map(string => string.trim());
    main();
});
function readLine() {
    return inputString[currentLine++];
}
function main() {
    const n = +readLine();
    const m = new Map();
    for (let i = 0; i < n; i++) {
        let [s, x] = readLine().split(' ');
        m.has(s) ? m.set(s, m.get(s) + +x) : m.set(s, +x);
    }
    let total = 0;
    for (let s of Array.from(m.keys()).sort()) {
        console.log("%s %d", s, m.get(s));
        total += m.get(s);
    }
    console.log("total " + total);
}
