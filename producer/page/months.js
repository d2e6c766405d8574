/* months.js: the months that fit all filters; a filtered view is its URL. */
import { get } from './api.js';
import { h, morph } from './dom.js';
import { search } from './isbn.js';
import { lookOf } from './looks.js';
import { monthsActs } from './months_acts.js';
import { go, link } from './router.js';
import { table } from './table.js';
import { count, counted, outside } from './text.js';

const STATES = ['pending', 'queued', 'processing', 'retry', 'completed', 'failed', 'held', 'partial'];
const FILTERS = ['status', 'class', 'from', 'to', 'prompt_variant', 'text'];
const PAGE = 200;

function filtersOf(query) {
    return Object.fromEntries(FILTERS.map((name) => [name, query[name] || null]));
}

function chosen(form) {
    const values = Object.fromEntries(FILTERS.filter((name) => name !== 'status').map((name) => [name, form.elements[name].value.trim()]));
    return { ...values, status: STATES.filter((state) => form.elements['status-' + state].checked) };
}

function filterForm(query) {
    const now = new Set((query.status || '').split(','));
    const input = (name, label, attributes = {}) => h('div', { class: 'field' }, h('label', { for: `filter-${name}` }, label),
        h('input', { id: `filter-${name}`, name, value: query[name] || '', autocomplete: 'off', ...attributes }));
    return h('form', { class: 'filters', on: { submit: (event) => { event.preventDefault(); go('/months', chosen(event.target)); },
        change: (event) => event.target.type === 'checkbox' && go('/months', chosen(event.target.form)) } },
    h('fieldset', {}, h('legend', {}, 'State'), STATES.map((state) => h('label', { class: 'tick' },
        h('input', { type: 'checkbox', name: `status-${state}`, checked: now.has(state) }), ` ${state}`))),
    input('from', 'From', { placeholder: '2003-01', pattern: '\\d{4}-\\d{2}', size: 8 }),
    input('to', 'To', { placeholder: '2003-12', pattern: '\\d{4}-\\d{2}', size: 8 }),
    input('class', 'Error class', { size: 12 }), input('prompt_variant', 'Prompt', { size: 14 }), input('text', 'In the error', { size: 16 }),
    h('div', { class: 'buttons' }, h('button', { type: 'submit' }, 'Show')));
}

function rows(all) {
    return table({
        caption: 'Months', quiet: true, rows: all, key: (row) => row.month, empty: 'No month fits.',
        columns: [
            { name: 'month', label: 'month', heads: true, cell: (row) => h('a', { href: link(`/month/${row.month}`) }, row.month) },
            { name: 'status', label: 'state', class: 'whole', cell: (row) => {
                const [glyph, label, look] = lookOf(row.held ? 'held' : row.partial ? 'partial' : row.status);
                return h('span', {}, h('i', { class: `cell ${look}`, 'aria-hidden': 'true' }, glyph), ` ${label}`);
            } },
            { name: 'books_generated', label: 'books', kind: 'number' },
            { name: 'isbns_resolved', label: 'with ISBN', kind: 'number' },
            { name: 'resolution_rate', label: 'rate', kind: 'percent' },
            { name: 'isbns_enriched', label: 'enriched', kind: 'number' },
            { name: 'retry_count', label: 'failures', kind: 'number' },
            { name: 'prompt_variant', label: 'prompt' },
            { name: 'completed_at', label: 'ended', kind: 'time' },
            { name: 'error_message', label: 'error', class: 'wide', cell: (row) => outside([row.error_class, row.error_message].filter(Boolean).join(': '), { most: 200 }) },
        ],
    });
}

/* The first page stays up to date; what 'more' has added stays as it was. */
function list(room, filters, node) {
    let first = null, more = [], next;
    const draw = () => {
        const all = [...(first?.months || []), ...more];
        const after = more.length > 0 ? next : first?.next;
        return [
            h('p', { class: 'quiet', role: 'status' }, after ? `the first ${counted(all.length, 'month')}` : counted(all.length, 'month')),
            rows(all),
            after ? h('button', { type: 'button', on: { click: async () => {
                const page = await get('/months', { ...filters, limit: PAGE, after }, room);
                more = [...more, ...page.months];
                next = page.next ?? null;
                morph(node, draw());
            } } }, `${count(PAGE)} more`) : null,
        ];
    };
    room.live(async () => {
        try {
            first = await get('/months', { ...filters, limit: PAGE }, room);
        } catch (error) {
            if (error.status !== 404)
                throw error;
            first = { months: [] };
        }
        return first;
    }, draw, { node });
}

export const months = {
    path: '/months',
    name: 'months',
    title: () => 'Months',
    open(room) {
        const filters = filtersOf(room.query);
        room.same({ command: ['list', filters], api: ['/months', filters] });
        const body = h('div', {});
        room.show(h('div', { class: 'title-row' }, h('h1', {}, 'Months'), search()), filterForm(room.query), monthsActs(room, room.query), body);
        list(room, filters, body);
    },
};
