/* conflicts.js: where sources contradict each other about an edition or a work, the most harmful
 * first; one looks at what each says, mends the data or lets both stand, and says why. */
import { get, post } from './api.js';
import { actButton } from './dialog.js';
import { h } from './dom.js';
import { go, link } from './router.js';
import { table } from './table.js';
import { counted, outside, time } from './text.js';

const PAGE = 100;
const FILTERS = ['status', 'kind', 'source', 'isbn', 'harm'];
const STATES = [['', 'open'], ['resolved', 'resolved'], ['dismissed', 'dismissed'], ['all', 'all']];
export const KINDS = {
    reused_isbn: 'one ISBN on two books',
    two_works: 'two works of Open Library',
    two_isbns: 'two ISBN-13 on one edition',
    authors: 'no author in common',
    year: 'years far apart',
    pages: 'pages far apart',
};

/* ---- what one decides ---- */

const DECISIONS = {
    resolve: { label: 'Resolve…', title: 'Resolve a conflict', confirm: 'Resolve it', done: 'It is resolved.',
        text: 'The data were mended, or the source that won is right.' },
    dismiss: { label: 'Dismiss…', title: 'Dismiss a conflict', confirm: 'Dismiss it', done: 'It is dismissed.',
        text: 'It is no conflict: both values may stand.' },
    reopen: { label: 'Reopen…', title: 'Open a conflict again', confirm: 'Open it', done: 'It is open again.',
        text: 'It stands in the list of those that nobody has decided.' },
};

function deciding(room, name, row) {
    const words = DECISIONS[name];
    return {
        title: words.title, confirm: words.confirm,
        text: `${words.text} It is kept in the log, and can be undone.`,
        fields: [{ name: 'why', label: 'Why', required: true, max_length: 500, hint: 'for those who read it later' }],
        act: (values, key) => post(`/conflicts/${name}`, { ...values, conflicts: [row.id] }, { key }),
        done: () => h('p', {}, words.done),
        after: () => room.again(),
    };
}

function buttons(room, row) {
    const names = row.status === 'open' ? ['resolve', 'dismiss'] : ['reopen'];
    return h('div', { class: 'buttons' }, names.map((name) =>
        actButton(room, DECISIONS[name].label, () => deciding(room, name, row), { 'aria-label': `${DECISIONS[name].label.slice(0, -1)} conflict ${row.id}` })));
}

/* ---- the list ---- */

function subject(row) {
    const name = row.entity_type === 'edition' ? h('a', { href: link(`/isbn/${row.entity_key}`), class: 'isbn' }, row.entity_key)
        : outside(row.entity_key, { most: 80 });
    return row.title ? [h('cite', {}, outside(row.title, { most: 200 })), h('span', { class: 'by' }, name)] : name;
}

function side(source, value) {
    return [outside(value, { most: 200 }), h('span', { class: 'note' }, outside(source))];
}

function decided(row) {
    return row.status === 'open' ? 'open'
        : [row.status, h('span', { class: 'note' }, outside(row.resolution, { most: 200 }), ', ', outside(row.resolved_by), ' ', time(row.resolved_at))];
}

function columns(room, decisions) {
    return [
        { name: 'harm', label: 'harm', kind: 'number' },
        { name: 'kind', label: 'what', heads: true, cell: (row) => KINDS[row.kind] ?? outside(row.kind.replaceAll('_', ' ')) },
        { name: 'entity_key', label: 'of', class: 'wide', cell: subject },
        { name: 'value_a', label: 'won', class: 'wide', cell: (row) => side(row.provider_a, row.value_a) },
        { name: 'value_b', label: 'lost', class: 'wide', cell: (row) => side(row.provider_b, row.value_b) },
        ...(decisions ? [{ name: 'status', label: 'state', cell: decided }] : []),
        ...(room.may('operate') ? [{ name: 'act', label: 'act', cell: (row) => buttons(room, row) }] : []),
    ];
}

function choice(name, label, value, choices) {
    return h('div', { class: 'field' }, h('label', { for: `filter-${name}` }, label),
        h('select', { id: `filter-${name}`, name }, choices.map(([word, shown]) =>
            h('option', { value: word, selected: word === (value ?? '') }, shown))));
}

function input(name, label, value, attributes = {}) {
    return h('div', { class: 'field' }, h('label', { for: `filter-${name}` }, label),
        h('input', { id: `filter-${name}`, name, value: value ?? '', autocomplete: 'off', ...attributes }));
}

function search(event) {
    event.preventDefault();
    go('/conflicts', Object.fromEntries(FILTERS.map((name) => [name, event.target.elements[name].value.trim()])));
}

function filterForm(query) {
    return h('form', { class: 'filters', role: 'search', 'aria-label': 'Conflicts', on: { submit: search } },
        choice('status', 'State', query.status, STATES),
        choice('kind', 'What', query.kind, [['', 'any'], ...Object.entries(KINDS)]),
        input('source', 'Source', query.source), input('isbn', 'ISBN', query.isbn, { maxlength: 20 }),
        input('harm', 'Harm at least', query.harm, { type: 'number', min: 1, max: 9 }),
        h('div', { class: 'buttons' }, h('button', { type: 'submit' }, 'Show'), h('a', { href: '#/conflicts' }, 'Clear')));
}

function draw(room, list, filters) {
    const decisions = Boolean(filters.status);
    return [
        h('h1', {}, 'Conflicts'),
        h('p', { class: 'lead' }, 'Where sources contradict each other, the most harmful first.'),
        filterForm(room.query),
        h('p', { class: 'quiet', role: 'status' }, list.next || room.query.after ? `a page of ${counted(list.conflicts.length, 'conflict')}` : counted(list.conflicts.length, 'conflict')),
        table({ caption: 'Conflicts', quiet: true, columns: columns(room, decisions), rows: list.conflicts, key: (row) => row.id,
            empty: 'No conflict fits.' }),
        h('p', { class: 'buttons' }, room.query.after ? h('a', { href: link('/conflicts', filters) }, 'The most harmful') : null,
            list.next ? h('a', { href: link('/conflicts', { ...filters, after: list.next }) }, 'Less harmful ones') : null),
    ];
}

export const conflicts = {
    path: '/conflicts',
    name: 'conflicts',
    title: () => 'Conflicts',
    open(room) {
        const filters = Object.fromEntries(FILTERS.filter((name) => room.query[name]).map((name) => [name, room.query[name]]));
        const page = { ...filters, after: room.query.after, limit: PAGE };
        room.same({ command: ['conflicts', 'list', page], api: ['/conflicts', page] });
        room.live(async () => {
            try {
                return await get('/conflicts', page, room);
            } catch (error) {
                if (error.status !== 404)
                    throw error;
                return { conflicts: [], next: null };
            }
        }, (list) => draw(room, list, filters));
    },
};
