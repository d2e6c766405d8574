/* home.js: the overview: the panels, one below the other. */
import { problemBox } from './api.js';
import { h, morph } from './dom.js';
import { panels } from './panels.js';

function section(panel) {
    const heading = panel.title ? h('h2', { id: `${panel.id}-title` },
        panel.href ? h('a', { href: panel.href }, panel.title) : panel.title) : null;
    const body = h('div', { class: 'panel-body' });
    const all = h('section', { class: `panel panel-${panel.id}`, id: `panel-${panel.id}`,
        'aria-labelledby': panel.title ? `${panel.id}-title` : null, 'aria-label': panel.title ? null : panel.label }, heading, body);
    return { all, body };
}

function drawn(panel, overview, room) {
    try {
        return panel.draw(overview, room);
    } catch (error) {
        console.error(error);
        return problemBox(error);
    }
}

function place(panel, room) {
    const { all, body } = section(panel);
    if (panel.open)
        panel.open(room, body);
    if (panel.draw)
        room.onOverview((overview) => {
            const children = drawn(panel, overview, room);
            morph(body, children);
            all.hidden = body.childNodes.length === 0;
        });
    return all;
}

export const home = {
    path: '/',
    name: 'home',
    title: () => 'Overview',
    open(room) {
        room.same({ command: ['status'], api: ['/overview'] });
        room.node.classList.add('home');
        room.show(h('h1', { class: 'unseen' }, 'Overview'), panels.map((panel) => place(panel, room)));
        if (!room.session.overview)
            room.node.classList.add('waits');
        room.onOverview(() => room.node.classList.remove('waits'));
    },
};
