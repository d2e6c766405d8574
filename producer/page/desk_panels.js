/* desk_panels.js: what of the desk stands on the overview: the digest, providers, orders, dead
 * letters, consumers and queues, and the pace with what operators did. */
import { get } from './api.js';
import { digest as digestLines, lookedBefore, looking } from './digest.js';
import { h, morph } from './dom.js';
import { consumersTable, outboxLine, queuesTable } from './fleet.js';
import { gauge } from './gauge.js';
import { paceChart } from './pace.js';
import { link } from './router.js';
import { table } from './table.js';
import { count, counted, day, outside, time } from './text.js';
import { brief, toldBy } from './why.js';

/* ---- since one last looked ---- */

export const digest = {
    id: 'digest',
    label: 'Since you last looked',
    open(room, node) {
        let log = [], overview = null, askedOf = null;
        const draw = () => morph(node, overview ? digestLines(overview, log, draw) : null);
        const askLog = (since) => {
            askedOf = since;
            get('/log', { limit: 50 }, { closed: room.closed }).then((answer) => { log = answer.log; draw(); }, () => {});
        };
        room.onOverview((latest) => {
            overview = latest;
            const since = lookedBefore();
            if (since !== null && since !== askedOf)
                askLog(since);
            draw();
            looking(latest);
        });
    },
};

/* ---- providers ---- */

function used(row) {
    if (!row.daily_limit)
        return `${count(row.used_today)} calls today`;
    const words = `${count(row.used_today)} of ${count(row.daily_limit)} calls today`;
    return [gauge({ label: words, whole: row.daily_limit, parts: [{ value: row.used_today, kind: 'used' }] }), h('span', { class: 'quiet' }, words)];
}

const providerColumns = (told) => [
    { name: 'name', label: 'provider', heads: true },
    { name: 'state', label: 'state', class: 'whole', cell: (row) => h('span', { class: `verdict ${row.state === 'open' ? 'good' : 'bad'}` },
        row.state === 'open' ? '● open' : `■ ${row.state}`) },
    { name: 'used', label: 'its day', cell: used },
    { name: 'until', label: 'until', kind: 'time' },
    { name: 'months', label: 'months that wait', cell: (row) => (row.months > 0 ? count(row.months) : null), class: 'number' },
    { name: 'words', label: 'why', class: 'wide', cell: (row) => outside(row.words ? brief(row.words, told) : null, { most: 160 }) },
];

export const providers = {
    id: 'providers',
    title: 'Providers',
    href: '#/providers',
    draw: (overview) => table({ caption: 'Providers', quiet: true, columns: providerColumns(toldBy(overview)), rows: overview.providers, key: (row) => row.name,
        empty: 'Only the local catalogue is asked.' }),
};

/* ---- orders ---- */

const ORDERS = [
    { name: 'order_id', label: 'order', heads: true, cell: (row) => h('a', { href: link(`/orders/${row.order_id}`) }, `order ${row.order_id}`) },
    { name: 'state', label: 'state', class: 'whole', cell: (row) => h('span', { class: `verdict ${row.state === 'spent' ? 'bad' : ''}` }, row.state) },
    { name: 'words', label: 'what', class: 'wide' },
    { name: 'taken', label: 'taken', kind: 'number' },
    { name: 'months_left', label: 'left', kind: 'number' },
    { name: 'next_at', label: 'goes on', cell: (row) => (row.state !== 'paused' && row.next_at ? time(row.next_at) : '–') },
    { name: 'ends', label: 'ends', cell: (row) => (row.ends ? day(row.ends) : null) },
];

export const orders = {
    id: 'orders',
    title: 'Standing orders',
    href: '#/orders',
    draw: (overview) => table({ caption: 'Standing orders', quiet: true, columns: ORDERS, rows: overview.orders, key: (row) => row.order_id,
        empty: 'No standing order is open.' }),
};

/* ---- dead letters ---- */

const GROUPS = [
    { name: 'words', label: 'what they died of', heads: true, class: 'wide', cell: (row) =>
        h('a', { href: link('/letters', { group: row.group }) }, outside(row.words, { most: 160 })) },
    { name: 'letters', label: 'letters', kind: 'number' },
    { name: 'last_at', label: 'the last archived', kind: 'time' },
];

export const letters = {
    id: 'letters',
    title: 'Dead letters',
    href: '#/letters',
    draw(overview) {
        const open = overview.totals.dead_letters;
        if (open === 0)
            return h('p', { class: 'empty' }, 'No dead letter is open.');
        return [h('p', {}, counted(open, 'letter'), open === 1 ? ' is open.' : ' are open.'),
            table({ caption: 'Dead letters', quiet: true, columns: GROUPS, rows: overview.letters, key: (row) => row.group })];
    },
};

/* ---- consumers, queues, pace ---- */

export const fleet = {
    id: 'fleet',
    title: 'Consumers and queues',
    href: '#/fleet',
    draw: (overview) => [consumersTable(overview), queuesTable(overview), outboxLine(overview)],
};

export const pace = {
    id: 'pace',
    title: 'Pace, and what people did',
    href: '#/log',
    open(room, node) {
        room.live(async () => {
            const [plan, log] = await Promise.all([get('/plan', {}, { closed: room.closed }), get('/log', { since: '48h', limit: 500 }, { closed: room.closed })]);
            return { plan, log };
        }, ({ plan, log }) => paceChart(plan, log), { node });
    },
};

export const deskPanels = [pace, providers, orders, letters, fleet];
