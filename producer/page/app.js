/* app.js: the page's frame: who is there, which view is open, and the line that says whether what
 * one sees is live. */
import { enter, get, leave, problemBox, whenRefused } from './api.js';
import { sameView } from './copy.js';
import { announce, h, morph } from './dom.js';
import { Room } from './room.js';
import { find } from './router.js';
import { sessionChanged, watchSession } from './same_session.js';
import { watch } from './stream.js';
import { NOTHING, outside, printable, time } from './text.js';
import { navigation, views } from './views.js';

const place = (id) => document.getElementById(id);
const session = { rights: new Set(), name: '', overview: null, footer, hasView: (path) => find(views, '#' + path) !== null };
let room = null, stopWatching = null;

/* ---- the frame ---- */

function footer(same) {
    morph(place('foot'), same ? sameView(same) : null);
}

const THEMES = [['', 'system colours'], ['light', 'light'], ['dark', 'dark']];

function choose(theme) {
    try {
        if (theme)
            localStorage.setItem('backfill.theme', theme);
        else
            localStorage.removeItem('backfill.theme');
    } catch { /* the browser keeps nothing: it holds until the page is left */ }
    if (theme)
        document.documentElement.dataset.theme = theme;
    else
        delete document.documentElement.dataset.theme;
}

function themeSwitch() {
    const now = document.documentElement.dataset.theme || '';
    return h('label', { class: 'theme' }, h('span', { class: 'unseen' }, 'Colours'),
        h('select', { on: { change: (event) => choose(event.target.value) } },
            THEMES.map(([value, label]) => h('option', { value, selected: value === now }, label))));
}

function drawWho() {
    const named = session.rights.size > 0;
    morph(place('who'), themeSwitch(),
        named ? h('span', { class: 'name', title: [...session.rights].join(', ') }, outside(session.name, { most: 40 })) : null,
        named ? h('button', { type: 'button', class: 'small', on: { click: goOut } }, 'Log out') : null);
}

function drawNavigation(name) {
    morph(place('navigation'), session.rights.size === 0 ? null : h('ul', {}, navigation.map((item) =>
        h('li', { key: item.name }, h('a', { href: '#' + item.path, 'aria-current': item.name === name ? 'page' : null }, item.label)))));
}

const LINES = {
    live: () => [h('i', { class: 'dot good', 'aria-hidden': 'true' }), 'live'],
    polls: () => [h('i', { class: 'dot', 'aria-hidden': 'true' }), 'asks every 5 s'],
    hidden: () => [h('i', { class: 'dot', 'aria-hidden': 'true' }), 'rests'],
    lost: (state) => [h('i', { class: 'dot bad', 'aria-hidden': 'true' }),
        state.problem && state.problem.status > 0 ? 'no data since ' : 'no connection since ', time(state.since, { seconds: true })],
};

function drawLine(state) {
    const line = place('line');
    morph(line, state ? LINES[state.kind](state) : null);
    line.title = state && state.problem ? state.problem.message : '';
    document.body.classList.toggle('lost', Boolean(state && state.kind === 'lost'));
    morph(place('lost') ?? h('div'), state && state.kind === 'lost' ? [problemBox(state.problem, { again: true }),
        h('p', { class: 'quiet' }, 'What is shown is not newer than ', time(session.overview?.at ?? state.since, { seconds: true }), '.')] : null);
}

/* ---- login ---- */

async function tryToken(event) {
    event.preventDefault();
    const form = event.target, answer = form.querySelector('.answer');
    try {
        await enter(form.elements.token.value.trim());
        form.elements.token.value = '';
        sessionChanged();
        await begin();
    } catch (error) {
        morph(answer, problemBox(error));
        form.elements.token.select();
    }
}

function showLogin() {
    end();
    document.title = 'Log in · Backfill';
    drawNavigation(null);
    drawWho();
    morph(place('main'), h('form', { class: 'login', on: { submit: tryToken } },
        h('h1', {}, 'Backfill'),
        h('p', {}, 'A reader’s token shows everything, an operator’s may act as well. It is kept as a cookie that only this server gets.'),
        h('div', { class: 'field' }, h('label', { for: 'token' }, 'Token'),
            h('input', { id: 'token', name: 'token', type: 'password', required: true, autocomplete: 'current-password', maxlength: 1024 })),
        h('div', { class: 'answer' }),
        h('div', { class: 'buttons' }, h('button', { type: 'submit', class: 'main' }, 'Log in'))));
    place('token').focus();
}

async function goOut() {
    try {
        await leave();
    } catch (error) {
        announce(error.message);
    }
    sessionChanged();
    showLogin();
}

/* ---- views ---- */

function openView(moved) {
    if (session.rights.size === 0)
        return;
    const route = find(views, location.hash);
    if (room)
        room.close();
    const main = place('main');
    const node = h('div', { class: 'view' });
    main.replaceChildren(h('div', { id: 'lost' }), node);
    footer(null);
    const title = printable(route ? route.view.title(route) : 'There is no such view');
    document.title = title === 'Overview' ? 'Backfill' : `${title} · Backfill`;
    drawNavigation(route ? route.view.name : null);
    room = new Room(node, route ?? { query: {}, parameters: {} }, session, title);
    if (moved) {
        scrollTo(0, 0);
        main.focus({ preventScroll: true });
        announce(title);
    }
    if (!route)
        room.show(h('h1', {}, title), h('p', {}, h('a', { href: '#/' }, 'To the overview')));
    else
        route.view.open(room);
}

function overviewCame(overview) {
    session.overview = overview;
    if (room)
        room.overviewCame(overview);
}

/* ---- a visit ---- */

function end() {
    if (stopWatching)
        stopWatching();
    if (room)
        room.close();
    stopWatching = room = null;
    session.rights = new Set();
    session.overview = null;
    drawLine(null);
    footer(null);
}

function isSame(me) {
    return me.name === session.name && me.rights.length === session.rights.size && me.rights.every((right) => session.rights.has(right));
}

/* Somebody may have logged in or out in another tab: this one shows what its login may see and do. */
function sessionIs(me) {
    const before = session.rights.size > 0;
    if (me === null && before)
        showLogin();
    else if (me !== null && !(before && isSame(me))) {
        beginAs(me);
        announce(`You are logged in as ${session.name} now.`);
    }
}

async function begin() {
    beginAs(await get('/me'));
}

function beginAs(me) {
    document.querySelector('dialog[open]')?.close(); /* it was opened with other rights */
    end();
    session.rights = new Set(me.rights);
    session.name = me.name || NOTHING;
    drawWho();
    openView(false);
    stopWatching = watch({ overview: overviewCame, state: drawLine });
}

async function start() {
    try {
        await begin();
    } catch (error) {
        if (error.status === 401)
            return showLogin();
        morph(place('main'), h('h1', {}, 'Backfill'), problemBox(error, { again: true }));
        setTimeout(start, 3000);
    }
}

const askWho = watchSession(sessionIs);
whenRefused({ unknown: () => session.rights.size > 0 && showLogin(), forbidden: askWho });
addEventListener('hashchange', () => openView(true));
drawWho();
start();
