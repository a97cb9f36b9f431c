// The caller of a function test in JavaScript: assay_call.js FILE SETUP CALL (docs/function-tests.md).
// See assay_call.py: it shares its process with the submission, and does not know what is expected.
'use strict';
(() => {
    const fs = require('fs'), vm = require('vm'), types = require('util').types;
    const file = process.argv[2], setup = process.argv[3], call = process.argv[4];
    const write = fs.writeSync, leave = process.reallyExit.bind(process);
    const stringify = JSON.stringify, isArray = Array.isArray, isInteger = Number.isInteger;
    const protoOf = Object.getPrototypeOf, keysOf = Object.keys, isProxy = types.isProxy;
    const descriptorOf = Object.getOwnPropertyDescriptor, Big = BigInt, toText = String;
    const describe = (target, key) => {
        const found = target === null ? undefined : descriptorOf(target, key);
        return found && 'value' in found ? found.value : undefined;
    };
    const SIZE_MAX = 1 << 20, DEPTH_MAX = 100;
    const own = new Map(); // prototype -> name, of the language's own classes
    const names = new Set();
    for (const name of Object.getOwnPropertyNames(globalThis)) {
        const value = describe(globalThis, name);
        const proto = typeof value === 'function' ? describe(value, 'prototype') : undefined;
        if (proto && !own.has(proto)) { own.set(proto, name); names.add(name); }
    }
    const nameIn = own.get.bind(own), isOwnName = names.has.bind(names);
    const mapEntries = Map.prototype.entries, setValues = Set.prototype.values;
    const apply = Reflect.apply;
    const nextOfMap = protoOf(new Map().entries()).next, nextOfSet = protoOf(new Set().values()).next;

    function className(proto) {
        const known = nameIn(proto);
        if (known !== undefined) return known;
        const constructor = isProxy(proto) ? undefined : describe(proto, 'constructor');
        const name = typeof constructor === 'function' && !isProxy(constructor)
            ? describe(constructor, 'name') : undefined;
        const text = typeof name === 'string' ? name : '?';
        return `submission${isOwnName(text) ? ':' : '.'}${text}`;
    }

    const tooLarge = {};
    let room = SIZE_MAX, text = '';
    function add(part) {
        room -= part.length;
        if (room < 0) throw tooLarge;
        text += part;
    }
    function other(name) { add(`<${stringify(name)}>`); }
    function each(next, iterator, end, putOne) {
        for (let step = apply(next, iterator, []); !step.done; step = apply(next, iterator, [])) {
            putOne(step.value);
            add(',');
        }
        add(end);
    }
    function putObject(value, depth) {
        const proto = isProxy(value) ? undefined : protoOf(value);
        const name = proto === null ? 'Object' : proto === undefined ? 'Proxy' : nameIn(proto);
        if (depth > DEPTH_MAX) {
            other('too many, nested in each other');
        } else if (name === 'Array' && isArray(value)) {
            add('[');
            for (let i = 0; i < value.length; i++) { put(describe(value, i), depth + 1); add(','); }
            add(']');
        } else if (name === 'Map' && types.isMap(value)) {
            add('{');
            each(nextOfMap, apply(mapEntries, value, []), '}', entry => {
                put(entry[0], depth + 1); add(':'); put(entry[1], depth + 1);
            });
        } else if (name === 'Set' && types.isSet(value)) {
            if (apply(setValues, value, []).next().done) { add('set()'); return; }
            add('{');
            each(nextOfSet, apply(setValues, value, []), '}', item => put(item, depth + 1));
        } else if (name === 'Object') {
            add('{');
            for (const key of keysOf(value)) {
                add(stringify(key)); add(':'); put(describe(value, key), depth + 1); add(',');
            }
            add('}');
        } else {
            other(proto ? className(proto) : 'Proxy');
        }
    }
    function put(value, depth) {
        switch (typeof value) {
        case 'undefined': add('None'); break;
        case 'boolean': add(value ? 'True' : 'False'); break;
        case 'number':
            add(isInteger(value) ? toText(Big(value)) : value !== value ? 'nan'
                : value === Infinity ? 'inf' : value === -Infinity ? '-inf' : toText(value));
            break;
        case 'bigint': add(toText(value)); break;
        case 'string': add(stringify(value)); break;
        case 'object':
            if (value === null) add('None'); else putObject(value, depth);
            break;
        default: other(typeof value);
        }
    }
    function tell(data) {
        let bytes = Buffer.from(data), at = 0;
        while (at < bytes.length) at += write(3, bytes, at);
    }
    function fail(failure, isCall) {
        const isError = types.isNativeError(failure);
        const stack = isError ? describe(failure, 'stack') : undefined;
        const message = isError ? describe(failure, 'message') : undefined;
        if (isError) {
            // the lines of ours left out; the first says what it is
            const lines = typeof stack === 'string' ? stack.split('\n') : ['Error'];
            write(2, lines.filter(line => !/assay_call|node:/.test(line)).join('\n') + '\n');
        } else {
            write(2, 'Error: something was thrown that is no error\n');
        }
        if (isCall) {
            const classes = [];
            for (let proto = isError ? protoOf(failure) : null; proto && classes.length < 20;
                proto = protoOf(proto))
                if (!isProxy(proto) && nameIn(proto) !== 'Object') classes.push(stringify(className(proto)));
            if (classes.length === 0) classes.push('"something that is no error"');
            tell(`raised [${classes.join(',')}] ` +
                stringify(typeof message === 'string' ? message.slice(0, 1000) : ''));
        }
        leave(1);
    }

    process.argv.splice(1, 4, file);
    let value;
    try {
        const path = require('path');
        globalThis.require = require('module').createRequire(path.resolve(file));
        globalThis.module = { exports: {} };
        globalThis.exports = globalThis.module.exports;
        vm.runInThisContext(fs.readFileSync(file, 'utf8').replace(/^#!.*/, ''), { filename: file });
        const exported = globalThis.module.exports;
        if (exported !== null && typeof exported === 'object')
            for (const key of keysOf(exported))
                if (!(key in globalThis)) globalThis[key] = describe(exported, key);
        else if (typeof exported === 'function' && exported.name && !(exported.name in globalThis))
            globalThis[exported.name] = exported;
        if (setup) vm.runInThisContext(setup, { filename: '<setup>' });
    } catch (failure) {
        fail(failure, false);
    }
    try {
        value = vm.runInThisContext(call, { filename: '<test>' });
    } catch (failure) {
        fail(failure, true);
    }
    try {
        put(value, 1);
    } catch (failure) {
        text = failure === tooLarge ? '<"more than fits into 1 MiB">' : '<"something that cannot be told">';
    }
    tell('returned ' + text);
    leave(0);
})();
