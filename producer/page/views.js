/* views.js: every view of the page, and the items of its navigation: a line each. */
import { home } from './home.js';
import { isbn } from './isbn.js';
import { month } from './month.js';
import { months } from './months.js';

export const views = [
    home,
    months,
    month,
    isbn,
];

export const navigation = [
    { name: 'home', path: '/', label: 'Overview' },
    { name: 'months', path: '/months', label: 'Months' },
];
