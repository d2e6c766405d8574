/* stream.mjs: the stream of the page, while serve or the database goes and comes back. */
import { execFileSync } from 'node:child_process';
import { begin, end, login, must, mustBe, picture, sql, startServe, step, stopServe, until, url, visitor } from './harness.mjs';

const local = (name, ...words) => execFileSync(`${process.env.BROWSER_REPOSITORY}/deploy/local/${name}`, words,
    { stdio: 'ignore', env: { ...process.env, BACKFILL_LOCAL_VOLATILE: '1' } });
const fail = (month) => sql(`UPDATE backfill_log SET status = 'failed', job_id = gen_random_uuid(), started_at = now(), completed_at = now(), error_class = 'poison',
    error_message = 'a test' WHERE year = 2003 AND month = ${month}`);

await begin();
const context = await visitor();
const page = await login(context);
const line = page.locator('#line');
const shows = (month) => page.locator(`td[data-month="2003-0${month}"][aria-label*="failed"]`).waitFor({ timeout: 40000 });

await step('the page is live', page, () => line.getByText('live').waitFor());
await step('a change comes by the stream', page, async () => {
    fail(1);
    await shows(1);
});
await step('without serve it says since when, and keeps what it had', page, async () => {
    await stopServe();
    await line.getByText('no connection since').waitFor({ timeout: 20000 });
    must(await page.locator('td[data-month]').count() === 24, 'the heatmap is gone');
    await picture(page, 'worst-no-serve');
    fail(2);
});
await step('serve again: the page is live by itself, without a gap and without a login', page, async () => {
    await startServe();
    await shows(2);
    await line.getByText(/live|asks/).waitFor({ timeout: 40000 });
});
await step('after a kill, too', page, async () => {
    await stopServe('SIGKILL');
    fail(3);
    await startServe();
    await shows(3);
});
await step('the database goes: serve lives, and the page says so', page, async () => {
    local('down', '--kill', 'postgresql');
    await line.getByText(/no (data|connection) since/).waitFor({ timeout: 40000 });
    mustBe((await fetch(`${url}/livez`)).status, 200, 'livez');
    await until('readyz says that it is not ready', async () => (await fetch(`${url}/readyz`)).status === 503);
    await picture(page, 'worst-no-database');
});
await step('it comes back: so does the page', page, async () => {
    local('up', 'postgresql');
    await until('the database answers', () => { try { return sql('SELECT 1') === '1'; } catch { return false; } }, 30000);
    fail(4);
    await shows(4);
});
await step('a hidden tab closes its stream, and catches up when it is shown', page, async () => {
    await line.getByText(/live|asks/).waitFor({ timeout: 40000 });
    await page.evaluate(() => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
        document.dispatchEvent(new Event('visibilitychange'));
    });
    await line.getByText('rests').waitFor();
    fail(5);
    await page.evaluate(() => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => false });
        document.dispatchEvent(new Event('visibilitychange'));
    });
    await shows(5);
});
await context.close();
await end();
await stopServe(); /* it is no child of the script that began the first one */
