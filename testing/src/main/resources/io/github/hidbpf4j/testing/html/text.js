// SPDX-License-Identifier: Apache-2.0
// Rows in words.

const DELIVERIES = [
  {id: 'unchanged', mark: '=', text: 'unchanged'},
  {id: 'reinterpreted', mark: '~', text: 'same bytes with another meaning'},
  {id: 'changed', mark: '>', text: 'changed'},
  {id: 'injected', mark: '+', text: 'injected by a program'},
];

const LANE_NAMES = {
  device: 'Device', requests: 'Requests', user: 'User', program: 'Program', timers: 'Timers',
  work: 'Work', host: 'Host', evdev: 'evdev', findings: 'Findings',
};

const LANE_ORDER = Object.keys(LANE_NAMES);

const SHOWN_VALUES = 8;

const SIDES = ['', 'without the programs', 'with the programs', 'only without the programs', 'only with the programs'];

const EVDEV_CLASSES = ['same', 'without', 'with', 'without', 'with'];

class RowText {
  constructor(events, descriptors, run) {
    this.events = events;
    this.descriptors = descriptors;
    this.run = run;
    this.codes = run.input.codes;
    this.utf8 = new TextDecoder();
    this.searchable = new Map();
  }

  laneName(lane) {
    return lane.kind === 'program' ? lane.name : LANE_NAMES[lane.kind];
  }

  /** What class of event it is, for its colour. */
  classOf(row) {
    const e = this.events;
    switch (e.kinds[e.kind[row]]) {
      case 'delivered': return DELIVERIES[e.a[row]].id;
      case 'dropped': return 'dropped';
      case 'evdev': return EVDEV_CLASSES[e.a[row]];
      case 'found': return 'finding';
      case 'unanswered': return 'dropped';
      case 'printk': return 'printk';
      default: return e.lanes[e.lane[row]].kind;
    }
  }

  mark(row) {
    const e = this.events;
    switch (e.kinds[e.kind[row]]) {
      case 'sent': return '<';
      case 'withheld': return '-';
      case 'delivered': return DELIVERIES[e.a[row]].mark;
      case 'dropped': return 'x';
      case 'request': case 'unanswered': case 'user': return '?';
      case 'found': case 'overloaded': case 'input_finding': return '!';
      case 'evdev': return ['', '-', '+', '-', '+'][e.a[row]];
      default: return '';
    }
  }

  /** What happened, in short. */
  what(row) {
    const e = this.events;
    const text = e.textOf(row);
    switch (e.kinds[e.kind[row]]) {
      case 'sent': case 'withheld': case 'delivered': return hex(e.bytes(row));
      case 'dropped': return e.b[row] ? `injected ${hex(e.bytes(row))}` : hex(e.bytes(row));
      case 'state': return `state ${text}`;
      case 'overloaded': return `rule in line ${e.a[row]} of the model`;
      case 'detached': return `detached ${text}`;
      case 'bound': return `report descriptor of ${this.#descriptorLength(e.a[row])} bytes`;
      case 'run': return text;
      case 'kfunc': return text;
      case 'printk': return `printk: ${this.utf8.decode(e.bytes(row))}`;
      case 'found': return this.run.findings[e.a[row]]?.kind ?? 'finding';
      case 'folded': return `${plural(e.a[row], 'more row')} like these`;
      case 'started': return `start ${text}`;
      case 'cancelled': return `cancel ${text}`;
      case 'request': case 'user': case 'unanswered': return text;
      case 'evdev': return this.packets(row);
      default: return text;
    }
  }

  /** What it means, or what came of it. */
  meaning(row) {
    const e = this.events;
    switch (e.kinds[e.kind[row]]) {
      case 'sent': case 'withheld': return this.valuesText(this.values(row));
      case 'delivered': return this.#delivered(row);
      case 'dropped': return e.textOf(row);
      case 'overloaded': return 'not followed in full: too much waits';
      case 'bound': return `driver ${e.textOf(row)}`;
      case 'run': return this.#ran(row);
      case 'kfunc': return `→ ${e.result(e.a[row])}${e.blob[row] ? ': ' + hex(e.bytes(row), 24) : ''}`;
      case 'found': return this.run.findings[e.a[row]]?.message ?? '';
      case 'folded': return 'callbacks that start each other without delay';
      case 'started': return e.a[row] === 0 ? 'at once' : `due in ${duration(e.a[row])}`;
      case 'request': case 'user':
        return `→ ${e.a[row] < 0 ? e.result(e.a[row]) : plural(e.a[row], 'byte')}, took ${duration(e.took[row])}`
          + (e.blob[row] ? ': ' + hex(e.bytes(row), 24) : '');
      case 'unanswered': return 'not answered';
      case 'evdev': return SIDES[e.a[row]];
      default: return '';
    }
  }

