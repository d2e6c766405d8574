/* letter_acts.js: what is done with dead letters: replay, which is looked at first and can send one
 * letter ahead of the others; discard and restore; an edited body; what is known of a group. */
import { post } from './api.js';
import { given, WHY } from './choice.js';
import { h } from './dom.js';
import { costWords, forecastTable } from './forecast.js';
import { link } from './router.js';
import { count, counted, outside } from './text.js';

/* What would become of one letter, or of many, by the verdicts of a dry run. */
const VERDICTS = {
    scheduled: ['month is scheduled again', 'months are scheduled again'],
    together: ['is of such a month, and goes with it', 'are of the same months, and go with them'],
    bytes: ['is sent again, bytes unchanged', 'are sent again, bytes unchanged'],
    hopeless: ['would die of the same again: it names no month of the table', 'would die of the same again: they name no month of the table'],
    open: ['is left alone: its month is being worked on', 'are left alone: their months are being worked on'],
    completed: ['is left alone: its month is completed', 'are left alone: their months are completed'],
    held: ['is left alone: an operator holds its month', 'are left alone: an operator holds their months'],
    replayed: ['is left alone: it was replayed already', 'are left alone: they were replayed already'],
    discarded: ['is left alone: it is discarded', 'are left alone: they are discarded'],
    no_body: ['cannot be sent: its body was too long to be kept', 'cannot be sent: their bodies were too long to be kept'],
};

function verdictLine([verdict, number]) {
    return h('li', { class: verdict === 'hopeless' ? 'verdict bad' : null }, counted(number, ...(VERDICTS[verdict] ?? [verdict, verdict])));
}

/* What is asked of providers; where nothing is, there is nothing to pay. */
function asked(answer) {
    if (answer.months_asked_anew + answer.books_looked_up === 0)
        return h('p', {}, 'No provider would be asked.');
    return [h('p', {}, `${counted(answer.months_asked_anew, 'month')} would be asked for anew, ${counted(answer.books_looked_up, 'book')} looked up. `, costWords(answer)),
        h('details', {}, h('summary', {}, 'Calls of each provider'), forecastTable(answer.forecast))];
}

/* "letters 5" or "group 983857e09215, class poison" */
export function selectionWords(selection) {
    const words = Object.entries(selection).map(([name, value]) =>
        (value === true ? name : `${name} ${Array.isArray(value) ? value.join(', ') : value}`));
    return outside(words.join(', ') || 'every open letter');
}

/* What is in vain is said before it is done: which letter, and what it died of. */
function hopeless(answer) {
    if (!answer.would?.hopeless || answer.hopeless_letter === undefined)
        return null;
    return h('p', { class: 'verdict bad' }, '■ In vain: ', h('a', { href: link(`/letters/${answer.hopeless_letter}`) }, `letter ${answer.hopeless_letter}`),
        ' died of: ', outside(answer.hopeless_because, { most: 200 }), '. A month that is not in the table is entered on the page Months first; a body that makes no sense is edited, or its letter discarded.');
}

function replayPreview(answer) {
    return [
        h('p', {}, h('strong', {}, counted(answer.letters, 'letter'))),
        h('ul', {}, Object.entries(answer.would || {}).map(verdictLine)),
        answer.letters_in_other_replays > 0 ? h('p', { class: 'verdict bad' }, `${counted(answer.letters_in_other_replays, 'letter')} of these ${answer.letters_in_other_replays === 1 ? 'waits' : 'wait'} already in `,
            h('a', { href: link(`/operations/${answer.other_replay}`) }, `operation ${answer.other_replay}`), '. It would leave alone what is done here first.') : null,
        hopeless(answer), asked(answer),
    ];
}

/* What has become of one letter, where nothing was done with it. */
const LEFT_ALONE = {
    open: 'its month is being worked on', completed: 'its month is completed', not_seeded: 'its month is not in the table', waits: 'it waits in another operation', held: 'an operator holds its month',
    replayed: 'it was replayed already', discarded: 'it is discarded', archived: 'it is open', closed: 'its month is completed, so that it is closed',
    no_body: 'its body was too long to be kept', gone: 'it is not in the archive any more',
};

export function leftAlone(result) {
    return LEFT_ALONE[result] ?? result;
}

function nothingDone(answer, number) {
    const letters = (answer.letters || []).slice(0, 5).map((letter) => h('li', {}, `Letter ${letter.id}: ${leftAlone(letter.result)}`,
        letter.meanwhile ? ['; it was ', outside(letter.meanwhile)] : null, '.'));
    return [h('p', { class: 'verdict bad' }, 'Nothing was done: this has changed meanwhile.'), h('ul', {}, letters), h('p', {}, number, ' says the same.')];
}

/* seen: how many letters there were when the dialog was opened; others may have changed that since. */
function begun(answer, seen) {
    const { operation } = answer, number = h('a', { href: link(`/operations/${operation.id}`) }, `Operation ${operation.id}`);
    if (operation.outcome === 'nothing')
        return nothingDone(answer, number);
    const left = operation.skipped > 0 ? h('p', { class: 'verdict bad' }, `${counted(operation.skipped, 'letter')} ${operation.skipped === 1 ? 'was' : 'were'} left alone, because of what has happened to ${operation.skipped === 1 ? 'it' : 'them'} meanwhile.`) : null;
    const other = seen !== undefined && seen !== operation.items ? h('p', { class: 'verdict bad' }, `It has ${counted(operation.items, 'letter')}, and not ${count(seen)} as when this was opened.`) : null;
    if (operation.ended_at !== null)
        return [h('p', {}, `Done with ${counted(operation.done, 'letter')}: `, number, '.'), other, left];
    return [h('p', {}, 'It has begun, and goes on by itself: ', number, ' tells how it ends.'), other, left];
}

