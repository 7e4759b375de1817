// SPDX-License-Identifier: Apache-2.0
// Elements, and what all views need of the page. Text only ever goes in as text: names come from
// devices and programs, and nothing here takes markup.

/**
 * Makes an element. Properties: class, text, dataset and on (objects), hidden and the like as they
 * are; all others are attributes. Children that are null are left out.
 */
function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) {
      continue;
    }
    if (name === 'class') {
      element.className = value;
    } else if (name === 'text') {
      element.textContent = value;
    } else if (name === 'on') {
      for (const [event, handler] of Object.entries(value)) {
        element.addEventListener(event, handler);
      }
    } else if (name === 'dataset') {
      Object.assign(element.dataset, value);
    } else {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined));
  return element;
}

/** A section with a heading, reached from the bar at the top. */
function section(id, title, note, ...children) {
  const heading = el('h2', {id: `${id}-title`, text: title});
  return el('section', {id, 'aria-labelledby': `${id}-title`, tabindex: -1},
    el('div', {class: 'section-head'}, heading, note ? el('span', {class: 'note', text: note}) : null),
    ...children);
}

function plural(count, one, many = one + 's') {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** Seconds with six digits: all times have the same number of them, so that they stand in line. */
function seconds(nanos) {
  const micros = Math.round(nanos / 1000);
  const sign = micros < 0 ? '-' : '';
  const abs = Math.abs(micros);
  return `${sign}${Math.floor(abs / 1e6)}.${String(abs % 1e6).padStart(6, '0')}`;
}

/** A length of time in the unit that suits it. */
function duration(nanos) {
  const units = [[1e9, 's'], [1e6, 'ms'], [1e3, 'µs']];
  for (const [size, unit] of units) {
    if (Math.abs(nanos) >= size) {
      return `${Number((nanos / size).toFixed(3))} ${unit}`;
    }
  }
  return `${Math.round(nanos)} ns`;
}

// ---- what is said of an element when it is pointed at or has the focus

const tips = new WeakMap();
const tipBox = el('div', {id: 'tip', class: 'tip', role: 'tooltip', hidden: true});
let tipOwner = null;

/** Says more of an element when it is pointed at or focused: pairs of name and value. */
function tip(element, lines) {
  tips.set(element, lines);
  return element;
}

function showTip(owner) {
  const lines = tips.get(owner);
  if (!lines) {
    return;
  }
  const list = el('dl', {});
  for (const [name, value] of typeof lines === 'function' ? lines() : lines) {
    if (value !== undefined && value !== null && value !== '') {
      list.append(el('dt', {text: name}), el('dd', {text: value}));
    }
  }
  tipBox.replaceChildren(list);
  tipBox.hidden = false;
  tipOwner = owner;
  owner.setAttribute('aria-describedby', 'tip');
  placeTip(owner.getBoundingClientRect());
}

function placeTip(at) {
  const box = tipBox.getBoundingClientRect();
  const left = Math.max(4, Math.min(at.left, window.innerWidth - box.width - 4));
  const below = at.bottom + 6;
  const top = below + box.height > window.innerHeight ? Math.max(4, at.top - box.height - 6) : below;
  tipBox.style.left = `${left}px`;
  tipBox.style.top = `${top}px`;
}

function hideTip() {
  tipBox.hidden = true;
  tipOwner?.removeAttribute('aria-describedby');
  tipOwner = null;
}

function tipTarget(event) {
  for (let node = event.target; node instanceof Element; node = node.parentElement) {
    if (tips.has(node)) {
      return node;
    }
  }
  return null;
}

function listenForTips() {
  document.body.append(tipBox);
  for (const event of ['pointerover', 'focusin']) {
    document.addEventListener(event, e => {
      const owner = tipTarget(e);
      if (owner !== tipOwner) {
        hideTip();
        if (owner) {
          showTip(owner);
        }
      }
    });
  }
  document.addEventListener('focusout', hideTip);
  // What gets the focus is scrolled to: its tip goes along.
  document.addEventListener('scroll', () => {
    if (tipOwner && tipOwner === document.activeElement) {
      placeTip(tipOwner.getBoundingClientRect());
    } else {
      hideTip();
    }
  }, {passive: true});
}

// ---- colours

/** Colours for what is drawn, from the style sheet: they change with the theme. */
const colours = {
  names: new Map(),
  of(name) {
    let value = this.names.get(name);
    if (!value) {
      value = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
      this.names.set(name, value);
    }
    return value;
  },
};

const redraws = new Set();

/** Calls when colours or sizes have changed. */
function onRedraw(draw) {
  redraws.add(draw);
}

function redrawAll() {
  colours.names.clear();
  redraws.forEach(draw => draw());
}

/** A canvas as sharp as the screen; gives its context, cleared, and its size in CSS pixels. */
function prepare(canvas) {
  const ratio = window.devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const context = canvas.getContext('2d');
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return {context, width, height};
}
