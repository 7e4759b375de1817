// SPDX-License-Identifier: Apache-2.0
// What one run shows at the moment: the interval of time, the selected row, the lanes and the filter.

class View {
  #listeners = new Set();

  constructor(run) {
    this.run = run;
    this.events = new Events(run.events);
    this.descriptors = new Descriptors(run);
    this.text = new RowText(this.events, this.descriptors, run);
    const e = this.events;
    let first = 0;
    let last = run.summary.micros * 1000;
    for (let row = 0; row < e.count; row++) {
      first = Math.min(first, e.begin(row));
      last = Math.max(last, e.time[row]);
    }
    // A margin, so that the first and the last event are not on the edge.
    const margin = Math.max((last - first) * 0.01, 1e5);
    this.first = first - margin;
    this.last = last + margin;
    this.from = this.first;
    this.to = this.last;
    this.selected = -1;
    this.hovered = -1;
    this.hidden = new Set();
    this.only = 'all';
    this.words = '';
    this.shown = e.order;
    this.searching = false;
    this.related = new Set();
  }

  /** Calls with what has changed: time, selection, rows. */
  on(listener) {
    this.#listeners.add(listener);
  }

  tell(what) {
    this.#listeners.forEach(listener => listener(what));
  }

  // ---- time

  get span() {
    return this.to - this.from;
  }

  show(from, to) {
    const whole = this.last - this.first;
    const span = Math.min(whole, Math.max(SHORTEST_SPAN, to - from));
    const begin = Math.min(Math.max(from, this.first), this.last - span);
    if (begin !== this.from || begin + span !== this.to) {
      this.from = begin;
      this.to = begin + span;
      this.tell('time');
    }
  }

  showAll() {
    this.show(this.first, this.last);
  }

  pan(share) {
    this.show(this.from + this.span * share, this.to + this.span * share);
  }

  /** Zooms so that what is at a share of the width stays there. */
  zoom(factor, share = 0.5) {
    const fixed = this.from + this.span * share;
    const span = Math.min(Math.max(this.span * factor, SHORTEST_SPAN), this.last - this.first);
    this.show(fixed - span * share, fixed + span * (1 - share));
  }

  // ---- selection

  select(row, {scroll = true} = {}) {
    if (row === this.selected) {
      return;
    }
    this.selected = row;
    this.related = row < 0 ? new Set() : new Set(this.chainOf(row));
    const time = row < 0 ? this.from : this.events.time[row];
    if (time < this.from || time > this.to) {
      this.show(time - this.span / 2, time + this.span / 2);
    }
    this.scrollToSelected = scroll;
    this.tell('selection');
  }

  /** All rows that came of the same report of the device, that one included; in order. */
  chainOf(row) {
    const e = this.events;
    const root = e.root[row] >= 0 ? e.root[row] : row;
    const chain = [];
    for (let i = root; i < e.count && chain.length < MOST_RELATED; i++) {
      if (i === root || e.root[i] === root) {
        chain.push(i);
      } else if (i > root + FAR) {
        break;
      }
    }
    return chain;
  }

  /** Selects another row of those that are shown. */
  step(distance) {
    const at = this.placeOf(this.selected);
    const next = at < 0 ? (distance > 0 ? 0 : this.shown.length - 1) : at + distance;
    if (this.shown.length > 0) {
      this.select(this.shown[Math.min(Math.max(next, 0), this.shown.length - 1)]);
    }
  }

  /** The place of a row among those that are shown; -1 where it is not. */
  placeOf(row) {
    if (row < 0) {
      return -1;
    }
    const time = this.events.time[row];
    let low = 0;
    let high = this.shown.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.events.time[this.shown[middle]] < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    for (; low < this.shown.length && this.events.time[this.shown[low]] === time; low++) {
      if (this.shown[low] === row) {
        return low;
      }
    }
    return -1;
  }

  // ---- filter

  setFilter({words = this.words, only = this.only, hidden = this.hidden}) {
    this.words = words;
    this.only = only;
    this.hidden = hidden;
    this.#filter();
  }

  #passes(row, wanted, unwanted) {
    const e = this.events;
    if (this.hidden.has(e.lane[row])) {
      return false;
    }
    if (this.only !== 'all' && !ONLY[this.only].test(this.text.classOf(row), e, row)) {
      return false;
    }
    if (wanted.length + unwanted.length === 0) {
      return true;
    }
    const text = this.text.search(row);
    return wanted.every(w => text.includes(w)) && !unwanted.some(w => text.includes(w));
  }

  /** A slice at a time, so that the page stays at hand; a later call ends an earlier one. */
  #filter() {
    const run = this.filterRun = Symbol('filter');
    const all = this.words.toLowerCase().match(/"[^"]*"|\S+/g) ?? [];
    const words = all.map(w => w.replaceAll('"', '')).filter(w => w && w !== '-');
    const wanted = words.filter(w => !w.startsWith('-'));
    const unwanted = words.filter(w => w.startsWith('-')).map(w => w.slice(1));
    const order = this.events.order;
    if (words.length === 0 && this.only === 'all' && this.hidden.size === 0) {
      this.shown = order;
      this.searching = false;
      this.tell('rows');
      return;
    }
    const found = [];
    let at = 0;
    let told = performance.now();
    this.searching = true;
    const slice = () => {
      if (this.filterRun !== run) {
        return;
      }
      const until = performance.now() + 10;
      for (; at < order.length; at++) {
        if (this.#passes(order[at], wanted, unwanted)) {
          found.push(order[at]);
        }
        if ((at & 63) === 63 && performance.now() > until) {
          // Those found so far can be looked at meanwhile.
          if (performance.now() > told + 400) {
            told = performance.now();
            this.shown = Uint32Array.from(found);
            this.tell('rows');
          }
          setTimeout(slice);
          return;
        }
      }
      this.shown = Uint32Array.from(found);
      this.searching = false;
      this.tell('rows');
    };
    slice();
  }
}

