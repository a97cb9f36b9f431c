const trampoline = f => (...args) => { let r = f(...args); while (typeof r === 'function') r = r(); return r; };
const sum = trampoline(function step(n, acc = 0) { return n === 0 ? acc : () => step(n - 1, acc + n); });
const memo = new Float64Array(10000001);
let n = Number(require('fs').readFileSync(0, 'utf8'));
for (let i = 1; i <= n; i++) memo[i] = memo[i - 1] + i;
console.log(memo[n] === sum(n) ? memo[n] : 'different');
