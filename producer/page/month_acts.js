/* month_acts.js: what one may do with months: take back, let go, take again. Each is shown first,
 * by the same request with dry_run. */
import { get, post } from './api.js';
import { WHY } from './choice.js';
import { actButton, ask } from './dialog.js';
import { h } from './dom.js';
import { budgetLines, costWords, forecastTable } from './forecast.js';
import { table } from './table.js';
import { count, counted, outside } from './text.js';

/* What a request on months would do, or has done: the answer of cancel, unhold and reset. held: they are. */
export function changedMonths(document, held = false) {
    const rows = document.months || [];
    return table({
        caption: `${counted(rows.length, 'month')}`, rows, key: (row) => row.month, empty: 'It would change nothing.',
        columns: [
            { name: 'month', label: 'month', heads: true, kind: 'word' },
            { name: 'previous_status', label: document.done ? 'was' : 'is', cell: (row) => (held ? 'held' : row.previous_status) },
            { name: 'result', label: document.done ? 'result' : 'would be', class: 'wide' },
        ],
    });
}

/* What a plan would schedule, and what it costs: the answer of schedule. */
export function planned(document) {
    const rows = document.months || [];
    if (rows.length === 0)
        return [h('p', {}, 'Nothing would be scheduled.'), (document.reasons || []).map((each) =>
            h('p', { class: 'quiet', key: each.reason }, `${counted(each.months, 'month')}: ${each.reason.replaceAll('_', ' ')}`))];
    return [
        h('p', {}, h('b', {}, counted(rows.length, 'month')), document.plan ? `, plan ${document.plan}` : '',
            document.months_bought_again > 0 ? h('b', { class: 'warns' }, `, ${count(document.months_bought_again)} bought again: answers or books are there`) : null, '. ',
            costWords(document)),
        forecastTable(document.forecast.filter((each) => each.calls > 0)), budgetLines(document.budgets),
        table({
            caption: 'Months', quiet: true, rows: rows.slice(0, 50), key: (row) => row.month,
            columns: [
                { name: 'month', label: 'month', heads: true, kind: 'word' },
                { name: 'previous_status', label: 'is', kind: 'word' },
                { name: 'prompt_variant', label: 'prompt' },
                { name: 'books', label: 'books', kind: 'number' },
                { name: 'note', label: 'note', class: 'wide' },
            ],
        }),
        rows.length > 50 ? h('p', { class: 'quiet' }, `and ${counted(rows.length - 50, 'more month')}`) : null,
    ];
}

/* What a plan has scheduled. */
function scheduled(document) {
    return [h('p', {}, h('b', {}, `${counted(document.execution_summary?.months_scheduled ?? 0, 'month')} scheduled`),
        document.operation ? `, operation ${document.operation}.` : '.'), monthsTaken(document)];
}

function monthsTaken(document) {
    return table({
        caption: 'Months', quiet: true, rows: (document.months || []).slice(0, 50), key: (row) => row.month, empty: 'Nothing was scheduled.',
        columns: [
            { name: 'month', label: 'month', heads: true, kind: 'word' },
            { name: 'previous_status', label: 'was', kind: 'word' },
            { name: 'note', label: 'note', class: 'wide' },
        ],
    });
}

function months(selection) {
    return selection.months ? { from: selection.months[0], to: selection.months.at(-1) } : selection;
}

/* Take months back, or let them go. selection: {months: ['2003-04']} or filters of the command. */
function change(room, what, title, selection, { danger = false, also = {} } = {}) {
    return {
        title, danger, fields: [WHY], confirm: title,
        preview: async () => {
            const document = await post(`/months/${what}`, { ...months(selection), ...also, dry_run: true });
            const nodes = [changedMonths(document, what === 'unhold')];
            nodes.nothing = (document.months || []).length === 0;
            return nodes;
        },
        act: (values, key) => post(`/months/${what}`, { ...selection, ...also, ...values, dry_run: false }, { key }),
        done: (document) => changedMonths({ ...document, done: true }, what === 'unhold'),
        after: () => room.again(),
    };
}

/* Schedule by a plan: what is previewed is what is done, or it refuses. path: /schedule, or /compare
 * for a new generation beside the one that stands. */
