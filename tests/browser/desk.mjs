/* desk.mjs: the scene of tests/support/scene.sh, mended on the page. */
import { begin, control, end, login, must, mustBe, picture, producer, READER, sql, step, until, untilSql, url, visitor } from './harness.mjs';
import { act, close, dialog, fill, focused, go, keysAct, keysTo, operationOf, tabTo } from './people.mjs';

const GARBAGE = ['2003-03', '2003-04'].map((month) => ({ month, do: 'garbage' }));
const status = (month) => sql(`SELECT status FROM backfill_log WHERE year = 2003 AND month = ${month}`);
const open = () => Number(sql("SELECT count(*) FROM dead_letter WHERE state = 'archived'"));
const groupOf = (where) => sql(`SELECT DISTINCT fingerprint FROM dead_letter WHERE state = 'archived' AND ${where}`);

async function services(rules) {
    await control({ reset: true });
    await control({ services: { '*': { fill: 5, max_books: 5 } }, invent: { resolvable: 1 }, rules });
}

await begin();

/* ---- who may what ---- */

const reading = await visitor();
await step('a wrong token is refused in words', null, async () => {
    const page = await reading.newPage();
    await page.goto(url);
    await page.getByLabel('Token').fill('a-token-that-is-not-ours');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    mustBe(await page.getByRole('navigation').getByRole('link').count(), 0, 'links to views');
    await page.close();
});
await step('a reader sees everything, and no button that acts', null, async () => {
    const page = await login(reading, READER);
    for (const path of ['/letters', '/orders', '/plans', '/providers', '/operations', '/month/2003-03']) {
        await go(page, path);
        const buttons = await page.locator('main').getByRole('button').allTextContents();
        mustBe(buttons.filter((text) => /…$/.test(text)), [], `buttons of ${path}`);
    }
    const answer = await page.evaluate(async () => (await fetch('/api/v1/pause', { method: 'POST',
        headers: { 'content-type': 'application/json' }, body: '{}' })).status);
    mustBe(answer, 403, 'the status of a pause');
    mustBe(sql('SELECT count(*) FROM control WHERE paused'), '0', 'paused');
});
await reading.close();

const context = await visitor();
const page = await login(context);

await step('the letters are collected from the broker', page, async () => {
    await go(page, '/letters');
    await act(page, 'Collect…', {});
    await close(page);
    await until('23 letters are open', () => open() === 23);
});
await step('what happened is said in one sentence, and letters and alarms are counted', page, async () => {
    await go(page, '/');
    await page.getByText('23 letters are open').waitFor();
    await picture(page, 'desk-before');
});

await step('why a provider is closed is told once, and no request is told to who looks at the page', page, async () => {
    const said = await page.locator('main').innerText();
    mustBe(said.split('the credits are gone').length - 1, 1, 'how often the reason stands there');
    must(said.includes('xai is closed until'), 'the alarm stands there');
    mustBe(said.match(/(GET|POST) \/api/), null, 'requests');
});

/* ---- by keyboard alone ---- */

