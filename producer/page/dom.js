/* dom.js: makes elements and brings a part of the page up to date. All text goes in as text: there
 * is no way from a string to markup here, and none elsewhere on the page. What is already there is
 * changed in place (morph), so that focus, scroll and a selection outlive an update. */

const SVG = 'http://www.w3.org/2000/svg';
const SVG_TAGS = new Set(['svg', 'g', 'path', 'line', 'rect', 'circle', 'polyline', 'text', 'title', 'desc']);
const EVENTS = ['click', 'change', 'input', 'submit', 'keydown', 'pointerover', 'toggle', 'close'];

function setStyle(element, style) {
    /* Through the object model: the policy forbids style attributes, not this. */
    for (const [name, value] of Object.entries(style))
        element.style.setProperty(name, value);
}

function setAttribute(element, name, value) {
    if (value === null || value === undefined || value === false)
        return;
    if (name === 'style')
        setStyle(element, value);
    else if (name === 'on')
        for (const [event, handler] of Object.entries(value))
            element['on' + event] = handler;
    else
        element.setAttribute(name, value === true ? '' : String(value));
}

function append(element, child) {
    if (Array.isArray(child))
        child.forEach((each) => append(element, each));
    else if (child instanceof Node)
        element.append(child);
    else if (child !== null && child !== undefined && child !== false)
        element.append(document.createTextNode(String(child)));
}

/* h('a', {class: 'quiet', href: '#/'}, 'Overview'): an element. 'on' holds handlers, 'style' custom
 * properties, 'key' what tells an element of a list from its neighbours when the list changes. */
export function h(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes))
        setAttribute(element, name === 'key' ? 'data-key' : name, value);
    append(element, children);
    return element;
}

/* The same for drawings. */
export function svg(tag, attributes = {}, ...children) {
    if (!SVG_TAGS.has(tag))
        throw new Error(`svg: ${tag} is not drawn on this page`);
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes))
        setAttribute(element, name === 'key' ? 'data-key' : name, value);
    append(element, children);
    return element;
}

export function textOf(...children) {
    const fragment = document.createDocumentFragment();
    append(fragment, children);
    return fragment;
}

function sameKind(old, wanted) {
    if (old.nodeType !== wanted.nodeType || old.nodeName !== wanted.nodeName)
        return false;
    return old.nodeType !== Node.ELEMENT_NODE || old.dataset.key === wanted.dataset.key;
}

/* What a person has opened stays open: 'open' is theirs once the element is there. */
function keepsAttribute(element, name) {
    return name === 'style' || (name === 'open' && element.nodeName === 'DETAILS');
}

function morphAttributes(old, wanted) {
    for (const { name } of [...old.attributes])
        if (!wanted.hasAttribute(name) && !keepsAttribute(old, name))
            old.removeAttribute(name);
    for (const { name, value } of wanted.attributes)
        if (!keepsAttribute(old, name) && old.getAttribute(name) !== value)
            old.setAttribute(name, value);
    if (old.style.cssText !== wanted.style.cssText) {
        for (const name of [...old.style])
            if (wanted.style.getPropertyValue(name) === '')
                old.style.removeProperty(name);
        for (const name of wanted.style)
            old.style.setProperty(name, wanted.style.getPropertyValue(name));
    }
    for (const event of EVENTS)
        old['on' + event] = wanted['on' + event];
}

function morphNode(old, wanted) {
    if (old.nodeType === Node.TEXT_NODE) {
        if (old.data !== wanted.data)
            old.data = wanted.data;
        return;
    }
    if (old.dataset.own === 'all' || (old.dataset.own !== undefined && wanted.dataset.own !== undefined))
        return; /* it brings itself up to date, or a person has opened all of it */
    morphAttributes(old, wanted);
    morphChildren(old, [...wanted.childNodes]);
}

function findLater(from, wanted) {
    for (let node = from; node; node = node.nextSibling)
        if (sameKind(node, wanted))
            return node;
    return null;
}

function morphChildren(parent, wanted) {
    let next = parent.firstChild;
    for (const child of wanted) {
        const keyed = child.nodeType === Node.ELEMENT_NODE && child.dataset.key !== undefined;
        const old = next && sameKind(next, child) ? next : keyed ? findLater(next, child) : null;
        if (!old) {
            parent.insertBefore(child, next);
            continue;
        }
        if (old !== next)
            parent.insertBefore(old, next);
        next = old.nextSibling;
        morphNode(old, child);
    }
    while (next) {
        const gone = next;
        next = next.nextSibling;
        gone.remove();
    }
}

/* Let an element have these children, changing as little as possible. */
export function morph(element, ...children) {
    const wanted = document.createDocumentFragment();
    append(wanted, children);
    morphChildren(element, [...wanted.childNodes]);
}

/* Say something to those who hear the page. */
export function announce(words) {
    const line = document.getElementById('said');
    if (line.textContent !== words)
        line.textContent = words;
}
