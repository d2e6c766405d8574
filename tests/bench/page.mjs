/* page.mjs: milliseconds from the call of the page until its heatmap shows the months, for http-api.sh. */
import { OPERATOR, begin, end, login, visitor } from '../browser/harness.mjs';

const MONTHS = 2400, TIMES = 7;

/* Runs in the page, at each frame. */
function watch(months) {
    const look = () => {
        if (document.querySelectorAll('td.cell:not(.none)').length >= months)
            window.usableMs = performance.now(); /* since the navigation began */
        else
            requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}

await begin();
const context = await visitor();
await context.addInitScript(watch, MONTHS);
const page = await login(context, OPERATOR);
const times = [];
for (let i = 0; i < TIMES; i++) {
    await page.waitForFunction(() => window.usableMs);
    if (i > 0) /* the first one was the form of the login */
        times.push(await page.evaluate(() => window.usableMs));
    await page.reload();
}
times.sort((a, b) => a - b);
const [median, most] = [times[Math.floor(times.length / 2)], times[times.length - 1]].map(Math.round);
console.log(`${'page, until the heatmap shows its months'.padEnd(42)}      median ${median} ms, at most ${most} ms`);
await end();
