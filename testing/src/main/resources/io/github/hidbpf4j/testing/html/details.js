// SPDX-License-Identifier: Apache-2.0
// The selected event: its bytes, what they mean before and after the programs, and what came of it.

const SHOWN_CHAIN = 60;

class Details {
  constructor(view) {
    this.view = view;
    this.element = el('aside', {class: 'details', 'aria-label': 'Selected event', tabindex: 0});
    view.on(what => {
      if (what === 'selection') {
        this.#draw();
      }
    });
    this.#draw();
  }

  #draw() {
    const {view} = this;
    const row = view.selected;
    if (row < 0) {
      this.element.replaceChildren(el('p', {class: 'empty', text: 'Select an event, in the timeline or in the table, to see its fields and what came of it.'}));
      return;
    }
    const e = view.events;
    const text = view.text;
    const facts = [
      ['Time', `${seconds(e.time[row])} s`],
      ['Took', e.took[row] ? duration(e.took[row]) : ''],
      ['Report', e.is(row, 'sent') ? `number ${e.a[row]}` : ''],
      ['Outcome', e.is(row, 'delivered') ? DELIVERIES[e.a[row]].text : e.is(row, 'dropped') ? 'dropped' : ''],
    ].filter(fact => fact[1]);
    const title = [text.laneName(e.lanes[e.lane[row]]), KIND_NAMES[e.kinds[e.kind[row]]]].join(' · ');
    this.element.replaceChildren(...[
      el('h3', {text: title}),
      el('dl', {class: 'facts'}, facts.flatMap(([name, value]) => [el('dt', {text: name}), el('dd', {class: 'num', text: value})])),
      el('p', {class: 'mono wrap', text: text.what(row)}),
      this.#meaning(row),
      this.#fields(row),
      this.#chain(),
    ].filter(Boolean));
  }

  #meaning(row) {
    const meaning = this.view.text.meaning(row);
    return meaning && this.view.text.values(row).length === 0 ? el('p', {text: meaning}) : null;
  }

  #fields(row) {
    const {view} = this;
    const e = view.events;
    const values = view.text.values(row);
    if (values.length === 0) {
      return null;
    }
    // Beside a report of the device stands what the host got of it, and the other way round.
    let [before, after] = [null, null];
    if (e.is(row, 'delivered')) {
      after = values;
      before = e.root[row] >= 0 && e.is(e.root[row], 'sent') && e.a[row] !== 3 ? view.text.values(e.root[row]) : null;
    } else {
      before = values;
      const got = [...view.related].filter(other => e.is(other, 'delivered') && e.a[other] !== 3);
      after = got.length === 1 ? view.text.values(got[0]) : null;
    }
    const pairs = pairUp(before ?? [], after ?? []);
    const both = before !== null && after !== null;
    const cell = (value, present) => el('td', {class: 'num', text: value ? valueText(value) : present ? '–' : ''});
    return el('table', {class: 'fields'},
      el('thead', {}, el('tr', {}, el('th', {text: 'Field'}),
        before ? el('th', {class: 'num', text: 'Device'}) : null, after ? el('th', {class: 'num', text: 'Host'}) : null)),
      el('tbody', {}, pairs.map(pair => el('tr', {class: both && pair.differs ? 'differs' : ''},
        el('td', {text: pair.name}),
        before ? cell(pair.before, true) : null,
        after ? cell(pair.after, true) : null))));
  }

  #chain() {
    const {view} = this;
    const rows = [...view.related];
    if (rows.length < 2) {
      return null;
    }
    const e = view.events;
    const first = e.time[rows[0]];
    return el('div', {},
      el('h4', {text: 'What came of the report'}),
      el('ol', {class: 'chain'}, rows.slice(0, SHOWN_CHAIN).map(row => el('li', {},
        el('button', {type: 'button', 'aria-current': row === view.selected ? 'true' : null, dataset: {class: view.text.classOf(row)}, on: {click: () => view.select(row)}},
          el('span', {class: 'num', text: e.time[row] === first ? '0' : `+${duration(e.time[row] - first)}`}),
          el('span', {class: 'lane', text: view.text.laneName(e.lanes[e.lane[row]])}),
          el('span', {class: 'mono', text: `${view.text.mark(row)} ${view.text.what(row)}`}))))),
      rows.length > SHOWN_CHAIN ? el('p', {class: 'note', text: `and ${plural(rows.length - SHOWN_CHAIN, 'more row')}`}) : null);
  }
}

const KIND_NAMES = {
  sent: 'report', withheld: 'report withheld by the model', state: 'state of the model', overloaded: 'model overloaded',
  detached: 'programs detached', bound: 'bound anew', delivered: 'report', dropped: 'report dropped', run: 'run',
  kfunc: 'call of a kfunc', printk: 'printk', found: 'finding', folded: 'rows left out', started: 'started',
  cancelled: 'cancelled', request: 'request', unanswered: 'request without answer', user: 'user action',
  evdev: 'packet', input_finding: 'finding of the input layer',
};