const SHORTEST_SPAN = 1000;
const MOST_RELATED = 400;

/** Rows after a report among which what came of it is looked for. */
const FAR = 200000;

const ONLY = {
  changed: {
    text: 'changed by programs',
    test: name => name === 'changed' || name === 'reinterpreted' || name === 'injected' || name === 'dropped',
  },
  evdev: {text: 'different for applications', test: name => name === 'without' || name === 'with'},
  dropped: {text: 'dropped or refused', test: (name, e, row) => name === 'dropped' || (e.a[row] < 0 && e.errnos[e.a[row]] !== undefined && name !== 'evdev')},
  injected: {text: 'injected', test: name => name === 'injected'},
  said: {text: 'findings and printk', test: name => name === 'finding' || name === 'printk'},
};

// ---- moving in time, for all that has time across

/**
 * Drags, wheels and double clicks on a canvas move and zoom the view. A plain wheel scrolls the page
 * unless the canvas has the focus.
 */
function navigate(canvas, view, left, handlers = {}) {
  let drag = null;
  const share = event => {
    const box = canvas.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left - left) / (box.width - left)));
  };
  canvas.addEventListener('pointerdown', event => {
    if (event.button === 0) {
      drag = {x: event.clientX, from: view.from, to: view.to, select: event.shiftKey, moved: false, share: share(event)};
      canvas.setPointerCapture(event.pointerId);
    }
  });
  canvas.addEventListener('pointermove', event => {
    if (!drag) {
      handlers.hover?.(event);
      return;
    }
    const distance = event.clientX - drag.x;
    if (!drag.moved && Math.abs(distance) < 4) {
      return;
    }
    drag.moved = true;
    if (drag.select) {
      handlers.range?.(drag.share, share(event));
    } else {
      const width = canvas.clientWidth - left;
      const shift = -(distance / width) * (drag.to - drag.from);
      view.show(drag.from + shift, drag.to + shift);
    }
  });
  canvas.addEventListener('pointerup', event => {
    if (drag && drag.moved && drag.select) {
      const [low, high] = [drag.share, share(event)].sort((one, other) => one - other);
      handlers.range?.(0, 0);
      view.show(view.from + view.span * low, view.from + view.span * high);
    } else if (drag && !drag.moved) {
      handlers.click?.(event);
    }
    drag = null;
  });
  canvas.addEventListener('pointercancel', () => { drag = null; });
  canvas.addEventListener('pointerleave', event => handlers.leave?.(event));
  canvas.addEventListener('dblclick', event => view.zoom(0.25, share(event)));
  canvas.addEventListener('wheel', event => {
    const across = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    const focused = document.activeElement === canvas;
    if (across || (event.shiftKey && focused)) {
      view.pan((event.deltaX || event.deltaY) / 1000);
    } else if (event.ctrlKey || event.metaKey || focused) {
      view.zoom(Math.exp(Math.max(-200, Math.min(200, event.deltaY)) / 300), share(event));
    } else {
      return;
    }
    event.preventDefault();
  }, {passive: false});
  canvas.addEventListener('keydown', event => {
    if (event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const action = {
      ArrowLeft: () => view.pan(event.shiftKey ? -0.5 : -0.1),
      ArrowRight: () => view.pan(event.shiftKey ? 0.5 : 0.1),
      ArrowUp: () => view.step(-1),
      ArrowDown: () => view.step(1),
      Home: () => view.show(view.first, view.first + view.span),
      End: () => view.show(view.last - view.span, view.last),
    }[event.key];
    if (action) {
      action();
      event.preventDefault();
    }
  });
}

/** Steps of a scale in nanoseconds: 1, 2 or 5 of a power of ten, at least so many pixels apart. */
function scaleStep(span, width, apart = 90) {
  const least = span / Math.max(1, width / apart);
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map(n => n * power).find(step => step >= least);
}

/** A time on a scale, with as many digits as its steps need. */
function scaleText(nanos, step) {
  const digits = Math.min(9, Math.max(0, 9 - Math.floor(Math.log10(step) + 1e-9)));
  return `${(nanos / 1e9).toFixed(digits)}`;
}

/** Draws at the next frame, however often it is asked for. */
function onNextFrame(draw) {
  let asked = false;
  return () => {
    if (!asked) {
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        draw();
      });
    }
  };
}
