/* harness.mjs: chromium, and what the scripts of this folder share: results, looking at the tables
 * behind the page, axe, pictures. A step that fails is one result, and the next one is tried. */
import { execFileSync, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

const env = process.env;
const require = createRequire(`${env.BROWSER_MODULES}/`);
const { chromium } = require('playwright-core');
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const url = env.BROWSER_URL;
export const OPERATOR = env.BROWSER_OPERATOR_TOKEN;
export const READER = env.BROWSER_READ_TOKEN;
const SCRIPT = basename(process.argv[1], '.mjs');
const PATIENCE_MS = Number(env.BROWSER_PATIENCE_MS || 10000);

let browser;
const troubles = []; /* what a page's console or its policy complained of */

/* ---- results ---- */

export function ok(passed, name, detail = '') {
    console.log(`${passed ? 'ok' : 'not ok'} ${name}`);
    if (!passed && detail)
        console.log(String(detail).replace(/\u001b\[\d+m/g, '').slice(0, 700).replaceAll('\n', '\n '));
    return passed;
}

export function is(got, want, name) {
    const [a, b] = [JSON.stringify(got), JSON.stringify(want)];
    return ok(a === b, name, `got  ${a}\n want ${b}`);
}

/* One step: what it throws is its failure, with a picture of the page as it was. */
export async function step(name, page, action) {
    const started = Date.now();
    try {
        await action();
        console.log(`ok ${name}`);
    } catch (error) {
        ok(false, name, error.message);
        if (page) {
            await picture(page, `failed-${SCRIPT}-${name.replace(/\W+/g, '-').slice(0, 60)}`, { full: false }).catch(() => {});
            await page.reload().catch(() => {}); /* no dialog is in the way of the next one */
        }
    }
    if (env.BROWSER_TIMES)
        console.log(`${Date.now() - started} ms`);
}

export function must(condition, message) {
    if (!condition)
        throw new Error(message);
}

export function mustBe(got, want, what) {
    const [a, b] = [JSON.stringify(got), JSON.stringify(want)];
    must(a === b, `${what}: got ${a}, want ${b}`);
}

/* ---- what lies behind the page ---- */

function output(command, words) {
    return execFileSync(command, words, { encoding: 'utf8', maxBuffer: 1 << 26 }).trimEnd();
}

export function sql(statement) {
    return output('psql', ['-XqAt', '-v', 'ON_ERROR_STOP=1', env.BACKFILL_DATABASE_URL, '-c', statement]);
}

export function producer(...words) {
    return JSON.parse(output(`${env.BROWSER_BIN}/backfill-producer`, [...words, '--json']));
}

export async function control(rules) { /* of the fake services */
    const response = await fetch(env.FAKES_CONTROL,
        { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(rules) });
    must(response.ok, `the fakes do not take ${JSON.stringify(rules)}`);
}

/* Until it is true of the tables; a page says so on its own, see expect. */
export async function until(what, condition, patience = PATIENCE_MS) {
    const end = Date.now() + patience;
    while (!await condition()) {
        must(Date.now() < end, `${what}: not within ${patience} ms`);
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
}

export function untilSql(statement, want, patience) {
    return until(`${statement} is ${want}`, () => sql(statement) === want, patience);
}

/* ---- serve ---- */

let serve = Number(env.BROWSER_SERVE) || 0;

function isAlive(pid) {
    try {
        process.kill(pid, 0);
        return true;
    } catch {
        return false;
    }
}

export async function stopServe(signal = 'SIGTERM') {
    process.kill(serve, signal);
    await until('serve has ended', () => !isAlive(serve) || zombie(serve));
}

function zombie(pid) {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
}

export async function startServe() {
    const log = openSync(`${env.BROWSER_WORK}/serve.log`, 'a');
    const child = spawn(`${env.BROWSER_BIN}/backfill-producer`, ['serve'], { stdio: ['ignore', log, log] });
    child.unref();
    serve = child.pid;
    await until('serve answers', () => fetch(`${url}/livez`).then((r) => r.ok, () => false));
}

/* ---- pages ---- */

export async function begin() {
    mkdirSync(env.BROWSER_PICTURES, { recursive: true });
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium',
        args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--force-color-profile=srgb'] });
}

export async function end() {
    await browser.close();
    ok(troubles.length === 0, 'no page complained on its console, nor its policy', troubles.join('\n'));
}

/* What the browser itself says of answers with an error status is no complaint of ours. */
function noteTroubles(page) {
    page.on('pageerror', (error) => troubles.push(`${page.url()}: ${error.stack || error.message}`));
    page.on('console', (message) => {
        if (message.type() === 'error' && !/Failed to load resource|net::ERR_|EventSource/.test(message.text()))
            troubles.push(`${page.url()}: ${message.text()}`);
    });
}

/* A browser of its own: its cookies, its size, its preferences. */
export async function visitor({ width = 1280, height = 900, scheme = 'light', ...more } = {}) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme,
        reducedMotion: 'reduce', locale: 'en-GB', timezoneId: 'America/New_York', ...more });
    context.setDefaultTimeout(PATIENCE_MS);
    context.on('page', noteTroubles);
    return context;
}

/* Log in as a person does, and stay at the page that opens. */
export async function login(context, token = OPERATOR, at = '/') {
    const page = await context.newPage();
    await page.goto(url + at);
    await page.getByLabel(/token/i).fill(token);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation').first().waitFor();
    return page;
}

export async function picture(page, name, { full = true } = {}) {
    await page.screenshot({ path: `${env.BROWSER_PICTURES}/${name}.png`, fullPage: full, animations: 'disabled' });
}

/* ---- accessibility ---- */

/* What axe finds, a line each, in the page or in a part of it; colours: nothing but their contrast,
 * where all else was looked at in other colours. It is put in past the page's policy, as a debugger
 * would. */
export async function findings(page, { within = 'html', colours = false } = {}) {
    if (!await page.evaluate(() => Boolean(globalThis.axe)))
        await page.evaluate(AXE);
    const found = await page.evaluate(([part, rules]) => globalThis.axe.run(part, { resultTypes: ['violations'],
        ...(rules ? { runOnly: rules } : { rules: { 'target-size': { enabled: true } } }) }), [within, colours ? ['color-contrast'] : null]);
    return found.violations.flatMap((rule) => rule.nodes.map((node) =>
        `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary.replaceAll('\n', ' ')}`.slice(0, 300)));
}

/* The page scrolls in one direction only. */
export function overflow(page) {
    return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
