/* same_session.js: all tabs of a browser share one login. What one tab does to it the others are told;
 * and because another may have been told nothing (another window, a login that has ended), a tab asks
 * again when it is shown, and when something was refused. */
import { get } from './api.js';

const CALM_MS = 100;

/* Others of this browser that show the page; null where a browser has no such thing. */
const channel = typeof BroadcastChannel === 'function' ? new BroadcastChannel('backfill.session') : null;

/* Tell the other tabs that the login has changed. */
export function sessionChanged() {
    channel?.postMessage('changed');
}

/* handler(me) is called with who is there now, null: nobody, when that may have changed. Returns a
 * function that asks, once for all calls within a moment. */
export function watchSession(handler) {
    let timer = 0;
    function ask() {
        clearTimeout(timer);
        timer = setTimeout(askNow, CALM_MS);
    }
    async function askNow() {
        try {
            handler(await get('/me'));
        } catch (error) {
            if (error.status === 401)
                handler(null);
        }
    }
    if (channel)
        channel.onmessage = ask;
    addEventListener('focus', ask);
    document.addEventListener('visibilitychange', () => {
        if (!document.hidden)
            ask();
    });
    return ask;
}
