/* month.js: one month: what it waits for, its figures, what one may do with it; then its books,
 * what happened, attempts and calls, letters, and the raw answers of generators. */
import { get } from './api.js';
import { h, morph } from './dom.js';
import { monthActions } from './month_acts.js';
import { books, comparison, overlaps } from './month_books.js';
import { answersPanel } from './month_answers.js';
import { link } from './router.js';
import { facts, table } from './table.js';
import { count, counted, duration, money, monthName, NOTHING, outside, percent, time } from './text.js';
import { lookOf } from './looks.js';
import { sentences } from './why.js';

function neighbour(month, step) {
    const [year, number] = month.split('-').map(Number);
    const place = year * 12 + number - 1 + step;
    return `${Math.floor(place / 12)}-${String((place % 12) + 1).padStart(2, '0')}`;
}

function heading(month) {
    if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month))
        return h('div', { class: 'title-row' }, h('h1', {}, 'A month that is none'));
    const before = neighbour(month, -1), after = neighbour(month, 1);
    return h('div', { class: 'title-row' }, h('h1', {}, monthName(month)),
        h('nav', { class: 'neighbours', 'aria-label': 'Neighbouring months' },
            h('a', { href: link(`/month/${before}`), rel: 'prev' }, `← ${before}`), ' ', h('a', { href: link(`/month/${after}`), rel: 'next' }, `${after} →`)));
}

/* ---- its figures ---- */

function failedOnes(document) {
    return document.generators.filter((each) => each.outcome === 'failed');
}

/* As the heatmap has it. */
function stateOf(document) {
    if (document.held)
        return 'held';
    if (document.status === 'retry' && document.waits_for)
        return 'waiting';
    if (document.status !== 'completed')
        return document.status;
    return document.books_generated === 0 ? 'empty' : failedOnes(document).length > 0 ? 'partial' : 'completed';
}

function badge(document) {
    const state = stateOf(document);
    const [glyph, label, look] = lookOf(state);
    return h('span', { class: 'badge' }, h('i', { class: `cell ${look}`, 'aria-hidden': 'true' }, glyph), ' ', label);
}

function callWords(calls) {
    const words = Object.entries(calls || {}).sort(([a], [b]) => a.localeCompare(b)).map(([name, number]) => `${name} ${count(number)}`);
    return words.length > 0 ? outside(words.join(', ')) : null;
}

/* The row of a month names the error that decided; each generator that failed has one of its own. */
function errors(document) {
    const said = document.error_message ?? '';
    const others = document.generators.filter((each) => (each.error_message ? !said.includes(each.error_message)
        : each.outcome === 'unreadable' && !said.includes(`${each.generator}:`)));
    const lines = [said ? [document.error_class, said] : null, ...others.map((each) =>
        (each.error_message ? [each.error_class, each.error_message] : ['malformed', `${each.generator}: its answer could not be read`]))].filter(Boolean);
    return lines.length === 0 ? null : lines.map(([kind, words], place) => h('div', { key: place }, kind ? h('b', {}, `${kind} `) : null, outside(words, { most: 1000 })));
}

/* "17; 2 wait (quota), 1 not found": all of those that were handed over. */
function enrichedWords(document) {
    const because = Object.keys(document.isbns_waiting_because ?? {}).map((reason) => reason.replaceAll('_', ' ')).join(', ');
    const open = [document.isbns_waiting > 0 ? [`${count(document.isbns_waiting)} wait (${because}), the oldest, `, h('a', { href: link(`/isbn/${document.isbn_oldest}`) }, document.isbn_oldest)] : null,
        document.isbns_not_found > 0 ? `${count(document.isbns_not_found)} not found` : null,
        document.isbns_failed > 0 ? `${count(document.isbns_failed)} failed` : null].filter(Boolean);
    return [count(document.isbns_enriched), open.map((part) => ['; ', part])];
}

function summary(document, cost) {
    return facts([
        ['State', badge(document)],
        ['Books', document.generation ? [count(document.books_generated), document.books_asked ? h('span', { class: 'quiet' }, ` of ${count(document.books_asked)} asked of each generator`) : null] : null],
        ['With an ISBN', document.books_generated > 0 ? `${count(document.isbns_resolved)}, ${percent(document.resolution_rate, 1)}` : null],
        ['ISBNs handed over', document.isbns_queued > 0 ? count(document.isbns_queued) : null],
        ['Of these enriched', document.isbns_queued > 0 ? enrichedWords(document) : null],
        ['Cost', cost === undefined ? null : money(cost)],
        ['Calls', callWords(document.calls)],
        ['Prompt', document.prompt_variant ? outside(document.prompt_variant) : null],
        ['Generation', document.generation > 0 ? `${document.generation}${document.stage ? `, ${document.stage}` : ''}` : null],
        ['Scheduled', document.queued_at ? time(document.queued_at, { seconds: true }) : null],
        ['Started', document.started_at ? time(document.started_at, { seconds: true }) : null],
        ['Ended', document.completed_at ? time(document.completed_at, { seconds: true }) : null],
        ['Next try', document.retry_at ? time(document.retry_at, { seconds: true }) : null],
        ['Waits for', document.waits_for ? outside([].concat(document.waits_for).join(', ')) : null],
        ['Failures, crashes', document.retry_count || document.crash_count ? `${count(document.retry_count)}, ${count(document.crash_count)}` : null],
        ['Replay of letter', document.replay_of ? h('a', { href: link(`/letters/${document.replay_of}`) }, String(document.replay_of)) : null],
        ['Job', document.job_id ? h('code', { class: 'quiet' }, document.job_id) : null],
        ['Error', errors(document), 'wide'],
    ]);
}