  #descriptorLength(number) {
    const descriptor = this.run.descriptors[number];
    return descriptor ? descriptor.hex.length / 2 : 0;
  }

  #ran(row) {
    const e = this.events;
    const isCallback = e.lanes[e.lane[row]].kind !== 'program';
    const parts = isCallback ? ['ran'] : [`→ ${e.result(e.a[row])}`];
    if (e.b[row]) {
      parts.push(plural(e.b[row], 'instruction'));
    }
    if (e.took[row]) {
      parts.push(`took ${duration(e.took[row])}`);
    }
    return parts.join(', ');
  }

  /** The values in a row's report; none where it has no report. */
  values(row) {
    const e = this.events;
    switch (e.kinds[e.kind[row]]) {
      case 'sent': case 'withheld': case 'delivered':
        return e.b[row] < 0 ? [] : this.descriptors.values(e.b[row], e.bytes(row));
      default: return [];
    }
  }

  valuesText(values) {
    const shown = values.filter(v => v.value !== 0);
    if (values.length > 0 && shown.length === 0) {
      return 'all 0';
    }
    const text = shown.slice(0, SHOWN_VALUES)
      .map(v => v.array ? v.name : `${v.name} ${valueText(v)}`).join(', ');
    return shown.length > SHOWN_VALUES ? `${text}, … ${shown.length - SHOWN_VALUES} more` : text;
  }

  #delivered(row) {
    const e = this.events;
    const root = e.root[row];
    if (e.a[row] === 0 || e.a[row] === 3 || root < 0 || !e.is(root, 'sent')) {
      return this.valuesText(this.values(row));
    }
    const text = this.changes(this.values(root), this.values(row));
    return text || 'same values by the descriptor in use';
  }

  /** What differs between two reports; what has a value now comes first. */
  changes(before, after) {
    const pairs = pairUp(before, after).filter(p => p.differs);
    pairs.sort((one, other) => Number(!one.after?.value) - Number(!other.after?.value));
    const shown = pairs.slice(0, SHOWN_VALUES).map(p =>
      `${p.name} ${p.before ? valueText(p.before) : '–'} → ${p.after ? valueText(p.after) : '–'}`);
    if (pairs.length > SHOWN_VALUES) {
      shown.push(`… ${pairs.length - SHOWN_VALUES} more`);
    }
    return shown.join(', ');
  }

  /** Packets of evdev, by devices where there are several. */
  packets(row) {
    const e = this.events;
    const reader = new ByteReader(e.bytes(row));
    const run = this.run.input;
    const devices = this.classOf(row) === 'without' ? run.without : run.with[e.b[row]] ?? [];
    const parts = [];
    for (let left = reader.unsigned(); left > 0; left--) {
      const device = reader.unsigned();
      const mark = reader.unsigned();
      const events = [];
      for (let count = reader.unsigned(); count > 0; count--) {
        const type = reader.unsigned();
        const code = reader.unsigned();
        const value = reader.signed();
        const name = this.codes[type * 0x10000 + code];
        // Scan codes only repeat the usage.
        if (name !== 'MSC_SCAN') {
          events.push(`${name} ${value}`);
        }
      }
      const name = devices.length > 1 ? `${devices[device]?.name ?? device}: ` : '';
      parts.push(name + (events.join(', ') || 'nothing') + (mark ? ' (SYN_REPORT 1)' : ''));
    }
    return parts.join(' | ') || 'nothing';
  }

  /** All of a row that a filter looks at, in lower case. */
  search(row) {
    const e = this.events;
    const kind = e.kind[row];
    // Rows with the same bytes and text read the same, but for what changed.
    const key = e.took[row] === 0 && !e.is(row, 'delivered') && !e.is(row, 'folded')
      ? `${kind}/${e.lane[row]}/${e.text[row]}/${e.blob[row]}/${e.b[row]}/${e.is(row, 'sent') ? 0 : e.a[row]}`
      : null;
    let text = key === null ? undefined : this.searchable.get(key);
    if (text === undefined) {
      text = `${this.laneName(e.lanes[e.lane[row]])} ${e.kinds[kind]} ${this.classOf(row)} ${this.what(row)} ${this.meaning(row)}`
        .toLowerCase();
      if (key !== null) {
        if (this.searchable.size > 200000) {
          this.searchable.clear();
        }
        this.searchable.set(key, text);
      }
    }
    return text;
  }
}

/** The values of two reports side by side, by what they are. */
function pairUp(before, after) {
  const pairs = new Map();
  for (const value of before) {
    pairs.set(value.key, {name: value.name, before: value, after: null});
  }
  for (const value of after) {
    const pair = pairs.get(value.key);
    if (pair) {
      pair.after = value;
    } else {
      pairs.set(value.key, {name: value.name, before: null, after: value});
    }
  }
  return [...pairs.values()].map(p => ({
    ...p,
    differs: p.before?.value !== p.after?.value,
  }));
}
