/* progress.js: the five counts of what has become of books, and how far the months are: pace, the
 * range in which they end, cost against budget. */
import { get } from './api.js';
import { h, morph } from './dom.js';
import { link } from './router.js';
import { count, counted, day, duration, money, NOTHING, percent, share, time } from './text.js';

/* ---- five counts ---- */

const COUNTS = [
    ['books_generated', 'generated', 'books that generators named'],
    ['isbns_resolved', 'resolved', 'books with a verified ISBN'],
    ['isbns_queued', 'queued', 'ISBNs handed over for enrichment'],
    ['isbns_published', 'published', 'ISBNs that the broker has confirmed'],
    ['isbns_enriched', 'enriched', 'ISBNs with an enriched edition'],
];

/* Each beside what it can be at most: the one before it. */
function counter([name, label, meaning], place, totals) {
    const value = totals[name], before = place > 0 ? totals[COUNTS[place - 1][0]] : null;
    const first = totals[COUNTS[0][0]];
    const part = share(value, before), width = first > 0 ? Math.min(100, (100 * (value ?? 0)) / first) : 0;
    return h('li', { key: name, class: value === undefined ? 'count unknown' : 'count' },
        h('span', { class: 'count-label' }, label),
        h('span', { class: 'count-value' }, count(value)),
        h('span', { class: 'count-part' }, place > 0 && part !== null && value !== undefined ? `${part} % of ${COUNTS[place - 1][1]}` : meaning),
        h('span', { class: 'bar', 'aria-hidden': 'true' }, h('span', { class: 'bar-part', style: { '--share': `${width}%` } })),
        place > 0 ? h('span', { class: 'unseen' }, meaning) : null);
}

/* What keeps the last two counts apart: who waits and why, what no source has, what has failed. */
function openLine(totals) {
    if (!totals.isbns_waiting && !totals.isbns_not_found && !totals.isbns_failed)
        return null;
    const because = Object.entries(totals.isbns_waiting_because ?? {}).sort(([, a], [, b]) => b - a)
        .map(([reason, isbns]) => `${reason.replaceAll('_', ' ')} ${count(isbns)}`).join(', ');
    const parts = [];
    if (totals.isbns_waiting > 0)
        parts.push([h('b', {}, counted(totals.isbns_waiting, 'ISBN')), ` ${totals.isbns_waiting === 1 ? 'waits' : 'wait'} to be enriched (${because}), the oldest, `,
            h('a', { href: link(`/isbn/${totals.isbn_oldest}`) }, totals.isbn_oldest), ', since ', time(totals.isbn_oldest_since)]);
    if (totals.isbns_not_found > 0)
        parts.push(`${count(totals.isbns_not_found)} not found`);
    if (totals.isbns_failed > 0)
        parts.push(`${count(totals.isbns_failed)} failed`);
    return h('p', { class: 'quiet open-isbns' }, parts.map((part, i) => [i > 0 ? '; ' : null, part]), '.');
}

export const counts = {
    id: 'counts',
    label: 'Books and ISBNs',
    draw: (overview) => {
        const totals = overview.totals ?? overview;
        return [h('ol', { class: 'counts' }, COUNTS.map((each, place) => counter(each, place, totals))), openLine(totals)];
    },
};

/* ---- progress ---- */

const STATES = [
    ['completed', 'completed', 'good'],
    ['failed', 'failed', 'bad'],
    ['processing', 'being worked on', 'busy'],
    ['queued', 'queued', 'ready'],
    ['retry', 'wait for a retry or a provider', 'waits'],
    ['pending', 'pending', 'plain'],
    ['held', 'held', 'held'],
];

function stateBar(totals) {
    const all = STATES.map(([name, label, look]) => ({ name, label, look, months: totals[name] || 0 }))
        .filter((each) => each.months > 0);
    if (all.length === 0)
        return null;
    return [
        h('div', { class: 'states', 'aria-hidden': 'true' }, all.map((each) =>
            h('span', { key: each.name, class: `state ${each.look}`, style: { '--share': String(each.months) } }))),
        h('ul', { class: 'legend' }, all.map((each) => h('li', { key: each.name },
            h('a', { href: `#/months?status=${each.name}` }, h('i', { class: `swatch ${each.look}`, 'aria-hidden': 'true' }),
                ` ${each.label} `, h('b', {}, count(each.months)))))),
    ];
}

function range(early, late) {
    if (!early && !late)
        return null;
    return early === late || !late ? day(early) : early ? `${day(early)} to ${day(late)}` : day(late);
}

function paceWords(overview) {
    const progress_ = overview.progress || {};
    if (progress_.ended_an_hour > 0)
        return [h('b', {}, counted(progress_.ended_an_hour, 'month')), ' an hour',
            progress_.left_ms > 0 ? `, what is open ends in about ${duration(progress_.left_ms)}` : ''];
    return progress_.open > 0 ? 'unknown: what is open waits, or none has ended within an hour' : 'nothing is being worked on';
}