/* ---- its parts ---- */

function timeline(document) {
    return document.timeline.length === 0 ? h('p', { class: 'empty' }, 'Nothing yet.') : h('ol', { class: 'timeline' }, document.timeline.map((each, place) => h('li', { key: place },
        h('span', { class: 'when' }, time(each.at, { seconds: true })),
        h('span', { class: 'what' }, outside(each.event, { most: 80 }),
            each.who ? h('span', { class: 'quiet' }, ' · ', outside(each.who, { most: 80 })) : null,
            each.note ? h('span', { class: 'note' }, outside(each.note)) : null))));
}

function attempts(document) {
    return table({
        caption: 'Attempts', quiet: true, rows: document.attempts, key: (row) => row.started_at + row.worker,
        empty: 'Nobody has tried it yet.',
        columns: [
            { name: 'started_at', label: 'started', kind: 'time', heads: true },
            { name: 'duration_ms', label: 'took', kind: 'ms' },
            { name: 'outcome', label: 'outcome', kind: 'word' },
            { name: 'generation', label: 'generation', kind: 'number' },
            { name: 'worker', label: 'worker', class: 'whole', cell: (row) => outside(row.worker, { most: 60 }) },
            { name: 'calls', label: 'calls', cell: (row) => callWords(row.calls) ?? NOTHING },
            { name: 'error_message', label: 'error', class: 'wide', cell: (row) => (row.error_class ? [h('b', {}, `${row.error_class} `), outside(row.error_message, { most: 300 })] : NOTHING) },
        ],
    });
}

function generators(document) {
    return table({
        caption: 'Generators', quiet: true, rows: document.generators, key: (row) => row.generator, empty: 'No generator was asked yet.',
        columns: [
            { name: 'generator', label: 'generator', heads: true },
            { name: 'model', label: 'model' },
            { name: 'outcome', label: 'outcome', kind: 'word' },
            { name: 'named', label: 'named', kind: 'number' },
            { name: 'found', label: 'found', kind: 'number' },
            { name: 'found_by_it_alone', label: 'by it alone', kind: 'number' },
            { name: 'nowhere', label: 'found nowhere', kind: 'number' },
            { name: 'open', label: 'open', kind: 'number' },
            { name: 'refusal', label: 'its words', class: 'wide', cell: (row) => outside(row.refusal ?? row.error_message, { most: 300 }) },
        ],
    });
}

function letters(document) {
    return table({
        caption: 'Dead letters', quiet: true, rows: document.dead_letters, key: (row) => row.id,
        columns: [
            { name: 'id', label: 'letter', heads: true, cell: (row) => h('a', { href: link(`/letters/${row.id}`) }, String(row.id)) },
            { name: 'archived_at', label: 'archived', kind: 'time' },
            { name: 'state', label: 'state', kind: 'word' },
            { name: 'reason', label: 'reason' },
            { name: 'error_message', label: 'error', class: 'wide', cell: (row) => [row.error_class ? h('b', {}, `${row.error_class} `) : null, outside(row.error_message, { most: 300 })] },
        ],
    });
}

function part(id, title, ...children) {
    return h('section', { class: 'panel', id, key: id, 'aria-labelledby': `${id}-title` }, h('h2', { id: `${id}-title` }, title), children);
}

function lasting(document) {
    const last = document.attempts.at(-1);
    return last && last.duration_ms !== null && last.duration_ms !== undefined ? `; its last attempt took ${duration(last.duration_ms)}` : null;
}

function draw({ document, why, cost, calls }, room) {
    return [
        why ? sentences(why, {}) : null,
        h('div', { class: 'acts', key: 'acts' }, monthActions(document, room)),
        summary(document, cost),
        document.comparison ? part('comparison', 'A new generation beside it', comparison(document.comparison)) : null,
        part('books', document.books.length > 0 ? `Books, ${count(document.books.length)}` : 'Books', books(document), overlaps(document)),
        part('generators', 'What generators gave', generators(document)),
        part('timeline', ['What happened', lasting(document)], timeline(document)),
        part('attempts', document.attempts.length > 0 ? counted(document.attempts.length, 'attempt') : 'Attempts', attempts(document),
            calls ? h('p', { class: 'quiet' }, `All its calls: ${calls}.`) : null),
        document.dead_letters.length > 0 ? part('letters', 'Dead letters', letters(document)) : null,
    ];
}

async function load(room, month) {
    const nothing = () => null;
    const [document, why, usage] = await Promise.all([
        get(`/months/${encodeURIComponent(month)}`, {}, room),
        get(`/months/${encodeURIComponent(month)}/why`, {}, room).catch(nothing),
        get('/usage', { by: 'month' }, room).catch(nothing),
    ]);
    const its = usage?.usage.find((row) => row.name === month);
    const outcomes = Object.entries(its?.outcomes || {}).map(([outcome, number]) => `${count(number)} ${outcome}`).join(', ');
    return { document, why, cost: its?.cost, calls: outcomes };
}

export const month = {
    path: '/month/{month}',
    name: 'months',
    title: (route) => monthName(route.parameters.month),
    open(room) {
        const name = room.route.parameters.month;
        room.same({ command: ['show', name], api: [`/months/${name}`] });
        const body = h('div', {}), answers = h('div', {});
        room.show(heading(name), body, answers);
        room.live(() => load(room, name), (what) => draw(what, room), { node: body });
        morph(answers, answersPanel(room, name));
    },
};
