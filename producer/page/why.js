/* why.js: the first thing one reads: what the fleet waits for, and what is wrong. */
import { about, advice } from './advice.js';
import { h } from './dom.js';
import { counted, outside, time } from './text.js';

function sentence(each, room, first) {
    const act = room.may ? advice(room, each.command) : null;
    return [
        outside(each.what ?? each.sentence, { most: first ? 1200 : 500 }),
        act ? h('span', { class: 'advice' }, ' → ', act) : null,
        !act && each.command ? [' ', h('code', { translate: 'no' }, each.command), each.effect ? ` ${each.effect}.` : null] : null,
    ];
}

function list(others, room) {
    return h('ul', { class: 'others' }, others.map((each, place) => h('li', { key: place }, sentence(each, room, false))));
}

const SHOWN = 2; /* of what else holds; the rest is folded, so that one sees the figures below */

/* What stands on the page already, so that nothing below repeats it. */
export function toldBy(overview) {
    return overview.why ? [overview.why, ...(overview.others || []).slice(0, SHOWN)].map((each) => each.what ?? each.sentence).join(' ') : '';
}

const REASON_BYTES = 40;

/* "xai is closed: config: HTTP 403: …" without the reason, where it was told. */
export function brief(text, told) {
    for (let at = text.indexOf(': '); at >= 0; at = text.indexOf(': ', at + 1)) {
        const reason = text.slice(at + 2, at + 2 + REASON_BYTES);
        if (reason.length === REASON_BYTES && told.includes(reason))
            return text.slice(0, at);
    }
    return text;
}

/* The sentences of one answer of 'why': for the fleet, or for one month, whose buttons stand below. */
export function sentences(document, room) {
    const others = (document.others || []).filter((each) => each.sentence !== document.why.sentence);
    return [
        h('p', { class: document.why.must_act ? 'sentence must' : 'sentence' }, sentence(document.why, room, true)),
        others.length > 0 ? list(others.slice(0, SHOWN), room) : null,
        others.length > SHOWN ? h('details', { class: 'others', key: 'more' }, h('summary', {}, `${counted(others.length - SHOWN, 'thing')} more`), list(others.slice(SHOWN), room)) : null,
    ];
}

function paused(overview) {
    const totals = overview.totals ?? overview;
    return overview.paused || totals.paused ? h('p', { class: 'paused' }, h('strong', {}, 'Paused'), ' since ', time(totals.paused_at),
        totals.paused_by ? [' by ', outside(totals.paused_by, { most: 80 })] : null, '.') : null;
}

export const why = {
    id: 'why',
    label: 'What it waits for',
    draw: (overview, room) => [paused(overview), overview.why ? sentences(overview, room) : null],
};

const RANK = { critical: 0, warning: 1 };

/* A request that mends it is for those who ask over HTTP: here is the place for it, or the button. */
function withoutRequest(summary) {
    const at = summary.search(/[:;] [^:;]*\b(?:GET|POST) \/api\//);
    return at > 0 ? summary.slice(0, at) : summary;
}

function alarmPlace(each) {
    const place = about(each);
    return place ? h('span', { class: 'advice' }, ' → ', place) : null;
}

function alarm(each, told) {
    const severity = each.severity in RANK ? each.severity : 'warning';
    return h('li', { class: `alarm ${severity}`, key: `${each.name} ${each.subject}` },
        h('strong', {}, severity === 'critical' ? 'Critical' : 'Warning'), ' ',
        outside(brief(withoutRequest(each.summary), told), { most: 500 }),
        each.since ? h('span', { class: 'quiet' }, ', since ', time(each.since)) : null, alarmPlace(each));
}

export const alarms = {
    id: 'alarms',
    label: 'Alarms',
    draw(overview) {
        const all = [...(overview.alarms || [])].sort((a, b) => (RANK[a.severity] ?? 1) - (RANK[b.severity] ?? 1));
        if (all.length === 0)
            return null;
        const told = toldBy(overview), shown = all.slice(0, 6).map((each) => alarm(each, told));
        return [
            h('ul', { class: 'alarms' }, shown),
            all.length > 6 ? h('details', {}, h('summary', {}, counted(all.length - 6, 'more alarm')),
                h('ul', { class: 'alarms' }, all.slice(6).map((each) => alarm(each, told)))) : null,
        ];
    },
};
