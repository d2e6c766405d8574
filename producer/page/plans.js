/* plans.js: batches of months that are scheduled once. A dry run leaves a plan, which does exactly
 * what was seen; plans that nobody carried out yet are listed. And comparisons: a new generation
 * of books beside the one that stands, until it is accepted or rejected. */
import { get, post } from './api.js';
import { BOOKS, dryRun, EARLY, FROM, given, ONLY, promptField, TO, WHY } from './choice.js';
import { actButton } from './dialog.js';
import { h } from './dom.js';
import { link } from './router.js';
import { table } from './table.js';
import { counted, outside, time } from './text.js';

function scheduled(answer) {
    return h('p', {}, `${counted(answer.months_selected, 'month')} scheduled. `,
        answer.operation ? h('a', { href: link(`/operations/${answer.operation}`) }, `Operation ${answer.operation}`) : null);
}

/* ---- schedule ---- */

export function scheduling(room, prompts) {
    let plan = null;
    return {
        title: 'Schedule months', confirm: 'Do exactly this plan',
        fields: [{ ...FROM, required: true }, { ...TO, required: true }, { name: 'batch_size', label: 'Months at most', kind: 'number', min: 1, max: 5000, value: 10, required: true },
            ONLY, { name: 'order', label: 'Which first', kind: 'select', value: '', choices: [['', 'the newest'], ['oldest', 'the oldest']] },
            promptField(prompts), BOOKS, EARLY,
            { name: 'force_retry', label: 'Begin a new generation of books, whatever is there', kind: 'checkbox' }, WHY],
        async preview(values) {
            const { why, ...rest } = values;
            const answer = await post('/schedule', { ...given(rest), dry_run: true });
            plan = answer.plan;
            room.again();
            return dryRun(answer);
        },
        act: ({ why }, key) => post(`/plans/${plan}`, { yes: true, ...(why ? { why } : {}) }, { key }),
        done: scheduled,
        after: () => room.again(),
    };
}

function carryingOut(room, plan) {
    return {
        title: `Plan ${plan.id}`, confirm: 'Do exactly this plan',
        text: `${counted(plan.waiting, 'month')}, as the plan has seen ${plan.waiting === 1 ? 'it' : 'them'}; it refuses when one has changed since.`,
        act: (values, key) => post(`/plans/${plan.id}`, { yes: true }, { key }),
        done: scheduled, after: () => room.again(),
    };
}

function dropping(room, plan) {
    return {
        title: `Drop plan ${plan.id}`, confirm: 'Drop it', fields: [WHY], text: 'Nothing of it is done, and nothing is lost.',
        act: (values, key) => post(`/operations/${plan.id}/cancel`, given(values), { key }), after: () => room.again(),
    };
}

function requestWords(request) {
    const words = [`${request.only ?? ''} months`, request.from || request.to ? `of ${request.from ?? 'the first'} to ${request.to ?? 'the last'}` : '',
        request.batch_size ? `at most ${request.batch_size}` : '', request.force_retry ? 'a new generation' : '', request.prompt_variant ?? ''];
    return outside(words.filter((word) => word !== '').join(', '));
}

function planColumns(room) {
    return [
        { name: 'id', label: 'plan', heads: true, cell: (row) => h('a', { href: link(`/operations/${row.id}`) }, String(row.id)) },
        { name: 'created_at', label: 'made', kind: 'time' },
        { name: 'actor', label: 'by' },
        { name: 'request', label: 'what', cell: (row) => requestWords(row.request) },
        { name: 'waiting', label: 'months', kind: 'number' },
        ...(room.may('operate') ? [{ name: 'act', label: 'act', cell: (row) => h('div', { class: 'buttons' },
            actButton(room, 'Do it…', () => carryingOut(room, row), { 'aria-label': `Do plan ${row.id}` }),
            actButton(room, 'Drop…', () => dropping(room, row), { 'aria-label': `Drop plan ${row.id}` })) }] : []),
    ];
}

/* ---- comparisons ---- */

