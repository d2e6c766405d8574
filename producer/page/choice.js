/* choice.js: the fields of a choice of months, shared by the dialogs that schedule, order and
 * compare; and what a preview of one says. */
import { h } from './dom.js';
import { budgetLines, costWords, forecastTable, monthsLine, reasonLines } from './forecast.js';
import { table } from './table.js';
import { counted } from './text.js';

const MONTH_PATTERN = '[0-9]{4}-(0[1-9]|1[0-2])';

export const FROM = { name: 'from', label: 'From month', pattern: MONTH_PATTERN, hint: 'such as 2003-01' };
export const TO = { name: 'to', label: 'To month', pattern: MONTH_PATTERN, hint: 'either order' };
export const WHY = { name: 'why', label: 'Why', max_length: 500, late: true, hint: 'kept in the log' };
export const ONLY = { name: 'only', label: 'Which months', kind: 'select', value: '', choices: [
    ['', 'those never done'], ['failed', 'failed'], ['partial', 'partial: a generator failed'],
    ['unresolved', 'with books that have no ISBN'], ['empty', 'completed without a book'],
    ['all', 'all that are not under way']] };
export const BOOKS = { name: 'books', label: 'Books asked of each generator', kind: 'number', min: 1, max: 100, hint: 'empty: as usual' };
export const EARLY = { name: 'early', label: 'Also months that are not due yet', kind: 'checkbox' };

export function promptField(prompts) {
    return { name: 'prompt_variant', label: 'Prompt', kind: 'select', value: '',
        choices: [['', 'as usual'], ...prompts.map((each) => [each.name, each.name])] };
}

/* Without what says nothing. */
export function given(values) {
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== false && value !== ''));
}

const MONTH_COLUMNS = [
    { name: 'month', label: 'month', heads: true },
    { name: 'previous_status', label: 'now', kind: 'word' },
    { name: 'prompt_variant', label: 'prompt', kind: 'word' },
    { name: 'books', label: 'books', kind: 'number' },
    { name: 'buys_again', label: 'bought again', kind: 'yes' },
    { name: 'note', label: 'note' },
];

/* What a dry run of scheduling says. */
export function dryRun(answer) {
    if (answer.months_selected === 0)
        return Object.assign([h('p', {}, 'No month would be taken.'), reasonLines(answer.reasons)], { nothing: true });
    return [
        monthsLine(answer.months),
        answer.throttled ? h('p', { class: 'quiet' }, 'Today’s quota pays for no more than these.') : null,
        answer.months_bought_again > 0 ? h('p', { class: 'verdict bad' },
            `${counted(answer.months_bought_again, 'month')} of these would be bought again: their answers or books are there.`) : null,
        h('p', {}, costWords(answer)), forecastTable(answer.forecast), budgetLines(answer.budgets), reasonLines(answer.reasons),
        h('details', {}, h('summary', {}, 'Each month'), table({ caption: 'Months', quiet: true, columns: MONTH_COLUMNS,
            rows: answer.months, key: (row) => row.month })),
        answer.plan ? h('p', { class: 'quiet' }, `This is plan ${answer.plan}: it does exactly that, or refuses if a month has changed.`) : null,
    ];
}
