/* room.js: what a view gets to live in: its element, its route, who is there, and how it stays up
 * to date. A view is
 *
 *     { path: '/month/{month}', name: 'months', title: (route) => '…', open(room) { … } }
 *
 * 'name' is the item of the navigation that it belongs to. When a view is left, room.closed is
 * aborted, and with it its requests. */
import { problemBox } from './api.js';
import { h, morph } from './dom.js';

const CALM_MS = 2000; /* a view asks again at most so often, however fast the overview changes */
const PATIENCE_MS = 5000; /* what could not be loaded is tried again after so long */

export class Room {
    constructor(node, route, session, title) {
        this.node = node;
        this.title = title;
        this.route = route;
        this.session = session;
        this.end = new AbortController();
        this.closed = this.end.signal;
        this.listeners = [];
        this.loaded = [];
        this.sameAs = null;
    }

    get query() {
        return this.route.query;
    }

    may(right) {
        return this.session.rights.has(right);
    }

    /* The same view elsewhere: {command: ['list', {status: 'failed'}], api: ['/months', {…}]} */
    same(what) {
        this.sameAs = what;
        this.session.footer(what);
    }

    show(...children) {
        if (!this.closed.aborted)
            morph(this.node, children);
    }

    /* Call it with each overview that comes, and with the last one that is there. */
    onOverview(listener) {
        this.listeners.push(listener);
        if (this.session.overview)
            listener(this.session.overview);
    }

    overviewCame(overview) {
        this.listeners.forEach((listener) => listener(overview));
        this.again();
    }

    /* Load something now, and again when the overview has changed; draw it each time. What cannot
     * be loaded is said above what was there before. draw(document) gives the children of node;
     * every(document) says after how many ms it is loaded again by itself, 0: not at all. head() is what
     * draw begins with, where that is there without a document: a form, by which one mends what is wrong. */
    live(load, draw, { node = this.node, once = false, every = () => 0, head = null } = {}) {
        const part = { load, draw, node, last: undefined, busy: false, at: 0, once, every, head };
        this.loaded.push(part);
        if (node.childNodes.length === 0)
            morph(node, h('p', { class: 'loading' }, '…'));
        return this.refresh(part);
    }

    async refresh(part) {
        if (part.busy || this.closed.aborted) {
            part.missed = true;
            return;
        }
        part.busy = true;
        part.missed = false;
        let problem = null;
        try {
            part.last = await part.load();
        } catch (error) {
            problem = error;
        }
        part.busy = false;
        part.at = Date.now();
        if (this.closed.aborted)
            return;
        part.failed = problem !== null;
        const isFirst = part.last === undefined;
        morph(part.node, problem && isFirst ? this.headOf(part) : null,
            problem ? problemBox(problem, { again: true }) : null, isFirst ? null : this.drawn(part));
        if (part.missed || (problem && problem.passes))
            this.later(part, problem ? PATIENCE_MS : CALM_MS);
        else if (!problem && !document.hidden && part.every(part.last) > 0)
            this.later(part, part.every(part.last));
    }

    headOf(part) {
        return part.head ? part.head() : part.node === this.node ? h('h1', {}, this.title) : null;
    }

    drawn(part) {
        try {
            return part.draw(part.last);
        } catch (error) {
            console.error(error);
            return problemBox(error);
        }
    }

    later(part, ms = CALM_MS) {
        clearTimeout(part.timer);
        part.timer = setTimeout(() => this.refresh(part), Math.max(0, part.at + ms - Date.now()));
    }

    /* Something was done: all that is shown is asked for again. */
    again() {
        for (const part of this.loaded)
            if (!part.once || part.failed)
                this.later(part);
    }

    close() {
        this.end.abort();
        this.loaded.forEach((part) => clearTimeout(part.timer));
    }
}
