"use strict";
const input = require("fs").readFileSync(process.stdin.fd).toString().split(/\s+/);
let at = 0;
const next = () => input[at++];
const nextInt = () => +next();

const N = nextInt();
const map = new Map();
for (let i = 0; i < N; i++) {
  const s = next(), x = nextInt();
  map.set(s, (map.get(s) ?? 0) + x);
}
const out = [...map].sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0)).map(([s, x]) => `${s} ${x}`);
out.push(`total ${[...map.values()].reduce((a, b) => a + b, 0)}`);
process.stdout.write(out.join("\n") + "\n");