export function schedule(room, title, request, { fields = [], path = '/schedule' } = {}) {
    let plan = null;
    return {
        title, fields: [...fields, WHY], confirm: 'Schedule it',
        preview: async (values) => {
            const { why, ...rest } = values;
            const document = await post(path, { ...request, ...rest, dry_run: true });
            plan = document.plan ?? null;
            const nodes = planned(document);
            nodes.nothing = plan === null;
            return nodes;
        },
        act: (values, key) => post(`/plans/${plan}`, values.why ? { why: values.why, yes: true } : { yes: true }, { key }),
        done: scheduled,
        after: () => room.again(),
    };
}

const ONLY = [
    ['failed', 'Take it again', (d) => d.status === 'failed'],
    ['missing', 'Schedule it', (d) => d.status === 'pending' && !d.held],
    ['unresolved', 'Look up its open books again', (d) => d.status === 'completed' && d.books.some((book) => !book.isbn13)],
    ['partial', 'Ask the generator again that failed', (d) => d.status === 'completed' && d.generators.some((each) => each.outcome === 'failed')],
    ['empty', 'Take it again', (d) => d.status === 'completed' && d.books_generated === 0],
];

function prompts(room) {
    return get('/prompts', {}, room).then((document) => (document.prompts || []).map((each) => each.name ?? each.prompt_variant)).catch(() => []);
}

async function compare(room, month) {
    const names = await prompts(room);
    ask(schedule(room, `Try ${month} with another prompt or number of books`, { months: [month] }, { path: '/compare', fields: [
        names.length > 0 ? { name: 'prompt_variant', label: 'Prompt', kind: 'select', choices: [['', 'as before'], ...names.map((name) => [name, name])] }
            : { name: 'prompt_variant', label: 'Prompt', max_length: 64 },
        { name: 'books', label: 'Books asked of each generator', kind: 'number', min: 1, max: 100 },
    ] }));
}

function decide(room, month, what) {
    return { title: `${what === 'accept' ? 'Let the new generation of' : 'Keep what stands of'} ${month}${what === 'accept' ? ' replace it' : ''}`,
        fields: [WHY], danger: what === 'accept', text: what === 'accept' ? 'Its ISBNs are handed over. What is lost stays handed over.' : 'The new generation is put aside.',
        act: (values, key) => post(`/compare/${what}`, { months: [month], ...values }, { key }),
        after: () => room.again() };
}

export function monthActions(document, room) {
    const { month, status, held } = document;
    const only = ONLY.find(([, , fits]) => fits(document));
    return [
        only ? actButton(room, `${only[1]}…`, () => schedule(room, `${only[1]}: ${month}`, { from: month, to: month, only: only[0], no_throttle: true, early: true }), { class: 'main', key: 'again' }) : null,
        held ? actButton(room, 'Let it go…', () => change(room, 'unhold', `Let ${month} go`, { months: [month] }), { class: 'main', key: 'unhold' }) : null,
        status !== 'completed' && !held ? actButton(room, 'Take it back and hold it…', () => change(room, 'cancel', `Take ${month} back and hold it`, { months: [month] }, { danger: true }), { key: 'cancel' }) : null,
        status === 'processing' ? actButton(room, 'Back to the queue…', () => change(room, 'reset', `Set ${month} back to the queue`, { months: [month] }, { danger: true, also: { stuck: true, older_than: '0s' } }), { key: 'reset' }) : null,
        document.comparison ? [
            actButton(room, 'Accept the new generation…', () => decide(room, month, 'accept'), { key: 'accept' }),
            actButton(room, 'Reject it…', () => decide(room, month, 'reject'), { key: 'reject' })] : null,
        status === 'completed' && !document.comparison && room.may('operate') ? h('button', { type: 'button', key: 'compare', on: { click: () => compare(room, month) } }, 'Try it otherwise…') : null,
        status === 'completed' && document.books_generated > 0 ? actButton(room, 'Buy it again…', () => schedule(room, `Begin a new generation of ${month}`, { from: month, to: month, force_retry: true, no_throttle: true, early: true }), { key: 'force' }) : null,
    ];
}
