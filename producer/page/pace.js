/* pace.js: the pace chart: months completed by the hour or by the day, as bars, and what operators
 * did as marks above them. Its table has the same figures for those who do not see it. */
import { h, svg } from './dom.js';
import { table } from './table.js';
import { count, counted, day, instant, outside, time } from './text.js';

const HOUR = 3600000, DAY = 24 * HOUR;
const WIDTH = 720, HEIGHT = 180, LEFT = 34, TOP = 28, BOTTOM = 26;
const SPANS = { hours: { step: HOUR, bars: 48, label: 'the last two days, by the hour' }, days: { step: DAY, bars: 31, label: 'the last 31 days' } };

/* ---- what is drawn ---- */

function counts(plan, by) {
    const rows = by === 'days' ? plan.done_by_day.map((each) => [instant(each.day), each.months])
        : (plan.done_by_hour || []).map((each) => [instant(each.hour), each.months]);
    return new Map(rows);
}

/* Bars without a gap, the last one is now's: [{at, months}] */
export function series(plan, by, now = Date.now()) {
    const { step, bars } = SPANS[by], there = counts(plan, by), last = Math.floor(now / step) * step;
    return Array.from({ length: bars }, (_, i) => last - (bars - 1 - i) * step)
        .map((at) => ({ at, months: there.get(at) ?? 0 }));
}

/* Whatever lets months go on, holds them back, or sends them to work. Notes, prices and editions do not. */
const CHANGES_PACE = new Set(['pause', 'resume', 'schedule', 'order', 'order_budget', 'order_cancel', 'order_pause', 'order_resume',
    'provider close', 'provider open', 'cancel', 'unhold', 'reset', 'reset_failed', 'reset_stuck', 'replay', 'dlq_replay',
    'operation_cancel', 'operation_pause', 'operation_rate', 'operation_resume']);

/* What operators did, in the bar of its time; several of one bar are one mark. */
export function marksOf(log, bars, step) {
    const first = bars[0].at, marks = new Map();
    for (const entry of log.filter((each) => CHANGES_PACE.has(each.action))) {
        const at = Math.floor(instant(entry.at) / step) * step;
        if (at >= first)
            marks.set(at, [entry, ...(marks.get(at) ?? [])]);
    }
    return [...marks].map(([at, entries]) => ({ at, entries })).sort((a, b) => a.at - b.at);
}

/* "08:50 pause by anna@desk: the catalogue is being read" */
function told(entry) {
    const what = `${entry.action.replaceAll('_', ' ')} ${entry.subject ?? ''}`.trim();
    return `${entry.at.slice(11, 16)} ${what} by ${entry.actor}${entry.why ? `: ${entry.why}` : ''}`;
}

/* ---- the drawing ---- */

function ceiling(most) {
    const size = 10 ** Math.floor(Math.log10(Math.max(1, most)));
    return [1, 2, 5, 10].map((each) => each * size).find((each) => each >= most);
}

function label(at, by) {
    const text = new Date(at).toISOString();
    return by === 'days' ? `${Number(text.slice(8, 10))}.${Number(text.slice(5, 7))}.` : text.slice(11, 16);
}

function axis(top, y) {
    return [0, top / 2, top].filter((value) => Number.isInteger(value)).map((value) => svg('g', { key: `axis ${value}` },
        svg('line', { class: 'axis', x1: LEFT, x2: WIDTH, y1: y(value), y2: y(value) }),
        svg('text', { class: 'axis', x: LEFT - 6, y: y(value) + 4, 'text-anchor': 'end' }, count(value))));
}

function bar(each, place, scale, by) {
    const { x, y, width } = scale, height = y(0) - y(each.months);
    const every = by === 'days' ? 5 : 6;
    return svg('g', { key: `bar ${each.at}` },
        svg('rect', { class: 'pace', x: x(place), y: y(each.months), width: Math.max(1, width - 2), height: Math.max(0, height) },
            svg('title', {}, `${counted(each.months, 'month')}: ${label(each.at, by)}`)),
        place % every === 0 ? svg('text', { class: 'axis', x: x(place), y: HEIGHT - 6 }, label(each.at, by)) : null);
}

function mark(each, bars, scale, step) {
    const place = (each.at - bars[0].at) / step, middle = scale.x(place) + scale.width / 2;
    return svg('g', { key: `mark ${each.at}`, class: 'mark' },
        svg('title', {}, each.entries.map(told).join('\n')),
        svg('line', { x1: middle, x2: middle, y1: TOP - 8, y2: HEIGHT - BOTTOM }),
        svg('path', { d: `M ${middle - 5} ${TOP - 16} h 10 l -5 8 z` }),
        each.entries.length > 1 ? svg('text', { x: Math.min(middle, WIDTH - 8), y: TOP - 18, 'text-anchor': 'middle' }, String(each.entries.length)) : null);
}

function drawing(bars, marks, by) {
    const { step, label: span } = SPANS[by], top = ceiling(Math.max(...bars.map((each) => each.months)));
    const width = (WIDTH - LEFT) / bars.length;
    const scale = { width, x: (place) => LEFT + place * width, y: (value) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - BOTTOM - TOP) };
    const sum = bars.reduce((all, each) => all + each.months, 0);
    return svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'chart', role: 'img',
        'aria-label': `Months completed in ${span}: ${count(sum)} in all, at most ${count(Math.max(...bars.map((each) => each.months)))}; ${counted(marks.length, 'mark')} of operators` },
    axis(top, scale.y), bars.map((each, place) => bar(each, place, scale, by)), marks.map((each) => mark(each, bars, scale, step)));
}

function figures(bars, marks, by) {
    const of = new Map(marks.map((each) => [each.at, each.entries]));
    const rows = bars.filter((each) => each.months > 0 || of.has(each.at)).reverse();
    return h('details', {}, h('summary', {}, 'The same as a table'), table({
        caption: 'Months completed, and what operators did', quiet: true, rows, key: (row) => row.at, empty: 'Nothing was completed.',
        columns: [
            { name: 'at', label: by === 'days' ? 'day' : 'hour', heads: true,
                cell: (row) => (by === 'days' ? day(new Date(row.at).toISOString()) : time(new Date(row.at).toISOString())) },
            { name: 'months', label: 'months', kind: 'number' },
            { name: 'did', label: 'operators', class: 'wide',
                cell: (row) => (of.has(row.at) ? h('ul', { class: 'plain' }, of.get(row.at).map((entry) => h('li', { key: entry.id }, outside(told(entry), { most: 300 })))) : null) }] }));
}

/* log: an answer of GET /log, whose newest are marked where there are more */
export function paceChart(plan, log, by = 'hours') {
    const bars = series(plan, by);
    const marks = marksOf(log.log, bars, SPANS[by].step);
    return h('figure', { class: 'pace-chart' }, drawing(bars, marks, by),
        h('figcaption', { class: 'quiet' }, `Months completed in ${SPANS[by].label}, UTC; ▼ is what an operator did that changes it${log.next ? `, since ${log.log.at(-1).at.slice(0, 10)} ${log.log.at(-1).at.slice(11, 16)}: before that it is in the log` : ''}.`), figures(bars, marks, by));
}
