/* orders.js: standing orders: what each has done and what is left, its forecast beside what was
 * done, and a new one, which is looked at before anything is bought. */
import { get, post } from './api.js';
import { EARLY, FROM, given, ONLY, TO, WHY } from './choice.js';
import { actButton } from './dialog.js';
import { h } from './dom.js';
import { budgetLines, costWords } from './forecast.js';
import { gauge } from './gauge.js';
import { link } from './router.js';
import { table } from './table.js';
import { count, counted, day, money, outside } from './text.js';

/* ---- a new order ---- */

const ORDER_FIELDS = [
    { ...FROM, required: true }, { ...TO, required: true },
    { name: 'per_day', label: 'Months a day', kind: 'number', min: 1, max: 5000, value: 15, required: true },
    { name: 'at', label: 'From which hour on, UTC', value: '00:00', pattern: '([01][0-9]|2[0-3]):[0-5][0-9]' },
    { name: 'after', label: 'After order', kind: 'number', min: 1, hint: 'it begins when that one has ended; empty: today' },
    { name: 'budget', label: 'Budget', kind: 'number', min: 0.000001, step: 'any', hint: 'what its months may cost; empty: no limit' },
    { ...ONLY, choices: ONLY.choices.filter(([value]) => value !== 'all') }, EARLY, WHY,
];

/* A range that leaves nothing out is not said. */
function rangeOf(phase) {
    return phase.from === '1900-01' && phase.to === '2100-12' ? '' : ` of ${phase.from} to ${phase.to}`;
}

const STOPPED = {
    paused: 'it is paused, and has no end until it is resumed',
    spent: 'its budget is spent, and it has no end until that is raised',
    waits: 'it waits for an order that does not go on, and has no end',
};

const CHOICES = { missing: 'never done', failed: 'failed', partial: 'partial', unresolved: 'with open books', empty: 'without books' };

/* Why a phase takes no month: what is in its range. */
function emptyRange(phase) {
    const whole = rangeOf(phase) === ''; /* what is between the months of the table is not missed */
    const there = [['completed', 'completed'], ['failed', 'failed'], ['open', 'under way'], ['held', 'held'], ['not_in_table', 'not in the table']]
        .filter(([name]) => phase[name] > 0 && !(whole && name === 'not_in_table')).map(([name, words]) => `${count(phase[name])} ${words}`);
    return [h('p', {}, h('strong', {}, 'No month'), `${rangeOf(phase)} is to be taken (${CHOICES[phase.only] ?? phase.only}). `,
        there.length > 0 ? `There: ${there.join(', ')}.` : 'None of them is in the table.')];
}

export function phaseLines(phase) {
    if (phase.months === 0)
        return emptyRange(phase);
    return [
        h('p', {}, h('strong', {}, counted(phase.months, 'month')), phase.only === 'missing' ? '' : ` (${CHOICES[phase.only] ?? phase.only})`,
            `${rangeOf(phase)}, ${count(phase.per_day)} a day: ${counted(phase.days, 'day')}`,
            phase.stopped ? [': ', h('strong', {}, STOPPED[phase.stopped])]
                : phase.begins === phase.ends ? `, on ${day(phase.begins)}` : `, from ${day(phase.begins)} to ${day(phase.ends)}`,
            !phase.stopped && phase.ends_late !== phase.ends ? ` or as late as ${day(phase.ends_late)}` : '', '.'),
        h('p', {}, phase.only === 'unresolved' ? '' : `About ${counted(phase.isbns, 'ISBN')}. `, costWords(phase)),
    ];
}

function phaseCalls(phase) {
    return h('details', {}, h('summary', {}, 'Calls of each provider'), callsTable(phase));
}

function callsTable(phase) {
    return table({ caption: 'Calls of each provider', quiet: true, rows: phase.calls, key: (row) => row.provider, columns: [
        { name: 'provider', label: 'provider', heads: true },
        { name: 'a_day', label: 'a day', kind: 'number' },
        { name: 'percent_of_a_day', label: 'of its day', kind: 'percent' },
        { name: 'in_all', label: 'in all', kind: 'number' },
        { name: 'cost', label: 'cost', kind: 'money' }] });
}

function assumptions(plan) {
    return h('details', {}, h('summary', {}, 'What is assumed, and what would move it'),
        h('ul', {}, [...plan.assumes, ...plan.moved_by].map((each) => h('li', {}, outside(each)))));
}

