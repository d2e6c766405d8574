/* letters.js: dead letters: what they died of, by groups; the letters of a filter, in pages; and
 * what is done with a group or with all that a filter chooses. */
import { get, post } from './api.js';
import { actButton } from './dialog.js';
import { h } from './dom.js';
import { discarding, fixing, noting, replaying, restoring, selectionWords } from './letter_acts.js';
import { go, link } from './router.js';
import { table } from './table.js';
import { count, counted, outside, time } from './text.js';

const PAGE = 100;
const FILTERS = ['state', 'class', 'queue', 'from', 'to', 'since', 'text', 'group'];
const STATES = [['', 'open'], ['replayed', 'replayed'], ['discarded', 'discarded'], ['closed', 'closed'], ['all', 'all']];
const CLASSES = ['', 'poison', 'transient', 'rate_limited', 'quota', 'config', 'request', 'malformed', 'own_servers'];

function filterOf(query) {
    return Object.fromEntries(FILTERS.filter((name) => query[name]).map((name) => [name, query[name]]));
}

/* ---- the filter ---- */

function field(name, label, value, attributes = {}) {
    return h('div', { class: 'field' }, h('label', { for: `filter-${name}` }, label),
        h('input', { id: `filter-${name}`, name, value: value ?? '', autocomplete: 'off', ...attributes }));
}

function choice(name, label, value, choices) {
    return h('div', { class: 'field' }, h('label', { for: `filter-${name}` }, label),
        h('select', { id: `filter-${name}`, name }, choices.map(([word, shown]) =>
            h('option', { value: word, selected: word === (value ?? '') }, shown))));
}

function search(event) {
    event.preventDefault();
    const elements = event.target.elements;
    go('/letters', Object.fromEntries(FILTERS.filter((name) => elements[name] && elements[name].value.trim())
        .map((name) => [name, elements[name].value.trim()])));
}

function filterForm(filter) {
    const classes = CLASSES.includes(filter.class ?? '') ? CLASSES : [...CLASSES, filter.class];
    return h('form', { class: 'filters', role: 'search', 'aria-label': 'Letters', on: { submit: search } },
        choice('state', 'State', filter.state, STATES),
        choice('class', 'Class', filter.class, classes.map((word) => [word, word || 'any'])),
        field('from', 'From month', filter.from, { pattern: '[0-9]{4}-[0-9]{2}', placeholder: '2003-01' }),
        field('to', 'To month', filter.to, { pattern: '[0-9]{4}-[0-9]{2}', placeholder: '2003-12' }),
        field('since', 'Since', filter.since, { placeholder: '7d', title: 'How long ago, such as 5m, 2h or 7d' }),
        field('text', 'Text in the error', filter.text),
        field('group', 'Group', filter.group),
        h('div', { class: 'buttons' }, h('button', { type: 'submit' }, 'Show'), h('a', { href: '#/letters' }, 'Clear')));
}

/* ---- groups ---- */

function known(group) {
    return [
        group.came_back ? h('p', { class: 'verdict bad' }, '■ it came back after its fix') : null,
        group.note ? h('p', {}, h('span', { class: 'quiet' }, 'noted: '), outside(group.note, { most: 200 })) : null,
        group.fix ? h('p', { class: 'quiet' }, 'fixed ', time(group.fixed_at), ': ', outside(group.fix, { most: 200 })) : null,
    ];
}

/* The letters of a group that the filter leaves: other filters stay as they are. */
function groupButtons(room, group, filter) {
    const selection = { ...filter, group: group.group };
    const of = `group ${group.group}`, words = `${counted(group.letters, 'letter')} of ${of}`;
    const isOpen = !filter.state || filter.state === 'open';
    return h('div', { class: 'buttons' },
        isOpen ? actButton(room, 'Replay…', () => replaying(room, selection, words, group.letters), { 'aria-label': `Replay ${of}` }) : null,
        isOpen ? actButton(room, 'Discard…', () => discarding(room, withoutState(selection), words, group.letters), { 'aria-label': `Discard ${of}` }) : null,
        filter.state === 'discarded' ? actButton(room, 'Restore…', () => restoring(room, withoutState(selection), words, group.letters), { 'aria-label': `Restore ${of}` }) : null,
        actButton(room, 'Note…', () => noting(room, group), { 'aria-label': `Note on ${of}` }),
        actButton(room, 'Fix…', () => fixing(room, group), { 'aria-label': `Fix of ${of}` }));
}

function withoutState({ state, ...selection }) {
    return selection;
}

function groupColumns(room, filter) {
    return [
        { name: 'example', label: 'what they died of', heads: true, class: 'wide', cell: (row) =>
            [h('a', { href: link('/letters', { ...filter, group: row.group }) }, outside(row.example, { most: 160 })), known(row)] },
        { name: 'letters', label: 'letters', kind: 'number' },
        { name: 'months', label: 'months', cell: (row) => (row.months === 0 ? null
            : row.months === 1 ? row.first_month : `${count(row.months)}: ${row.first_month} to ${row.last_month}`) },
        { name: 'error_class', label: 'class', kind: 'word' },
        { name: 'last_at', label: 'the last', kind: 'time' },
        ...(room.may('operate') ? [{ name: 'act', label: 'act', cell: (row) => groupButtons(room, row, filter) }] : []),
    ];
}

