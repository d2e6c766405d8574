/* letters.mjs: dead letters and what is done with them, in one tab and in two: what is in vain is said
 * before it is done, what somebody else has done meanwhile is told, and who may what follows the login.
 * The world is world.sql. */
import { begin, end, findings, login, must, mustBe, OPERATOR, overflow, picture, READER, sql, step, until, untilSql, url, visitor } from './harness.mjs';
import { act, close, dialog, fill, go } from './people.mjs';

const operations = () => Number(sql('SELECT count(*) FROM operation'));
const submit = (page) => dialog(page).locator('button[type=submit]');

/* As one does who presses twice, and whose first press was answered at once. */
function pressTwice(page) {
    return submit(page).evaluate((button) => new Promise((resolve) => {
        new MutationObserver((_, observer) => {
            if (button.textContent.startsWith('Show'))
                return;
            observer.disconnect();
            setTimeout(() => resolve(button.click()), 150);
        }).observe(button, { childList: true });
        button.click();
    }));
}

async function tab(context, path) {
    const page = await context.newPage();
    await page.goto(`${url}/#${path}`);
    await page.locator('main .view h1').first().waitFor();
    return page;
}

await begin();
const context = await visitor();
const page = await login(context);

/* ---- before it is done ---- */

await step('a replay that is in vain is said to be, with a letter and its cause', page, async () => {
    await go(page, '/letters');
    await page.getByRole('button', { name: 'Replay all 8…' }).click();
    await dialog(page).getByText('8 would die of the same again').waitFor();
    await dialog(page).getByText(/In vain: letter 1 died of/).waitFor();
    await picture(page, 'letters-in-vain', { full: false });
    await close(page);
});
await step('an edit asks nothing before the body is another one, and shows the difference and the month', page, async () => {
    const asked = [];
    page.on('request', (request) => { if (request.url().endsWith('/letters/edit')) asked.push(request.url()); });
    await go(page, '/letters/3');
    await page.getByRole('button', { name: 'Edit its body…' }).click();
    await dialog(page).getByText(/signs such as \\xFF stand for its bytes/).waitFor();
    mustBe(await dialog(page).getByRole('alert').filter({ hasText: /./ }).count(), 0, 'complaints');
    mustBe(asked.length, 0, 'requests');
    const body = '{"job_id": "0b0e7a52-8a1c-4c8e-9d4a-3f1f5ce7a00a", "year": 2001, "month": 4}';
    await fill(dialog(page), { Body: body });
    await pressTwice(page); /* the second press does not send it */
    await dialog(page).getByText('The month 2001-04 is scheduled with it.').waitFor();
    mustBe(await dialog(page).locator('ins .outside').allInnerTexts(), [body], 'what comes');
    must(/egnp\.evil/.test(await dialog(page).locator('del').innerText()), 'what is taken away is not shown');
    await dialog(page).getByText(`${body.length} bytes in place of`).waitFor();
    await picture(page, 'letters-edit', { full: false });
    await until('the button can be pressed', () => submit(page).isEnabled());
    mustBe(await submit(page).innerText(), 'Send it with this body', 'the button');
    await fill(dialog(page), { Body: body.replace('2001', '1999') });
    await submit(page).click();
    await dialog(page).getByText('The month 1999-04 is not in the table').waitFor();
    await close(page);
    mustBe(sql("SELECT count(*) FROM dead_letter WHERE state <> 'archived'"), '0', 'letters that are not open');
});

/* ---- two tabs ---- */

