// SPDX-License-Identifier: Apache-2.0
// The table of events: only what can be seen of it is in the page.

const ROW_HEIGHT = 22;

/** Browsers do not scroll elements that are taller than this. */
const TALLEST = 8e6;

/** Rows of the table that are printed. */
const PRINTED = 300;

class EventTable {
  constructor(view) {
    this.view = view;
    this.rows = [];
    this.top = 0;
    this.spacer = el('div', {class: 'table-spacer'});
    this.pool = el('div', {class: 'table-pool', role: 'rowgroup'});
    this.body = el('div', {
      class: 'table-body', tabindex: 0, role: 'grid', 'aria-label': 'Events', 'aria-colcount': 4,
    }, this.spacer, this.pool);
    this.empty = el('p', {class: 'empty table-empty', text: 'No event passes the filter.', hidden: true});
    this.body.append(this.empty);
    this.status = el('span', {class: 'note', role: 'status', 'aria-live': 'polite'});
    this.printed = el('table', {class: 'print-only printed-events'});
    this.draw = onNextFrame(() => this.#draw());
    this.body.addEventListener('scroll', () => {
      if (!this.scrolling) {
        this.top = this.#topOfScroll();
      }
      this.scrolling = false;
      this.draw();
    }, {passive: true});
    this.body.addEventListener('keydown', event => this.#key(event));
    this.pool.addEventListener('click', event => {
      const row = event.target.closest('[data-row]');
      if (row) {
        view.select(Number(row.dataset.row), {scroll: false});
        this.body.focus({preventScroll: true});
      }
    });
    view.on(what => {
      if (what === 'rows') {
        this.#resize();
        this.reveal(view.placeOf(view.selected));
      } else if (what === 'selection' && view.scrollToSelected) {
        this.reveal(view.placeOf(view.selected));
      }
      if (what !== 'time') {
        this.draw();
      }
    });
    new ResizeObserver(() => this.draw()).observe(this.body);
    this.#resize();
  }

  get element() {
    return el('div', {class: 'table'},
      el('div', {class: 'table-head', 'aria-hidden': 'true'},
        el('span', {class: 'num', text: 'Time (s)'}), el('span', {text: 'Lane'}), el('span', {text: 'Event'}), el('span', {text: 'Meaning'})),
      this.body, this.printed);
  }

  #fits() {
    return Math.max(1, Math.floor(this.body.clientHeight / ROW_HEIGHT));
  }

  #lastTop() {
    return Math.max(0, this.view.shown.length - this.#fits());
  }

  #resize() {
    const count = this.view.shown.length;
    this.spacer.style.height = `${Math.min(TALLEST, count * ROW_HEIGHT)}px`;
    this.body.setAttribute('aria-rowcount', count);
    this.empty.hidden = count > 0;
    const all = this.view.events.count;
    this.status.textContent = this.view.searching ? `${count.toLocaleString('en')} found so far …` : count === all ? plural(all, 'row') : `${count.toLocaleString('en')} of ${plural(all, 'row')}`;
    this.top = Math.min(this.top, this.#lastTop());
  }

  /** Where all rows are taller than can be scrolled, the scroll bar stands for a share of them. */
  #topOfScroll() {
    const count = this.view.shown.length;
    if (count * ROW_HEIGHT <= TALLEST) {
      return Math.floor(this.body.scrollTop / ROW_HEIGHT);
    }
    const most = this.body.scrollHeight - this.body.clientHeight;
    return Math.round((this.body.scrollTop / most) * this.#lastTop());
  }

  #scrollTo(top) {
    this.top = Math.max(0, Math.min(top, this.#lastTop()));
    const count = this.view.shown.length;
    const most = this.body.scrollHeight - this.body.clientHeight;
    const to = count * ROW_HEIGHT <= TALLEST
      ? this.top * ROW_HEIGHT
      : (this.top / Math.max(1, this.#lastTop())) * most;
    if (Math.abs(this.body.scrollTop - to) >= 1) {
      this.scrolling = true;
      this.body.scrollTop = to;
    }
    this.draw();
  }

  reveal(place) {
    if (place < 0) {
      return;
    }
    const fits = this.#fits();
    if (place < this.top || place >= this.top + fits) {
      this.#scrollTo(place - Math.floor(fits / 3));
    }
  }

  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const page = this.#fits() - 1;
    const steps = {
      ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity,
    };
    if (event.key in steps) {
      this.view.step(steps[event.key]);
      event.preventDefault();
    }
  }

  #make() {
    const cells = ['num', 'lane', 'event mono', 'meaning'].map((name, i) =>
      el('span', {class: name, role: 'gridcell', 'aria-colindex': i + 1}));
    const mark = el('b', {class: 'mark'});
    const what = el('span', {});
    cells[2].append(mark, what);
    const row = el('div', {class: 'row', role: 'row', id: `row-${this.rows.length}`}, cells);
    this.pool.append(row);
    return {row, time: cells[0], lane: cells[1], mark, what, meaning: cells[3]};
  }

  #draw() {
    const {view} = this;
    const e = view.events;
    const text = view.text;
    const count = Math.min(Math.ceil(this.body.clientHeight / ROW_HEIGHT) + 1, view.shown.length - this.top);
    while (this.rows.length < count) {
      this.rows.push(this.#make());
    }
    const scaled = view.shown.length * ROW_HEIGHT > TALLEST;
    this.pool.style.transform = `translateY(${scaled ? this.body.scrollTop : this.top * ROW_HEIGHT}px)`;
    let active = '';
    this.rows.forEach((slot, i) => {
      slot.row.hidden = i >= count;
      if (i >= count) {
        return;
      }
      const row = view.shown[this.top + i];
      const chosen = row === view.selected;
      slot.row.dataset.row = row;
      slot.row.dataset.class = text.classOf(row);
      slot.row.classList.toggle('related', view.related.has(row));
      slot.row.setAttribute('aria-rowindex', this.top + i + 1);
      slot.row.setAttribute('aria-selected', chosen);
      if (slot.shown !== row) {
        slot.shown = row;
        slot.time.textContent = seconds(e.time[row]);
        slot.lane.textContent = text.laneName(e.lanes[e.lane[row]]);
        slot.mark.textContent = text.mark(row);
        slot.what.textContent = text.what(row);
        slot.meaning.textContent = text.meaning(row);
      }
      if (chosen) {
        active = slot.row.id;
      }
    });
    if (active) {
      this.body.setAttribute('aria-activedescendant', active);
    } else {
      this.body.removeAttribute('aria-activedescendant');
    }
  }

  /** The first rows as a table of their own, for paper. */
  print() {
    const {view} = this;
    const e = view.events;
    const rows = [...view.shown.subarray(0, PRINTED)].map(row => el('tr', {},
      el('td', {class: 'num', text: seconds(e.time[row])}),
      el('td', {text: view.text.laneName(e.lanes[e.lane[row]])}),
      el('td', {class: 'mono', text: `${view.text.mark(row)} ${view.text.what(row)}`}),
      el('td', {text: view.text.meaning(row)})));
    const left = view.shown.length - rows.length;
    this.printed.replaceChildren(
      el('thead', {}, el('tr', {}, ['Time (s)', 'Lane', 'Event', 'Meaning'].map(name => el('th', {text: name})))),
      el('tbody', {}, rows),
      left > 0 ? el('caption', {text: `The first ${rows.length} of ${plural(view.shown.length, 'row')}.`}) : '');
  }

  endPrint() {
    this.printed.replaceChildren();
  }
}
