// Looks at pages as people do: phone, laptop and print, light and dark, in Debian's Chromium.
// usage: node look.mjs FOLDER-FOR-PICTURES PAGE.html...
// Fails when a page asks for anything, says anything on the console, needs a script, is wider than a
// phone, or when axe-core finds something serious in it.
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const [folder, ...pages] = process.argv.slice(2);
const sizes = [
    { name: 'phone', width: 390, height: 844 },
    { name: 'laptop', width: 1280, height: 800 },
    { name: 'print', width: 794, height: 1123 },
];
let faults = 0;

function fault(page, what) {
    console.log(`${page}: ${what}`);
    faults++;
}

async function open(browser, path, size, scheme, scripts) {
    const context = await browser.newContext({
        viewport: { width: size.width, height: size.height }, colorScheme: scheme,
        javaScriptEnabled: scripts, bypassCSP: scripts,
    });
    const page = await context.newPage();
    const name = `${basename(path)} (${size.name}, ${scheme})`;

    page.on('console', (message) => fault(name, `console: ${message.text()}`));
    page.on('pageerror', (error) => fault(name, `error: ${error}`));
    page.on('request', (request) => {
        if (request.url() !== pathToFileURL(resolve(path)).href)
            fault(name, `asks for ${request.url()}`);
    });
    if (size.name === 'print')
        await page.emulateMedia({ media: 'print', colorScheme: scheme });
    await page.goto(pathToFileURL(resolve(path)).href);
    return { context, page, name };
}

async function check(browser, path, size, scheme) {
    const { context, page, name } = await open(browser, path, size, scheme, true);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth -
                                           document.documentElement.clientWidth);

    if (wide > 0)
        fault(name, `is ${wide} pixels too wide`);
    await page.evaluate(axe);
    const found = await page.evaluate(() => globalThis.axe.run(document));
    for (const one of found.violations) {
        const where = one.nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(' | ');
        if (one.impact === 'serious' || one.impact === 'critical')
            fault(name, `axe: ${one.id} (${one.impact}): ${one.help}: ${where}`);
        else
            console.log(`${name}: note: axe: ${one.id} (${one.impact}): ${one.help}: ${where}`);
    }
    await context.close();
}

async function picture(browser, path, size, scheme) {
    const { context, page } = await open(browser, path, size, scheme, false);

    await page.screenshot({
        path: `${folder}/${basename(path, '.html')}-${size.name}-${scheme}.png`, fullPage: true,
    });
    await context.close();
}

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
    executablePath: process.env.ASSAY_CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox'],
});
for (const path of pages)
    for (const size of sizes)
        for (const scheme of ['light', 'dark']) {
            await check(browser, path, size, scheme);
            await picture(browser, path, size, scheme);
        }
await browser.close();
console.log(`${pages.length} pages, ${faults} faults; pictures in ${folder}`);
process.exit(faults > 0 ? 1 : 0);