function comparing(room, prompts) {
    let plan = null;
    return {
        title: 'Compare a new generation', confirm: 'Make the new generation',
        text: 'Completed months are asked for once more, beside the books that stand. Nothing is handed over before you accept it.',
        fields: [{ ...FROM, required: true }, { ...TO, required: true }, promptField(prompts), BOOKS, WHY],
        async preview(values) {
            const answer = await post('/compare', { ...given(values), dry_run: true });
            plan = answer.plan;
            return dryRun(answer);
        },
        act: ({ why }, key) => post(`/plans/${plan}`, { yes: true, ...(why ? { why } : {}) }, { key }),
        done: scheduled, after: () => room.again(),
    };
}

function deciding(room, month, verb) {
    return {
        title: `${verb === 'accept' ? 'Accept' : 'Reject'} the new generation of ${month}`,
        confirm: verb === 'accept' ? 'Accept it' : 'Reject it', danger: verb === 'reject', fields: [WHY],
        text: verb === 'accept' ? 'It replaces the one that stands, and its new ISBNs are handed over. ISBNs that it lacks stay handed over.'
            : 'The generation that stands stays; the new one is kept for nobody.',
        act: (values, key) => post(`/compare/${verb}`, { months: [month], ...given(values) }, { key }), after: () => room.again(),
    };
}

function isbnList(row) {
    const word = { gained: '+', lost: '−', changed: '→' };
    return row.isbns.length === 0 ? null : h('details', {}, h('summary', {}, counted(row.isbns.length, 'ISBN')),
        h('ul', { class: 'plain' }, row.isbns.map((each) => h('li', {}, word[each.change] ?? '', ' ', outside(each.title), ' ',
            each.before ? h('del', {}, each.before) : null, ' ', each.after ? h('ins', {}, each.after) : null))));
}

function comparisonColumns(room) {
    return [
        { name: 'month', label: 'month', heads: true, cell: (row) => h('a', { href: link(`/month/${row.month}`) }, row.month) },
        { name: 'status', label: 'new one', cell: (row) => (row.is_complete ? 'complete' : row.status) },
        { name: 'prompt', label: 'prompt', cell: (row) => outside(`${row.prompt_variant} → ${row.new_prompt_variant}`) },
        { name: 'books', label: 'books', cell: (row) => `${row.books_generated} → ${row.new_books_generated ?? '–'}` },
        { name: 'isbns', label: 'ISBNs', cell: (row) => `${row.isbns_resolved} → ${row.new_isbns_resolved ?? '–'}` },
        { name: 'which', label: 'which differ', cell: isbnList },
        ...(room.may('operate') ? [{ name: 'act', label: 'act', cell: (row) => (row.is_complete ? h('div', { class: 'buttons' },
            actButton(room, 'Accept…', () => deciding(room, row.month, 'accept'), { 'aria-label': `Accept ${row.month}` }),
            actButton(room, 'Reject…', () => deciding(room, row.month, 'reject'), { 'aria-label': `Reject ${row.month}` })) : null) }] : []),
    ];
}

/* ---- the view ---- */

function draw(room, { plans: list, compared, prompts }) {
    return [
        h('h1', {}, 'Plans and batches'),
        h('div', { class: 'buttons' },
            actButton(room, 'Schedule months…', () => scheduling(room, prompts.prompts), { class: 'main' }),
            h('a', { href: '#/orders' }, 'Standing orders')),
        h('h2', {}, 'Plans that nobody has carried out'),
        table({ caption: 'Plans', quiet: true, columns: planColumns(room), rows: list.operations, key: (row) => row.id,
            empty: 'There is none. A dry run leaves one.' }),
        h('h2', {}, 'Comparisons'),
        h('div', { class: 'buttons' }, actButton(room, 'Compare months…', () => comparing(room, prompts.prompts))),
        table({ caption: 'Comparisons', quiet: true, columns: comparisonColumns(room), rows: compared.comparisons, key: (row) => row.month,
            empty: 'No month is compared.' }),
    ];
}

export const plans = {
    path: '/plans',
    name: 'plans',
    title: () => 'Plans and batches',
    open(room) {
        const closed = room.closed;
        room.same({ command: ['operation', 'list', { state: 'planned' }], api: ['/operations', { state: 'planned', kind: 'schedule' }] });
        room.live(async () => {
            const [list, compared, prompts] = await Promise.all([get('/operations', { state: 'planned', kind: 'schedule' }, { closed }),
                get('/compare', {}, { closed }), get('/prompts', {}, { closed })]);
            return { plans: list, compared, prompts };
        }, (all) => draw(room, all));
    },
};
