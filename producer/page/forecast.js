/* forecast.js: what something would take, as plans, dry runs and previews of replays tell it: calls
 * of each provider, money, hours; and the budgets that it would meet. */
import { h } from './dom.js';
import { table } from './table.js';
import { count, counted, money, monthName, outside } from './text.js';

const COLUMNS = [
    { name: 'provider', label: 'provider', heads: true },
    { name: 'calls', label: 'calls', kind: 'number' },
    { name: 'free', label: 'free today', cell: (row) => (row.free === null ? 'unlimited' : count(row.free)), class: 'number' },
    { name: 'days_of_quota', label: 'days of its quota', cell: (row) => row.days_of_quota, class: 'number' },
    { name: 'cost', label: 'cost', kind: 'money' },
    { name: 'hours', label: 'hours', cell: (row) => row.hours, class: 'number' },
];

export function forecastTable(forecast) {
    return table({ caption: 'What it takes of each provider', columns: COLUMNS, rows: forecast,
        key: (row) => row.provider, empty: 'No provider is asked.' });
}

/* What a document says that it comes to: {cost, without_price}. What has no price is not nothing. */
export function costWords({ cost, without_price: names }) {
    if (cost !== null && cost !== undefined)
        return `It costs about ${money(cost)}.`;
    return ['What it costs is not known (–): no price is written for ', outside((names || []).join(', ')), '.'];
}

function budgetLine(each) {
    const head = `${each.budget_of}: ${money(each.spent)} of ${money(each.budget)} is spent. `;
    if (each.is_spent)
        return head + 'It is spent: no call that costs something begins.';
    if (each.is_enough === null)
        return head + 'Whether it is enough cannot be told without prices.';
    if (each.is_enough)
        return `${head}What is left costs about ${money(each.cost_of_what_is_left)}: it is enough.`;
    return `${head}It ends at about month ${count(each.ends_at_month)} of ${count(each.of_months)}.`;
}

export function budgetLines(budgets) {
    return (budgets || []).map((each) =>
        h('p', { key: each.budget_of, class: each.is_spent || each.is_enough === false ? 'verdict bad' : 'quiet' }, budgetLine(each)));
}

/* "12 months, 2003-01 to 2003-12, the newest first" */
export function monthsLine(months) {
    if (months.length === 0)
        return h('p', {}, 'No month.');
    const names = months.map((each) => each.month).sort();
    const range = names.length === 1 ? monthName(names[0]) : `${names[0]} to ${names[names.length - 1]}`;
    return h('p', {}, h('strong', {}, counted(months.length, 'month')), `: ${range}`);
}

/* Why the others of the range are left out: a count by reason. */
export function reasonLines(reasons) {
    return (reasons || []).length === 0 ? null : h('p', { class: 'quiet' }, 'Left out: ',
        reasons.map((each, place) => [place > 0 ? ', ' : '', `${counted(each.months, 'month')} (`, outside(each.reason.replaceAll('_', ' ')), ')']), '.');
}
