/* heatmap.js: years by months, a cell each, coloured by their state or by a figure. It is one grid
 * with one tab stop: arrow keys move to the next month that is there, Enter opens it, Home and End go
 * to the first and last of the year (with Ctrl: of all), Page Up and Page Down go ten years. Years
 * of which no month is there have no row. A block is ten years, so that a wide page sets
 * blocks side by side; it is still one grid. Two thousand cells are kept, and only what changes
 * is drawn again. */
import { get } from './api.js';
import { actButton } from './dialog.js';
import { h, morph } from './dom.js';
import { MONTH_NAMES, MONTHS } from './text.js';
import { entering } from './months_acts.js';
import { labelOf, lookOf, LOOKS, scaleFor, SCALES } from './looks.js';

const ENDED = new Set(['completed', 'partial', 'empty', 'failed']);

/* "months" of the overview: [month, look, rate, books] each. */
function cellsOf(overview) {
    return (overview.months ?? []).map(([month, look, rate, books]) =>
        ({ month, look, rate, books, ended: ENDED.has(look) }));
}

/* ---- figures that the overview does not carry ---- */

async function costs(room) {
    const { usage } = await get('/usage', { by: 'month' }, room);
    return new Map(usage.filter((row) => row.kind === 'part' && row.cost !== null).map((row) => [row.name, Number(row.cost)]));
}

async function ends(room) {
    const all = new Map();
    let after = null;
    do {
        const page = await get('/months', { limit: 1000, after }, room);
        page.months.forEach((row) => row.completed_at && all.set(row.month, row.completed_at));
        after = page.next ?? null;
    } while (after);
    return all;
}

/* Of two generators and more: the pair that says the most books are there. */
async function shares(room) {
    const { overlaps } = await get('/report/quality', {}, room);
    const all = new Map();
    for (const each of overlaps || []) {
        if (!each.month || !each.notable || each.notable.estimate <= 0)
            continue;
        const part = Math.min(100, (100 * each.found) / each.notable.estimate);
        all.set(each.month, Math.min(part, all.get(each.month) ?? 100));
    }
    return all;
}

const FIGURES = { cost: ['cost', costs], age: ['at', ends], share: ['share', shares] };

/* ---- the grid ---- */

function columnHeads() {
    return h('tr', { role: 'row' },
        h('th', { role: 'columnheader', scope: 'col' }, h('span', { class: 'unseen' }, 'Year')),
        MONTHS.map((name, i) => h('th', { role: 'columnheader', scope: 'col', title: MONTH_NAMES[i] },
            h('span', { 'aria-hidden': 'true' }, name[0]), h('span', { class: 'unseen' }, MONTH_NAMES[i]))));
}

function numberOf(month) {
    const [year, number] = month.split('-').map(Number);
    return year * 12 + number - 1;
}

