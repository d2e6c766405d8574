/* table.js: tables of rows. On a narrow page each row becomes a block with its labels; the roles
 * are said, because some browsers forget them when the layout changes. */
import { h } from './dom.js';
import { bytes, count, duration, money, NOTHING, outside, percent, time } from './text.js';

const KINDS = {
    text: (value) => outside(value),
    word: (value) => (value === null || value === undefined || value === '' ? NOTHING : String(value)),
    number: count,
    money,
    bytes,
    percent: (value) => percent(value, 1),
    ms: duration,
    time: (value) => time(value, { seconds: true }),
    yes: (value) => (value ? 'yes' : NOTHING),
    list: (value) => outside((value || []).join(', ')),
};
const RIGHT = new Set(['number', 'money', 'bytes', 'percent', 'ms']);

function cell(column, row) {
    const value = column.cell ? column.cell(row) : KINDS[column.kind || 'text'](row[column.name]);
    const empty = value === null || value === undefined || value === '' || value === NOTHING;
    const classes = [RIGHT.has(column.kind) ? 'number' : '', column.class || '', empty ? 'nothing' : ''].join(' ').trim();
    return h(column.heads ? 'th' : 'td',
        { role: column.heads ? 'rowheader' : 'cell', scope: column.heads ? 'row' : null, class: classes || null,
            'data-label': column.label },
        empty ? NOTHING : value);
}

/* {caption, columns: [{name, label, kind, cell(row), heads, class}], rows, key(row), empty}
 * 'heads': the cell names its row. 'empty' is what is said where there are no rows. */
export function table({ caption, columns, rows, key, empty = 'There is none.', quiet = false, rowClass }) {
    if (!rows || rows.length === 0)
        return h('p', { class: 'empty' }, empty);
    const heading = columns.map((column) => h('th',
        { role: 'columnheader', scope: 'col', class: RIGHT.has(column.kind) ? 'number' : column.class || null }, column.label));
    return h('table', { role: 'table', class: 'rows' },
        caption ? h('caption', { class: quiet ? 'unseen' : null }, caption) : null,
        h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, heading)),
        h('tbody', { role: 'rowgroup' }, rows.map((row, place) => h('tr',
            { role: 'row', key: key ? key(row) : place, class: rowClass ? rowClass(row) : null },
            columns.map((column) => cell(column, row))))));
}

/* What is known of one thing: [[label, value, 'wide'], …]; what has no value is left out. */
export function facts(pairs) {
    return h('dl', { class: 'facts' }, pairs
        .filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== NOTHING)
        .map(([label, value, width]) => h('div', { key: label, class: width || null }, h('dt', {}, label), h('dd', {}, value))));
}
