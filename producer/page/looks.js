/* looks.js: how a month looks: the states with the glyphs that the terminal has, and the scales
 * that colour the heatmap by a figure instead. Nothing is told by colour alone: a state has a glyph
 * and a border, a step of a scale its number. */
import { age, count, counted, duration, instant, money, monthName, percent } from './text.js';

/* state: [glyph, what it is called, class] */
export const LOOKS = {
    not_due: ['-', 'not due yet', 'plain'],
    pending: ['·', 'pending', 'plain'],
    held: ['=', 'held', 'held'],
    queued: ['○', 'queued', 'ready'],
    processing: ['►', 'being worked on', 'busy'],
    stuck: ['!', 'stuck', 'stuck'],
    retry: ['~', 'waits for a retry', 'waits'],
    waiting: ['w', 'waits for a provider', 'waits'],
    completed: ['■', 'completed', 'good'],
    partial: ['▄', 'completed in part', 'partial'],
    empty: ['□', 'completed, no books', 'empty'],
    failed: ['x', 'failed', 'bad'],
};
const UNKNOWN = ['?', 'unknown', 'plain'];

export function lookOf(state) {
    return LOOKS[state] ?? UNKNOWN;
}

/* A scale: from which value on each of its steps 2 to 7 begins. */
function stepOf(value, limits) {
    let step = 1;
    while (step <= limits.length && value >= limits[step - 1])
        step++;
    return step;
}

/* Six limits that part the values that are there into seven of about the same number. */
function parted(values) {
    const sorted = [...values].sort((a, b) => a - b);
    const limits = [];
    for (let step = 1; step < 7; step++) {
        const limit = sorted[Math.floor((sorted.length * step) / 7)];
        if (limit !== undefined && limit > (limits.at(-1) ?? sorted[0]))
            limits.push(limit);
    }
    return limits;
}

/* Limits that lie close together are written out until they differ. */
function distinct(limits, words) {
    const short = limits.map(words);
    return new Set(short).size === short.length ? short : limits.map((limit) => String(Number(limit.toPrecision(6))));
}

const HOURS = 3600000;
/* value(cell): a number or null. limits: fixed, or from what is there. 'more' is loaded first. */
export const SCALES = {
    status: { label: 'status' },
    rate: { label: 'resolution rate', value: (cell) => cell.rate, limits: [50, 70, 80, 90, 95, 99], words: (value) => percent(value, 0),
        says: (cell) => `${percent(cell.rate, 0)} resolved` },
    books: { label: 'books', value: (cell) => (cell.ended ? cell.books : null), words: count, says: (cell) => counted(cell.books, 'book') },
    cost: { label: 'cost', value: (cell) => cell.cost, words: money, says: (cell) => `cost ${money(cell.cost)}`, more: 'cost' },
    age: { label: 'age', value: (cell) => (cell.at ? Math.max(0, Date.now() - instant(cell.at)) : null),
        limits: [HOURS, 24 * HOURS, 72 * HOURS, 168 * HOURS, 720 * HOURS, 2160 * HOURS], words: (value) => duration(value).replace(/ 00 .*/, ''),
        says: (cell) => `ended ${age(cell.at)} ago`, more: 'age' },
    share: { label: 'share of books there', value: (cell) => cell.share, limits: [50, 70, 80, 90, 95, 99],
        words: (value) => percent(value, 0), says: (cell) => `about ${percent(cell.share, 0)} of its notable books are there`, more: 'share' },
};

/* The scale as it is for these cells: {limits, step(cell), legend: [[step, words]]} */
export function scaleFor(name, cells) {
    const scale = SCALES[name];
    if (!scale.value)
        return null;
    const values = cells.map(scale.value).filter((value) => value !== null && value !== undefined && !Number.isNaN(value));
    const limits = scale.limits ?? parted(values);
    const words = distinct(limits, scale.words);
    const legend = values.length === 0 ? [] : Array.from({ length: limits.length + 1 }, (_, i) => [i + 1,
        i === 0 ? (limits.length === 0 ? scale.words(values[0]) : `under ${words[0]}`) : `from ${words[i - 1]}`]);
    return {
        legend,
        step: (cell) => {
            const value = scale.value(cell);
            return value === null || value === undefined || Number.isNaN(value) ? null : stepOf(value, limits);
        },
    };
}

/* "April 2003: failed, 12 books, 75 % resolved": what a cell is called. */
export function labelOf(cell, scaleName) {
    const words = [lookOf(cell.look)[1]];
    if (cell.ended && cell.look !== 'empty' && cell.look !== 'failed')
        words.push(counted(cell.books ?? 0, 'book'), ...(cell.rate !== null && cell.rate !== undefined ? [`${percent(cell.rate, 0)} resolved`] : []));
    const scale = SCALES[scaleName];
    if (scale?.more && scale.value(cell) !== null && scale.value(cell) !== undefined)
        words.push(scale.says(cell));
    return `${monthName(cell.month)}: ${words.join(', ')}`;
}
