/* months_acts.js: what one may do with many months: enter, schedule, take back, let go, set back. Each
 * chooses by the filters that its command has, starts with those of the view, and shows what it
 * would do before it does it. */
import { get, post } from './api.js';
import { FROM, given, TO, WHY } from './choice.js';
import { actButton, ask } from './dialog.js';
import { h } from './dom.js';
import { changedMonths } from './month_acts.js';
import { scheduling } from './plans.js';
import { counted } from './text.js';

const CLASSES = ['own_servers', 'transient', 'rate_limited', 'quota', 'config', 'request', 'malformed', 'poison', 'claim_lost', 'cancelled', 'usage'];
const CLASS = { name: 'class', label: 'Whose last error is', kind: 'select', value: '', choices: [['', 'any or none'], ...CLASSES.map((name) => [name, name])] };
const STATUS = { name: 'status', label: 'In the state', kind: 'select', value: '',
    choices: [['', 'any but completed'], ...['pending', 'queued', 'processing', 'retry', 'failed'].map((name) => [name, name])] };

/* The fields start with what is known, so far as they can hold it. */
function filled(fields, preset) {
    return fields.map((field) => {
        const value = preset[field.name];
        const fits = value && (field.kind !== 'select' || field.choices.some(([choice]) => choice === value));
        return fits ? { ...field, value } : field;
    });
}

/* whole: the range of all, for what asks to be told that all are meant. */
function bulk(room, what, { title, text, also = {}, whole = {}, fields = [], danger = false }, preset) {
    const chosen = ['from', 'to', 'class', 'status'].some((name) => preset[name]);
    const body = (values) => ({ ...(values.from || values.to || values.class ? {} : whole), ...given(values), ...also });
    return {
        title, text, danger, confirm: title, waits: !chosen && Object.keys({ ...whole, ...also }).length === 0, fields: [...filled([FROM, TO, ...fields, CLASS], preset), WHY],
        async preview(values) {
            const document = await post(`/months/${what}`, { ...body(values), dry_run: true });
            return Object.assign([changedMonths(document, what === 'unhold')], { nothing: (document.months || []).length === 0 });
        },
        act: (values, key) => post(`/months/${what}`, { ...body(values), dry_run: false }, { key }),
        done: (document) => changedMonths({ ...document, done: true }, what === 'unhold'),
        after: () => room.again(),
    };
}

export const takingBack = (room, preset = {}) => bulk(room, 'cancel', { title: 'Take months back and hold them', danger: true, fields: [STATUS],
    text: 'They are not worked on until somebody lets them go.' }, preset);

export const lettingGo = (room, preset = {}) => bulk(room, 'unhold', { title: 'Let held months go', whole: { from: '1900-01' },
    text: 'They can be scheduled again.' }, preset);

export const settingBack = (room, preset = {}) => bulk(room, 'reset', { title: 'Set failed months back to pending', also: { failed: true },
    text: 'What is stored of them stays. To send them to work at once, schedule those that failed.' }, preset);

export const settingStuckBack = (room, preset = {}) => bulk(room, 'reset', { title: 'Set stuck months back to the queue', danger: true, also: { stuck: true },
    text: 'They have been worked on for more than an hour. A worker that still has one can no longer change it.' }, preset);

/* The table of months begins empty: here one enters those that exist. */
export function entering(room, preset = {}) {
    return { title: 'Enter the months that exist', confirm: 'Enter them',
        fields: filled([{ ...FROM, required: true }, { ...TO, required: true }], preset),
        text: 'They are pending until they are scheduled. Months that are there already stay as they are.',
        act: (values, key) => post('/seed', values, { key }),
        done: (answer) => h('p', {}, `${counted(answer.months_new, 'month')} entered.`), after: () => room.again() };
}

/* The names of prompts are asked for when one opens it. */
export async function openScheduling(room, preset = {}) {
    const { prompts } = await get('/prompts', {}, room).catch(() => ({ prompts: [] }));
    const what = scheduling(room, prompts);
    const fields = what.fields.map((field) => (['from', 'to'].includes(field.name) ? { ...field, required: !preset.only, hint: preset.only ? 'empty: all' : field.hint } : field));
    ask({ ...what, fields: filled(fields, preset) });
}

export function scheduleButton(room, preset, attributes = {}) {
    return room.may('operate') ? h('button', { type: 'button', ...attributes, on: { click: () => openScheduling(room, preset) } }, 'Schedule months…') : null;
}

/* Those of a view of months, with its filters. */
export function monthsActs(room, query) {
    const preset = { from: query.from, to: query.to, class: query.class, status: query.status, only: query.status === 'pending' ? '' : query.status, batch_size: query.status ? 50 : undefined };
    return h('div', { class: 'acts' },
        scheduleButton(room, preset, { class: 'main' }),
        actButton(room, 'Take back and hold…', () => takingBack(room, preset)),
        actButton(room, 'Let held ones go…', () => lettingGo(room, preset)),
        actButton(room, 'Failed back to pending…', () => settingBack(room, preset)),
        actButton(room, 'Enter months…', () => entering(room, preset)));
}
