/* isbn.js: one ISBN: who named it, what found it, what became of it, and why its edition is as it is. */
import { get } from './api.js';
import { h } from './dom.js';
import { edition } from './isbn_edition.js';
import { evidenceWords } from './month_books.js';
import { go, link } from './router.js';
import { facts, table } from './table.js';
import { NOTHING, outside, time } from './text.js';

function search(isbn = '') {
    return h('form', { class: 'search', role: 'search', on: { submit: (event) => {
        event.preventDefault();
        go(`/isbn/${encodeURIComponent(event.target.elements.isbn.value.trim())}`);
    } } },
    h('label', { for: 'isbn' }, 'ISBN '), h('input', { id: 'isbn', name: 'isbn', value: isbn, required: true, maxlength: 20, inputmode: 'numeric', autocomplete: 'off' }),
    h('button', { type: 'submit' }, 'Show'));
}

function monthLink(month) {
    return month ? h('a', { href: link(`/month/${month}`) }, month) : NOTHING;
}

function way(document) {
    return facts([
        ['Handed over by', document.handed_over_by ? [monthLink(document.handed_over_by), ` generation ${document.handed_over_generation ?? ''}`] : null],
        ['Queued', document.queued_at ? time(document.queued_at, { seconds: true }) : null],
        ['Published', document.published_at ? time(document.published_at, { seconds: true }) : null],
        ['Enriched', document.enriched_at ? time(document.enriched_at, { seconds: true }) : null],
        ['Enriched title', document.enriched_title ? outside(document.enriched_title) : null],
        ['Enriched from', document.enriched_source ? outside(document.enriched_source) : null],
        ['In the catalogue', document.catalog_title ? outside(document.catalog_title) : null],
        ['In the outbox', document.outbox_id ? ['row ', String(document.outbox_id), `, ${document.outbox_tries} tries, due `, time(document.outbox_due_at)] : null],
        ['Refused with', document.outbox_error ? outside(document.outbox_error) : null],
        ['Message', document.message_id ? h('code', { class: 'quiet' }, document.message_id) : null],
    ]);
}

function named(document) {
    return table({
        caption: 'Books with this ISBN', rows: document.books, key: (row) => `${row.month} ${row.generation} ${row.position}`,
        empty: 'No month has a book with this ISBN.',
        columns: [
            { name: 'month', label: 'month', heads: true, cell: (row) => monthLink(row.month) },
            { name: 'generation', label: 'generation', cell: (row) => `${row.generation}, ${row.state}` },
            { name: 'title', label: 'book', class: 'wide', cell: (row) => [h('cite', {}, outside(row.title)), h('span', { class: 'by' }, outside(row.authors)),
                h('span', { class: 'note' }, outside([row.publisher, row.publication_year].filter(Boolean).join(', ')))] },
            { name: 'matched_title', label: 'edition' },
            { name: 'confidence', label: 'evidence', class: 'wide', cell: (row) => [`${row.confidence ?? NOTHING}, ${row.resolver ?? NOTHING}`,
                h('span', { class: 'note' }, outside(evidenceWords(row.evidence), { most: 300 }))] },
            { name: 'named_by', label: 'named by', kind: 'list' },
        ],
    });
}

export const isbn = {
    path: '/isbn/{isbn}',
    name: 'months',
    title: (route) => `ISBN ${route.parameters.isbn}`,
    open(room) {
        const name = room.route.parameters.isbn;
        room.same({ command: ['show', name], api: [`/isbns/${encodeURIComponent(name)}`] });
        const body = h('div', {});
        room.show(h('div', { class: 'title-row' }, h('h1', {}, 'ISBN ', outside(name, { most: 40 })), search(name)), body);
        room.live(() => get(`/isbns/${encodeURIComponent(name)}`, {}, room), (document) => [way(document), edition(document), named(document)], { node: body });
    },
};

export { search };
