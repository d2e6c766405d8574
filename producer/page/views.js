/* views.js: every view of the page, and the items of its navigation: a line each. */
import { conflicts } from './conflicts.js';
import { fleet } from './fleet.js';
import { home } from './home.js';
import { isbn } from './isbn.js';
import { letter } from './letter.js';
import { letters } from './letters.js';
import { log } from './log.js';
import { month } from './month.js';
import { months } from './months.js';
import { operation, operations } from './operations.js';
import { order } from './order.js';
import { orders } from './orders.js';
import { plans } from './plans.js';
import { providers } from './providers.js';
import { reports } from './reports.js';

export const views = [
    home,
    months,
    month,
    isbn,
    conflicts,
    providers,
    orders,
    order,
    plans,
    letters,
    letter,
    operations,
    operation,
    fleet,
    log,
    reports,
];

export const navigation = [
    { name: 'home', path: '/', label: 'Overview' },
    { name: 'months', path: '/months', label: 'Months' },
    { name: 'orders', path: '/orders', label: 'Orders' },
    { name: 'plans', path: '/plans', label: 'Plans' },
    { name: 'letters', path: '/letters', label: 'Letters' },
    { name: 'operations', path: '/operations', label: 'Operations' },
    { name: 'conflicts', path: '/conflicts', label: 'Conflicts' },
    { name: 'providers', path: '/providers', label: 'Providers' },
    { name: 'fleet', path: '/fleet', label: 'Consumers' },
    { name: 'log', path: '/log', label: 'Log' },
    { name: 'reports', path: '/reports', label: 'Reports' },
];
