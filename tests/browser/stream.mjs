/* stream.mjs: the stream of the page, while serve or the database goes and comes back. */
import { execFileSync } from 'node:child_process';
import { begin, end, login, must, mustBe, OPERATOR, picture, sql, startServe, step, stopServe, until, url, visitor } from './harness.mjs';

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
    mustBe(await page.locator('td[data-month]').count(), 24, 'months that are still shown');
    must(await page.evaluate(() => document.body.classList.contains('lost') && getComputedStyle(document.querySelector('.view')).borderInlineStartWidth === '4px'),
        'what is old does not look so');
    await page.getByText(/What is shown is not newer than \d/).waitFor();
    await picture(page, 'worst-no-database');
    await page.evaluate(() => { location.hash = '#/letters'; });
    await page.getByRole('heading', { level: 1, name: 'Dead letters' }).waitFor();
    await page.locator('.view .problem').getByText('It is tried again by itself.').waitFor({ timeout: 30000 });
});
await step('it comes back: so does the page', page, async () => {
    local('up', 'postgresql');
    await until('the database answers', () => { try { return sql('SELECT 1') === '1'; } catch { return false; } }, 30000);
    await page.getByText('0 open letters').waitFor({ timeout: 40000 }); /* the view that was opened meanwhile */
    await page.goBack();
    fail(4);
    await shows(4);
});
await step('a hidden tab closes its stream, and catches up when it is shown', page, async () => {
    await line.getByText(/live|asks/).waitFor({ timeout: 40000 });
    const closed = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/api/v1/events'));
    await page.evaluate(() => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
        document.dispatchEvent(new Event('visibilitychange'));
    });
    await line.getByText('rests').waitFor();
    await closed;
    fail(5);
    await page.evaluate(() => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => false });
        document.dispatchEvent(new Event('visibilitychange'));
    });
    await shows(5);
});
await step('where sixteen streams are open already, the page asks, and says so', page, async () => {
    const streams = Array.from({ length: 15 }, () => new AbortController());
    const open = await Promise.all(streams.map((each) => fetch(`${url}/api/v1/events`, { signal: each.signal, headers: { authorization: `Bearer ${OPERATOR}` } })));
    mustBe([...new Set(open.map((each) => each.status))], [200], 'of fifteen beside that of the page');
    const late = await login(await visitor());
    await late.locator('#line').getByText('asks every 5 s').waitFor();
    await late.locator('td[data-month]').first().waitFor();
    streams.forEach((each) => each.abort());
    await until('it is live', async () => {
        await late.evaluate(() => document.dispatchEvent(new Event('visibilitychange'))); /* as when it is shown again */
        return late.locator('#line').getByText('live').waitFor({ timeout: 2000 }).then(() => true, () => false);
    }, 30000);
    await late.context().close();
});
await context.close();
await end();
await stopServe(); /* it is no child of the script that began the first one */