await step('two tabs: the other sees what became of its letter, and who did it; its dialog, too', page, async () => {
    const other = await tab(context, '/letters/6');
    await other.getByRole('button', { name: 'Discard…' }).click();
    await go(page, '/letters/6');
    await page.getByRole('button', { name: 'Discard…' }).click();
    await fill(dialog(page), { Why: 'nobody needs it' });
    const before = operations();
    await submit(page).dblclick();
    await dialog(page).getByText('Done with 1 letter').waitFor();
    mustBe(operations(), before + 1, 'operations after a double click');
    await close(page);
    await other.locator('.fate').getByText('because nobody needs it').waitFor();
    await dialog(other).getByText('Letter 6 was open when this was opened, and is discarded now.').waitFor();
    await picture(other, 'letters-two-tabs', { full: false });
    await submit(other).click();
    await dialog(other).getByText('Nothing was done').waitFor();
    must(/discarded by operator .*operation \d+/s.test(await dialog(other).locator('.answer').innerText()), 'it does not say who did it');
    await close(other);
    await other.getByRole('button', { name: 'Restore…' }).waitFor();
    await act(page, 'Restore…', {});
    await close(page);
    await other.close();
});
await step('an operation that did nothing says so, in its list and on its own', page, async () => {
    await go(page, '/operations');
    await page.getByText('nothing was done').first().waitFor();
    await page.getByText('● done').first().waitFor();
    await page.getByRole('link', { name: /^discard/ }).first().click();
    await page.getByText('left alone: it is discarded').waitFor();
});

/* ---- who may what, in all tabs ---- */

await step('who logs in or out in one tab does so in all', page, async () => {
    const other = await tab(context, '/letters/3');
    await other.getByRole('button', { name: 'Replay…' }).waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Token').waitFor();
    await other.getByLabel('Token').waitFor();
    await page.getByLabel('Token').fill(READER);
    await page.keyboard.press('Enter');
    await other.getByRole('heading', { name: 'Letter 3' }).waitFor();
    await other.locator('#who').getByText(/^reader /).waitFor();
    mustBe(await other.getByRole('button', { name: /…$/ }).count(), 0, 'buttons that act');
    await page.evaluate((token) => fetch('/login', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token }) }), OPERATOR);
    await other.evaluate(() => dispatchEvent(new Event('focus'))); /* another window, which tells nothing */
    await other.getByRole('button', { name: 'Replay…' }).waitFor();
    await other.close();
    await page.reload();
    await page.locator('#who').getByText(/^operator /).waitFor();
});

/* ---- ways to a view ---- */