await step('keyboard: a group of poison letters is discarded, with the reason', page, async () => {
    const group = groupOf("error_message LIKE '%unexpected end%'");
    await keysTo(page, 'Letters');
    await page.getByRole('button', { name: `Discard group ${group}` }).waitFor();
    await keysAct(page, `Discard group ${group}`, { Why: 'bytes of a test' });
    await untilSql("SELECT count(*) FROM dead_letter WHERE state = 'discarded'", '6');
    mustBe(await focused(page) !== '', true, 'something has the focus afterwards');
    mustBe(sql("SELECT why FROM operation WHERE kind = 'discard'"), 'bytes of a test', 'the reason');
});
await step('keyboard: one failed month is replayed, and completes', page, async () => {
    await services([{ service: 'xai', do: 'out_of_credits' }, ...GARBAGE]);
    const letter = sql("SELECT id FROM dead_letter WHERE state = 'archived' AND month = 5");
    await go(page, `/letters/${letter}`);
    await page.getByRole('button', { name: 'Replay…' }).waitFor();
    await keysAct(page, 'Replay…', { Why: 'the provider answers again' });
    await untilSql('SELECT status FROM backfill_log WHERE month = 5', 'completed', 20000);
});
await step('keyboard: the heatmap is one tab stop; arrows move, Enter opens the month', page, async () => {
    await keysTo(page, 'Overview');
    await page.locator('td[role=gridcell][data-month]').first().waitFor();
    mustBe(await page.locator('td[role=gridcell][tabindex="0"]').count(), 1, 'tab stops');
    await tabTo(page, /^\w+ 2003/);
    await page.keyboard.press('End');
    mustBe(await page.evaluate(() => document.activeElement.dataset.month), '2003-10', 'the last month that is there');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /February 2003/ }).waitFor();
});
await step('keyboard: months far from all others are reached, and left again', page, async () => {
    sql("INSERT INTO backfill_log (year, month) VALUES (1950, 7)");
    await keysTo(page, 'Overview');
    await page.locator('[data-month="1950-07"]').waitFor();
    mustBe(await page.locator('th[role=rowheader]').filter({ hasText: /^19[5-9]/ }).count(), 1, 'rows of the years between');
    await tabTo(page, /^\w+ (2003|1950)/);
    const presses = [['Control+Home', '1950-07'], ['ArrowRight', '2003-01'], ['ArrowLeft', '1950-07'], ['ArrowDown', '2003-07'], ['ArrowUp', '1950-07'],
        ['End', '1950-07'], ['PageDown', '2003-07'], ['PageUp', '1950-07'], ['Control+End', '2003-10'], ['ArrowRight', '2003-10']];
    for (const [key, month] of presses) {
        await page.keyboard.press(key);
        mustBe(await page.evaluate(() => document.activeElement.dataset.month), month, `the month behind ${key}`);
    }
    sql('DELETE FROM backfill_log WHERE year = 1950');
});

/* ---- an order ---- */

await step('keyboard: an order is planned before anything is bought, given, and paused', page, async () => {
    await keysTo(page, 'Orders');
    await page.getByRole('button', { name: 'New order…' }).waitFor();
    await keysTo(page, 'New order…');
    for (const [label, value] of [['From month', '2003-09'], ['To month', '2003-10'], ['Months a day', '1'], ['Why', 'phase 1']]) {
        await tabTo(page, label);
        await page.keyboard.press('Control+a');
        await page.keyboard.type(value);
    }
    await page.keyboard.press('Enter');
    await dialog(page).getByText('2 months').waitFor();
    mustBe(sql('SELECT count(*) FROM backfill_order'), '0', 'orders before it is given');
    await picture(page, 'desk-order');
    await tabTo(page, 'Give the order');
    await page.keyboard.press('Enter');
    await dialog(page).getByRole('button', { name: 'Close' }).waitFor();
    await page.keyboard.press('Enter');
    await untilSql('SELECT count(*) FROM backfill_order', '1');
    await page.getByRole('button', { name: 'Pause order 1' }).waitFor();
    await keysAct(page, 'Pause order 1', { Why: 'not now' });
    await untilSql('SELECT state FROM backfill_order', 'paused');
});
await step('an order is shown day by day, given a budget or refused it, and cancelled', page, async () => {
    await go(page, '/orders/1');
    await page.getByRole('heading', { level: 1, name: 'Order 1' }).waitFor();
    await page.getByText('it is paused, and has no end until it is resumed').waitFor();
    await page.getByText('when it is resumed').first().waitFor();
    await go(page, '/');
    const ordersTable = page.getByRole('table', { name: 'Standing orders' });
    await ordersTable.getByText('paused').waitFor(); // what is there at first may be of before
    mustBe(await ordersTable.locator('[data-label="goes on"]').innerText(), '–', 'when a paused order goes on, on the overview');
    await go(page, '/orders');
    await page.getByRole('button', { name: 'New order…' }).click();
    for (const [after, words] of [['99', 'there is no order 99'], ['1', 'It has no beginning that is known']]) {
        await fill(dialog(page), { 'From month': '2003-09', 'To month': '2003-10', 'After order': after });
        await dialog(page).getByRole('button', { name: 'Show what would happen' }).click();
        await dialog(page).getByText(words).waitFor();
    }
    await dialog(page).getByRole('button', { name: 'Leave it' }).click();
    await go(page, '/orders/1');
    mustBe(await page.locator('tr.forecast').count(), 0, 'days to come of a paused order');
    await act(page, 'Resume order 1', {});
    await close(page);
    await page.getByRole('button', { name: 'Pause order 1' }).waitFor();
    await act(page, 'Budget of order 1', { 'What its months may cost, or none': '12.50', Why: 'as agreed' });
    await close(page);
    await page.getByText(/of 12\.50/).first().waitFor();
    await act(page, 'Cancel order 1', { Why: 'done by hand' });
    await close(page);
    await untilSql('SELECT state FROM backfill_order', 'cancelled');
});

