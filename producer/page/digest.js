/* digest.js: what has happened since one last looked. The browser keeps, for all its tabs, when a
 * person last had the page before them, and the figures of that moment; what came after it is told
 * until one has seen it. A tab that is left open and looked at again tells it, too: one looks where
 * the tab is shown and something has been done in it not long ago. */
import { h } from './dom.js';
import { link } from './router.js';
import { count, counted, duration, instant, outside, time } from './text.js';

const KEY = 'backfill.looked';
const AWAY_MS = 10 * 60000; /* a shorter absence is none */

function stored() {
    try {
        return JSON.parse(localStorage.getItem(KEY)) || {};
    } catch {
        return {}; /* the browser keeps nothing: there is no digest */
    }
}

function store(value) {
    try {
        localStorage.setItem(KEY, JSON.stringify(value));
    } catch { /* as above */ }
}

const FIGURES = ['completed', 'failed', 'isbns_resolved', 'dead_letters'];

function figuresOf(overview) {
    return Object.fromEntries(FIGURES.map((name) => [name, overview.totals[name] ?? null]));
}

let before = null; /* {at, figures}: what there was when one last looked; null: it was not long ago */
let touched = 0; /* when a person last did something in this tab; opening and showing it is something */

function touch() {
    touched = Date.now();
}

/* What there was when one last looked, or null. Ask it before looking() is told of what there is. */
export function lookedBefore(now = Date.now()) {
    const last = stored();
    if (before !== null && last.seen > before.at)
        before = null; /* in another tab */
    else if (before === null && last.at && now - last.at > AWAY_MS)
        before = last;
    return before;
}

export function looking(overview, now = Date.now()) {
    lookedBefore(now);
    if (!document.hidden && now - touched < AWAY_MS)
        store({ at: now, figures: figuresOf(overview), seen: stored().seen });
}

touch();
for (const event of ['pointermove', 'pointerdown', 'keydown', 'scroll', 'focus'])
    addEventListener(event, touch, { passive: true });
document.addEventListener('visibilitychange', touch);

function difference(now, then, name) {
    return now[name] === null || then[name] === null || then[name] === undefined ? 0 : now[name] - then[name];
}

function lines(overview, last) {
    const now = figuresOf(overview), then = last.figures || {};
    const words = [];
    const completed = difference(now, then, 'completed'), isbns = difference(now, then, 'isbns_resolved');
    const failed = difference(now, then, 'failed'), letters = difference(now, then, 'dead_letters');
    words.push(completed > 0 ? `${counted(completed, 'month')} completed${isbns > 0 ? ` with ${counted(isbns, 'ISBN')}` : ''}` : 'no month completed');
    if (failed !== 0)
        words.push(failed > 0 ? `${count(failed)} more failed` : `${count(-failed)} fewer failed`);
    if (letters !== 0)
        words.push(letters > 0 ? h('a', { href: '#/letters' }, counted(letters, 'new dead letter')) : `${count(-letters)} fewer dead letters`);
    return words;
}

/* log: what people did meanwhile, the newest first; it may be empty. */
export function digest(overview, log, onDismiss) {
    const last = lookedBefore();
    if (last === null)
        return null;
    const theirs = log.filter((entry) => instant(entry.at) > last.at);
    return h('div', { class: 'digest' },
        h('p', {}, 'Since you last looked, ', time(new Date(last.at).toISOString()), ` (${duration(Date.now() - last.at)} ago): `,
            lines(overview, last).map((part, place) => [place > 0 ? ', ' : '', part]), '.'),
        theirs.length === 0 ? null : h('p', {}, h('a', { href: link('/log') }, counted(theirs.length, 'action')), ' of operators: ',
            outside(theirs.slice(0, 3).map((entry) => `${entry.action} ${entry.subject ?? ''}`.trim()).join(', ')), theirs.length > 3 ? ', …' : ''),
        h('button', { type: 'button', class: 'small', on: { click: () => { store({ ...stored(), seen: Date.now() }); onDismiss(); } } }, 'I have seen it'));
}
