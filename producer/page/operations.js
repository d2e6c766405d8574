/* operations.js: what people do to many letters or months at once, how far it is, and how it ended. */
import { get } from './api.js';
import { h } from './dom.js';
import { leftAlone } from './letter_acts.js';
import { operationButtons, progressBar } from './operation_acts.js';
import { go, link } from './router.js';
import { facts, table } from './table.js';
import { counted, outside, time } from './text.js';

const PAGE = 50;
const RUNS_MS = 3000;
const WAITS_SHOWN = 3; /* of the months under way */
const STATES = ['', 'planned', 'running', 'paused', 'completed', 'cancelled'];
const KINDS = ['', 'replay', 'discard', 'restore', 'cancel', 'unhold', 'reset', 'schedule', 'accept', 'reject'];

/* What an operation has come to says more than that it is over. */
const ENDS = {
    done: ['good', '● done'], partly: ['bad', '◐ partly done'], nothing: ['bad', '■ nothing was done'],
    died: ['bad', '■ all died again'],
};
const GOES = { running: ['good', '▶ running'], paused: ['bad', '‖ paused'], planned: ['', 'planned'] };

export function stateOf(operation) {
    const [look, words] = ENDS[operation.outcome] ?? GOES[operation.state] ?? ['', operation.state];
    if (operation.state === 'cancelled') /* somebody wanted it so */
        return h('span', { class: `verdict ${operation.outcome === 'died' ? look : ''}` }, `cancelled, ${words.replace(/^\W+ /, '')}`);
    return h('span', { class: `verdict ${look}` }, words);
}

const COLUMNS = [
    { name: 'id', label: 'operation', heads: true, cell: (row) => h('a', { href: link(`/operations/${row.id}`) }, `${row.kind} ${row.id}`) },
    { name: 'state', label: 'state', cell: stateOf },
    { name: 'progress', label: 'progress', class: 'wide', cell: progressBar },
    { name: 'created_at', label: 'begun', kind: 'time' },
    { name: 'actor', label: 'by' },
    { name: 'why', label: 'why', cell: (row) => (row.why || row.because ? [row.why ? outside(row.why, { most: 120 }) : null,
        row.because ? h('p', { class: 'quiet' }, outside(row.because, { most: 160 })) : null] : null) },
];

function chooser(name, label, value, words) {
    return h('div', { class: 'field' }, h('label', { for: `filter-${name}` }, label), h('select', { id: `filter-${name}`, name },
        words.map((word) => h('option', { value: word, selected: word === (value ?? '') }, word || 'any'))));
}

function filterForm(query) {
    return h('form', { class: 'filters', 'aria-label': 'Operations', on: { submit: (event) => {
        event.preventDefault();
        go('/operations', { state: event.target.elements.state.value, kind: event.target.elements.kind.value });
    } } }, chooser('state', 'State', query.state, STATES), chooser('kind', 'Kind', query.kind, KINDS),
    h('div', { class: 'buttons' }, h('button', { type: 'submit' }, 'Show')));
}

function draw(room, { operations: list, next }, query) {
    const columns = room.may('operate') ? [...COLUMNS, { name: 'act', label: 'act', cell: (row) => operationButtons(room, row) }] : COLUMNS;
    return [
        h('h1', {}, 'Operations'), filterForm(query),
        table({ caption: 'Operations', quiet: true, columns, rows: list, key: (row) => row.id, empty: 'There are no such operations.' }),
        h('p', { class: 'buttons' },
            query.after ? h('a', { href: link('/operations', { ...query, after: null }) }, 'The newest') : null,
            next ? h('a', { href: link('/operations', { ...query, after: next }) }, 'Older ones') : null),
    ];
}

export const operations = {
    path: '/operations',
    name: 'operations',
    title: () => 'Operations',
    open(room) {
        const { state, kind, after } = room.query, values = { state, kind, after, limit: PAGE };
        room.same({ command: ['operation', 'list', values], api: ['/operations', values] });
        room.live(() => get('/operations', values, { closed: room.closed }), (all) => draw(room, all, { state, kind, after }), { head: () => [h('h1', {}, 'Operations'), filterForm({ state, kind })] });
    },
};

/* ---- one ---- */

const ENDED = { died_same: 'died of the same again', died_otherwise: 'died of something else', unknown: 'has not come back' };

const RESULTS = {
    scheduled: 'scheduled again', together: 'goes with another letter of its month', bytes: 'sent again as it was',
    edited: 'sent with its new body', restored: 'open again', discarded: 'discarded', cancelled: 'taken back and held',
    queued: 'queued', pending: 'pending', retry: 'waits for its next try', unheld: 'let go',
};

