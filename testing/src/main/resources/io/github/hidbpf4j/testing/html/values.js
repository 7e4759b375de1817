// SPDX-License-Identifier: Apache-2.0
// A field over time: as the device sent it, and as the host got it.

const CHART_HEIGHT = 190;

class Values {
  constructor(view) {
    this.view = view;
    this.cache = new Map();
    this.fields = this.#collect();
    this.current = this.fields[0] ?? null;
    if (!this.current) {
      return;
    }
    this.select = el('select', {id: 'field', on: {change: () => this.#choose(this.select.value)}},
      this.#options());
    this.canvas = el('canvas', {
      class: 'values-canvas', tabindex: 0, role: 'application', 'aria-roledescription': 'chart', 'aria-label': 'Values over time',
    });
    this.legend = el('div', {class: 'legend'});
    this.readout = el('span', {class: 'note num', role: 'status'});
    this.draw = onNextFrame(() => this.#draw());
    navigate(this.canvas, view, LABELS, {
      hover: event => this.#hover(event),
      leave: () => this.#hover(null),
      click: event => this.#click(event),
    });
    view.on(() => this.draw());
    onRedraw(() => this.#draw());
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    this.#choose(this.current.key);
  }

  get element() {
    if (!this.current) {
      return null;
    }
    return section('values', 'Values over time', 'same interval as the timeline',
      el('div', {class: 'toolbar'}, el('label', {for: 'field', text: 'Field'}), this.select, this.legend, this.readout),
      this.canvas);
  }

  /** The variables that reports of either side have, those that something happens to first. */
  #collect() {
    const {view} = this;
    const e = view.events;
    const fields = new Map();
    // Of very many reports some are looked at, on both sides the same.
    const step = Math.max(1, Math.floor(this.view.run.summary.events / 2000));
    for (let row = 0; row < e.count; row++) {
      const side = e.is(row, 'sent') ? 'device' : e.is(row, 'delivered') ? 'host' : null;
      const sent = side === 'host' && e.root[row] >= 0 ? e.root[row] : row;
      if (!side || (step > 1 && row > 2000 && e.is(sent, 'sent') && e.a[sent] % step !== 0)) {
        continue;
      }
      for (const value of view.text.values(row)) {
        let field = fields.get(value.key);
        if (!field) {
          field = {key: value.key, name: value.name, application: value.field.application, sides: {}, seen: {}, array: value.array};
          fields.set(value.key, field);
        }
        const seen = field.seen[side] ??= {min: value.value, max: value.value};
        seen.min = Math.min(seen.min, value.value);
        seen.max = Math.max(seen.max, value.value);
      }
    }
    const all = [...fields.values()];
    for (const field of all) {
      const {device, host} = field.seen;
      field.moves = [device, host].some(s => s && (s.min !== s.max || s.max !== 0));
      field.differs = device?.min !== host?.min || device?.max !== host?.max;
    }
    const isVendors = field => Number(field.key.split('#')[0]) >= 0xff000000;
    return all.sort((one, other) => other.moves - one.moves || isVendors(one) - isVendors(other) || other.differs - one.differs);
  }

  #options() {
    const groups = new Map();
    for (const field of this.fields) {
      const name = `${this.view.descriptors.usageName(field.application)}${field.moves ? '' : ', always 0'}`;
      groups.set(name, [...(groups.get(name) ?? []), field]);
    }
    return [...groups].map(([name, fields]) => el('optgroup', {label: name},
      fields.map(field => el('option', {value: field.key, text: field.differs && field.moves ? `${field.name} (differs)` : field.name}))));
  }

  #choose(key) {
    this.current = this.fields.find(field => field.key === key);
    this.series = this.#series(this.current);
    this.select.value = key;
    this.legend.replaceChildren(...this.series.map(s => el('span', {class: `key key-${s.side}`,
      text: `${s.side === 'device' ? 'device' : 'host'} (${plural(s.times.length, 'report')})`})));
    this.draw();
  }

  /** Times and values of a field on both sides. An array has a value wherever its report came. */
  #series(field) {
    let series = this.cache.get(field.key);
    if (series) {
      return series;
    }
    const {view} = this;
    const e = view.events;
    const known = new Map();
    const sides = {device: [[], [], []], host: [[], [], []]};
    for (const row of e.order) {
      const side = e.is(row, 'sent') ? 'device' : e.is(row, 'delivered') ? 'host' : null;
      if (!side || e.b[row] < 0) {
        continue;
      }
      // The same bytes have the same values.
      const key = e.blob[row] * 64 + e.b[row];
      let value = known.get(key);
      if (value === undefined) {
        value = this.#valueIn(field, row);
        known.set(key, value);
      }
      if (value !== null) {
        const [times, values, rows] = sides[side];
        times.push(e.time[row]);
        values.push(value);
        rows.push(row);
      }
    }
    series = Object.entries(sides).filter(([, [times]]) => times.length > 0).map(([side, [times, values, rows]]) => ({
      side, times: Float64Array.from(times), values: Float64Array.from(values), rows: Uint32Array.from(rows),
      min: values.reduce((a, b) => Math.min(a, b)), max: values.reduce((a, b) => Math.max(a, b)),
    }));
    if (this.cache.size > 24) {
      this.cache.clear();
    }
    this.cache.set(field.key, series);
    return series;
  }

  #valueIn(field, row) {
    const found = this.view.text.values(row).find(value => value.key === field.key);
    if (found) {
      return found.value;
    }
    if (!field.array) {
      return null;
    }
    const e = this.view.events;
    const report = this.view.descriptors.reportOf(e.b[row], e.bytes(row));
    const usage = Number(field.key.split('#')[0]);
    const declares = report?.fields.some(f => !(f.flags & VARIABLE) && this.#declares(f, usage));
    return declares ? 0 : null;
  }

  #declares(field, usage) {
    for (let i = 0; i < field.usages.length; i += 3) {
      if (usage >= field.usages[i] && usage < field.usages[i] + field.usages[i + 1]) {
        return true;
      }
    }
    return false;
  }