/* ---- a plan ---- */

await step('a batch is shown as a plan, and exactly that plan is done', page, async () => {
    await go(page, '/plans');
    const before = sql("SELECT count(*) FROM backfill_log WHERE status <> 'pending'");
    await page.getByRole('button', { name: 'Schedule months…' }).click();
    await fill(dialog(page), { 'From month': '2003-08', 'To month': '2003-10', 'Months at most': 1, 'Which first': 'oldest' });
    await dialog(page).getByRole('button', { name: 'Show what would happen' }).click();
    await dialog(page).getByText(/This is plan \d+/).waitFor();
    mustBe(sql("SELECT count(*) FROM backfill_log WHERE status <> 'pending'"), before, 'months that are not pending');
    await close(page);
    await page.getByRole('button', { name: /^Do plan \d+$/ }).waitFor();
    await page.getByRole('button', { name: /^Drop plan \d+$/ }).click();
    await dialog(page).locator('button[type=submit]').click();
    await dialog(page).getByRole('button', { name: 'Close' }).waitFor();
    await close(page);
    mustBe(sql("SELECT count(*) FROM backfill_log WHERE status <> 'pending'"), before, 'months that are not pending, still');
});
await step('a plan is carried out to the end', page, async () => {
    await page.getByRole('button', { name: 'Schedule months…' }).click();
    await fill(dialog(page), { 'From month': '2003-09', 'To month': '2003-10', 'Months at most': 1, 'Which first': 'oldest' });
    await dialog(page).locator('button[type=submit]').click();
    const said = await dialog(page).getByText(/This is plan \d+/).innerText();
    await dialog(page).getByText(/It costs about/).waitFor();
    await close(page);
    await page.getByRole('button', { name: `Do plan ${/\d+/.exec(said)[0]}`, exact: true }).click();
    await dialog(page).locator('button[type=submit]').click();
    await dialog(page).getByText('1 month scheduled').waitFor();
    await close(page);
    await page.getByText('There is none. A dry run leaves one.').waitFor();
    await untilSql('SELECT status FROM backfill_log WHERE month = 9', 'completed', 20000);
});

/* ---- a canary, and the mended cause ---- */

