/* order.js: one standing order, day by day, what was meant beside what was done. */
import { get } from './api.js';
import { h } from './dom.js';
import { budgetLines } from './forecast.js';
import { goesOn, orderButtons, orderGauge, phaseLines, spentOf } from './orders.js';
import { link } from './router.js';
import { facts, table } from './table.js';
import { counted, day, outside, time } from './text.js';

const DAYS_MOST = 400;

function nextDay(date) {
    return new Date(Date.parse(date) + 86400000).toISOString().slice(0, 10);
}

/* What was done and what is to come, a row a day: the forecast is the order's pace from its next
 * day on, until nothing is left. */
export function daysOf(order, phase) {
    const rows = order.done.map((each) => ({ day: each.day, done: each.months, meant: order.per_day, operation: each.operation }));
    let left = phase && !phase.stopped ? phase.months : 0;
    for (let date = phase && phase.begins; left > 0 && rows.length < DAYS_MOST; date = nextDay(date)) {
        rows.push({ day: date, done: null, meant: Math.min(left, order.per_day), operation: null });
        left -= order.per_day;
    }
    return rows.reverse();
}

const COLUMNS = [
    { name: 'day', label: 'day', heads: true, cell: (row) => day(row.day) },
    { name: 'meant', label: 'meant', kind: 'number' },
    { name: 'done', label: 'scheduled', kind: 'number' },
    { name: 'operation', label: 'operation', cell: (row) => (row.operation ? h('a', { href: link(`/operations/${row.operation}`) }, String(row.operation)) : 'to come') },
];

function draw(room, { order, plan }) {
    const phase = plan.phases.find((each) => each.order === order.order) || null;
    return [
        h('h1', {}, `Order ${order.order}`),
        h('p', { class: 'lead' }, `${counted(order.per_day, 'month')} a day of ${order.from} to ${order.to}: `, h('strong', {}, order.state),
            order.because ? [', because ', outside(order.because)] : null, '.'),
        orderGauge(order), orderButtons(room, order),
        facts([
            ['given', [time(order.created_at), ' by ', outside(order.actor)]],
            ['why', outside(order.why)],
            ['goes on', goesOn(order)],
            ['under way', counted(order.months_open, 'month')],
            ['spent', spentOf(order)],
            ['which months', `${order.only}, the ${order.which_first} first`],
            ['prompt', order.prompt_variant ? outside(order.prompt_variant) : null],
            ['books asked', order.books],
            ['ended', order.ended_at ? time(order.ended_at) : null],
        ]),
        budgetLines(order.budgets),
        phase ? [h('h2', {}, 'Forecast'), phaseLines(phase)] : null,
        h('h2', {}, 'Day by day'),
        table({ caption: `Days of order ${order.order}`, quiet: true, columns: COLUMNS, rows: daysOf(order, phase), key: (row) => row.day,
            rowClass: (row) => (row.done === null ? 'forecast' : null), empty: 'It has not done a day yet.' }),
    ];
}

export const order = {
    path: '/orders/{order}',
    name: 'orders',
    title: (route) => `Order ${route.parameters.order}`,
    open(room) {
        const id = room.route.parameters.order, closed = room.closed;
        room.same({ command: ['order', 'show', id], api: [`/orders/${encodeURIComponent(id)}`, {}] });
        room.live(async () => {
            const [one, plan] = await Promise.all([get(`/orders/${encodeURIComponent(id)}`, {}, { closed }), get('/plan', {}, { closed })]);
            return { order: one, plan };
        }, (all) => draw(room, all));
    },
};
