/* isbn_edition.js: why the edition of an ISBN is as it is: how far its enrichment is, who was asked,
 * whose word each field is, what lost and why, what is missing, and the cheapest next call. */
import { h } from './dom.js';
import { link } from './router.js';
import { facts, table } from './table.js';
import { counted, NOTHING, outside, time } from './text.js';

const FIELDS = { first_published: 'first published', languages: 'language', binding: 'format' };
const nameOf = (field) => FIELDS[field] ?? field;

function state(document) {
    const now = document.enrichment;
    const conflicts = now.open_conflicts;
    return facts([
        ['Enrichment', now.status ? now.status.replaceAll('_', ' ') : null],
        ['Waits because of', now.status === 'waiting' ? outside(now.reason) : null],
        ['Waits for', now.waits_for ? outside(now.waits_for) : null],
        ['Due', now.due_at ? time(now.due_at) : null],
        ['Last error', now.error_message ? outside([now.error_class, now.error_message].filter(Boolean).join(': '), { most: 300 }) : null],
        ['Completeness', now.completeness_score === null ? null : `${now.completeness_score} of 100`],
        ['Work', now.work_key ? outside(now.work_key, { most: 120 }) : null],
        ['Last changed', now.changed_at ? time(now.changed_at, { seconds: true }) : null],
        ['Conflicts', conflicts > 0 ? h('a', { href: link('/conflicts', { isbn: document.isbn13 }) }, counted(conflicts, 'open conflict')) : null],
    ]);
}

function lost(row) {
    return row.lost.length === 0 ? null : h('ul', { class: 'losers' }, row.lost.map((each) => h('li', { key: each.source },
        outside(each.value, { most: 120 }), h('span', { class: 'note' }, outside(each.source), `: ${each.why}`))));
}

function fields(document) {
    return table({
        caption: 'Whose word each field is', rows: document.fields, key: (row) => row.field, empty: 'No source says anything of it.',
        columns: [
            { name: 'field', label: 'field', heads: true, cell: (row) => nameOf(row.field) },
            { name: 'source', label: 'source', class: 'whole', cell: (row) => (row.source ? outside(row.source) : 'nobody') },
            { name: 'value', label: 'says', class: 'wide', cell: (row) => outside(row.value, { most: 300 }) },
            { name: 'lost', label: 'lost', class: 'wide', cell: lost },
        ],
    });
}

function missing(document) {
    if (document.missing.length === 0)
        return h('p', {}, 'Nothing is missing.');
    const next = document.next;
    return [
        h('p', {}, 'Missing, with the points of each: ', document.missing.map((each) => `${nameOf(each.field)} ${each.points}`).join(', '), '.'),
        h('p', {}, next ? ['Cheapest next call: ', outside(next.source), `, which could bring ${counted(next.points, 'point')}.`]
            : 'No source that could bring any of it is left to ask now.'),
    ];
}

function lookups(document) {
    return table({
        caption: 'Sources that were asked', rows: document.lookups, key: (row) => row.source, empty: 'No source was asked yet.',
        columns: [
            { name: 'source', label: 'source', heads: true },
            { name: 'outcome', label: 'answered', kind: 'word', cell: (row) => row.outcome.replaceAll('_', ' ') },
            { name: 'asked_at', label: 'asked', kind: 'time' },
            { name: 'again_at', label: 'not again before', cell: (row) => (row.again_at ? time(row.again_at) : NOTHING) },
            { name: 'times', label: 'times', kind: 'number' },
            { name: 'detail', label: 'detail', class: 'wide', cell: (row) => outside(row.detail, { most: 200 }) },
        ],
    });
}

/* Nothing where no message, source or lookup names the ISBN. */
export function edition(document) {
    if (!document.enrichment.status && document.fields.length === 0 && document.lookups.length === 0)
        return null;
    return [h('h2', {}, 'Edition'), state(document), fields(document), document.fields.length > 0 ? missing(document) : null, lookups(document)];
}