function nameOf(number) {
    return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`;
}

/* The month that is so far away; where it is not there, the next one behind it, of the same month
 * of the year if there is one; where none is, the last one there is on this side of it. */
function stepFrom(at, step, there) {
    const ahead = there.filter((each) => (step < 0 ? each < at : each > at));
    const behind = ahead.filter((each) => (step < 0 ? each <= at + step : each >= at + step));
    const nearest = (all) => all.at(step < 0 ? -1 : 0);
    if (Math.abs(step) === 1)
        return nearest(behind) ?? at;
    const same = behind.filter((each) => (each - at) % 12 === 0);
    return nearest(same) ?? nearest(behind) ?? (Math.abs(step) === 120 ? ahead.at(step < 0 ? 0 : -1) : at) ?? at;
}

class Grid {
    constructor(room) {
        this.room = room;
        this.by = room.query.by in SCALES ? room.query.by : 'status';
        this.cells = [];
        this.elements = new Map(); /* month: its cell's element */
        this.figures = new Map();
        this.years = '';
        this.at = null; /* the month that has the tab stop */
        this.table = h('table', { role: 'grid', class: 'heatmap', 'aria-labelledby': 'heatmap-title', 'aria-readonly': 'true',
            on: { keydown: (event) => this.press(event), click: (event) => this.open(event.target.closest('[data-month]')),
                pointerover: (event) => this.read(event.target.closest('[data-month]')) } });
        this.table.addEventListener('focusin', (event) => this.enter(event));
        this.readout = h('p', { class: 'readout', 'aria-hidden': 'true' });
        this.legend = h('ul', { class: 'legend' });
        this.choice = h('select', { id: 'heatmap-by', on: { change: (event) => this.choose(event.target.value) } },
            Object.entries(SCALES).map(([name, scale]) => h('option', { value: name, selected: name === this.by }, scale.label)));
        this.problem = h('p', { class: 'quiet' });
        this.head = h('div', { class: 'heatmap-head' }, h('div', { class: 'choice' }, h('label', { for: 'heatmap-by' }, 'Coloured by '), this.choice), this.readout);
        this.nothing = h('div', { class: 'empty', hidden: true }, h('p', {}, 'No month is in the table yet.'), actButton(room, 'Enter months…', () => entering(room), { class: 'main' }));
    }

    nodes() {
        return [this.nothing, this.head, this.table, this.legend, this.problem];
    }

    /* ---- what is shown ---- */

    build(years) {
        this.elements.clear();
        const blocks = new Map();
        for (const year of years)
            blocks.set(Math.floor(year / 10), [...(blocks.get(Math.floor(year / 10)) || []), year]);
        this.table.replaceChildren(...[...blocks.values()].map((block) => h('tbody', { role: 'rowgroup' }, columnHeads(),
            block.map((year) => h('tr', { role: 'row' }, h('th', { role: 'rowheader', scope: 'row' }, String(year)),
                MONTHS.map((_, i) => this.element(`${year}-${String(i + 1).padStart(2, '0')}`)))))));
    }

    element(month) {
        const element = h('td', { role: 'gridcell', class: 'cell none' });
        this.elements.set(month, element);
        return element;
    }

    take(overview) {
        this.cells = cellsOf(overview);
        const years = [...new Set(this.cells.map((cell) => Number(cell.month.slice(0, 4))))].sort((a, b) => a - b);
        const named = years.join();
        if (named !== this.years) {
            this.years = named;
            const at = this.at, focused = this.table.contains(document.activeElement);
            this.build(years);
            this.at = null; /* no cell of the new ones has the tab stop */
            this.draw(at);
            if (focused)
                this.elements.get(this.at)?.focus();
            return;
        }
        this.draw();
    }

    /* wanted: the month that shall have the tab stop, if it is there */
    draw(wanted = null) {
        const scaleName = this.by, figure = FIGURES[scaleName];
        const known = figure ? this.figures.get(scaleName) : null;
        for (const cell of this.cells)
            if (known)
                cell[figure[0]] = known.get(cell.month) ?? null;
        const scale = scaleFor(scaleName, this.cells);
        for (const cell of this.cells)
            this.drawCell(cell, scale);
        if (this.at === null && this.cells.length > 0 && !this.stop(wanted))
            this.stop(this.cells.find((cell) => cell.look === 'failed')?.month ?? this.cells[0].month);
        this.table.hidden = this.head.hidden = this.cells.length === 0;
        this.nothing.hidden = !this.table.hidden;
        this.drawLegend(scale);
    }

    drawCell(cell, scale) {
        const element = this.elements.get(cell.month);
        const step = scale ? scale.step(cell) : null;
        const [glyph, , look] = lookOf(cell.look);
        const wanted = step !== null ? `cell step step-${step}` : scale ? 'cell unknown' : `cell ${look}`;
        if (element.className !== wanted)
            element.className = wanted;
        const shown = step !== null ? String(step) : scale ? (cell.ended ? '' : glyph) : glyph;
        if (element.textContent !== shown)
            element.textContent = shown;
        const label = labelOf(cell, this.by);
        if (element.getAttribute('aria-label') !== label)
            element.setAttribute('aria-label', label);
        if (!element.dataset.month) {
            element.dataset.month = cell.month;
            element.tabIndex = -1;
        }
    }

    drawLegend(scale) {
        if (scale) {
            morph(this.legend, scale.legend.map(([step, words]) => h('li', { key: step },
                h('i', { class: `cell step step-${step}`, 'aria-hidden': 'true' }, String(step)), ` ${words}`)),
            scale.legend.length === 0 ? h('li', {}, 'no month has this figure yet') : null);
            return;
        }
        const there = new Map();
        this.cells.forEach((cell) => there.set(cell.look, (there.get(cell.look) || 0) + 1));
        morph(this.legend, Object.entries(LOOKS).filter(([state]) => there.has(state)).map(([state, [glyph, label, look]]) =>
            h('li', { key: state }, h('i', { class: `cell ${look}`, 'aria-hidden': 'true' }, glyph), ` ${label} `, h('b', {}, String(there.get(state))))));
    }

    /* ---- what one does ---- */

    async choose(name) {
        this.by = name;
        history.replaceState(null, '', name === 'status' ? '#/' : `#/?by=${name}`);
        await this.load();
    }

    async load() {
        const name = this.by, figure = FIGURES[name];
        this.problem.textContent = '';
        if (figure && !this.figures.has(name))
            try {
                this.figures.set(name, await figure[1](this.room));
            } catch (error) {
                if (!this.room.closed.aborted)
                    this.problem.textContent = error.message;
            }
        if (name === this.by)
            this.draw();
    }

    /* Figures are asked for again when a month has changed, not each two seconds. */
    forget() {
        this.figures.clear();
        if (FIGURES[this.by])
            this.load();
    }

    stop(month) {
        const before = this.elements.get(this.at), now = this.elements.get(month);
        if (!now || !now.dataset.month)
            return false;
        if (before)
            before.tabIndex = -1;
        now.tabIndex = 0;
        this.at = month;
        return true;
    }

    enter(event) {
        const cell = event.target.closest('[data-month]');
        if (cell)
            this.stop(cell.dataset.month);
        this.read(cell);
    }

    read(element) {
        if (element)
            this.readout.textContent = element.getAttribute('aria-label');
    }

    open(element) {
        if (element)
            location.hash = `#/month/${element.dataset.month}`;
    }

    press(event) {
        const element = event.target.closest('[data-month]');
        const wholly = event.ctrlKey && (event.key === 'Home' || event.key === 'End');
        if (!element || (event.ctrlKey && !wholly) || event.altKey || event.metaKey)
            return;
        if (event.key === 'Enter' || event.key === ' ') {
            event.preventDefault();
            this.open(element);
            return;
        }
        const wanted = this.wanted(wholly ? `Ctrl+${event.key}` : event.key, element.dataset.month);
        if (wanted === null)
            return;
        event.preventDefault();
        if (this.stop(wanted))
            this.elements.get(wanted).focus();
    }

    /* Months that are there may have gaps of any length between them. */
    wanted(key, month) {
        const there = this.cells.map((cell) => numberOf(cell.month)).sort((a, b) => a - b);
        const at = numberOf(month), ofYear = there.filter((each) => Math.floor(each / 12) === Math.floor(at / 12));
        const jumps = { Home: ofYear[0], End: ofYear.at(-1), 'Ctrl+Home': there[0], 'Ctrl+End': there.at(-1) };
        const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -12, ArrowDown: 12, PageUp: -120, PageDown: 120 };
        if (key in jumps)
            return nameOf(jumps[key]);
        return key in steps ? nameOf(stepFrom(at, steps[key], there)) : null;
    }
}

export const heatmap = {
    id: 'heatmap',
    title: 'Years and months',
    open(room, node) {
        const grid = new Grid(room);
        let looks = '';
        morph(node, grid.nodes());
        room.onOverview((overview) => {
            const before = looks;
            looks = JSON.stringify(overview.months);
            if (before === looks)
                return;
            grid.take(overview);
            if (before === '')
                grid.load();
            else
                grid.forget();
        });
    },
};