await step('back leads to the list as it was filtered, and closes a dialog', page, async () => {
    await go(page, '/letters?text=script');
    await page.getByRole('table', { name: 'Letters' }).getByRole('link').first().click();
    await page.getByRole('heading', { name: 'Letter 1' }).waitFor();
    await page.getByRole('button', { name: 'Discard…' }).click();
    await page.goBack();
    await page.getByRole('heading', { name: 'Dead letters' }).waitFor();
    await dialog(page).waitFor({ state: 'detached' });
    mustBe(await page.getByLabel('Text in the error').inputValue(), 'script', 'the filter');
});
await step('odd addresses are answered in words', page, async () => {
    for (const path of ['/letters/0', '/letters/abc', '/letters/99999999', '/letters/9223372036854775808', '/operations/none', '/letters?state=nosuch',
        '/letters?after=x', '/letters?group=%00', '/log?month=2003-13', '/log?since=-1', '/operations?kind=%3Cscript%3E']) {
        await page.evaluate((hash) => { location.hash = hash; }, `#${path}`);
        await page.locator('main .problem').waitFor().catch(() => { throw new Error(`${path}: nothing is said`); });
        const said = await page.locator('main .problem').innerText();
        must(!/defect|undefined|\[object|Bad Request|Not Found/.test(said), `${path}: ${said}`);
        mustBe(await overflow(page), 0, `pixels beside ${path}`);
    }
    for (const path of ['/%E0%A4%A', '/letters/1/2', '//', '/letters/%00', '/?a=b#c'])
        await go(page, path).catch((error) => { throw new Error(`${path}: ${error.message}`); });
});
await step('many letters are shown in pages', page, async () => {
    sql(`INSERT INTO dead_letter (letter_id, queue, reason, error_class, error_message, body, body_bytes, properties)
         SELECT gen_random_uuid(), 'BACKFILL_DLQ', 'poison', 'poison', 'paged ' || n, '', 0, '' FROM generate_series(1, 250) n`);
    await go(page, '/letters?text=paged');
    const seen = [];
    for (const size of [100, 100, 50]) {
        await until('the page is there', async () => await page.getByRole('table', { name: 'Letters' }).getByRole('rowheader').count() === size
            && !seen.includes(await page.getByRole('table', { name: 'Letters' }).getByRole('rowheader').first().innerText()));
        seen.push(...await page.getByRole('table', { name: 'Letters' }).getByRole('rowheader').allInnerTexts());
        if (size === 100)
            await page.getByRole('link', { name: 'Older ones' }).click();
    }
    mustBe(new Set(seen).size, 250, 'letters');
    mustBe(await page.getByRole('link', { name: 'Older ones' }).count(), 0, 'links behind the last page');
    sql("DELETE FROM dead_letter WHERE error_message LIKE 'paged %'");
});
await step('of many groups the largest are shown, and the others unfold', page, async () => {
    sql(`INSERT INTO dead_letter (letter_id, queue, reason, error_class, error_message, body, body_bytes, properties)
         SELECT gen_random_uuid(), 'BACKFILL_DLQ', 'poison', 'poison', 'a kind ' || chr(97 + n), '', 0, '' FROM generate_series(1, 20) n`);
    await go(page, '/letters?text=a%20kind');
    await page.getByText('8 groups more').click();
    await page.getByRole('table', { name: 'More groups' }).getByRole('button', { name: /^Replay group/ }).nth(7).waitFor();
    mustBe(await page.getByRole('table', { name: 'Groups', exact: true }).getByRole('rowheader').count(), 12, 'groups that are shown at once');
    sql("DELETE FROM dead_letter WHERE error_message LIKE 'a kind %'");
});

/* ---- since one last looked ---- */

await step('a tab that is left open tells what happened, and one that is opened beside it does not again', page, async () => {
    await go(page, '/');
    await page.evaluate(() => { /* three hours ago, as if nobody had been there since */
        localStorage.setItem('backfill.looked', JSON.stringify({ at: Date.now() - 3 * 3600000, figures: { completed: 0, failed: 0, isbns_resolved: 0, dead_letters: 0 } }));
    });
    sql("INSERT INTO operator_action (actor, action, subject, detail) VALUES ('somebody', 'pause', 'fleet', '{}')");
    await page.getByText('Since you last looked').waitFor();
    const other = await tab(context, '/');
    await other.locator('td[data-month]').first().waitFor();
    mustBe(await other.locator('.digest').count(), 0, 'digests beside it');
    await other.close();
    await page.getByRole('button', { name: 'I have seen it' }).click();
    await page.locator('.digest').waitFor({ state: 'detached' });
});

/* ---- dialogs, for everybody ---- */

const DIALOGS = [
    ['/letters', ['Collect…', /^Replay all/, /^Discard all/, /^Note on group/, /^Fix of group/]],
    ['/letters/3', ['Edit its body…', 'Replay…', 'Discard…']],
    ['/operations', [/^Resume operation/, /^Rate operation/, /^Cancel operation/]],
    ['/providers', [/^Open gemini/]],
];
async function lookAtDialogs(views, what) {
    for (const [path, buttons] of views) {
        await go(page, path);
        for (const name of buttons) {
            await page.getByRole('button', { name }).first().click();
            await until('the button can be pressed', () => submit(page).isEnabled());
            mustBe(await findings(page, { within: 'dialog[open]', ...what }), [], `${path} ${name}`);
            await page.keyboard.press('Escape');
            await dialog(page).waitFor({ state: 'detached' });
        }
    }
}
await step('axe finds nothing in the dialogs: light', page, () => lookAtDialogs(DIALOGS));
await step('axe finds nothing in the dialogs: dark', page, async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await lookAtDialogs([DIALOGS[1]], { colours: true });
});
await context.close();
const phone = await visitor({ width: 320, height: 640, hasTouch: true, isMobile: true });
const small = await login(phone);
await step('dialogs fit 320 pixels', small, async () => {
    for (const [path, name] of [['/letters', /^Replay all/], ['/letters/3', 'Edit its body…']]) {
        await go(small, path);
        await small.getByRole('button', { name }).first().click();
        await until('the button can be pressed', () => submit(small).isEnabled());
        mustBe(await dialog(small).evaluate((box) => box.scrollWidth - box.clientWidth), 0, `pixels beside the dialog of ${path}`);
        await picture(small, `phone-dialog-${path.replace(/\W+/g, '')}`, { full: false });
        await small.keyboard.press('Escape');
    }
});
await phone.close();
await untilSql("SELECT count(*) FROM dead_letter WHERE state <> 'archived'", '0');
await end();
