/* views.mjs: every view as it is drawn: what it shows against the tables, how it looks, and to whom
 * it is readable. The world is world.sql. */
import { begin, end, findings, login, must, mustBe, OPERATOR, overflow, picture, producer, READER, sql, step, until, untilSql, visitor } from './harness.mjs';
import { act, close, go } from './people.mjs';

const VIEWS = ['/', '/months', '/month/2001-06', '/month/2001-07', '/isbn/9780306406157', '/conflicts', '/orders', '/orders/1', '/plans', '/letters', '/letters/1', '/letters/3',
    '/letters/5', '/operations', '/providers', '/fleet', '/log', '/log?by=days', '/reports', '/nothing'];
const nameOf = (path) => path.replace(/^\//, '').replace(/\W+/g, '-') || 'overview';

await begin();
const context = await visitor();
const page = await login(context);

/* ---- the heatmap ---- */

const LOOK = `CASE status WHEN 'completed' THEN CASE WHEN books_generated = 0 THEN 'completed, no books' ELSE 'completed' END
    WHEN 'retry' THEN 'waits for a retry' ELSE status::text END`;
const cells = (at) => at.evaluate(() => [...document.querySelectorAll('td[role=gridcell][data-month]')]
    .map((cell) => [cell.dataset.month, cell.getAttribute('aria-label')]));

await step('the heatmap has a cell for each month of the table, and names its state', page, async () => {
    await page.locator('td[role=gridcell][data-month]').first().waitFor();
    const wanted = sql(`SELECT year || '-' || lpad(month::text, 2, '0') || '|' || ${LOOK} FROM backfill_log ORDER BY 1`).split('\n').map((row) => row.split('|'));
    const shown = (await cells(page)).sort(([a], [b]) => (a < b ? -1 : 1));
    mustBe(shown.map(([month]) => month), wanted.map(([month]) => month), 'months');
    for (const [i, [month, state]] of wanted.entries())
        must(shown[i][1].includes(state), `${month}: it is ${state}, and the page says "${shown[i][1]}"`);
});
await step('a month that changes is redrawn by itself', page, async () => {
    sql("UPDATE backfill_log SET status = 'failed', started_at = now(), completed_at = now(), retry_at = NULL, error_class = 'poison', error_message = 'a test' WHERE year = 2001 AND month = 6");
    await page.locator('td[data-month="2001-06"][aria-label*="failed"]').waitFor();
});

/* ---- texts from outside ---- */

await step('no view runs over, and none takes a text for markup', page, async () => {
    for (const path of VIEWS) {
        await go(page, path);
        mustBe(await page.evaluate(() => [window.hacked ?? null, document.querySelectorAll('main img, main b > script, main script').length]), [null, 0], `of ${path}`);
        mustBe(await overflow(page), 0, `pixels beside ${path}`);
    }
});
await step('hostile texts are shown as text', page, async () => {
    await go(page, '/letters');
    const shown = await page.locator('main').innerText();
    must(shown.includes('<script>window.hacked = 1</script>'), 'the script is not there as text');
    must(shown.includes('"><img src=x onerror'), 'the image is not there as text');
    must(!/[\u001b\u202e\u2066\u200b\ufeff]/.test(shown), 'a control or a mark of direction is there as it is');
    must(/⟨U\+202E⟩|\\u202e/.test(shown), 'the mark of direction is not made visible');
    must(await page.locator('main bdi').count() > 8, 'texts are not isolated');
});
await step('a body of any bytes is shown', page, async () => {
    for (const letter of [1, 2, 3, 4, 5, 6, 7, 8]) {
        await go(page, `/letters/${letter}`);
        must((await page.locator('pre.outside').first().innerText()).length > 5, `letter ${letter} has no body`);
    }
});

/* ---- what waits to be enriched, conflicts, and why an edition is as it is ---- */

await step('the overview says which ISBNs wait to be enriched, why, and the oldest', page, async () => {
    await go(page, '/');
    const words = await page.locator('.open-isbns').innerText();
    must(/^2 ISBNs wait to be enriched \(/.test(words) && /transient 1/.test(words) && /not taken 1/.test(words), `it says: ${words}`);
    await page.locator('.open-isbns a').click();
    await page.getByRole('heading', { name: 'ISBN 9780306406157' }).waitFor();
    await go(page, '/month/2001-10');
    const said = await page.locator('dl.facts').first().innerText();
    must(/1; 2 wait \((transient, not taken|not taken, transient)\), the oldest, 9780306406157/.test(said), `the month says: ${said}`);
});

await step('an ISBN tells whose word each field is, what lost and why, and what is missing', page, async () => {
    await go(page, '/isbn/9780306406157');
    const row = page.getByRole('table', { name: 'Whose word each field is' }).getByRole('row').filter({ hasText: 'pages' });
    const words = await row.innerText();
    must(/isbndb/.test(words) && /604/.test(words) && /412/.test(words) && /trusted more/.test(words), `it says: ${words}`);
    must(/Missing, with the points of each: .*description 12/.test(await page.locator('main').innerText()), 'what is missing is not said');
    await page.getByRole('link', { name: '1 open conflict' }).click();
    await page.getByRole('heading', { name: 'Conflicts', exact: true }).waitFor();
    mustBe(await page.locator('main tbody tr').count(), 1, 'conflicts of this edition');
});
await step('conflicts stand by their harm; one is dismissed and opened again, with its reason in the log', page, async () => {
    await go(page, '/conflicts');
    const harms = await page.locator('main tbody tr td:first-child').allInnerTexts();
    mustBe(harms.map(Number), [...harms.map(Number)].sort((a, b) => b - a), 'harms');
    const id = sql("SELECT id FROM provider_conflicts WHERE kind = 'reused_isbn'").trim();
    await act(page, `Dismiss conflict ${id}`, { Why: 'a reprint' });
    await close(page);
    await untilSql(`SELECT status || resolution FROM provider_conflicts WHERE id = ${id}`, 'dismisseda reprint');
    await go(page, '/conflicts?status=dismissed');
    await act(page, `Reopen conflict ${id}`, { Why: 'looked again' });
    await close(page);
    await untilSql(`SELECT status FROM provider_conflicts WHERE id = ${id}`, 'open');
    mustBe(sql(`SELECT string_agg(action, ' ' ORDER BY id) FROM operator_action WHERE subject = 'conflict ${id}'`).trim(), 'conflict_dismiss conflict_reopen', 'the log');
});

/* ---- two tabs ---- */

await step('what is done in one tab is seen in the other', page, async () => {
    const other = await context.newPage();
    await other.goto(page.url());
    await other.locator('main .view h1').first().waitFor();
    await go(page, '/providers');
    await go(other, '/providers');
    await act(page, 'Open gemini…', {});
    await close(page);
    await other.getByRole('button', { name: 'Close gemini…' }).waitFor();
    await other.close();
    await act(page, 'Close gemini…', { 'For how long': '2h', Why: 'as before' });
    await close(page);
    await untilSql("SELECT closed_until > now() FROM provider_state WHERE provider = 'gemini'", 't');
});
await step('the same view is a command that prints the same letters', page, async () => {
    await go(page, '/letters?text=script');
    await page.getByText('The same view as URL, command, curl').click();
    const line = await page.locator('.copy-line code').nth(1).innerText();
    mustBe(line.split(' ').slice(0, 3), ['backfill-producer', 'dlq', 'list'], 'the command');
    const words = line.split(' ').slice(1);
    mustBe(producer(...words).letters.map((each) => String(each.id)),
        await page.getByRole('table', { name: 'Letters' }).getByRole('rowheader').allInnerTexts(), 'letters');
});
await step('a digest tells what happened since one last looked', page, async () => {
    const completed = Number(sql("SELECT count(*) FROM backfill_log WHERE status = 'completed'"));
    await page.evaluate((before) => localStorage.setItem('backfill.looked', JSON.stringify(
        { at: Date.now() - 3 * 3600000, figures: { completed: before, failed: 0, isbns_resolved: 0, dead_letters: 0 } })), completed - 3);
    await page.goto('about:blank');
    await page.goto(`${process.env.BROWSER_URL}/#/`);
    await page.getByText('Since you last looked').waitFor();
    const said = await page.locator('.digest').innerText();
    must(/3 months completed/.test(said) && /8 new dead letters/.test(said), `it says: ${said}`);
    await page.getByRole('button', { name: 'I have seen it' }).click();
    await page.locator('.digest').waitFor({ state: 'detached' });
});
await step('a file for other programs is a link', page, async () => {
    await go(page, '/reports');
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Books of every month as csv' }).click()]);
    mustBe(file.suggestedFilename(), 'books.csv', 'its name');
});

/* ---- how it looks, and to whom it is readable ---- */

for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const path of VIEWS)
        await step(`axe finds nothing: ${scheme} ${path}`, null, async () => {
            await go(page, path);
            mustBe(await findings(page, { colours: scheme === 'dark' }), [], path);
            if (scheme === 'light' || ['/', '/letters', '/providers'].includes(path))
                await picture(page, `${scheme}-${nameOf(path)}`);
        });
}
await page.emulateMedia({ colorScheme: 'light' });
const some = ['/', '/months', '/month/2001-06', '/orders', '/providers', '/reports'];
await step('on paper there is no frame and no button, and nothing runs over', page, async () => {
    await page.emulateMedia({ media: 'print' });
    for (const path of some) {
        await go(page, path);
        mustBe(await page.locator('button:visible, nav:visible').count(), 0, `buttons of ${path}`);
        mustBe(await overflow(page), 0, `pixels beside ${path}`);
    }
    mustBe(await findings(page), [], 'reports');
    await go(page, '/');
    mustBe(await findings(page), [], 'the overview');
    await picture(page, 'print-overview');
});
await page.emulateMedia({ media: 'screen' });
await step('with forced colours axe finds nothing, and a state has its sign', page, async () => {
    await page.emulateMedia({ forcedColors: 'active' });
    for (const path of some) {
        await go(page, path);
        mustBe(await findings(page), [], path);
    }
    await go(page, '/');
    mustBe(await page.locator('td[data-month="2001-07"]').innerText(), 'x', 'the sign of a failed month');
    await picture(page, 'forced-overview');
});
await page.emulateMedia({ forcedColors: 'none' });
await step('axe finds nothing in a dialog', page, async () => {
    await go(page, '/orders');
    await page.getByRole('button', { name: 'New order…' }).click();
    mustBe(await findings(page), [], 'the dialog of a new order');
    await picture(page, 'light-dialog', { full: false });
    await page.keyboard.press('Escape');
});
await context.close();

