const [a, b] = require('fs').readFileSync(0, 'utf8').split(' ').map(parseFloat);
console.log((a + b).toFixed(3));
console.log((a * b).toLocaleString('en-US', { minimumFractionDigits: 3, maximumFractionDigits: 3, useGrouping: false }));
console.log(Math.trunc(Math.sqrt(a)));
if ((1234567.5).toLocaleString('en-US') !== '1,234,567.5' || new Intl.NumberFormat('de-DE').format(1234.5) !== '1.234,5')
    throw new Error('Intl');