  #draw() {
    this.canvas.style.height = `${CHART_HEIGHT}px`;
    const {context: c, width, height} = prepare(this.canvas);
    if (width === 0 || this.series.length === 0) {
      return;
    }
    const {view} = this;
    let low = Math.min(...this.series.map(s => s.min));
    let high = Math.max(...this.series.map(s => s.max));
    if (low === high) {
      low -= 1;
      high += 1;
    }
    const plot = width - LABELS;
    const [top, bottom] = [10, height - RULER];
    const x = time => LABELS + ((time - view.from) / view.span) * plot;
    const y = value => bottom - 4 - ((value - low) / (high - low)) * (bottom - top - 8);
    this.#axes(c, width, height, low, high, x, y, bottom);
    c.save();
    c.beginPath();
    c.rect(LABELS, 0, plot, bottom);
    c.clip();
    this.series.forEach(s => this.#line(c, s, x, y, plot));
    if (view.selected >= 0) {
      c.fillStyle = colours.of('accent');
      c.fillRect(Math.round(x(view.events.time[view.selected])), 0, 1, bottom);
    }
    c.restore();
  }

  #axes(c, width, height, low, high, x, y, bottom) {
    const {view} = this;
    c.font = `11px ${colours.of('mono')}`;
    c.textBaseline = 'middle';
    const most = Math.max(1, Math.floor(bottom / 28));
    const step = Math.max(1, [1, 2, 5, 10].map(n => n * 10 ** Math.floor(Math.log10(Math.max(1, (high - low) / most))))
      .find(s => s >= (high - low) / most) ?? 1);
    c.textAlign = 'right';
    for (let value = Math.ceil(low / step) * step; value <= high; value += step) {
      const at = Math.round(y(value)) + 0.5;
      c.fillStyle = colours.of(value === 0 ? 'muted' : 'line');
      c.globalAlpha = value === 0 ? 0.5 : 1;
      c.fillRect(LABELS, at, width - LABELS, 1);
      c.globalAlpha = 1;
      c.fillStyle = colours.of('muted');
      c.fillText(String(value), LABELS - 8, at);
    }
    c.textAlign = 'left';
    const across = scaleStep(view.span, width - LABELS);
    for (let time = Math.ceil(view.from / across) * across; time <= view.to; time += across) {
      const at = Math.round(x(time)) + 0.5;
      if (at >= LABELS) {
        c.fillStyle = colours.of('line');
        c.fillRect(at, 0, 1, bottom + 6);
        c.fillStyle = colours.of('muted');
        if (at + 70 < width) {
          c.fillText(scaleText(time, across), at + 5, height - RULER / 2);
        }
      }
    }
  }

  /** Steps; where several are in a pixel, from the lowest to the highest of them. */
  #line(c, s, x, y, plot) {
    const {view} = this;
    const begin = Math.max(0, lowerBound(s.times, view.from) - 1);
    const end = Math.min(s.times.length, lowerBound(s.times, view.to) + 1);
    if (end <= begin) {
      return;
    }
    const host = s.side === 'host';
    c.strokeStyle = colours.of(host ? 'c-host' : 'c-device');
    c.lineWidth = host ? 1.5 : 3;
    c.globalAlpha = host ? 1 : 0.45;
    c.beginPath();
    if (end - begin < plot) {
      c.moveTo(x(s.times[begin]), y(s.values[begin]));
      for (let i = begin + 1; i < end; i++) {
        c.lineTo(x(s.times[i]), y(s.values[i - 1]));
        c.lineTo(x(s.times[i]), y(s.values[i]));
      }
      c.lineTo(Math.min(LABELS + plot, x(Math.max(s.times[end - 1], view.to))), y(s.values[end - 1]));
    } else {
      let at = begin;
      let last = s.values[begin];
      for (let pixel = 0; pixel <= plot && at < end; pixel++) {
        const next = gallop(s.times, view.from + ((pixel + 1) / plot) * view.span, at, end);
        let [low, high] = [last, last];
        for (let i = at; i < next; i++) {
          low = Math.min(low, s.values[i]);
          high = Math.max(high, s.values[i]);
        }
        last = next > at ? s.values[next - 1] : last;
        c.moveTo(LABELS + pixel, y(low) + 0.75);
        c.lineTo(LABELS + pixel, y(high) - 0.75);
        at = Math.max(at, next);
      }
    }
    c.stroke();
    c.globalAlpha = 1;
    if (end - begin < plot / 12) {
      c.fillStyle = c.strokeStyle;
      for (let i = begin; i < end; i++) {
        c.fillRect(Math.round(x(s.times[i])) - 2, Math.round(y(s.values[i])) - 2, 4, 4);
      }
    }
  }

  #timeAt(event) {
    const box = this.canvas.getBoundingClientRect();
    return this.view.from + ((event.clientX - box.left - LABELS) / (box.width - LABELS)) * this.view.span;
  }

  #hover(event) {
    if (!event) {
      this.readout.textContent = '';
      return;
    }
    const time = this.#timeAt(event);
    const parts = this.series.map(s => {
      const at = lowerBound(s.times, time + 1) - 1;
      return `${s.side} ${at < 0 ? '–' : s.values[at]}`;
    });
    this.readout.textContent = `${seconds(time)} s: ${parts.join(', ')}`;
  }

  #click(event) {
    this.canvas.focus({preventScroll: true});
    const time = this.#timeAt(event);
    let best = -1;
    let distance = Infinity;
    for (const s of this.series) {
      const at = lowerBound(s.times, time);
      for (const i of [at - 1, at]) {
        if (Math.abs(s.times[i] - time) < distance) {
          distance = Math.abs(s.times[i] - time);
          best = s.rows[i];
        }
      }
    }
    if (best >= 0) {
      this.view.select(best);
    }
  }
}
