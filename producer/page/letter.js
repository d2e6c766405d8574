/* letter.js: one dead letter: why, its headers and body, what became of its month, what was done. */
import { get } from './api.js';
import { actButton, tellChange } from './dialog.js';
import { h } from './dom.js';
import { discarding, editing, replaying, restoring } from './letter_acts.js';
import { link } from './router.js';
import { facts, table } from './table.js';
import { bytes, outside, time } from './text.js';

const HISTORY = [
    { name: 'started_at', label: 'from', heads: true, cell: (row) => time(row.started_at, { seconds: true }) },
    { name: 'duration_ms', label: 'took', kind: 'ms' },
    { name: 'outcome', label: 'ended as', kind: 'word' },
    { name: 'error_class', label: 'class', kind: 'word' },
    { name: 'error_message', label: 'error', class: 'wide', cell: (row) => outside(row.error_message, { most: 300 }) },
    { name: 'worker', label: 'worker' },
];

function buttons(room, letter) {
    const one = { letters: [letter.id] }, words = `letter ${letter.id}`;
    if (letter.state === 'discarded')
        return actButton(room, 'Restore…', () => restoring(room, one, words), { class: 'main' });
    const isOpen = letter.state === 'open', canEdit = isOpen && letter.month === null;
    return [
        canEdit ? actButton(room, 'Edit its body…', () => editing(room, letter), { class: 'main' }) : null,
        actButton(room, 'Replay…', () => replaying(room, one, words), { class: isOpen && !canEdit ? 'main' : null }),
        isOpen ? actButton(room, 'Discard…', () => discarding(room, one, words)) : null,
    ];
}

function headers(letter) {
    return table({ caption: 'Headers', quiet: true, rows: Object.entries(letter.headers || {}).map(([name, value]) => ({ name, value })),
        key: (row) => row.name, empty: 'It has no headers.', columns: [
            { name: 'name', label: 'header', heads: true },
            { name: 'value', label: 'value', class: 'wide', cell: (row) => outside(typeof row.value === 'string' ? row.value : JSON.stringify(row.value)) }] });
}

function bodies(letter) {
    return [
        h('h2', {}, 'Body'), outside(letter.body, { block: true, most: 20000 }),
        letter.edited_body === null || letter.edited_body === undefined ? null
            : [h('h2', {}, 'Edited to'), outside(letter.edited_body, { block: true, most: 20000 })],
    ];
}

/* How its last replay has ended; of one under way nothing is known yet. */
const REPLAYS = {
    completed: ['good', '● its month has completed'], died_same: ['bad', '■ it has died of the same again'],
    died_otherwise: ['bad', '■ it has died of something else'], replaced: ['', 'another job has replaced its own since'],
    unknown: ['', 'it has not come back'],
};

/* What was done with it, by whom, and how that ended: one line, before anything else. */
function fate(letter) {
    if (letter.state === 'open')
        return null;
    const by = letter.settled_by ? [' by ', outside(letter.settled_by, { most: 80 })] : null;
    const [look, words] = REPLAYS[letter.state === 'replayed' ? letter.replay_outcome : ''] ?? ['', null];
    return h('p', { class: 'fate' }, h('strong', {}, letter.state === 'closed' ? 'Closed by itself' : letter.state === 'replayed' ? 'Replayed' : 'Discarded'),
        by, letter.settled_at ? [' at ', time(letter.settled_at, { seconds: true })] : null,
        letter.settled_operation ? [', ', h('a', { href: link(`/operations/${letter.settled_operation}`) }, `operation ${letter.settled_operation}`)] : null,
        letter.settled_because ? [', because ', outside(letter.settled_because, { most: 300 })] : null, '.',
        words ? [' ', h('span', { class: `verdict ${look}` }, words), '.'] : null);
}

function draw(room, letter) {
    return [
        h('h1', {}, `Letter ${letter.id}`),
        h('p', { class: 'lead' }, outside(letter.error_message ?? letter.reason)), fate(letter),
        h('div', { class: 'buttons' }, buttons(room, letter)),
        facts([
            ['state', letter.state],
            ['month', letter.month ? h('a', { href: link(`/month/${letter.month}`) }, letter.month) : null],
            ['class', letter.error_class], ['reason', letter.reason], ['attempts', letter.attempts],
            ['first', time(letter.first_at, { seconds: true })], ['last', time(letter.last_at, { seconds: true })],
            ['archived', time(letter.archived_at, { seconds: true })],
            ['worker', outside(letter.worker)], ['queue', outside(letter.queue)], ['type', outside(letter.type)],
            ['message', outside(letter.message_id)], ['job', outside(letter.job_id)],
            ['body', bytes(letter.body_bytes)],
            ['group', h('a', { href: link('/letters', { group: letter.group, state: 'all' }) }, letter.group)],
            ['replay of letter', letter.replay_of ? h('a', { href: link(`/letters/${letter.replay_of}`) }, String(letter.replay_of)) : null],
            ['note', letter.note ? outside(letter.note) : null], ['fix', letter.fix ? outside(letter.fix) : null],
        ]),
        bodies(letter), h('h2', {}, 'Headers'), headers(letter),
        h('h2', {}, 'Attempts at its month'),
        table({ caption: 'Attempts', quiet: true, columns: HISTORY, rows: letter.history, empty: 'It has no month, or no attempt is kept.' }),
    ];
}

export const letter = {
    path: '/letters/{letter}',
    name: 'letters',
    title: (route) => `Letter ${route.parameters.letter}`,
    open(room) {
        const id = room.route.parameters.letter, path = `/letters/${encodeURIComponent(id)}`;
        room.same({ command: ['dlq', 'show', id], api: [path, {}] });
        let seen = null;
        room.live(() => get(path, {}, { closed: room.closed }), (one) => {
            if (seen !== null && seen !== one.state)
                tellChange(`Letter ${id} was ${seen} when this was opened, and is ${one.state} now.`);
            seen = one.state;
            return draw(room, one);
        });
    },
};
