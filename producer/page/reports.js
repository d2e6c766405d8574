/* reports.js: what was used and what it cost, what the months gave, and files for other programs. */
import { address, get } from './api.js';
import { h } from './dom.js';
import { go, link } from './router.js';
import { table } from './table.js';
import { count, counted, duration, money, percent, time } from './text.js';

const WAYS = ['provider', 'day', 'month', 'order', 'prompt'];

function nameOf(row) {
    return { total: 'in all', by_hand: 'by hand', no_month: 'no month', not_known: 'not known' }[row.kind] ?? row.name ?? row.kind.replaceAll('_', ' ');
}

const USAGE = [
    { name: 'name', label: 'of', heads: true, cell: nameOf },
    { name: 'calls', label: 'calls', kind: 'number' },
    { name: 'units', label: 'units', kind: 'number' },
    { name: 'tokens_in', label: 'tokens asked', kind: 'number' },
    { name: 'tokens_out', label: 'answered', kind: 'number' },
    { name: 'cost', label: 'cost', kind: 'money' },
    { name: 'unpriced', label: 'without price', kind: 'number' },
    { name: 'outcomes', label: 'how they ended', cell: (row) =>
        Object.entries(row.outcomes || {}).map(([outcome, calls]) => `${outcome} ${count(calls)}`).join(', ') },
];

function ways(by) {
    return h('p', { class: 'tabs' }, WAYS.map((way) => h('a', { key: way, href: link('/reports', way === 'provider' ? {} : { by: way }),
        'aria-current': way === by ? 'true' : null }, `by ${way}`)));
}

function totals(report) {
    const sum = report.totals;
    return h('p', { class: 'lead' }, `${counted(sum.months, 'month')} were ever scheduled: ${count(sum.completed)} completed, ${count(sum.failed)} failed; `,
        `${counted(sum.books_generated, 'book')}, ${counted(sum.isbns_resolved, 'ISBN')} (${percent(sum.resolution_rate, 1)}), `,
        `${count(sum.isbns_queued)} handed over, in ${duration(sum.duration_ms)} of work.`);
}

const PROMPTS = [
    { name: 'prompt_variant', label: 'prompt', heads: true },
    { name: 'books_asked', label: 'books asked', kind: 'number' },
    { name: 'months', label: 'months', kind: 'number' },
    { name: 'completed', label: 'completed', kind: 'number' },
    { name: 'books_generated', label: 'books', kind: 'number' },
    { name: 'isbns_resolved', label: 'ISBNs', kind: 'number' },
    { name: 'resolution_rate', label: 'rate', kind: 'percent' },
];

/* ---- files ---- */

const FILES = [['isbns', 'ISBNs that were handed over'], ['books', 'Books of every month'], ['unresolved', 'Books without an ISBN']];

function files(query) {
    const range = { from: query.from, to: query.to };
    return h('ul', { class: 'plain' }, FILES.map(([what, words]) => h('li', { key: what }, words, ': ',
        ['csv', 'jsonl'].map((format, place) => [place > 0 ? ' · ' : '', h('a', { download: `${what}.${format}`,
            href: address(`/exports/${what}`, { format, ...range }), 'aria-label': `${words} as ${format}` }, format)]))));
}

function rangeForm(query) {
    const field = (name, label) => h('div', { class: 'field' }, h('label', { for: `range-${name}` }, label),
        h('input', { id: `range-${name}`, name, value: query[name] ?? '', pattern: '[0-9]{4}-[0-9]{2}', autocomplete: 'off' }));
    return h('form', { class: 'filters', 'aria-label': 'Range of months', on: { submit: (event) => {
        event.preventDefault();
        go('/reports', { by: query.by, from: event.target.elements.from.value, to: event.target.elements.to.value });
    } } }, field('from', 'From month'), field('to', 'To month'), h('div', { class: 'buttons' }, h('button', { type: 'submit' }, 'Show')));
}

function draw({ usage, report }, query, by) {
    return [
        h('h1', {}, 'Reports'), rangeForm(query), totals(report),
        h('p', { class: 'quiet' }, 'Made ', time(report.made_at, { seconds: true }), ` by ${report.versions.program}, schema ${report.versions.schema}.`),
        h('h2', {}, 'Files for other programs'), files(query),
        h('h2', {}, 'What was used'), ways(by),
        table({ caption: `Calls by ${by}`, quiet: true, columns: USAGE, rows: usage.usage, key: (row) => `${row.kind} ${row.name}`,
            rowClass: (row) => (row.kind === 'total' ? 'total' : null), empty: 'No call was ever made.' }),
        h('p', { class: 'quiet' }, `Cost is “–” where no call has a price: that is not nothing. In all: ${money(usage.usage.at(-1)?.cost)}.`),
        h('h2', {}, 'By prompt'),
        table({ caption: 'By prompt', quiet: true, columns: PROMPTS, rows: report.prompts, empty: 'No month was scheduled yet.' }),
    ];
}

export const reports = {
    path: '/reports',
    name: 'reports',
    title: () => 'Reports',
    open(room) {
        const query = room.query, closed = room.closed, by = WAYS.includes(query.by) ? query.by : 'provider';
        const range = { from: query.from, to: query.to };
        room.same({ command: ['usage', { by }], api: ['/usage', { by }] });
        room.live(async () => {
            const [usage, report] = await Promise.all([get('/usage', { by }, { closed }), get('/report', range, { closed })]);
            return { usage, report };
        }, (all) => draw(all, query, by), { once: true });
    },
};
