/* api.js: questions to the server, and what it refuses in plain words. A request is what a command
 * of the terminal is: see /openapi.json. */
import { h } from './dom.js';
import { outside } from './text.js';

const BASE = '/api/v1';
const PATIENCE_MS = 30000; /* the server gives up a command after 20 s and says so */

/* What went wrong, as RFC 9457 has it; status 0 is that there was no answer. */
export class Problem extends Error {
    constructor(status, document) {
        super(document.detail || document.title || `The server answered with status ${status}.`);
        this.status = status;
        this.title = document.title || '';
        this.document = document;
        this.retryAfter = Number(document.retry_after) || 0;
    }

    /* The servers behind, or the way to them, may be there again by themselves. */
    get passes() {
        return this.status === 0 || this.status === 429 || this.status >= 502 || this.status === 503;
    }
}

/* {status: ['failed', 'retry'], from: null}: "?status=failed,retry" */
export function query(values = {}) {
    const words = Object.entries(values)
        .filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false)
        .map(([name, value]) => [name, value === true ? 'true' : Array.isArray(value) ? value.join(',') : String(value)]);
    const text = words.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value).replaceAll('%2C', ',')}`);
    return text.length > 0 ? '?' + text.join('&') : '';
}

export function address(path, values) {
    return BASE + path + query(values);
}

async function documentOf(response) {
    if (response.status === 204)
        return null;
    const text = await response.text(); /* one that breaks off is no answer */
    try {
        return JSON.parse(text);
    } catch {
        return response.ok ? null : { detail: `The server answered with status ${response.status}, and without a reason.` };
    }
}

let onUnknown = () => {}, onForbidden = () => {};

/* What to do when the server no longer knows who one is, and when it says that one may not. */
export function whenRefused({ unknown, forbidden }) {
    onUnknown = unknown;
    onForbidden = forbidden;
}

async function ask(url, options, closed) {
    const signals = [AbortSignal.timeout(PATIENCE_MS)];
    if (closed)
        signals.push(closed);
    let response, document;
    try {
        response = await fetch(url, { credentials: 'same-origin', cache: 'no-store', redirect: 'error',
            ...options, signal: AbortSignal.any(signals) });
        document = await documentOf(response);
    } catch (error) {
        if (closed && closed.aborted)
            throw error;
        throw new Problem(0, { detail: error.name === 'TimeoutError' ? 'The server has not answered within 30 seconds.'
            : 'The server cannot be reached.' });
    }
    if (response.ok)
        return document;
    const problem = new Problem(response.status, { retry_after: response.headers.get('retry-after'), ...document });
    if (response.status === 401 && !url.startsWith('/login'))
        onUnknown();
    if (response.status === 403)
        onForbidden();
    throw problem;
}

/* GET path?values as JSON. 'closed' is the signal of a view: its end ends the request. */
export function get(path, values = {}, { closed } = {}) {
    return ask(address(path, values), { headers: { accept: 'application/json' } }, closed);
}

/* A key for one act, however often it is sent. crypto.randomUUID is not there on plain HTTP. */
export function newKey() {
    const raw = crypto.getRandomValues(new Uint8Array(16));
    return [...raw].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function send(url, body, headers, closed) {
    return ask(url, { method: 'POST', body: JSON.stringify(body),
        headers: { accept: 'application/json', 'content-type': 'application/json', ...headers } }, closed);
}

/* POST a body. The same key again gives the same answer, and does nothing twice. */
export function post(path, body = {}, { key = newKey(), closed } = {}) {
    return send(BASE + path, body, { 'idempotency-key': key }, closed);
}

export function enter(token) {
    return send('/login', { token }, {});
}

export function leave() {
    return send('/logout', {}, {});
}

/* What happened, in words; the title of a problem is the name of its status. */
const SAID = {
    400: 'This cannot be done so.', 401: 'You are not logged in.', 403: 'This may not be done with your token.',
    404: 'It is not there.', 409: 'It does not apply now.', 413: 'That is too much.', 422: 'This cannot be done so.',
    429: 'That is too often.', 500: 'The server has failed at it.', 503: 'What stands behind the server is away or busy.',
};

/* What a person may do about it. The server's remedies of all others but these speak of requests, not
 * of this page. */
const REMEDIED = new Set([403, 422, 429]);
const MENDS = { 409: 'Look at how it stands now, then do what is still wanted.', 500: 'The log of serve has the whole error.' };

/* What a person reads of an error. again: what it stands beside is asked for again by itself. */
export function problemBox(error, { again = false } = {}) {
    const problem = error instanceof Problem ? error : new Problem(-1, { title: 'This page has a defect', detail: String(error) });
    const remedy = REMEDIED.has(problem.status) ? problem.document.remedy : MENDS[problem.status];
    const advice = again && problem.passes ? 'It is tried again by itself.' : remedy;
    return h('div', { class: 'problem', role: 'alert' },
        h('strong', {}, problem.status === 0 ? 'No connection.' : SAID[problem.status] || problem.title || 'It did not work.'), ' ',
        outside(problem.message), /[.!?]$/.test(problem.message) ? '' : '.', advice ? ' ' + advice : '');
}
