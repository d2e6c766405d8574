/* pictures.mjs: the pictures of the README: the overview, a month, and a phone in the dark. */
import { begin, end, login, READER, step, visitor } from './harness.mjs';
import { go } from './people.mjs';

const save = (page, name) => page.screenshot({ path: `${process.env.BROWSER_FOLDER}/${name}.png`, animations: 'disabled' });
const drawn = (page) => page.locator('svg.chart').waitFor();

await begin();
const desk = await visitor({ width: 1180, height: 1290 });
const page = await login(desk);
await step('the overview', page, async () => {
    await page.locator('td[data-month="2024-12"]').waitFor();
    await drawn(page);
    await save(page, 'page');
});
await step('a month', page, async () => {
    await page.setViewportSize({ width: 1040, height: 760 });
    await go(page, '/month/2012-02');
    await page.locator('.timeline').waitFor();
    await save(page, 'page-month');
});
const phone = await visitor({ width: 360, height: 760, scheme: 'dark' });
const small = await login(phone, READER);
await step('a phone', small, async () => {
    await drawn(small);
    await small.evaluate(() => scrollTo(0, document.querySelector('.counts').getBoundingClientRect().top + scrollY - 12));
    await save(small, 'page-phone');
});
await end();