/* What the plan says of all that is left: at the pace that is set, not at that of the last hour. */
function finish(plan) {
    if (!plan)
        return NOTHING;
    const when = range(plan.ends_early, plan.ends_late);
    if (!when)
        return 'nothing is left to schedule';
    const pace = [...new Set((plan.phases || []).map((phase) => phase.per_day))].join(' or ');
    return [h('b', {}, when), pace ? h('span', { class: 'quiet' }, ` at ${pace} months a day`) : null,
        plan.ends_if_resumed ? h('span', { class: 'quiet' }, ', if what is stopped goes on now') : null];
}

function costOf(usage) {
    const rows = (usage?.usage || []);
    const total = rows.find((row) => row.kind === 'total') ?? null;
    const known = rows.filter((row) => row.kind !== 'total' && row.cost !== null);
    const cost = total ? total.cost : known.length > 0 ? known.reduce((sum, row) => sum + Number(row.cost), 0) : null;
    const unpriced = total ? total.unpriced : rows.reduce((sum, row) => sum + (row.unpriced || 0), 0);
    return { cost, unpriced };
}

function budgetLine(budget) {
    const part = budget.limit > 0 ? Math.min(100, (100 * budget.spent) / budget.limit) : 0;
    return h('span', { class: 'budget', key: budget.name },
        h('span', { class: 'bar', 'aria-hidden': 'true' }, h('span', { class: part >= 100 ? 'bar-part bad' : 'bar-part', style: { '--share': `${part}%` } })),
        `${money(budget.spent)} of ${money(budget.limit)} (${budget.name})`);
}

function budgets(plan) {
    return (plan?.budgets || []).map((each) => ({ name: each.budget_of, limit: Number(each.budget), spent: Number(each.spent) }))
        .filter((each) => each.limit > 0);
}

function cost(usage, plan) {
    const { cost: spent, unpriced } = costOf(usage);
    const limits = budgets(plan);
    return [h('b', {}, money(spent)), unpriced > 0 ? h('span', { class: 'quiet' }, `, and ${counted(unpriced, 'call')} without a price`) : null,
        limits.length > 0 ? limits.map(budgetLine) : h('span', { class: 'quiet' }, ', no budget is set')];
}

function lines(overview, more) {
    const totals = overview.totals ?? overview;
    const ended = (totals.completed || 0) + (totals.failed || 0);
    const words = totals.months > 0
        ? [h('b', {}, `${share(ended, totals.months)} %`), ` of ${counted(totals.months, 'month')} have ended`]
        : 'no month is in the table yet';
    return [
        h('div', { key: 'done' }, h('dt', {}, 'Progress'), h('dd', {}, words)),
        h('div', { key: 'rate' }, h('dt', {}, 'Resolution'), h('dd', {}, h('b', {}, percent(totals.resolution_rate, 1)),
            totals.mean_of_monthly_rates !== null && totals.mean_of_monthly_rates !== undefined
                ? h('span', { class: 'quiet' }, ` of all books; mean of the months ${percent(totals.mean_of_monthly_rates, 1)}`) : null)),
        h('div', { key: 'pace' }, h('dt', {}, 'Pace'), h('dd', {}, paceWords(overview))),
        h('div', { key: 'end' }, h('dt', {}, 'Finish'), h('dd', {}, finish(more?.plan),
            more?.plan?.moved_by?.length ? h('details', { class: 'assumes' }, h('summary', {}, 'what would move it'),
                h('ul', {}, [...more.plan.moved_by, ...(more.plan.assumes || []).map((each) => 'assumed: ' + each)].map((each, i) => h('li', { key: i }, each)))) : null)),
        h('div', { key: 'cost' }, h('dt', {}, 'Cost'), h('dd', {}, more ? cost(more.usage, more.plan) : NOTHING)),
    ];
}

async function loadMore(room) {
    const nothing = () => null; /* either may be refused: the page shows the rest */
    const [plan, usage] = await Promise.all([get('/plan', {}, room).catch(nothing), get('/usage', {}, room).catch(nothing)]);
    return { plan, usage };
}

export const progress = {
    id: 'progress',
    label: 'Progress',
    open(room, node) {
        let overview = null, more = null;
        const draw = () => (overview ? [stateBar(overview.totals ?? overview), h('dl', { class: 'facts progress' }, lines(overview, more))] : null);
        room.onOverview((came) => {
            overview = came;
            morph(node, draw());
        });
        room.live(() => loadMore(room), (loaded) => {
            more = loaded;
            return draw();
        }, { node });
    },
};

