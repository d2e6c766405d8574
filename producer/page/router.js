/* router.js: a view is named by the URL behind '#', with its filters as a query, so that every
 * filtered view can be kept, sent and gone back to: #/months?status=failed&from=2003-01 */

export function parse(hash) {
    const text = hash.replace(/^#/, '') || '/';
    const at = text.indexOf('?');
    const path = (at < 0 ? text : text.slice(0, at)).replace(/\/+$/, '') || '/';
    const query = Object.fromEntries(new URLSearchParams(at < 0 ? '' : text.slice(at + 1)));
    return { path, query };
}

function matches(pattern, path) {
    const wanted = pattern.split('/'), there = path.split('/');
    if (wanted.length !== there.length)
        return null;
    const parameters = {};
    for (let i = 0; i < wanted.length; i++) {
        const name = /^\{(\w+)\}$/.exec(wanted[i]);
        if (!name && wanted[i] !== there[i])
            return null;
        try {
            if (name)
                parameters[name[1]] = decodeURIComponent(there[i]);
        } catch {
            return null;
        }
    }
    return parameters;
}

/* The first view whose path fits, with the route: {view, path, query, parameters}; or null. */
export function find(views, hash) {
    const { path, query } = parse(hash);
    for (const view of views) {
        const parameters = matches(view.path, path);
        if (parameters)
            return { view, path, query, parameters };
    }
    return null;
}

/* The address of a view: link('/months', {status: 'failed'}) */
export function link(path, query = {}) {
    const words = new URLSearchParams(Object.entries(query)
        .filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false)
        .map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : String(value)]));
    const text = words.toString().replaceAll('%2C', ',');
    return '#' + path + (text ? '?' + text : '');
}

/* Go to a view; with 'replace' without a step in the history, as a filter does while one types. */
export function go(path, query = {}, { replace = false } = {}) {
    const address = link(path, query);
    if (!replace) {
        location.hash = address;
        return;
    }
    history.replaceState(null, '', address);
    dispatchEvent(new HashChangeEvent('hashchange'));
}
