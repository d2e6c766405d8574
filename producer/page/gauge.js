/* gauge.js: a bar of what is used of a whole: the day of a provider, a budget, the items of an
 * operation. The figures stand beside it in words; the bar says the same to those who see it. */
import { h } from './dom.js';

function width(part, whole) {
    return `${Math.max(0, Math.min(100, (100 * part) / whole)).toFixed(2)}%`;
}

/* parts: [{value, kind}], drawn one after the other; mark: a value at which a line stands. */
export function gauge({ parts, whole, mark = null, label }) {
    if (!(whole > 0))
        return null;
    return h('div', { class: 'gauge', role: 'img', 'aria-label': label },
        parts.filter((part) => part.value > 0).map((part) =>
            h('span', { class: `gauge-part ${part.kind}`, key: part.kind, style: { width: width(part.value, whole) } })),
        mark === null || mark >= whole ? null
            : h('span', { class: 'gauge-mark', key: 'mark', style: { left: width(mark, whole) } }));
}
