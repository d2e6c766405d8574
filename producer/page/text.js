/* text.js: how numbers, times and texts from outside are written. Times are UTC, as everywhere in
 * the project. A text from outside stands in an element of its own (bdi), so that its direction
 * moves nothing beside it, and what one could not see in it is shown by a sign. */
import { h } from './dom.js';

const number = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MONTH_NAMES = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September',
    'October', 'November', 'December'];
export const NOTHING = '–';

export function count(value) {
    return value === null || value === undefined ? NOTHING : number.format(value);
}

/* counted(1, 'month') is "1 month", counted(2, 'month') "2 months". */
export function counted(value, one, many = one + 's') {
    return `${count(value)} ${Number(value) === 1 ? one : many}`;
}

/* Cut, not rounded: 100 % means all. What is a hair below a figure is that figure. */
export function percent(value, digits = 0) {
    const scale = 10 ** digits;
    return value === null || value === undefined ? NOTHING : `${(Math.floor(Number(value) * scale + 1e-6) / scale).toFixed(digits)}\u00a0%`;
}

/* Of a whole, rounded down: 100 % means all. */
export function share(part, whole) {
    return whole > 0 ? Math.floor((100 * part) / whole) : null;
}

export function money(value) {
    if (value === null || value === undefined)
        return NOTHING;
    const amount = Number(value);
    return amount !== 0 && Math.abs(amount) < 1 ? amount.toFixed(4) : amount.toFixed(2);
}

export function bytes(value) {
    if (value === null || value === undefined)
        return NOTHING;
    if (value < 1024)
        return `${value} B`;
    return value < 1048576 ? `${(value / 1024).toFixed(1)} KiB` : `${(value / 1048576).toFixed(1)} MiB`;
}

/* 93784000: "1 d 02 h"; two units at most. */
export function duration(ms) {
    if (ms === null || ms === undefined)
        return NOTHING;
    if (ms < 1000)
        return `${Math.round(ms)} ms`;
    const s = Math.floor(ms / 1000);
    const two = (value) => String(value).padStart(2, '0');
    if (s < 60)
        return `${(ms / 1000).toFixed(ms < 10000 ? 1 : 0)} s`;
    if (s < 3600)
        return `${Math.floor(s / 60)} min ${two(s % 60)} s`;
    if (s < 86400)
        return `${Math.floor(s / 3600)} h ${two(Math.floor((s % 3600) / 60))} min`;
    return `${Math.floor(s / 86400)} d ${two(Math.floor((s % 86400) / 3600))} h`;
}

/* ---- times ---- */

/* "2026-11-29T14:20:05Z", or "2026-11-29 14:20:05" which is UTC too; NaN for what is no time. */
export function instant(text) {
    if (!text)
        return NaN;
    const plain = String(text).replace(' UTC', '').replace(' ', 'T');
    return Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(plain) || plain.length === 10 ? plain : plain + 'Z');
}

export function day(text) {
    if (!text)
        return NOTHING;
    const [year, month, date] = String(text).slice(0, 10).split('-');
    return MONTHS[month - 1] ? `${Number(date)} ${MONTHS[month - 1]} ${year}` : String(text);
}

function clock(date, seconds) {
    return date.toISOString().slice(11, seconds ? 19 : 16);
}

function timeWords(at, seconds) {
    const date = new Date(at);
    const today = new Date().toISOString().slice(0, 10);
    const its = date.toISOString().slice(0, 10);
    if (its === today)
        return clock(date, seconds);
    return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}` +
        `${its.slice(0, 4) === today.slice(0, 4) ? '' : ' ' + its.slice(0, 4)} ${clock(date, seconds)}`;
}

/* A time as <time>; today's without its day. Its title has all of it. */
export function time(text, { seconds = false } = {}) {
    const at = instant(text);
    if (Number.isNaN(at))
        return NOTHING;
    const whole = new Date(at).toISOString().replace('.000', '');
    return h('time', { datetime: whole, title: whole.replace('T', ' ').replace('Z', ' UTC') }, timeWords(at, seconds));
}

export function age(text) {
    const at = instant(text);
    return Number.isNaN(at) ? NOTHING : duration(Math.max(0, Date.now() - at) || 0);
}

/* "2003-04": "April 2003" */
export function monthName(month) {
    const [year, number_] = String(month).split('-');
    return MONTH_NAMES[number_ - 1] ? `${MONTH_NAMES[number_ - 1]} ${year}` : String(month);
}

export { MONTHS, MONTH_NAMES };

/* ---- texts from outside ---- */

/* Controls, what turns the direction of writing, what nobody sees, and halves of characters: the
 * same as in common/core/text.c, and written as the terminal writes them: \x1B, \u202e, \u{e0001}.
 * Line ends and tabs are what they are where the text is shown as a block. */
const UNSEEN = new RegExp('[\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f' +
    '\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb\\p{Cs}' +
    '\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}]', 'gu');

function sign(character, block) {
    if (block && (character === '\n' || character === '\t'))
        return character;
    const point = character.codePointAt(0), code = point.toString(16);
    if (point < 0x80)
        return `\\x${code.toUpperCase().padStart(2, '0')}`;
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}

export function printable(text, block = false) {
    return String(text ?? '').replace(UNSEEN, (character) => sign(character, block));
}

function cutAt(text, most) {
    const end = /[\ud800-\udbff]/.test(text[most - 1]) ? most - 1 : most;
    return text.slice(0, end);
}

function showAll(event, text) {
    const whole = event.currentTarget.parentNode;
    whole.dataset.own = 'all'; /* an update of the page leaves it whole */
    whole.textContent = text;
}

/* A text from outside: isolated, wrapped, and cut where it is long, with a button for the rest. */
export function outside(text, { most = 600, block = false, className = '' } = {}) {
    if (text === null || text === undefined || text === '')
        return NOTHING;
    const shown = printable(String(text).trim(), block);
    const tag = block ? 'pre' : 'bdi';
    const attributes = { class: `outside ${className}`.trim(), dir: 'auto', translate: 'no', tabindex: block ? '0' : null };
    if (shown.length <= most)
        return h(tag, attributes, shown);
    const rest = h('button', { type: 'button', class: 'more', on: { click: (event) => showAll(event, shown) } },
        `all ${count(shown.length)} characters`);
    return h(tag, { ...attributes, key: `cut ${shown.length}` }, cutAt(shown, most), '… ', rest);
}