const GROUPS_SHOWN = 12; /* the rest is folded, so that the letters below are near */

function groupTables(room, { groups, found }, filter) {
    const part = (caption, rows) => table({ caption, quiet: true, columns: groupColumns(room, filter), rows, key: (row) => row.group,
        rowClass: (row) => (row.came_back ? 'bad' : null), empty: 'No letter is of this kind.' });
    const more = groups.slice(GROUPS_SHOWN);
    return [part('Groups', groups.slice(0, GROUPS_SHOWN)),
        more.length > 0 ? h('details', { key: 'more-groups' }, h('summary', {}, counted(more.length, 'group'), ' more'), part('More groups', more)) : null,
        found > groups.length ? h('p', { class: 'quiet' }, `These are the largest ${count(groups.length)} of ${count(found)} groups: the filters above choose among them.`) : null];
}

/* ---- the list ---- */

const LIST_COLUMNS = [
    { name: 'id', label: 'letter', heads: true, cell: (row) => h('a', { href: link(`/letters/${row.id}`) }, String(row.id)) },
    { name: 'archived_at', label: 'at', kind: 'time' },
    { name: 'state', label: 'state', kind: 'word' },
    { name: 'month', label: 'month', class: 'whole', cell: (row) => (row.month ? h('a', { href: link(`/month/${row.month}`) }, row.month) : null) },
    { name: 'error_class', label: 'class', kind: 'word' },
    { name: 'error_message', label: 'error', class: 'wide', cell: (row) => outside(row.error_message ?? row.reason, { most: 160 }) },
    { name: 'attempts', label: 'attempts', kind: 'number' },
    { name: 'queue', label: 'queue', kind: 'word' },
];

function pages(list, query, filter) {
    return h('p', { class: 'buttons' },
        query.after ? h('a', { href: link('/letters', filter) }, 'The newest') : null,
        list.next ? h('a', { href: link('/letters', { ...filter, after: list.next }) }, 'Older ones') : null);
}

function listButtons(room, list, filter) {
    if (list.found === 0)
        return null;
    const selection = Object.keys(filter).length === 0 ? { all: true } : filter;
    const words = counted(list.found, 'letter');
    if (filter.state === 'discarded')
        return actButton(room, `Restore all ${count(list.found)}…`, () => restoring(room, withoutState(selection), words, list.found));
    if (filter.state && filter.state !== 'open')
        return null;
    return [actButton(room, `Replay all ${count(list.found)}…`, () => replaying(room, selection, words, list.found)),
        actButton(room, `Discard all ${count(list.found)}…`, () => discarding(room, withoutState(selection), words, list.found))];
}

/* ---- the view ---- */

function collecting(room) {
    return {
        title: 'Collect dead letters', confirm: 'Collect', text: 'They are moved from the broker’s queues into the archive now; this server does so by itself every few seconds.',
        act: (values, key) => post('/letters/collect', {}, { key }), after: () => room.again(),
    };
}

function countLine({ counts, queues }) {
    const waiting = queues && queues.known ? (queues.BACKFILL_DLQ ?? 0) + (queues.ENRICHMENT_DLQ ?? 0) : null;
    return h('p', { class: 'lead' }, h('strong', {}, counted(counts.open, 'open letter')),
        `; ${count(counts.replayed)} replayed, ${count(counts.discarded)} discarded, ${count(counts.closed)} closed`,
        waiting === null ? '; what waits on the broker is not known' : waiting > 0 ? `; ${count(waiting)} wait on the broker` : '', '.');
}

function draw(room, { groups, list, filter }) {
    return [
        h('h1', {}, 'Dead letters'), countLine(list),
        h('div', { class: 'buttons' }, actButton(room, 'Collect…', () => collecting(room))),
        filterForm(filter),
        h('h2', {}, 'What they died of'),
        groupTables(room, groups, filter),
        h('h2', {}, counted(list.found, 'letter'), Object.keys(filter).length > 0 ? [': ', selectionWords(filter)] : null),
        h('div', { class: 'buttons' }, listButtons(room, list, filter)),
        table({ caption: 'Letters', quiet: true, columns: LIST_COLUMNS, rows: list.letters, key: (row) => row.id,
            empty: 'There are no such letters.' }),
        pages(list, room.query, filter),
    ];
}

export const letters = {
    path: '/letters',
    name: 'letters',
    title: () => 'Dead letters',
    open(room) {
        const filter = filterOf(room.query), closed = room.closed;
        const page = { ...filter, after: room.query.after, limit: PAGE };
        room.same({ command: ['dlq', 'list', page], api: ['/letters', page] });
        room.live(async () => {
            const [groups, list] = await Promise.all([get('/letters/groups', filter, { closed }), get('/letters', page, { closed })]);
            return { groups, list, filter };
        }, (all) => draw(room, all), { head: () => [h('h1', {}, 'Dead letters'), filterForm(filter)] });
    },
};
