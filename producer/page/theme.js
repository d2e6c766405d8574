/* theme.js: light, dark, or as the system has it. It runs before the page is drawn, so that a dark
 * page does not flash white; without a stored choice it changes nothing. */
(() => {
    const stored = () => {
        try {
            return localStorage.getItem('backfill.theme');
        } catch {
            return null; /* the browser keeps nothing: the system decides */
        }
    };
    const theme = stored();
    if (theme === 'light' || theme === 'dark')
        document.documentElement.dataset.theme = theme;
})();