/* How it would stand among the other orders, as the server judges it: when it begins, and what of it others do. */
function standing(look) {
    const shared = look.months_of_other_orders > 0
        ? h('p', { class: 'verdict bad' }, `Other orders take ${counted(look.months_of_other_orders, 'month')} of these, too. Each month is done once.`) : null;
    if (look.stopped)
        return [h('p', { class: 'verdict bad' }, `It has no beginning that is known: ${STOPPED[look.stopped]}.`), shared];
    return [look.begins && look.ends ? h('p', {}, `It begins on ${day(look.begins)}, and ends `,
        look.ends === look.ends_late ? `on ${day(look.ends)}.` : `between ${day(look.ends)} and ${day(look.ends_late)}.`) : null, shared];
}

/* Its own phase says what its months take; its days are those among the other orders. */
function sizeLines(phase) {
    return [h('p', {}, h('strong', {}, counted(phase.months, 'month')), `${rangeOf(phase)}, ${count(phase.per_day)} a day: ${counted(phase.days, 'day')}.`),
        h('p', {}, phase.only === 'unresolved' ? '' : `About ${counted(phase.isbns, 'ISBN')}. `, costWords(phase))];
}

async function previewOrder(values) {
    const { from, to, per_day: pace, only, early } = values;
    const plan = await get('/plan', { per_day: pace, from, to, only, early });
    if (plan.phases.every((phase) => phase.months === 0))
        return Object.assign(plan.phases.map(phaseLines), { nothing: true });
    const look = await post('/orders', { ...given(values), dry_run: true });
    return [plan.phases.map((phase) => [sizeLines(phase), standing(look), phaseCalls(phase)]), budgetLines(look.budgets.map((each) => (each.budget_of.startsWith('order ') ? { ...each, budget_of: 'This order' } : each))), assumptions(plan),
        h('p', { class: 'quiet' }, 'Nothing is bought before the order is given; then its first day is done at its hour, or at once when that has passed.')];
}

function newOrder(room) {
    return {
        title: 'A new standing order', confirm: 'Give the order', fields: ORDER_FIELDS,
        text: 'Running consumers schedule so many months every day, until none is left.',
        preview: previewOrder,
        act: (values, key) => post('/orders', given(values), { key }),
        done: (answer) => h('p', {}, 'Order ', h('a', { href: link(`/orders/${answer.order}`) }, String(answer.order)), ' is given.'),
        after: () => room.again(),
    };
}

/* ---- what is done with one ---- */

function change(room, order, verb, words) {
    return {
        title: `${words} order ${order.order}`, confirm: words, danger: verb === 'cancel', fields: [WHY],
        text: { pause: 'It does nothing until it is resumed. Days that pass meanwhile are not caught up.',
            resume: 'It goes on from today.',
            cancel: 'It ends. Months of it that wait for its budget are taken back; what is under way goes on.' }[verb],
        act: (values, key) => post(`/orders/${order.order}/${verb}`, given(values), { key }),
        done: (answer) => h('p', {}, `Order ${answer.order} was ${answer.previous_state} and is ${answer.state}.`),
        after: () => room.again(),
    };
}

function budgetChange(room, order) {
    return {
        title: `Budget of order ${order.order}`, confirm: 'Set the budget',
        text: 'Months that wait because it is spent go on at once when it is raised.',
        fields: [{ name: 'amount', label: 'What its months may cost, or none', value: order.budget ?? 'none', required: true,
            pattern: 'none|[0-9]+([.][0-9]+)?' }, WHY],
        act: (values, key) => post(`/orders/${order.order}/budget`, { ...given(values), amount: String(values.amount) }, { key }),
        done: (answer) => h('p', {}, `Order ${answer.order} may cost ${answer.budget === null ? 'what it costs' : money(answer.budget)}; `,
            `${counted(answer.months_due, 'month')} became due.`),
        after: () => room.again(),
    };
}