await step('a provider that is closed is opened, with the reason', page, async () => {
    await services(GARBAGE);
    await go(page, '/providers');
    await page.getByRole('button', { name: 'Open xai…' }).waitFor();
    await picture(page, 'desk-providers');
    await act(page, 'Open xai…', { Why: 'credits are there again' });
    await close(page);
    await page.getByRole('button', { name: 'Close xai…' }).waitFor();
});
let replay;
await step('keyboard: a canary stops a replay whose cause is not mended', page, async () => {
    const group = groupOf('month IN (3, 4) AND year = 2003');
    await go(page, '/letters');
    const said = await keysAct(page, `Replay group ${group}`, { Why: 'a try' });
    must(/2 letters/.test(said.seen), `the preview says: ${said.seen}`);
    replay = operationOf(said);
    await go(page, `/operations/${replay}`);
    await page.getByText('has died again').waitFor({ timeout: 20000 });
    await page.getByRole('button', { name: `Resume operation ${replay}` }).waitFor();
    await picture(page, 'desk-canary');
    mustBe(producer('operation', 'show', String(replay)).waiting, 1, 'letters that wait');
});
await step('its rate is changed', page, async () => {
    await act(page, `Rate operation ${replay}`, { 'Letters at most': '600/m' });
    await close(page);
    await untilSql(`SELECT rate_per_minute FROM operation WHERE id = ${replay}`, '600');
});
await step('keyboard: the replay is resumed, and shows how its letters ended', page, async () => {
    await services([]);
    await go(page, `/operations/${replay}`);
    await page.getByRole('button', { name: `Resume operation ${replay}` }).waitFor();
    await keysAct(page, `Resume operation ${replay}`);
    await page.getByText('1 completed').first().waitFor({ timeout: 20000 });
    await page.getByText('◐ partly done').waitFor({ timeout: 20000 });
    await picture(page, 'desk-resumed');
});
await step('what had died as the canary is replayed, and the three months are completed', page, async () => {
    const letter = sql("SELECT id FROM dead_letter WHERE state = 'archived' AND month IN (3, 4) AND year = 2003");
    await go(page, `/letters/${letter}`);
    await act(page, 'Replay…', { Why: 'the rest' }, { looks: true });
    await close(page);
    await until('the months are completed', () => [3, 4, 5].every((month) => status(month) === 'completed'), 20000);
    await go(page, '/');
    for (const month of ['2003-03', '2003-04', '2003-05'])
        await page.locator(`td[data-month="${month}"][aria-label*="completed"]`).waitFor();
});

/* ---- another prompt ---- */

await step('a month is tried with another prompt beside what stands, and the new books are accepted', page, async () => {
    await go(page, '/plans');
    await act(page, 'Compare months…', { 'From month': '2003-06', 'To month': '2003-06', Prompt: 'annual' }, { looks: true });
    await close(page);
    await page.getByRole('button', { name: 'Accept 2003-06' }).waitFor({ timeout: 20000 });
    await page.getByText('baseline → annual').waitFor();
    await picture(page, 'desk-compared');
    await act(page, 'Accept 2003-06', { Why: 'it names more' });
    await close(page);
    await page.getByText('No month is compared.').waitFor();
    mustBe(sql('SELECT generation, prompt_variant FROM backfill_log WHERE month = 6'), '2|annual', 'the generation that stands');
});
await step('new months are entered, taken back by a filter, and let go', page, async () => {
    await go(page, '/months?status=pending&from=2003-11');
    await act(page, 'Enter months…', { 'From month': '2003-11', 'To month': '2003-12' });
    await close(page);
    await untilSql('SELECT count(*) FROM backfill_log', '12');
    await act(page, 'Take back and hold…', {}, { looks: true });
    await close(page);
    await untilSql('SELECT count(*) FROM backfill_log WHERE held', '2');
    await go(page, '/months?status=held');
    await act(page, 'Let held ones go…', {}, { looks: true });
    await close(page);
    await untilSql('SELECT count(*) FROM backfill_log WHERE held', '0');
});

/* ---- the other poison ---- */