const phone = await visitor({ width: 320, height: 640, hasTouch: true, isMobile: true });
const small = await login(phone, READER);
await step('nothing runs over at 320 pixels', small, async () => {
    for (const path of VIEWS) {
        await go(small, path);
        mustBe(await overflow(small), 0, `pixels beside ${path}`);
        await picture(small, `phone-${nameOf(path)}`);
    }
});
await step('axe finds nothing at 320 pixels', small, async () => {
    for (const path of ['/', '/letters', '/orders']) {
        await go(small, path);
        mustBe(await findings(small), [], path);
    }
});
await phone.close();

const large = await visitor({ width: 640, height: 450, deviceScaleFactor: 2 });
const zoomed = await login(large);
await step('at 200 % nothing runs over, and axe finds nothing', zoomed, async () => {
    for (const path of some) {
        await go(zoomed, path);
        mustBe(await overflow(zoomed), 0, `pixels beside ${path}`);
        mustBe(await findings(zoomed), [], path);
    }
    await go(zoomed, '/');
    const hidden = await zoomed.locator('#navigation a').evaluateAll((all) => all.filter((each) => each.getBoundingClientRect().right > innerWidth).map((each) => each.textContent));
    mustBe(hidden, [], 'views of the menu that nobody sees');
    await picture(zoomed, 'zoom-overview');
});
await large.close();

