/* log.js: what people did, who, when and why, beside the pace of the fleet. */
import { get } from './api.js';
import { h } from './dom.js';
import { paceChart } from './pace.js';
import { go, link } from './router.js';
import { table } from './table.js';
import { outside } from './text.js';

const PAGE = 100;
const FILTERS = ['who', 'action', 'month', 'since'];

/* "operation 4", "order 1" and months lead to their views. */
function subject(text) {
    const match = /^(operation|order|letter) (\d+)$/.exec(text ?? '');
    if (match)
        return h('a', { href: link(`/${match[1]}s/${match[2]}`) }, text);
    return /^\d{4}-\d{2}$/.test(text ?? '') ? h('a', { href: link(`/month/${text}`) }, text) : outside(text);
}

const COLUMNS = [
    { name: 'at', label: 'at', kind: 'time' },
    { name: 'actor', label: 'who' },
    { name: 'action', label: 'what', heads: true, cell: (row) => row.action.replaceAll('_', ' ') },
    { name: 'subject', label: 'to what', cell: (row) => subject(row.subject) },
    { name: 'note', label: 'note', class: 'wide', cell: (row) => outside(row.note, { most: 200 }) },
    { name: 'why', label: 'why', class: 'wide', cell: (row) => outside(row.why, { most: 200 }) },
];

function filterForm(query) {
    const labels = { who: 'Who', action: 'What', month: 'Month', since: 'Since' };
    return h('form', { class: 'filters', role: 'search', 'aria-label': 'Log', on: { submit: (event) => {
        event.preventDefault();
        go('/log', { by: query.by, ...Object.fromEntries(FILTERS.map((name) => [name, event.target.elements[name].value.trim()])) });
    } } }, FILTERS.map((name) => h('div', { class: 'field' }, h('label', { for: `filter-${name}` }, labels[name]),
        h('input', { id: `filter-${name}`, name, value: query[name] ?? '', autocomplete: 'off', placeholder: name === 'since' ? '7d' : null, title: name === 'since' ? 'How long ago, such as 5m, 2h or 7d' : null }))),
    h('div', { class: 'buttons' }, h('button', { type: 'submit' }, 'Show'), h('a', { href: '#/log' }, 'Clear')));
}

function spans(query, by) {
    return h('p', { class: 'tabs' }, [['hours', 'two days'], ['days', '31 days']].map(([name, words]) =>
        h('a', { key: name, href: link('/log', { ...query, by: name === 'hours' ? null : name }), 'aria-current': name === by ? 'true' : null }, words)));
}

function draw({ plan, log, marks }, query, by) {
    return [
        h('h1', {}, 'Log'),
        h('h2', {}, 'Pace'), spans(query, by), paceChart(plan, marks, by),
        h('h2', {}, 'What people did'), filterForm(query),
        table({ caption: 'What people did', quiet: true, columns: COLUMNS, rows: log.log, key: (row) => row.id, empty: 'Nobody did such a thing.' }),
        h('p', { class: 'buttons' }, query.after ? h('a', { href: link('/log', { ...query, after: null }) }, 'The newest') : null,
            log.next ? h('a', { href: link('/log', { ...query, after: log.next }) }, 'Older ones') : null),
    ];
}

export const log = {
    path: '/log',
    name: 'log',
    title: () => 'Log',
    open(room) {
        const query = room.query, closed = room.closed, by = query.by === 'days' ? 'days' : 'hours';
        const values = { ...Object.fromEntries(FILTERS.filter((name) => query[name]).map((name) => [name, query[name]])),
            after: query.after, limit: PAGE };
        room.same({ command: ['log', values], api: ['/log', values] });
        room.live(async () => {
            const [plan, list, marks] = await Promise.all([get('/plan', {}, { closed }), get('/log', values, { closed }),
                get('/log', { since: by === 'days' ? '31d' : '48h', limit: 1000 }, { closed })]);
            return { plan, log: list, marks };
        }, (all) => draw(all, query, by), { head: () => [h('h1', {}, 'Log'), filterForm(query)] });
    },
};
