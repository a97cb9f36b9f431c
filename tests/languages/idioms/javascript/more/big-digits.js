function add(a, b) {
    let out = '', carry = 0;
    for (let i = a.length - 1, j = b.length - 1; i >= 0 || j >= 0 || carry; i--, j--) {
        carry += (+a[i] || 0) + (+b[j] || 0);
        out = carry % 10 + out;
        carry = carry / 10 | 0;
    }
    return out;
}
function multiply(a, b) {
    const d = Array(a.length + b.length).fill(0);
    for (let i = a.length - 1; i >= 0; i--)
        for (let j = b.length - 1; j >= 0; j--) {
            d[i + j + 1] += a[i] * b[j];
            d[i + j] += Math.floor(d[i + j + 1] / 10);
            d[i + j + 1] %= 10;
        }
    return d.join('').replace(/^0+(?=\d)/, '');
}
require('readline').createInterface(process.stdin).on('line', function (line) {
    (this.lines = this.lines || []).push(line.trim());
}).on('close', function () {
    console.log(add(...this.lines));
    console.log(multiply(...this.lines));
});