await step('axe finds nothing at the login', null, async () => {
    const outside = await visitor();
    const first = await outside.newPage();
    await first.goto(process.env.BROWSER_URL);
    await first.getByLabel('Token').waitFor();
    mustBe(await findings(first), [], 'the login');
    await picture(first, 'light-login');
    await outside.close();
});
await step('a table without a month says what to do', null, async () => {
    sql('TRUNCATE backfill_log, dead_letter, dead_letter_group, operation, backfill_order CASCADE');
    const empty = await visitor();
    const first = await login(empty, OPERATOR);
    await first.getByText('No month is in the table').first().waitFor();
    await first.getByRole('button', { name: 'Enter months…' }).first().waitFor();
    mustBe(await findings(first), [], 'the empty overview');
    await picture(first, 'worst-empty');
    await empty.close();
});
await step('2,400 months and 20,000 letters: the heatmap has all, a list its first page', null, async () => {
    sql(`INSERT INTO backfill_log (year, month, status, job_id, queued_at, announced_at, started_at, completed_at, stage, books_generated, isbns_resolved, resolution_rate, error_class, error_message)
         SELECT 1900 + n / 12, n % 12 + 1, s, md5(n::text)::uuid, now(), now(), now() - interval '1 min', now(), 'resolved', CASE s WHEN 'failed' THEN 0 ELSE 20 END,
                CASE s WHEN 'failed' THEN 0 ELSE n % 21 END, CASE s WHEN 'failed' THEN NULL ELSE n % 21 * 5 END,
                CASE s WHEN 'failed' THEN 'malformed' END, CASE s WHEN 'failed' THEN 'a test' END
           FROM generate_series(0, 2399) n, LATERAL (SELECT CASE n % 9 WHEN 4 THEN 'failed' ELSE 'completed' END AS s) k;
         INSERT INTO dead_letter (letter_id, queue, reason, error_class, error_message, body, body_bytes, properties, archived_at)
         SELECT md5(n::text)::uuid, 'BACKFILL_DLQ', 'poison', 'poison', 'of kind ' || n % 50, '{', 1, '', now() - n * interval '1 s' FROM generate_series(1, 20000) n`);
    const many = await visitor();
    const first = await login(many, OPERATOR);
    await first.locator('td[data-month="2099-12"]').waitFor();
    mustBe(await first.locator('td[role=gridcell][data-month]').count(), 2400, 'cells');
    mustBe(await overflow(first), 0, 'pixels beside the overview');
    await picture(first, 'worst-months');
    await go(first, '/letters');
    must(await first.getByRole('table', { name: 'Letters' }).getByRole('rowheader').count() <= 200, 'a page has at most 200 letters');
    await go(first, '/months');
    mustBe(await first.getByRole('table', { name: 'Months' }).getByRole('rowheader').count(), 200, 'months of the first page');
    await first.getByRole('button', { name: '200 more' }).click();
    await until('400 months are shown', async () => await first.getByRole('table', { name: 'Months' }).getByRole('rowheader').count() === 400);
    sql("UPDATE backfill_log SET status = 'failed', error_class = 'malformed', error_message = 'a test', books_generated = 0, isbns_resolved = 0, resolution_rate = NULL");
    await go(first, '/');
    await first.reload();
    await first.locator('td[data-month="1900-01"][aria-label*="failed"]').waitFor({ timeout: 20000 });
    await picture(first, 'worst-failed', { full: false });
    await many.close();
});
await end();