/* What was asked for, in words: where nobody chose it, it says nothing. */
const CHOSEN = { order_id: 'by order', after_days: 'days after its end that a month is due', batch_size: 'months at most', from: 'from', to: 'to',
    class: 'whose last error is', status: 'in the state', per_day: 'a day', only: 'which months', order: 'which come first' };

function requestWords(request) {
    return Object.entries(request || {}).filter(([, value]) => value !== null && value !== false)
        .map(([name, value]) => `${CHOSEN[name] ?? name.replaceAll('_', ' ')}${value === true ? '' : ` ${Array.isArray(value) ? value.join(' ') : value}`}`).join(', ');
}

function resultOf(row) {
    if (!row.result)
        return null;
    return row.state === 'skipped' ? `left alone: ${leftAlone(row.result)}` : RESULTS[row.result] ?? row.result.replaceAll('_', ' ');
}

function resultCell(row) {
    return row.meanwhile ? [resultOf(row), h('p', { class: 'quiet' }, outside(row.meanwhile))] : resultOf(row);
}

const ITEM_COLUMNS = [
    { name: 'position', label: 'no.', heads: true, cell: (row) => String(row.position) },
    { name: 'letter', label: 'letter', cell: (row) => (row.letter ? h('a', { href: link(`/letters/${row.letter}`) }, String(row.letter)) : null) },
    { name: 'month', label: 'month', class: 'whole', cell: (row) => (row.month ? h('a', { href: link(`/month/${row.month}`) }, row.month) : null) },
    { name: 'state', label: 'state', kind: 'word' },
    { name: 'result', label: 'what was done', cell: resultCell },
    { name: 'outcome', label: 'ended as', cell: (row) => h('span', { class: /died/.test(row.outcome ?? '') ? 'verdict bad' : null }, ENDED[row.outcome] ?? row.outcome ?? '–') },
    { name: 'done_at', label: 'at', kind: 'time' },
];

function rampWords(ramp) {
    return ramp ? ramp.split(',').map((step) => (step === '0' ? 'all' : step)).join(', ') : null;
}

/* What the months that are under way wait for: an operation goes on when they have ended. */
async function waitsOf(one, room) {
    const months = one.state === 'running' ? [...new Set(one.list.filter((row) => row.state === 'done' && !row.outcome && row.month).map((row) => row.month))] : [];
    const all = await Promise.all(months.slice(0, WAITS_SHOWN).map((month) => get(`/months/${month}/why`, {}, { closed: room.closed })
        .then((document) => ({ month, why: document.why }), () => null)));
    return all.filter((each) => each?.why);
}

function drawOne(room, { one, waiting }) {
    return [
        h('h1', {}, `Operation ${one.id}: ${one.kind}`),
        h('p', { class: 'lead' }, `${counted(one.items, one.kind === 'replay' || one.kind === 'discard' || one.kind === 'restore' ? 'letter' : 'month')}: `,
            stateOf(one), one.because ? [', because ', outside(one.because)] : null, '.'),
        waiting.map((each) => h('p', { class: 'sentence', key: each.month }, h('a', { href: link(`/month/${each.month}`) }, each.month), ': ', outside(each.why.sentence, { most: 400 }))),
        progressBar(one), operationButtons(room, one),
        facts([
            ['begun', [time(one.created_at, { seconds: true }), ' by ', outside(one.actor)]],
            ['why', one.why ? outside(one.why) : null],
            ['ended', one.ended_at ? time(one.ended_at, { seconds: true }) : null],
            ['steps', rampWords(one.ramp)], ['step', one.ramp ? String(one.step) : null],
            ['at most', one.rate_per_minute ? `${one.rate_per_minute} a minute` : null],
            ['chosen by', outside(requestWords(one.request))],
        ]),
        table({ caption: 'What is in it', columns: ITEM_COLUMNS, rows: one.list, key: (row) => row.position, empty: 'Nothing is in it.' }),
        h('p', { class: 'buttons' }, one.next
            ? h('a', { href: link(`/operations/${one.id}`, { after: one.next }) }, 'More') : null),
    ];
}

export const operation = {
    path: '/operations/{operation}',
    name: 'operations',
    title: (route) => `Operation ${route.parameters.operation}`,
    open(room) {
        const id = room.route.parameters.operation, path = `/operations/${encodeURIComponent(id)}`;
        const values = { after: room.query.after, limit: PAGE };
        room.same({ command: ['operation', 'show', id, values], api: [path, values] });
        /* How its letters end is not part of the overview: while it runs it is asked for. */
        room.live(async () => {
            const one = await get(path, values, { closed: room.closed });
            return { one, waiting: await waitsOf(one, room) };
        }, (all) => drawOne(room, all), { every: ({ one }) => (one.state === 'running' ? RUNS_MS : 0) });
    },
};
