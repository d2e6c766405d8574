/* fleet.js: consumers with what each is doing, the queues, and the outbox with its oldest. */
import { get } from './api.js';
import { h } from './dom.js';
import { link } from './router.js';
import { table } from './table.js';
import { age, count, counted, outside, time } from './text.js';

function doing(row) {
    if (row.words)
        return outside(row.words, { most: 200 });
    return row.months > 0 ? `works on ${counted(row.months, 'month')}` : 'waits for months';
}

const CONSUMERS = [
    { name: 'name', label: 'consumer', heads: true },
    { name: 'state', label: 'state', cell: (row) => h('span', { class: `verdict ${row.state === 'alive' ? 'good' : 'bad'}` }, row.state) },
    { name: 'since', label: 'since', kind: 'time' },
    { name: 'months', label: 'months', kind: 'number' },
    { name: 'doing', label: 'what it does', class: 'wide', cell: doing },
];

export function consumersTable(overview) {
    return table({ caption: 'Consumers', quiet: true, columns: CONSUMERS, rows: overview.consumers, key: (row) => row.name,
        empty: 'No consumer runs: nothing is worked on.' });
}

export function queuesTable(overview) {
    const { known, ...queues } = overview.queues || {};
    if (!known)
        return h('p', { class: 'verdict bad' }, 'What lies on the queues is not known: the broker does not answer.');
    return table({ caption: 'Messages on the queues', quiet: true, rows: Object.entries(queues).map(([name, messages]) => ({ name, messages })),
        key: (row) => row.name, columns: [
            { name: 'name', label: 'queue', heads: true },
            { name: 'messages', label: 'messages', kind: 'number' }] });
}

export function outboxLine(overview) {
    const { outbox_due: due, outbox_later: later, outbox_next: next, outbox_oldest: oldest } = overview.totals;
    if (due + later === 0)
        return h('p', {}, 'The outbox is empty: all that was written has been published.');
    return h('p', {}, h('strong', {}, counted(due, 'message')), ' to publish',
        oldest ? [', the oldest for ', age(oldest)] : null,
        `; ${count(later)} later`, next ? [', the next at ', time(next, { seconds: true })] : null, '.');
}

const WAITING = [
    { name: 'month', label: 'month', heads: true, cell: (row) => h('a', { href: link(`/month/${row.month}`) }, row.month) },
    { name: 'state', label: 'state', kind: 'word' },
    { name: 'at', label: 'until', kind: 'time' },
    { name: 'retry_count', label: 'tries', kind: 'number' },
    { name: 'error_message', label: 'because', class: 'wide', cell: (row) => outside(row.error_message, { most: 200 }) },
];

function draw(overview, status) {
    return [
        h('h1', {}, 'Consumers and queues'),
        consumersTable(overview),
        h('h2', {}, 'Months that wait'),
        table({ caption: 'Months that wait', quiet: true, columns: WAITING, rows: status.waiting, key: (row) => row.month, empty: 'No month waits.' }),
        h('h2', {}, 'Queues'), queuesTable(overview),
        h('h2', {}, 'Outbox'), outboxLine(overview),
    ];
}

export const fleet = {
    path: '/fleet',
    name: 'fleet',
    title: () => 'Consumers and queues',
    open(room) {
        const closed = room.closed;
        room.same({ command: ['status'], api: ['/status', {}] });
        room.live(async () => {
            const [overview, status] = await Promise.all([get('/overview', {}, { closed }), get('/status', {}, { closed })]);
            return { overview, status };
        }, ({ overview, status }) => draw(overview, status));
    },
};
