/* advice.js: what a command that a sentence advises is on this page: a button that shows what it would
 * do and then does it, for those who may; or else the place where one finds it. */
import { actButton } from './dialog.js';
import { post } from './api.js';
import { given, WHY } from './choice.js';
import { h } from './dom.js';
import { entering, lettingGo, openScheduling, settingStuckBack } from './months_acts.js';
import { opening } from './providers.js';

/* "--from 2003-01 --to 2003-02 --only failed": {from, to, only} */
function optionsOf(command) {
    const named = Object.fromEntries([...command.matchAll(/ --(from|to|only) (\S+)/g)].map((match) => [match[1], match[2]]));
    const [month] = / (\d{4}-\d{2})$/.exec(command)?.slice(1) ?? [];
    return month && !named.from ? { ...named, from: month, to: month } : named;
}

const letFleetGoOn = (room) => ({ title: 'Let the fleet go on', confirm: 'Let it go on', fields: [WHY], text: 'Consumers take months again, and calls begin.',
    act: (values, key) => post('/resume', given(values), { key }), after: () => room.again() });

const scheduleButton = (room, preset) => (room.may('operate') ? h('button', { type: 'button', class: 'small',
    on: { click: () => openScheduling(room, { ...preset, batch_size: 50 }) } }, 'Schedule them…') : null);

const small = { class: 'small' };

/* The first that fits: [pattern, button(room, match, command), place, words] */
const ADVICE = [
    [/^backfill-producer resume$/, (room) => actButton(room, 'Let the fleet go on…', () => letFleetGoOn(room), small), '/fleet', 'the consumers'],
    [/ provider open (\S+)/, (room, [, name]) => actButton(room, `Open ${name}…`, () => opening(room, name), small), '/providers', 'the providers'],
    [/ (provider|quota)/, null, '/providers', 'the providers'],
    [/ dlq replay (\d+)/, null, (match) => `/letters/${match[1]}`, 'the letter'],
    [/ dlq /, null, '/letters', 'the dead letters'],
    [/ order (?:budget|resume|show) (\d+)/, null, (match) => `/orders/${match[1]}`, 'the order'],
    [/ order /, null, '/orders', 'the orders'],
    [/ operation \w+ (\d+)/, null, (match) => `/operations/${match[1]}`, 'the operation'],
    [/ show --compared/, null, '/plans', 'the comparisons'],
    [/ show (\d{4}-\d{2})/, null, (match) => `/month/${match[1]}`, 'the month'],
    [/ unhold/, (room, match, command) => actButton(room, 'Let them go…', () => lettingGo(room, optionsOf(command)), small), '/months?status=held', 'the held months'],
    [/ reset --stuck/, (room, match, command) => actButton(room, 'Set them back…', () => settingStuckBack(room, optionsOf(command)), small), '/months?status=processing', 'the months'],
    [/ schedule --only failed/, (room, match, command) => scheduleButton(room, optionsOf(command)), '/months?status=failed', 'the failed months'],
    [/ schedule/, (room, match, command) => scheduleButton(room, optionsOf(command)), '/plans', 'plans'],
    [/ seed/, (room, match, command) => actButton(room, 'Enter months…', () => entering(room, optionsOf(command)), small), '/months', 'the months'],
    [/ usage/, null, '/reports', 'the usage'],
];

/* Nothing for a command that is no matter of this page. */
export function advice(room, command) {
    for (const [pattern, button, place, words] of ADVICE) {
        const match = command && pattern.exec(command);
        if (!match)
            continue;
        const act = button ? button(room, match, command) : null;
        return act ?? h('a', { href: '#' + (typeof place === 'function' ? place(match) : place) }, words);
    }
    return null;
}

/* Alarms name what they are about, and no command. */
const ABOUT = [
    [/letter|group/, '/letters', 'the dead letters'], [/quota|provider|circuit/, '/providers', 'the providers'],
    [/budget|cost/, '/reports', 'what was used'], [/failed/, '/months?status=failed', 'the failed months'],
    [/partial/, '/months?status=partial', 'the partial months'], [/long|stuck/, '/months?status=processing', 'the months at work'],
    [/unusual|rate|resol/, '/?by=rate', 'the resolution rates'], [/consumer|idle|worker|queue|outbox|message|refused/, '/fleet', 'consumers and queues'],
    [/order/, '/orders', 'the orders'],
];

export function about(alarm) {
    if (/^\d{4}-\d{2}$/.test(alarm.subject ?? ''))
        return h('a', { href: `#/month/${alarm.subject}` }, 'the month');
    const found = ABOUT.find(([pattern]) => pattern.test(alarm.name));
    return found ? h('a', { href: '#' + found[1] }, found[2]) : null;
}