export function orderButtons(room, order) {
    if (!['active', 'paused'].includes(order.state))
        return null;
    const of = `order ${order.order}`;
    return h('div', { class: 'buttons' },
        order.state === 'active'
            ? actButton(room, 'Pause…', () => change(room, order, 'pause', 'Pause'), { 'aria-label': `Pause ${of}` })
            : actButton(room, 'Resume…', () => change(room, order, 'resume', 'Resume'), { 'aria-label': `Resume ${of}`, class: 'main' }),
        actButton(room, 'Budget…', () => budgetChange(room, order), { 'aria-label': `Budget of ${of}` }),
        actButton(room, 'Cancel…', () => change(room, order, 'cancel', 'Cancel'), { 'aria-label': `Cancel ${of}` }));
}

/* ---- the list ---- */

export function orderGauge(order) {
    const all = order.months_taken + order.months_left;
    const words = ['cancelled', 'completed'].includes(order.state) ? `${counted(order.months_taken, 'month')} taken`
        : `${count(order.months_taken)} of ${count(all)} months taken`;
    if (all === 0)
        return h('span', { class: 'quiet' }, words);
    return [gauge({ label: words, whole: all, parts: [{ value: order.months_taken, kind: 'done' }] }), h('span', { class: 'quiet' }, words)];
}

/* An order that does not go on by itself has no day, whatever its next one was. */
export function goesOn(order) {
    if (order.next_day)
        return `${day(order.next_day)} ${order.at}`;
    if (order.state === 'paused')
        return 'when it is resumed';
    if (order.state === 'active' && order.budget_is_spent)
        return 'when its budget is raised';
    return order.after && order.state === 'active' ? `after order ${order.after}` : null;
}

export function spentOf(order) {
    if (order.budget === null)
        return order.spent === null || order.months_taken === 0 ? null : money(order.spent);
    return `${money(order.spent)} of ${money(order.budget)}`;
}

function columns(room) {
    return [
        { name: 'order', label: 'order', heads: true, cell: (row) => h('a', { href: link(`/orders/${row.order}`) }, String(row.order)) },
        { name: 'state', label: 'state', cell: (row) => h('span', { class: `verdict ${row.state === 'active' ? 'good' : ''}` }, row.state) },
        { name: 'months', label: 'months', cell: (row) => `${row.from} to ${row.to}` },
        { name: 'per_day', label: 'a day', kind: 'number' },
        { name: 'done', label: 'done', cell: orderGauge },
        { name: 'next_day', label: 'goes on', cell: goesOn },
        { name: 'spent', label: 'spent', class: 'number', cell: spentOf },
        { name: 'why', label: 'why' },
        ...(room.may('operate') ? [{ name: 'act', label: 'act', cell: (row) => orderButtons(room, row) }] : []),
    ];
}

function finishLine(plan) {
    if (!plan.ends_early)
        return null;
    const when = plan.ends_early === plan.ends_late ? `on ${day(plan.ends_early)}` : `between ${day(plan.ends_early)} and ${day(plan.ends_late)}`;
    return h('p', { class: 'lead' }, plan.ends_if_resumed ? `If what is stopped went on today, all would be done ${when}.` : `All is done ${when}.`);
}

function draw(room, { orders, plan }) {
    return [
        h('h1', {}, 'Standing orders'),
        h('div', { class: 'buttons' }, actButton(room, 'New order…', () => newOrder(room), { class: 'main' }),
            h('a', { href: '#/plans' }, 'Plans and single batches')),
        table({ caption: 'Standing orders', quiet: true, columns: columns(room), rows: orders.orders, key: (row) => row.order,
            empty: 'No standing order is given. One schedules so many months every day, for weeks.' }),
        h('h2', {}, 'What they take, and when they end'),
        finishLine(plan),
        plan.phases.map((phase) => h('section', { key: `${phase.order} ${phase.from}`, class: 'phase' },
            phase.order ? h('h3', {}, `Order ${phase.order}`) : h('h3', {}, 'What is left, at the usual pace'), phaseLines(phase), phaseCalls(phase))),
        budgetLines(plan.budgets), assumptions(plan),
    ];
}

export const orders = {
    path: '/orders',
    name: 'orders',
    title: () => 'Standing orders',
    open(room) {
        room.same({ command: ['order', 'list'], api: ['/orders', {}] });
        room.live(async () => {
            const [list, plan] = await Promise.all([get('/orders', {}, { closed: room.closed }), get('/plan', {}, { closed: room.closed })]);
            return { orders: list, plan };
        }, (all) => draw(room, all));
    },
};
