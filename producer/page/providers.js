/* providers.js: what each provider's day has left, whether it is open, why it was closed, how its
 * calls ended and what its answers were worth; to open and to close one. */
import { get, post } from './api.js';
import { WHY } from './choice.js';
import { actButton } from './dialog.js';
import { h } from './dom.js';
import { gauge } from './gauge.js';
import { facts, table } from './table.js';
import { count, counted, duration, money, NOTHING, outside, time } from './text.js';

/* ---- open and close ---- */

function closing(room, name) {
    return {
        title: `Close ${name}`, confirm: 'Close it', danger: true,
        text: `No call is sent to ${name} meanwhile. Months that no other provider can serve wait, uncharged.`,
        fields: [{ name: 'for', label: 'For how long', value: '1h', required: true, hint: 'such as 30m, 2h, 7d' }, WHY],
        act: (values, key) => post(`/providers/${encodeURIComponent(name)}/close`, values, { key }),
        done: (answer) => h('p', {}, `${name} is closed until `, time(answer.closed_until), '.'),
        after: () => room.again(),
    };
}

export function opening(room, name) {
    return {
        title: `Open ${name}`, confirm: 'Open it',
        text: 'Months that wait for it go on at once. Its failures are forgotten.',
        fields: [WHY],
        act: (values, key) => post(`/providers/${encodeURIComponent(name)}/open`, values, { key }),
        done: (answer) => h('p', {}, `${name} is open; ${counted(answer.months_due ?? 0, 'month')} and ${counted(answer.isbns_due ?? 0, 'ISBN')} became due.`),
        after: () => room.again(),
    };
}

/* ---- one provider ---- */

function dayGauge(each) {
    if (each.limit === null)
        return h('p', { class: 'quiet' }, `${count(each.used)} calls today, of a day without a limit`);
    const words = `${count(each.used)} of ${count(each.limit)} calls used, ${count(each.reserved)} reserved for open months, ` +
        `${count(each.buffer)} kept back`;
    return [
        gauge({ label: words, whole: each.limit, mark: each.limit - each.buffer,
            parts: [{ value: each.used, kind: 'used' }, { value: each.reserved, kind: 'reserved' }] }),
        h('p', { class: 'quiet' }, words, '; ', h('b', {}, `${count(each.free)} free`)),
    ];
}

function stateLine(each) {
    if (each.state === 'open')
        return h('p', { class: 'verdict good' }, '● open',
            each.failures > 0 ? ` after ${counted(each.failures, 'failure')} in a row` : '');
    return h('p', { class: 'verdict bad' }, `■ ${each.state}`,
        each.closed_since ? [' since ', time(each.closed_since, { seconds: true })] : null,
        each.closed_until ? [', until ', time(each.closed_until, { seconds: true })] : null,
        ': ', outside(each.closed_why, { most: 300 }));
}

function outcomesOf(usage, name) {
    const row = usage.usage.find((each) => each.kind === 'part' && each.name === name);
    return Object.entries((row && row.outcomes) || {}).map(([outcome, calls]) => `${outcome} ${count(calls)}`).join(', ');
}

/* What has no price costs "–", which is not nothing. */
function costToday(each) {
    if (each.cost_today === null)
        return `${NOTHING} (no price is written)`;
    return each.used > 0 ? money(each.cost_today) : null;
}

function card(room, each, usage) {
    const name = each.provider;
    return h('section', { class: 'card', key: name, 'aria-label': name },
        h('h2', {}, outside(name), ' ', h('small', {}, each.role)),
        stateLine(each), dayGauge(each),
        facts([
            ['its day begins anew', time(each.reset_at)],
            ['rate', `${each.rate_per_second} a second`],
            ['calls a month', each.calls_assumed ? `${each.calls_a_month}, assumed until ten months are measured` : each.calls_a_month],
            ['cost today', costToday(each)],
            ['all its calls', outcomesOf(usage, name)],
            ['its own count is higher by', each.drift ? count(each.drift) : null],
        ]),
        h('div', { class: 'buttons' },
            each.state === 'open' ? actButton(room, `Close ${name}…`, () => closing(room, name))
                : actButton(room, `Open ${name}…`, () => opening(room, name), { class: 'main' })));
}

/* ---- what was before, and what answers were worth ---- */

const LOG_COLUMNS = [
    { name: 'at', label: 'at', kind: 'time' },
    { name: 'provider', label: 'provider', heads: true },
    { name: 'what', label: 'what', kind: 'word' },
    { name: 'why', label: 'why', class: 'wide', cell: (row) => [outside(row.why, { most: 200 }),
        row.closed_why ? h('span', { class: 'note' }, 'It had been closed because: ', outside(row.closed_why, { most: 200 })) : null] },
    { name: 'closed_for_ms', label: 'for', cell: (row) => (row.closed_for_ms === null ? ['until ', time(row.until)] : duration(row.closed_for_ms)) },
];

