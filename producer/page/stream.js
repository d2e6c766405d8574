/* stream.js: what the page shows comes by one stream of server-sent events. A browser has few
 * connections to a server for all its tabs, so a hidden tab closes its own; shown again, it gets
 * the whole document at once, and nothing is missed. Without a stream the page asks every few
 * seconds, and says so. */
import { get, Problem } from './api.js';

const POLL_MS = 5000;
const STREAM_AGAIN_MS = 20000;

/* listener.overview(document), listener.state({kind, since, problem}); kind: live, polls, lost,
 * hidden. Returns a function that ends it. */
export function watch(listener) {
    let source = null, timer = null, lost = null, ended = false, streamAt = 0, asking = false;

    function tell(kind, problem = null) {
        if (kind === 'lost')
            lost = lost ?? new Date().toISOString();
        else
            lost = null;
        listener.state({ kind, since: lost, problem });
    }

    function closeStream() {
        if (source)
            source.close();
        source = null;
    }

    function fromStream(event, handle) {
        try {
            handle(JSON.parse(event.data));
        } catch (error) {
            console.error(error);
        }
    }

    function openStream() {
        closeStream();
        streamAt = Date.now();
        const mine = source = new EventSource('/api/v1/events');
        source.addEventListener('overview', (event) => fromStream(event, (document) => { listener.overview(document); tell('live'); }));
        source.addEventListener('problem', (event) => fromStream(event, (document) =>
            tell('lost', new Problem(document.status || 503, document))));
        source.onerror = () => {
            if (mine === source) {
                closeStream();
                ask();
            }
        };
    }

    async function ask() {
        if (asking || ended || document.hidden)
            return;
        asking = true;
        try {
            const overview = await get('/overview');
            if (!ended) {
                listener.overview(overview);
                tell(source ? 'live' : 'polls');
            }
        } catch (error) {
            if (!ended)
                tell('lost', error);
        }
        asking = false;
    }

    function turn() {
        if (document.hidden)
            return;
        if (!source && Date.now() - streamAt > STREAM_AGAIN_MS)
            openStream();
        else if (!source || lost)
            ask(); /* a stream says nothing where nothing has changed since the servers were away */
    }

    function shownOrHidden() {
        closeStream();
        if (document.hidden)
            tell('hidden');
        else
            openStream();
    }

    document.addEventListener('visibilitychange', shownOrHidden);
    timer = setInterval(turn, POLL_MS);
    shownOrHidden();
    return () => {
        ended = true;
        clearInterval(timer);
        closeStream();
        document.removeEventListener('visibilitychange', shownOrHidden);
    };
}
