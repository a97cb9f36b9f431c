var readline = require('readline');
var rl = readline.createInterface({
    input: process.stdin,
    output: process.stdout,
    terminal: false
});
var lines = [];
rl.on('line', function (line) {
    lines.push(line);
}).on('close', function () {
    var n = parseInt(lines.shift(), 10);
    var entries = [];
    for (var i = 0; i < n; i++) {
        var parts = lines[i].split(' ');
        var entry = entries.find(function (e) { return e.name === parts[0]; });
        if (!entry) entries.push(entry = { name: parts[0], sum: 0 });
        entry.sum += parseInt(parts[1], 10);
    }
    entries.sort(function (a, b) { return a.name.localeCompare(b.name); });
    entries.forEach(function (e) { console.log(e.name + ' ' + e.sum); });
    console.log('total ' + entries.reduce(function (a, e) { return a + e.sum; }, 0));
    process.exit();
});