function worthColumns(first) {
    return [
        { name: first, label: first, heads: true },
        { name: 'answers', label: 'answers', kind: 'number' },
        { name: 'named', label: 'books named', kind: 'number' },
        { name: 'found', label: 'found', kind: 'number' },
        { name: 'found_by_it_alone', label: 'by it alone', kind: 'number' },
        { name: 'nowhere_percent', label: 'found nowhere', kind: 'percent' },
        { name: 'refusals', label: 'refusals', kind: 'number' },
        { name: 'cost', label: 'cost', kind: 'money' },
        { name: 'cost_per_isbn', label: 'an ISBN', kind: 'money' },
    ];
}

function worth(quality) {
    return ['generator', 'model', 'prompt'].map((by) => table({
        caption: `By ${by}`, columns: worthColumns(by), rows: quality[`by_${by}`], key: (row) => row[by],
        empty: `No answer is there to judge by ${by}.` }));
}

function declined(refusals) {
    return table({ caption: 'Answers that declined', rows: refusals, empty: 'None has declined to answer.',
        columns: [{ name: 'provider', label: 'provider', heads: true }, { name: 'what', label: 'what', kind: 'word' },
            { name: 'months', label: 'months', kind: 'number' }, { name: 'first_months', label: 'the first', cell: (row) => outside((row.first_months ?? '').replaceAll(' ', ', ')) },
            { name: 'words', label: 'its words' }] });
}

function errors(list) {
    return table({ caption: 'What months met', rows: list, empty: 'No attempt has met an error.',
        columns: [{ name: 'error_class', label: 'class', kind: 'word', heads: true }, { name: 'attempts', label: 'attempts', kind: 'number' },
            { name: 'months', label: 'months', kind: 'number' }, { name: 'failed', label: 'failed', kind: 'number' },
            { name: 'last_at', label: 'the last', kind: 'time' }, { name: 'message', label: 'its words' }] });
}

/* ---- the view ---- */

async function loadNow(room) {
    const closed = room.closed;
    const [quota, list, log, usage] = await Promise.all([get('/quota', { days: 0 }, { closed }), get('/providers', {}, { closed }),
        get('/providers/log', { limit: 20 }, { closed }), get('/usage', {}, { closed })]);
    const more = new Map(list.providers.map((each) => [each.provider, each]));
    return { each: quota.providers.map((one) => ({ ...more.get(one.provider), ...one })), log, usage };
}

function drawNow(room, { each, log, usage }) {
    const closed = each.filter((one) => one.state !== 'open').length;
    return [
        h('p', { class: 'lead' }, closed === 0 ? `${each.length === 1 ? 'The provider is' : `All ${each.length} providers are`} open.`
            : `${closed} of ${counted(each.length, 'provider')} ${closed === 1 ? 'is' : 'are'} closed.`),
        h('div', { class: 'cards' }, each.map((one) => card(room, one, usage))),
        h('h2', {}, 'Closed and opened'),
        table({ caption: 'When providers were closed and opened', quiet: true, rows: log.events, columns: LOG_COLUMNS,
            key: (row) => `${row.at} ${row.provider} ${row.what}`, empty: 'None was ever closed.' }),
    ];
}

/* Of all months: it is counted once a visit. */
async function loadPast({ closed }) {
    const [quality, report] = await Promise.all([get('/report/quality', {}, { closed }), get('/report', {}, { closed })]);
    return { quality, report };
}

function drawPast({ quality, report }) {
    return [
        h('h2', {}, 'What their answers were worth'), worth(quality),
        h('p', { class: 'quiet' }, 'An answer is what is kept of a month: one call that ended well, or the last that could not be read; a call that is repeated is counted with its provider above. ',
            'Found nowhere: no resolver knows these books, so that some may be invented.'),
        h('h2', {}, 'Last errors'), declined(report.refusals), errors(report.errors),
    ];
}

export const providers = {
    path: '/providers',
    name: 'providers',
    title: () => 'Providers',
    open(room) {
        const now = h('div', { class: 'part' }), past = h('div', { class: 'part' });
        room.same({ command: ['quota'], api: ['/quota', {}] });
        room.show(h('h1', {}, 'Providers'), now, past);
        room.live(() => loadNow(room), (all) => drawNow(room, all), { node: now });
        room.live(() => loadPast(room), drawPast, { node: past, once: true });
    },
};
