const lines = require('fs').readFileSync(0, 'utf8').split('\n');
const [act, ...words] = lines[0].split(' ');
const numbers = words.map(Number);

function depth(n) {
    return n === 0 ? 0 : 1 + depth(n - 1);
}

switch (act) {
case 'add':
    console.log(numbers[0] + numbers[1]);
    break;
case 'spin':
    for (;;) {}
case 'eat':
    for (const blocks = []; ;)
        blocks.push(new Array(100000).fill(blocks.length + 0.5));
case 'crash':
    console.log([][1].length);
    break;
case 'read':
    console.log(lines.slice(1).reduce((sum, line) => sum + Number(line), 0));
    break;
case 'write':
    console.log(Array(numbers[0]).fill('0123456789abcdef').join('\n'));
    break;
case 'mul':
    console.log(String(BigInt(words[0]) * BigInt(words[1])));
    break;
case 'deep':
    console.log(depth(numbers[0]));
    break;
}