/* ---- another body ---- */

function lines(text) {
    return (text ?? '').split('\n');
}

/* The lines that are taken away and those that come, between what both begin and end with. */
function difference(before, after) {
    let head = 0, tail = 0;
    while (head < Math.min(before.length, after.length) && before[head] === after[head])
        head++;
    while (tail < Math.min(before.length, after.length) - head && before.at(-1 - tail) === after.at(-1 - tail))
        tail++;
    return { same: head + tail, gone: before.slice(head, before.length - tail), come: after.slice(head, after.length - tail) };
}

function editDifference(letter, answer) {
    const { same, gone, come } = difference(lines(letter.body), lines(answer.edited_body));
    const line = (kind, words) => (text) => h(kind, {}, h('span', { class: 'unseen' }, words), outside(text, { most: 2000 }));
    return h('div', { class: 'difference' },
        h('p', {}, `${counted(answer.edited_bytes, 'byte')} in place of ${count(letter.body_bytes)}`, same > 0 ? `; ${counted(same, 'line')} as before` : '', ':'),
        gone.map(line('del', 'taken away: ')), come.map(line('ins', 'new: ')),
        gone.length + come.length === 0 ? h('p', { class: 'verdict bad' }, 'The body is what it was.') : null);
}

const EDITED = {
    scheduled: [' is scheduled with it.', ''],
    hopeless: [' is not in the table: it would die again. Seed the month first.', 'verdict bad'],
    held: [' is held by an operator: the letter would be left alone.', 'verdict bad'],
    open: [' is being worked on: the letter would be left alone.', 'verdict bad'],
    completed: [' has completed: the letter would be left alone.', 'verdict bad'],
};

function editPreview(letter, answer) {
    const [words, look] = EDITED[answer.edited_would] ?? ['', ''];
    return [editDifference(letter, answer),
        answer.edited_month ? h('p', { class: look || null }, h('strong', {}, `The month ${answer.edited_month}`), words)
            : h('p', {}, 'It is sent to its queue under an id of its own.')];
}

const HOW = { name: 'how', label: 'How', kind: 'select', value: 'canary', choices: [
    ['canary', 'one first, the others when it has completed'],
    ['1,5,25,all', 'in steps: 1, 5, 25, all the others'],
    ['all', 'all at once']] };
const RATE = { name: 'rate', label: 'Letters at most', hint: 'such as 30/m or 2/s; empty: as fast as they go', pattern: '[0-9]+/(m|s|min)' };
const FORCE = { name: 'force', label: 'Also where the month is open, or completed since', kind: 'checkbox' };
const KEEP = { name: 'keep_going', label: 'Do not stop when one dies of the same again', kind: 'checkbox' };

function isOne(selection) {
    return selection.letters !== undefined && selection.letters.length === 1;
}

/* What a filter chooses is done only when one says so. */
function sure(selection) {
    return selection.letters ? {} : { yes: true };
}

function replayBody(selection, { how, ...values }) {
    const steps = how === 'canary' ? { canary: true } : how && how !== 'all' ? { ramp: how } : {};
    return { ...selection, ...given(values), ...steps, ...sure(selection) };
}

export function replaying(room, selection, words, seen) {
    const many = !isOne(selection);
    return {
        title: `Replay ${words}`, confirm: 'Replay',
        fields: [...(many ? [HOW, RATE] : []), FORCE, ...(many ? [KEEP] : []), WHY],
        text: many ? 'It stops by itself when a letter dies of the same again.' : null,
        preview: async (values) => replayPreview(await post('/letters/replay', { ...replayBody(selection, values), yes: undefined, dry_run: true })),
        act: (values, key) => post('/letters/replay', replayBody(selection, values), { key }),
        done: (answer) => begun(answer, seen), after: () => room.again(),
    };
}

export function discarding(room, selection, words, seen) {
    return {
        title: `Discard ${words}`, confirm: 'Discard', danger: true, fields: [WHY],
        text: `Nothing is done with ${isOne(selection) ? 'it' : 'them'} any more. What is discarded can be restored until it is too old to be kept.`,
        act: (values, key) => post('/letters/discard', { ...selection, ...given(values), ...sure(selection) }, { key }),
        done: (answer) => begun(answer, seen), after: () => room.again(),
    };
}

export function restoring(room, selection, words, seen) {
    return {
        title: `Restore ${words}`, confirm: 'Restore', fields: [WHY], text: isOne(selection) ? 'It is open again, as it was.' : 'They are open again, as they were.',
        act: (values, key) => post('/letters/restore', { ...selection, ...given(values), ...sure(selection) }, { key }),
        done: (answer) => begun(answer, seen), after: () => room.again(),
    };
}

/* The server decodes the body as a consumer would: what would die again is refused with its reason. */
export function editing(room, letter) {
    const body = (values) => ({ letter: letter.id, body: values.body, ...(values.why ? { why: values.why } : {}) });
    return {
        title: `Edit the body of letter ${letter.id}`, confirm: 'Send it with this body',
        text: 'A body that names a month of the table schedules that month; any other is sent under an id of its own. Both bodies are kept.',
        fields: [{ name: 'body', label: 'Body', kind: 'text', value: letter.body, required: true, rows: 10,
            hint: letter.body_is_text ? null : 'This body is no text: signs such as \\xFF stand for its bytes here, and would be sent as they stand.' }, WHY],
        waits: true,
        preview: async (values) => editPreview(letter, await post('/letters/edit', { ...body(values), dry_run: true })),
        act: (values, key) => post('/letters/edit', body(values), { key }),
        done: (answer) => begun(answer), after: () => room.again(),
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
