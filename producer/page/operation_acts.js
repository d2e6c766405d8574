/* operation_acts.js: an operation's progress by how its items have ended, and pause, resume, rate
 * and cancel. */
import { post } from './api.js';
import { given, WHY } from './choice.js';
import { actButton } from './dialog.js';
import { h } from './dom.js';
import { gauge } from './gauge.js';
import { count } from './text.js';

const PARTS = [
    ['completed', 'completed', 'done'],
    ['died_same', 'died of the same again', 'bad'],
    ['died_otherwise', 'died of something else', 'bad'],
    ['replaced', 'replaced by another job', 'quiet'],
    ['unknown', 'not come back', 'quiet'],
    ['open', 'under way', 'reserved'],
];

/* How its items have ended. What is done and has no outcome (discarded, scheduled) counts as done. */
export function progressOf(operation) {
    const parts = PARTS.map(([name, words, kind]) => ({ name, words, kind, value: operation[name] ?? 0 }));
    const judged = parts.reduce((sum, part) => sum + part.value, 0);
    const plain = Math.max(0, operation.done - judged);
    return [
        ...(plain > 0 ? [{ name: 'done', words: operation.kind === 'replay' ? 'sent' : 'done', kind: 'done', value: plain }] : []),
        ...parts,
        { name: 'waiting', words: 'waiting', kind: 'waiting', value: operation.waiting },
        { name: 'skipped', words: 'left alone', kind: 'quiet', value: operation.skipped },
        { name: 'cancelled', words: 'cancelled', kind: 'quiet', value: operation.cancelled },
    ].filter((part) => part.value > 0);
}

export function progressBar(operation) {
    const parts = progressOf(operation);
    const words = parts.map((part) => `${count(part.value)} ${part.words}`).join(', ') || 'nothing in it';
    return [gauge({ label: words, whole: operation.items, parts: parts.filter((part) => part.kind !== 'waiting') }), h('span', { class: 'quiet' }, words)];
}

function change(room, operation, verb, words, text) {
    return {
        title: `${words} operation ${operation.id}`, confirm: words, danger: verb === 'cancel', text, fields: [WHY],
        act: (values, key) => post(`/operations/${operation.id}/${verb}`, given(values), { key }),
        done: () => h('p', {}, 'Done.'), after: () => room.again(),
    };
}

function rateChange(room, operation) {
    return {
        title: `Rate of operation ${operation.id}`, confirm: 'Set the rate',
        fields: [{ name: 'rate', label: 'Letters at most', hint: 'such as 30/m, 2/s, or none', required: true, pattern: 'none|[0-9]+/(m|s|min)',
            value: operation.rate_per_minute ? `${operation.rate_per_minute}/m` : 'none' }, WHY],
        act: (values, key) => post(`/operations/${operation.id}/rate`, given(values), { key }), after: () => room.again(),
    };
}

export function operationButtons(room, operation) {
    const of = `operation ${operation.id}`;
    const button = (words, what, attributes = {}) => actButton(room, `${words}…`, what, { 'aria-label': `${words} ${of}`, ...attributes });
    if (!['running', 'paused', 'planned'].includes(operation.state))
        return null;
    return h('div', { class: 'buttons' },
        operation.state === 'running' ? button('Pause', () => change(room, operation, 'pause', 'Pause', 'What it has done stays done.')) : null,
        operation.state === 'paused' ? button('Resume', () => change(room, operation, 'resume', 'Resume', 'It goes on with what waits in it.'), { class: 'main' }) : null,
        operation.kind === 'replay' ? button('Rate', () => rateChange(room, operation)) : null,
        button('Cancel', () => change(room, operation, 'cancel', 'Cancel', 'What it has done stays done; what waits in it stays as it is.')));
}
