/* letter_acts.js: what is done with dead letters: replay, which is looked at first and can send one
 * letter ahead of the others; discard and restore; an edited body; what is known of a group. */
import { post } from './api.js';
import { given, WHY } from './choice.js';
import { h } from './dom.js';
import { costOf, forecastTable } from './forecast.js';
import { link } from './router.js';
import { count, counted, money, outside } from './text.js';

/* What would become of letters, by the verdicts of a dry run. */
const VERDICTS = {
    scheduled: 'months are scheduled again',
    together: 'are of the same months, and go with them',
    bytes: 'are sent again, bytes unchanged',
    edited: 'are sent with the new body',
    open: 'are left alone: their months are being worked on',
    completed: 'are left alone: their months have completed since',
    held: 'are left alone: an operator holds their months',
    replayed: 'are left alone: they were replayed already',
    discarded: 'are left alone: they are discarded',
    no_body: 'cannot be sent: their bodies were too long to be kept',
};

/* "letters 5" or "group 983857e09215, class poison" */
export function selectionWords(selection) {
    const words = Object.entries(selection).map(([name, value]) =>
        (value === true ? name : `${name} ${Array.isArray(value) ? value.join(', ') : value}`));
    return outside(words.join(', ') || 'every open letter');
}

function replayPreview(answer) {
    const cost = costOf(answer.forecast);
    return [
        h('p', {}, h('strong', {}, counted(answer.letters, 'letter')), answer.edited_month ? ` for ${answer.edited_month}` : ''),
        h('ul', {}, Object.entries(answer.would || {}).map(([verdict, number]) =>
            h('li', {}, `${count(number)} ${VERDICTS[verdict] ?? verdict}`))),
        h('p', {}, `${counted(answer.months_asked_anew, 'month')} would be asked for anew, ${counted(answer.books_looked_up, 'book')} looked up`,
            cost === null ? '; the cost is not known.' : `: about ${money(cost)}.`),
        h('details', {}, h('summary', {}, 'Calls of each provider'), forecastTable(answer.forecast)),
    ];
}

function begun(answer) {
    const operation = answer.operation && answer.operation.id !== undefined ? answer.operation.id : answer.operation;
    return h('p', {}, 'It has begun, and goes on by itself: ',
        h('a', { href: link(`/operations/${operation}`) }, `operation ${operation}`), '.');
}

const HOW = { name: 'how', label: 'How', kind: 'select', value: 'canary', choices: [
    ['canary', 'one first, the others when it has completed'],
    ['1,5,25,all', 'in steps: 1, 5, 25, all the others'],
    ['all', 'all at once']] };
const RATE = { name: 'rate', label: 'At most so many', hint: 'such as 30/m or 2/s; empty: as fast as they go', pattern: '[0-9]+/(m|s|min)' };
const FORCE = { name: 'force', label: 'Also where the month is open, or completed since', kind: 'checkbox' };
const KEEP = { name: 'keep_going', label: 'Do not stop when one dies of the same again', kind: 'checkbox' };

/* What a filter chooses is done only when one says so. */
function sure(selection) {
    return selection.letters ? {} : { yes: true };
}

function replayBody(selection, { how, ...values }) {
    const steps = how === 'canary' ? { canary: true } : how && how !== 'all' ? { ramp: how } : {};
    return { ...selection, ...given(values), ...steps, ...sure(selection) };
}

export function replaying(room, selection, words) {
    const many = !selection.letters || selection.letters.length > 1;
    return {
        title: `Replay ${words}`, confirm: 'Replay',
        fields: [...(many ? [HOW, RATE] : []), FORCE, ...(many ? [KEEP] : []), WHY],
        text: 'It stops by itself when a letter dies of the same again.',
        preview: async (values) => replayPreview(await post('/letters/replay', { ...replayBody(selection, values), dry_run: true })),
        act: (values, key) => post('/letters/replay', replayBody(selection, values), { key }),
        done: begun, after: () => room.again(),
    };
}

export function discarding(room, selection, words) {
    return {
        title: `Discard ${words}`, confirm: 'Discard', danger: true, fields: [WHY],
        text: 'Nothing is done with them any more. They can be restored until they are too old to be kept.',
        act: (values, key) => post('/letters/discard', { ...selection, ...given(values), ...sure(selection) }, { key }),
        done: begun, after: () => room.again(),
    };
}

export function restoring(room, selection, words) {
    return {
        title: `Restore ${words}`, confirm: 'Restore', fields: [WHY], text: 'They are open again, as they were.',
        act: (values, key) => post('/letters/restore', { ...selection, ...given(values), ...sure(selection) }, { key }),
        done: begun, after: () => room.again(),
    };
}

/* The server decodes the body as a consumer would: what would die again is refused with its reason. */
export function editing(room, letter) {
    const body = (values) => ({ letter: letter.id, body: values.body, ...(values.why ? { why: values.why } : {}) });
    return {
        title: `Edit the body of letter ${letter.id}`, confirm: 'Send it with this body',
        text: 'A body that names a month of the table schedules that month; any other is sent under an id of its own. Both bodies are kept.',
        fields: [{ name: 'body', label: 'Body', kind: 'text', value: letter.body, required: true, rows: 10 }, WHY],
        preview: async (values) => replayPreview(await post('/letters/edit', { ...body(values), dry_run: true })),
        act: (values, key) => post('/letters/edit', body(values), { key }),
        done: begun, after: () => room.again(),
    };
}

function keeping(room, group, verb, title, hint) {
    return {
        title, confirm: 'Keep it',
        fields: [{ name: 'text', label: 'Text', kind: 'text', rows: 3, value: group[verb] ?? '', max_length: 2000, hint }],
        act: (values, key) => post(`/letters/${verb}`, { group: group.group, text: values.text ?? '' }, { key }),
        after: () => room.again(),
    };
}

export function noting(room, group) {
    return keeping(room, group, 'note', `Note on group ${group.group}`, 'What is known of it. It outlives the letters; an empty text takes it away.');
}

export function fixing(room, group) {
    return keeping(room, group, 'fix', `What mended group ${group.group}`,
        'As a version or a change. When more letters of it die later, the group says that it came back.');
}
