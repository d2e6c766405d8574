/* people.mjs: what a person does on the page, by mouse or by keyboard alone. */
import { must, until } from './harness.mjs';

/* ---- by mouse ---- */

export async function go(page, path) {
    await page.evaluate((hash) => { location.hash = hash; }, `#${path}`);
    await page.locator('main .view h1').first().waitFor();
    await until(`${path} is loaded`, async () => await page.locator('.loading').count() === 0);
}

export const dialog = (page) => page.locator('dialog[open]');

/* Press a button of the page, fill the dialog's fields (by their labels), look at what would
 * happen, and do it. Returns what the dialog said before and after. */
export async function act(page, button, fields = {}, { looks = false } = {}) {
    await page.getByRole('button', { name: button, exact: true }).first().click();
    const box = dialog(page);
    await fill(box, fields);
    const press = box.locator('button[type=submit]');
    let seen = '';
    if (looks) {
        await until('the button can be pressed', () => press.isEnabled());
        if ((await press.textContent()).startsWith('Show'))
            await press.click();
        await until('it is shown', async () => await press.isEnabled() && !(await press.textContent()).startsWith('Show'));
        seen = await box.locator('.answer').innerText();
    }
    await press.click();
    await box.getByRole('button', { name: 'Close', exact: true }).waitFor();
    const answer = await box.locator('.answer').innerText();
    return { seen, answer };
}

export async function fill(box, fields) {
    for (const [label, value] of Object.entries(fields)) {
        const field = box.getByLabel(label, { exact: true });
        const kind = await field.evaluate((element) => (element.type === 'checkbox' ? 'checkbox' : element.tagName));
        if (kind === 'checkbox')
            await field.setChecked(value);
        else if (kind === 'SELECT')
            await field.selectOption(value);
        else
            await field.fill(String(value));
    }
}

export async function close(page) {
    await dialog(page).getByRole('button', { name: /^(Close|Leave it)$/ }).click();
    await dialog(page).waitFor({ state: 'detached' });
}

/* The number of an operation that a dialog has begun. */
export function operationOf({ answer }) {
    const number = /[Oo]peration (\d+)/.exec(answer);
    must(number, `no operation is named in: ${answer}`);
    return Number(number[1]);
}

/* ---- by keyboard ---- */

const TABS_MOST = 250;

/* What has the focus, as one who hears the page is told. */
export function focused(page) {
    return page.evaluate(() => {
        const element = document.activeElement;
        if (!element || element === document.body)
            return '';
        const label = element.labels && element.labels[0] ? element.labels[0].textContent : '';
        return (element.getAttribute('aria-label') || label || element.textContent || '').trim();
    });
}

/* Press Tab until something of this name has the focus; it must show that it has. */
export async function tabTo(page, name) {
    const fits = (text) => (name instanceof RegExp ? name.test(text) : text === name);
    for (let i = 0; i < TABS_MOST; i++) {
        await page.keyboard.press('Tab');
        if (fits(await focused(page))) {
            must(await page.evaluate(() => parseFloat(getComputedStyle(document.activeElement).outlineWidth) >= 2),
                `${name} does not show that it has the focus`);
            return;
        }
    }
    throw new Error(`no Tab leads to ${name}`);
}

export async function keysTo(page, name) {
    await tabTo(page, name);
    await page.keyboard.press('Enter');
}

/* What the dialog's button says; null: it has been pressed, and there is none any more. */
function offered(page) {
    return page.evaluate(() => {
        const button = document.querySelector('dialog[open] button[type=submit]');
        return { words: button ? button.textContent.trim() : null, disabled: Boolean(button && button.disabled) };
    });
}

/* Do what a dialog offers: its fields by label, then its button, however often it must be pressed.
 * Returns what the dialog said before the last press and after it. */
export async function keysAct(page, button, fields = {}) {
    await keysTo(page, button);
    await dialog(page).waitFor();
    for (const [label, value] of Object.entries(fields)) {
        await tabTo(page, label);
        await page.keyboard.press('Control+a');
        await page.keyboard.type(value);
    }
    let seen = '';
    for (let i = 0; i < 3; i++) {
        await until('the button can be pressed', async () => !(await offered(page)).disabled);
        const { words } = await offered(page);
        if (words === null)
            break; /* it is done */
        seen = await dialog(page).locator('.answer').innerText();
        await tabTo(page, words);
        await page.keyboard.press('Enter');
        await until('the dialog goes on', async () => (await offered(page)).words !== words);
    }
    await until('Close has the focus', async () => await focused(page) === 'Close');
    const answer = await dialog(page).locator('.answer').innerText();
    await page.keyboard.press('Enter');
    await dialog(page).waitFor({ state: 'detached' });
    return { seen, answer };
}
