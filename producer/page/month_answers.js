/* month_answers.js: what generators answered, as it was stored before it was read. It may be long,
 * so it is fetched when one opens it. */
import { get, problemBox } from './api.js';
import { h, morph } from './dom.js';
import { facts } from './table.js';
import { bytes, outside, time } from './text.js';

/* Indented where it is JSON; as it is where it is not. */
function pretty(body) {
    try {
        return JSON.stringify(JSON.parse(body), null, 2);
    } catch {
        return body;
    }
}

const LINE = 16;

/* Bytes as programs dump them: where, what, and what of it is printable ASCII. */
function dump(hex) {
    const lines = [];
    for (let at = 0; at * 2 < hex.length; at += LINE) {
        const pairs = hex.slice(at * 2, (at + LINE) * 2).match(/../g) ?? [];
        const shown = pairs.map((pair) => (pair >= '20' && pair < '7f' ? String.fromCharCode(parseInt(pair, 16)) : '·')).join('');
        lines.push(`${at.toString(16).padStart(6, '0')}  ${pairs.join(' ').padEnd(LINE * 3 - 1)}  ${shown}`);
    }
    return lines.join('\n');
}

function bodyOf(each) {
    if (each.body_hex)
        return [h('p', { class: 'quiet' }, 'These bytes are not text (UTF-8): where they stand, the bytes as hexadecimal digits, and what of them is printable.'),
            outside(dump(each.body_hex), { block: true, most: 6000, className: 'dump' })];
    return each.body ? outside(pretty(each.body), { block: true, most: 4000 }) : null;
}

function answer(each) {
    return h('article', { class: 'raw', key: `${each.generation} ${each.provider} ${each.received_at}` },
        h('h3', {}, outside(each.provider, { most: 80 }), h('span', { class: 'quiet' }, `, ${each.outcome}, generation ${each.generation}`)),
        facts([
            ['Model', each.model ? outside(each.model) : null],
            ['Prompt', each.prompt_name ? outside(`${each.prompt_name} (${each.prompt_hash})`) : null],
            ['Received', each.received_at ? time(each.received_at, { seconds: true }) : null],
            ['Its refusal', each.refusal ? outside(each.refusal) : null],
            ['Size', bytes(each.bytes)],
        ]),
        each.pruned ? h('p', { class: 'quiet' }, 'It was deleted, because it is old: ', time(each.pruned_at), '.')
            : bodyOf(each));
}

export function answersPanel(room, month) {
    const body = h('div', { class: 'answers' });
    async function opened(event) {
        if (!event.currentTarget.open || body.childNodes.length > 0)
            return;
        morph(body, h('p', { class: 'loading' }, '…'));
        try {
            const { answers } = await get(`/months/${encodeURIComponent(month)}/answers`, {}, room);
            morph(body, answers.length > 0 ? answers.map(answer) : h('p', { class: 'empty' }, 'No generator has answered.'));
        } catch (error) {
            if (!room.closed.aborted)
                morph(body, error.status === 404 ? h('p', { class: 'empty' }, outside(error.message)) : problemBox(error));
        }
    }
    return h('details', { class: 'panel fold', on: { toggle: opened } }, h('summary', {}, h('h2', {}, 'Raw answers')), body);
}
