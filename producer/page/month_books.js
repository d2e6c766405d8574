/* month_books.js: the books of a month: what was named, its ISBN and the evidence for it; what two
 * generators together tell of how many there are; and a new generation beside the one that stands. */
import { h } from './dom.js';
import { link } from './router.js';
import { facts, table } from './table.js';
import { count, counted, NOTHING, outside, percent } from './text.js';

export function isbnLink(isbn) {
    return isbn ? h('a', { href: link(`/isbn/${isbn}`), class: 'isbn' }, isbn) : NOTHING;
}

/* {"title": "same", "years": 0}: what the judgement rests on, whatever its members are. */
export function evidenceWords(evidence) {
    if (evidence === null || evidence === undefined)
        return null;
    if (typeof evidence !== 'object')
        return String(evidence);
    return Object.entries(evidence).map(([name, value]) => `${name.replaceAll('_', ' ')}: ${typeof value === 'object' ? JSON.stringify(value) : value}`).join(', ');
}

const STATUS = { resolved: 'found', not_found: 'found nowhere', open: 'open', unasked: 'not asked yet' };

function bookCell(book) {
    const differs = book.matched_title && book.matched_title !== book.title;
    return [h('cite', {}, outside(book.title, { most: 300 })), h('span', { class: 'by' }, outside(book.authors, { most: 200 })),
        h('span', { class: 'note' }, outside([book.publisher, book.publication_year].filter(Boolean).join(', '), { most: 200 }),
            differs ? [' · edition: ', outside(book.matched_title, { most: 300 })] : null)];
}

function proofCell(book) {
    const words = evidenceWords(book.evidence);
    return [h('span', {}, [book.confidence, book.resolver].filter(Boolean).join(', ') || NOTHING),
        words ? h('span', { class: 'note' }, outside(words, { most: 300 })) : null];
}

export function books(document) {
    return table({
        caption: 'Books', quiet: true, rows: document.books, key: (row) => row.position,
        rowClass: (row) => (row.isbn13 ? null : 'faint'),
        empty: document.status === 'completed' ? 'It completed without a book.' : 'No book is named yet.',
        columns: [
            { name: 'position', label: '#', kind: 'number' },
            { name: 'title', label: 'book', heads: true, class: 'wide', cell: bookCell },
            { name: 'isbn13', label: 'ISBN', cell: (row) => (row.isbn13 ? isbnLink(row.isbn13) : STATUS[row.status] ?? String(row.status)) },
            { name: 'confidence', label: 'evidence', class: 'wide', cell: proofCell },
            { name: 'named_by', label: 'named by', cell: (row) => outside((row.named_by || [row.provider]).join(', '), { most: 120 }) },
        ],
    });
}

/* Chapman's estimate: of two lists one can tell how many there are that neither has. */
export function overlaps(document) {
    const pairs = (document.overlaps || []).filter((each) => each.month);
    return pairs.map((each) => h('p', { class: 'overlap', key: each.first_generator + each.second_generator },
        outside(each.first_generator), ' found ', count(each.first_found), ', ', outside(each.second_generator), ' ', count(each.second_found),
        ', both ', count(each.both_found), ': ',
        each.notable ? [h('b', {}, `about ${counted(each.notable.estimate, 'notable book')}`), ` (${count(each.notable.low)} to ${count(each.notable.high)}), ${count(each.found)} of them are here, ${percent((100 * each.found) / Math.max(1, each.notable.estimate))}.`]
            : 'too few to say how many notable books there are.'));
}

/* ---- a comparison ---- */

/* What an ISBN becomes when the new generation is accepted. */
export function comparison(document) {
    return [
        facts(['gained', 'lost', 'changed', 'same'].map((name) => [name, count(document[name])])),
        table({
            caption: 'ISBNs that would change', quiet: true, rows: document.isbns, empty: 'No ISBN would change.',
            columns: [
                { name: 'change', label: 'change', kind: 'word', heads: true },
                { name: 'title', label: 'book', class: 'wide', cell: (row) => [h('cite', {}, outside(row.title, { most: 300 })), h('span', { class: 'by' }, outside(row.authors, { most: 200 }))] },
                { name: 'before', label: 'before', cell: (row) => isbnLink(row.before) },
                { name: 'after', label: 'after', cell: (row) => isbnLink(row.after) },
            ],
        }),
    ];
}
