/* dialog.js: what acts is shown first, then done. A dialog asks the server what would happen
 * (preview), shows it, and acts when one presses; its answer is said in the dialog. The same
 * press again has the same key, so that a lost answer does nothing twice. */
import { newKey, problemBox } from './api.js';
import { announce, h, morph } from './dom.js';

function field(each, index) {
    const id = `field-${index}`;
    const common = { id, name: each.name, required: each.required, 'aria-describedby': each.hint ? id + '-hint' : null };
    let input;
    if (each.kind === 'select')
        input = h('select', common, each.choices.map(([value, label]) =>
            h('option', { value, selected: value === each.value }, label)));
    else if (each.kind === 'text')
        input = h('textarea', { ...common, rows: each.rows || 8, spellcheck: 'false' }, each.value ?? '');
    else
        input = h('input', { ...common, type: each.kind || 'text', value: each.kind === 'checkbox' ? null : each.value ?? '',
            checked: each.kind === 'checkbox' && each.value, min: each.min, max: each.max, step: each.step,
            maxlength: each.max_length, pattern: each.pattern, autocomplete: 'off' });
    return h('div', { class: each.kind === 'checkbox' ? 'field tick' : 'field' }, h('label', { for: id }, each.label), input,
        each.hint ? h('small', { id: id + '-hint' }, each.hint) : null);
}

function valuesOf(form, fields) {
    const values = {};
    for (const each of fields) {
        const input = form.elements[each.name];
        if (each.kind === 'checkbox')
            values[each.name] = input.checked;
        else if (input.value !== '')
            values[each.name] = each.kind === 'number' ? Number(input.value) : input.value;
    }
    return values;
}

const CHANGED = 'subject-changed';
const BLIND_MS = 400; /* the second press of a double one is not meant for what the button has become */

class Act {
    constructor(what) {
        this.what = what;
        this.fields = what.fields || [];
        this.key = null;
        this.keyOf = null;
        this.shown = null; /* the values whose preview is seen */
        this.meanwhile = h('div', { class: 'meanwhile', role: 'alert' });
        this.answer = h('div', { class: 'answer', 'aria-live': 'polite' });
        this.act = h('button', { type: 'submit', class: what.danger ? 'danger' : 'main' });
        this.leave = h('button', { type: 'button', on: { click: () => this.dialog.close() } }, 'Leave it');
        this.form = h('form', { on: { submit: (event) => this.press(event), input: (event) => this.changed(event.target.name) } },
            h('h2', { id: 'dialog-title' }, what.title),
            what.text ? h('p', {}, what.text) : null, this.meanwhile,
            this.fields.map(field), this.answer,
            h('div', { class: 'buttons' }, this.act, this.leave));
        this.dialog = h('dialog', { 'aria-labelledby': 'dialog-title', on: { close: () => this.end() } }, this.form);
        this.done = false;
        this.leaves = () => this.dialog.close(); /* to another view */
        this.told = (event) => this.changedMeanwhile(event.detail);
        this.label();
    }

    label() {
        const looks = this.what.preview && this.shown === null;
        this.act.textContent = looks ? 'Show what would happen' : this.what.confirm || 'Do it';
    }

    changed(name) {
        const field_ = this.fields.find((each) => each.name === name);
        if (!this.what.preview || this.shown === null || field_?.late)
            return;
        this.shown = null;
        morph(this.answer);
        this.label();
    }

    /* Somebody else has changed what this dialog is about: what was seen of it holds no longer. */
    changedMeanwhile(words) {
        if (this.done || this.act.disabled)
            return;
        morph(this.meanwhile, h('p', { class: 'verdict bad' }, words));
        this.shown = null;
        morph(this.answer);
        this.label();
    }

    keyFor(values) {
        const of = JSON.stringify(values);
        if (this.keyOf !== of)
            [this.key, this.keyOf] = [newKey(), of];
        return this.key;
    }

    hasChanged(values) {
        const now = valuesOf(this.form, this.fields);
        return this.fields.some((each) => !each.late && now[each.name] !== values[each.name]);
    }

    async look(values) {
        const nodes = await this.what.preview(values);
        if (this.hasChanged(values))
            return; /* while the server was asked */
        this.shown = JSON.stringify(values);
        morph(this.answer, nodes);
        if (nodes === null || (nodes && nodes.nothing))
            this.shown = null;
    }

    async perform(values) {
        const document = await this.what.act(values, this.keyFor(values), JSON.parse(this.shown || 'null'));
        this.done = true;
        const nodes = this.what.done ? this.what.done(document) : h('p', {}, 'Done.');
        morph(this.answer, nodes);
        announce('Done.');
        this.act.remove();
        this.leave.textContent = 'Close';
        this.leave.focus();
        if (this.what.after)
            this.what.after(document);
    }

    async press(event) {
        event.preventDefault();
        if (this.act.disabled || this.done)
            return;
        const values = valuesOf(this.form, this.fields), looked = this.what.preview && this.shown === null;
        const focused = document.activeElement === this.act;
        this.act.disabled = true;
        this.dialog.setAttribute('aria-busy', 'true');
        try {
            if (this.what.preview && this.shown === null)
                await this.look(values);
            else
                await this.perform(values);
        } catch (error) {
            morph(this.answer, problemBox(error));
        }
        if (!this.done)
            this.label();
        if (looked && this.shown !== null)
            await new Promise((resolve) => setTimeout(resolve, BLIND_MS));
        this.act.disabled = false;
        this.dialog.removeAttribute('aria-busy');
        if (focused && document.activeElement === document.body)
            this.act.focus(); /* a button that cannot be pressed loses it */
    }

    end() {
        removeEventListener('hashchange', this.leaves);
        removeEventListener(CHANGED, this.told);
        this.dialog.remove();
        if (this.before && this.before.isConnected)
            this.before.focus();
    }

    open() {
        this.before = document.activeElement;
        document.body.append(this.dialog);
        this.dialog.showModal();
        addEventListener('hashchange', this.leaves);
        addEventListener(CHANGED, this.told);
        if (this.what.preview && !this.what.waits && this.fields.every((each) => !each.required || each.value))
            this.form.requestSubmit();
    }
}

/* {title, text, danger, confirm, fields: [{name, label, kind, value, hint, required, choices}],
 *  preview(values) → nodes, act(values, key) → document, done(document) → nodes, after(document)}
 * preview: what would happen, asked of the server with dry_run, at once unless it 'waits' for a
 * change by a person; left out where nothing can be previewed. When a field changes that is not 'late', what was seen holds no longer and is asked for
 * again. */
export function ask(what) {
    new Act(what).open();
}

/* Tell the dialog that is open, in words, that its subject was changed by somebody else. */
export function tellChange(words) {
    dispatchEvent(new CustomEvent(CHANGED, { detail: words }));
}

/* A button that opens such a dialog, or nothing for those who may not act. */
export function actButton(room, label, what, attributes = {}) {
    if (!room.may('operate'))
        return null;
    return h('button', { type: 'button', ...attributes, on: { click: () => ask(typeof what === 'function' ? what() : what) } }, label);
}
