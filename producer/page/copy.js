/* copy.js: the same view as URL, as command of the terminal, and as curl. What one sees here one
 * can send to somebody, or run in a script. */
import { announce, h } from './dom.js';
import { address } from './api.js';

function quoted(word) {
    return /^[A-Za-z0-9_.,:/=@%+-]+$/.test(word) ? word : `'${String(word).replaceAll("'", "'\\''")}'`;
}

/* ['list', {status: 'failed', from: null}]: "backfill-producer list --status failed" */
export function commandLine(words) {
    const parts = ['backfill-producer'];
    for (const word of words.flat())
        if (typeof word === 'object' && word !== null)
            for (const [name, value] of Object.entries(word)) {
                if (value === true)
                    parts.push('--' + name.replaceAll('_', '-'));
                else if (value !== null && value !== undefined && value !== '' && value !== false)
                    parts.push('--' + name.replaceAll('_', '-'), quoted(Array.isArray(value) ? value.join(',') : String(value)));
            }
        else if (word !== null && word !== undefined && word !== '')
            parts.push(quoted(String(word)));
    return parts.join(' ');
}

export function curlLine(path, values) {
    return `curl -fsS -H "Authorization: Bearer $BACKFILL_HTTP_OPERATOR_TOKEN" ${quoted(location.origin + address(path, values))}`;
}

/* navigator.clipboard is not there on plain HTTP beyond this machine. */
async function copyText(text, from) {
    try {
        await navigator.clipboard.writeText(text);
        return true;
    } catch {
        getSelection().selectAllChildren(from);
        return document.execCommand('copy');
    }
}

async function press(event, text) {
    const button = event.currentTarget;
    const done = await copyText(text, button.parentNode.querySelector('code'));
    announce(done ? 'Copied.' : 'It is selected: copy it with the keyboard.');
    button.textContent = done ? 'copied' : 'selected';
    setTimeout(() => { button.textContent = 'copy'; }, 2000);
}

/* A line of code with a button that copies it. */
export function copyLine(label, text) {
    return h('div', { class: 'copy-line', key: label },
        h('span', { class: 'copy-label' }, label),
        h('code', { translate: 'no' }, text),
        h('button', { type: 'button', class: 'small', 'aria-label': `Copy ${label}`, 'data-own': 'copy', key: text,
            on: { click: (event) => press(event, text) } }, 'copy'));
}

/* The lines of a view. same: {command: [words], api: [path, values]}, either may be missing. */
export function sameView(same) {
    return h('details', { class: 'same' },
        h('summary', {}, 'The same view as URL, command, curl'),
        copyLine('URL', location.href),
        same && same.command ? copyLine('command', commandLine(same.command)) : null,
        same && same.api ? copyLine('curl', curlLine(...same.api)) : null);
}