await step('a replay in vain is over, and is not called done', page, async () => {
    const letter = sql("SELECT max(id) FROM dead_letter WHERE state = 'archived' AND error_message LIKE '%unexpected end%' OR error_message LIKE 'month is missing%'");
    await go(page, `/letters/${letter}`);
    const said = await act(page, 'Replay…', { Why: 'all the same' }, { looks: true });
    must(/In vain: letter \d+ died of/.test(said.seen), `the preview says: ${said.seen}`);
    const number = operationOf(said);
    await close(page);
    await page.getByText('it has died of the same again').waitFor({ timeout: 30000 });
    await go(page, `/operations/${number}`);
    await page.getByText('■ all died again').waitFor();
    mustBe(producer('operation', 'show', String(number)).outcome, 'died', 'its outcome');
});
await step('a letter is edited: a body that would die again is refused, a good one completes its month', page, async () => {
    const letter = sql("SELECT min(id) FROM dead_letter WHERE state = 'archived' AND error_message LIKE 'year is missing%'");
    await go(page, `/letters/${letter}`);
    await page.getByRole('button', { name: 'Edit its body…' }).click();
    await fill(dialog(page), { Body: '{"year": 2003}' });
    await dialog(page).locator('button[type=submit]').click();
    await dialog(page).getByText(/a consumer would not take this/).waitFor();
    await page.keyboard.press('Escape');
    await keysAct(page, 'Edit its body…', { Body: '{"job_id": "0b0e7a52-8a1c-4c8e-9d4a-3f1f5ce7a00a", "year": 2003, "month": 8}' });
    await untilSql('SELECT status FROM backfill_log WHERE month = 8', 'completed', 20000);
});
await step('a group has a note and a fix', page, async () => {
    const group = groupOf("error_message LIKE 'year is missing%'");
    await go(page, '/letters');
    await act(page, `Note on group ${group}`, { Text: 'a script of last week' });
    await close(page);
    await act(page, `Fix of group ${group}`, { Text: 'the script is gone' });
    await close(page);
    await page.getByText('a script of last week').waitFor();
    await page.getByText('the script is gone').waitFor();
});
await step('the rest is discarded, one is restored and discarded again; none is open', page, async () => {
    await go(page, '/letters');
    const left = open();
    const said = await act(page, `Discard all ${left}…`, { Why: 'messages of nobody' });
    operationOf(said);
    await close(page);
    await until('no letter is open', () => open() === 0);
    const one = sql("SELECT max(id) FROM dead_letter WHERE state = 'discarded'");
    await go(page, `/letters/${one}`);
    await act(page, 'Restore…', {});
    await close(page);
    await page.getByRole('button', { name: 'Discard…' }).waitFor();
    await act(page, 'Discard…', { Why: 'after all' });
    await close(page);
    await until('no letter is open', () => open() === 0);
    /* Those of a month that has completed since are closed by themselves. */
    mustBe(sql("SELECT count(*) FROM dead_letter WHERE reason = 'poison' AND state IN ('discarded', 'closed')"), '19', 'letters that are settled');
});
await step('the overview says so, and the log has what was done as marks on the pace', page, async () => {
    await go(page, '/');
    await page.getByText('No dead letter is open.').waitFor();
    await picture(page, 'desk-after');
    await go(page, '/log');
    await page.locator('svg.chart .mark').first().waitFor();
    await page.getByRole('table', { name: 'What people did' }).getByText('credits are there again').first().waitFor();
    await picture(page, 'desk-log');
});

await step('whatever changes the pace is a mark with its words, and what does not is none', page, async () => {
    const pace = ['pause', 'resume', 'schedule', 'order', 'order_budget', 'order_cancel', 'order_pause', 'order_resume', 'provider close', 'provider open', 'cancel',
        'unhold', 'reset', 'reset_failed', 'reset_stuck', 'replay', 'dlq_replay', 'operation_cancel', 'operation_pause', 'operation_rate', 'operation_resume'];
    sql(`INSERT INTO operator_action (actor, action, subject, detail)
         SELECT 'a tester', unnest('{${[...pace, 'dlq_note', 'conflict_resolve', 'prune'].join(',')}}'::text[]), 'what is marked', '{"why": "<b>why</b>"}'`);
    await go(page, '/months');
    await go(page, '/log');
    await page.locator('svg.chart .mark').first().waitFor();
    const wanted = pace.map((action) => `${action.replaceAll('_', ' ')} what is marked by a tester: <b>why</b>`).sort();
    const words = (texts) => texts.flatMap((text) => text.split('\n')).filter((text) => text.includes('a tester')).map((text) => text.slice(6)).sort();
    mustBe(words(await page.locator('svg.chart .mark title').evaluateAll((all) => all.map((each) => each.textContent))), wanted, 'the words of the marks');
    mustBe(words(await page.locator('.pace-chart li').evaluateAll((all) => all.map((each) => each.textContent))), wanted, 'the same in the table');
});

await context.close();
await end();
