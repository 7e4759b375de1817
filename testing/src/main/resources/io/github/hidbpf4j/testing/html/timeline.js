// SPDX-License-Identifier: Apache-2.0
// The timeline: lanes one below the other, time across. Where events are closer than pixels their
// density is drawn, found by searching in sorted arrays: the effort is that of the pixels.

const LANE_HEIGHT = 26;
const RULER = 24;
const OVERVIEW = 28;
const LABELS = 132;

/** Worse things are drawn over better ones. */
const SERIES = ['device', 'requests', 'user', 'program', 'timers', 'work', 'host', 'evdev', 'same', 'unchanged',
  'reinterpreted', 'changed', 'injected', 'without', 'with', 'printk', 'findings', 'dropped', 'finding'];

class Timeline {
  constructor(view) {
    this.view = view;
    this.lanes = [...view.events.lanes].sort((one, other) =>
      LANE_ORDER.indexOf(one.kind) - LANE_ORDER.indexOf(other.kind) || one.index - other.index);
    this.#collect();
    this.range = null;
    this.strip = new Strip();
    this.canvas = el('canvas', {
      class: 'timeline-canvas', tabindex: 0, role: 'application', 'aria-roledescription': 'timeline',
      'aria-label': 'Timeline. Left and right move, plus and minus zoom, 0 shows all, up and down select events. '
        + 'The table below has the same events.',
    });
    this.overview = el('canvas', {class: 'overview-canvas', 'aria-hidden': 'true'});
    this.hint = el('div', {class: 'canvas-tip', hidden: true});
    this.draw = onNextFrame(() => this.#draw());
    navigate(this.canvas, view, LABELS, {
      hover: event => this.#hover(event),
      leave: () => this.#hover(null),
      click: event => this.#click(event),
      range: (from, to) => {
        this.range = from === to ? null : [from, to];
        this.draw();
      },
    });
    this.#listenOverview();
    view.on(what => {
      if (what === 'rows') {
        this.#collect();
      }
      this.draw();
    });
    onRedraw(() => this.#draw());
    new ResizeObserver(() => this.draw()).observe(this.canvas);
  }

  get element() {
    return el('div', {class: 'timeline'}, this.overview, el('div', {class: 'canvas-box'}, this.canvas, this.hint));
  }

  /** Rows that pass the filter by lane and class: those of no length by time, the others in a list. */
  #collect() {
    const e = this.view.events;
    const series = new Map();
    for (const row of this.view.shown) {
      const lane = e.lane[row];
      const name = this.view.text.classOf(row);
      const key = `${lane}/${name}`;
      let one = series.get(key);
      if (!one) {
        one = {lane, name, rows: [], spans: []};
        series.set(key, one);
      }
      (e.took[row] > 0 ? one.spans : one.rows).push(row);
    }
    this.series = [...series.values()].sort((one, other) => SERIES.indexOf(one.name) - SERIES.indexOf(other.name));
    for (const one of this.series) {
      one.rows = Uint32Array.from(one.rows);
      one.times = Float64Array.from(one.rows, row => e.time[row]);
      one.half = one.name === 'without' ? 'upper' : one.name === 'with' ? 'lower' : 'full';
    }
  }

  shownLanes() {
    return this.lanes.filter(lane => !this.view.hidden.has(lane.index));
  }

  #draw() {
    const lanes = this.shownLanes();
    this.canvas.style.height = `${RULER + Math.max(1, lanes.length) * LANE_HEIGHT + 4}px`;
    const {context: c, width, height} = prepare(this.canvas);
    if (width === 0) {
      return;
    }
    const view = this.view;
    const plot = width - LABELS;
    const x = time => LABELS + ((time - view.from) / view.span) * plot;
    this.#ruler(c, width, height, x);
    c.font = `12px ${colours.of('sans')}`;
    c.textBaseline = 'middle';
    lanes.forEach((lane, i) => {
      const top = RULER + i * LANE_HEIGHT;
      c.fillStyle = colours.of('line');
      c.fillRect(0, top + LANE_HEIGHT - 1, width, 1);
    });
    c.save();
    c.beginPath();
    c.rect(LABELS, 0, plot, height);
    c.clip();
    lanes.forEach((lane, i) => {
      const top = RULER + i * LANE_HEIGHT;
      this.series.filter(s => s.lane === lane.index).forEach(s => this.#series(c, s, top, x, plot));
    });
    this.#selection(c, lanes, x, height);
    if (this.range) {
      c.fillStyle = colours.of('selection');
      const [low, high] = [...this.range].sort((one, other) => one - other);
      c.fillRect(LABELS + low * plot, 0, (high - low) * plot, height);
    }
    c.restore();
    lanes.forEach((lane, i) => this.#label(c, lane, RULER + i * LANE_HEIGHT));
    this.#drawOverview(lanes);
  }

  #label(c, lane, top) {
    c.fillStyle = colours.of(`c-${lane.kind}`);
    c.fillRect(0, top + 7, 3, LANE_HEIGHT - 15);
    c.fillStyle = colours.of('text');
    c.textAlign = 'left';
    c.fillText(fitted(c, this.view.text.laneName(lane), LABELS - 18), 9, top + LANE_HEIGHT / 2);
  }

  #ruler(c, width, height, x) {
    const view = this.view;
    const step = scaleStep(view.span, width - LABELS);
    c.font = `11px ${colours.of('mono')}`;
    c.textBaseline = 'middle';
    c.textAlign = 'left';
    for (let time = Math.ceil(view.from / step) * step; time <= view.to; time += step) {
      const at = Math.round(x(time)) + 0.5;
      if (at < LABELS) {
        continue;
      }
      c.fillStyle = colours.of('line');
      c.fillRect(at, 0, 1, height);
      c.fillStyle = colours.of('muted');
      if (at + 70 < width) {
        c.fillText(scaleText(time, step), at + 5, RULER / 2);
      }
    }
    c.fillStyle = colours.of('muted');
    c.fillText('seconds', 9, RULER / 2);
  }

  #series(c, series, top, x, plot) {
    const view = this.view;
    const full = LANE_HEIGHT - 9;
    const y = top + 4 + (series.half === 'lower' ? full / 2 + 0.5 : 0);
    const tall = series.half === 'full' ? full : full / 2 - 0.5;
    const colour = colours.of(`c-${series.name}`);
    c.fillStyle = colour;
    this.#spans(c, series, y, tall, x, colour);
    const times = series.times;
    const begin = lowerBound(times, view.from);
    const end = lowerBound(times, view.to, begin);
    if (end - begin <= plot / 2) {
      for (let i = begin; i < end; i++) {
        c.fillRect(Math.round(x(times[i])) - 1, y, 2, tall);
      }
      this.#texts(c, series, begin, end, y, tall, x, plot);
      return;
    }
    const scale = Math.log(1 + (end - begin) / plot * 8);
    const strip = this.strip.begin(plot, colour);
    let at = begin;
    for (let pixel = 0; pixel < plot && at < end; pixel++) {
      const next = gallop(times, view.from + ((pixel + 1) / plot) * view.span, at, end);
      if (next > at) {
        strip.set(pixel, Math.min(1, 0.45 + 0.55 * Math.log(1 + next - at) / scale));
      }
      at = next;
    }
    strip.drawTo(c, LABELS, y, tall);
  }

  #spans(c, series, y, tall, x, colour) {
    const view = this.view;
    const e = view.events;
    let drawnTo = -Infinity;
    for (const row of series.spans) {
      const begin = e.begin(row);
      if (begin > view.to || e.time[row] < view.from) {
        continue;
      }
      const left = Math.max(LABELS - 2, x(begin));
      const right = Math.max(left + 2, x(e.time[row]));
      // Of spans within a pixel one is enough.
      if (right <= drawnTo && right - left <= 2) {
        continue;
      }
      drawnTo = right;
      c.globalAlpha = 0.28;
      c.fillRect(left, y, right - left, tall);
      c.globalAlpha = 1;
      c.fillRect(left, y, Math.min(2, right - left), tall);
      c.fillRect(right - 1, y, 1, tall);
      if (right - left > 60) {
        this.#write(c, row, left + 6, right - left - 10, y + tall / 2, colour);
      }
    }
  }

  /** Words beside events that have room. */
  #texts(c, series, begin, end, y, tall, x, plot) {
    if (end - begin > plot / 40 || series.half !== 'full') {
      return;
    }
    for (let i = begin; i < end; i++) {
      const at = x(series.times[i]);
      const next = this.#nextInLane(series, i, x, plot);
      if (next - at > 48) {
        this.#write(c, series.rows[i], at + 5, Math.min(next - at - 9, 320), y + tall / 2);
      }
    }
  }

  #nextInLane(series, i, x, plot) {
    let next = LABELS + plot;
    for (const other of this.series) {
      if (other.lane === series.lane) {
        const at = other === series ? i + 1 : lowerBound(other.times, series.times[i]);
        if (at < other.times.length) {
          next = Math.min(next, x(other.times[at]));
        }
      }
    }
    return next;
  }

  #write(c, row, left, room, middle) {
    c.font = `11px ${colours.of('mono')}`;
    c.fillStyle = colours.of('text');
    c.textAlign = 'left';
    c.textBaseline = 'middle';
    const text = fitted(c, this.view.text.what(row), room);
    if (text.length > 2) {
      c.fillText(text, left, middle + 0.5);
    }
    c.fillStyle = colours.of(`c-${this.view.text.classOf(row)}`);
  }

  /** The selected row, and lines from what it came of to what came of that. */
  #selection(c, lanes, x, height) {
    const view = this.view;
    const e = view.events;
    const place = new Map(lanes.map((lane, i) => [lane.index, i]));
    const point = row => ({x: x(e.begin(row)), y: RULER + place.get(e.lane[row]) * LANE_HEIGHT + LANE_HEIGHT / 2 - 0.5});
    if (view.selected >= 0) {
      const root = e.root[view.selected] >= 0 ? e.root[view.selected] : view.selected;
      c.strokeStyle = colours.of('accent');
      c.lineWidth = 1;
      c.globalAlpha = 0.55;
      for (const row of view.related) {
        if (row !== root && place.has(e.lane[row]) && place.has(e.lane[root])) {
          const [from, to] = [point(root), point(row)];
          c.beginPath();
          c.moveTo(from.x, from.y);
          c.lineTo(to.x, to.y);
          c.stroke();
        }
      }
      c.globalAlpha = 1;
      for (const row of view.related) {
        if (place.has(e.lane[row])) {
          const at = point(row);
          c.strokeRect(Math.round(at.x) - 3.5, at.y - 10, 7, 20);
        }
      }
      const at = Math.round(x(e.time[view.selected])) + 0.5;
      c.fillStyle = colours.of('accent');
      c.fillRect(at - 0.5, RULER - 4, 1, height - RULER + 4);
    }
  }

  // ---- pointing

  /** The row at a place; -1 for none. */
  rowAt(event) {
    const box = this.canvas.getBoundingClientRect();
    const plot = box.width - LABELS;
    const left = event.clientX - box.left;
    const lane = this.shownLanes()[Math.floor((event.clientY - box.top - RULER) / LANE_HEIGHT)];
    if (!lane || left < LABELS) {
      return -1;
    }
    const view = this.view;
    const e = view.events;
    const time = view.from + ((left - LABELS) / plot) * view.span;
    const near = (6 / plot) * view.span;
    let best = -1;
    let distance = near;
    for (const series of this.series) {
      if (series.lane !== lane.index) {
        continue;
      }
      const at = lowerBound(series.times, time);
      for (const i of [at - 1, at]) {
        const away = Math.abs(series.times[i] - time);
        if (away <= distance) {
          distance = away;
          best = series.rows[i];
        }
      }
      if (best < 0) {
        best = series.spans.find(row => e.begin(row) - near <= time && e.time[row] + near >= time) ?? -1;
      }
    }
    return best;
  }

  #click(event) {
    const row = this.rowAt(event);
    this.canvas.focus({preventScroll: true});
    if (row >= 0) {
      this.view.select(row);
    }
  }

  #hover(event) {
    const row = event ? this.rowAt(event) : -1;
    this.canvas.style.cursor = row >= 0 ? 'pointer' : '';
    if (row < 0) {
      this.hint.hidden = true;
      return;
    }
    const text = this.view.text;
    const e = this.view.events;
    this.hint.replaceChildren(
      el('div', {class: 'canvas-tip-head'}, el('span', {class: 'num', text: `${seconds(e.time[row])} s`}),
        el('span', {text: text.laneName(e.lanes[e.lane[row]])})),
      el('div', {class: 'mono', text: `${text.mark(row)} ${text.what(row)}`}),
      el('div', {text: text.meaning(row)}));
    this.hint.hidden = false;
    const box = this.canvas.getBoundingClientRect();
    const left = event.clientX - box.left;
    const wide = this.hint.offsetWidth;
    this.hint.style.left = `${Math.max(0, Math.min(left + 12, box.width - wide - 4))}px`;
    this.hint.style.top = `${event.clientY - box.top + 18}px`;
  }

  // ---- the whole run in small

  #drawOverview(lanes) {
    const {context: c, width, height} = prepare(this.overview);
    // Not there on paper.
    if (width === 0) {
      return;
    }
    const view = this.view;
    const plot = width - LABELS;
    const x = time => LABELS + ((time - view.first) / (view.last - view.first)) * plot;
    c.drawImage(this.#whole(lanes, width, height, x), 0, 0, width, height);
    const [left, right] = [x(view.from), x(view.to)];
    c.fillStyle = colours.of('shade');
    c.fillRect(LABELS, 0, left - LABELS, height);
    c.fillRect(right, 0, width - right, height);
    c.strokeStyle = colours.of('accent');
    c.strokeRect(left + 0.5, 0.5, Math.max(3, right - left - 1), height - 1);
    c.fillStyle = colours.of('muted');
    c.font = `11px ${colours.of('sans')}`;
    c.textBaseline = 'middle';
    c.fillText('whole run', 9, height / 2);
  }

  /** The overview without what of it is shown: the same picture until rows, lanes, size or colours change. */
  #whole(lanes, width, height, x) {
    const image = this.overview;
    const key = [image.width, image.height, colours.of('page'), ...lanes.map(lane => lane.index)].join();
    if (this.whole?.key === key && this.whole.series === this.series) {
      return this.whole.picture;
    }
    const picture = this.whole?.picture ?? document.createElement('canvas');
    picture.width = image.width;
    picture.height = image.height;
    this.whole = {key, series: this.series, picture};
    const c = picture.getContext('2d');
    c.setTransform(image.width / width, 0, 0, image.height / height, 0, 0);
    const plot = width - LABELS;
    c.fillStyle = colours.of('sunken');
    c.fillRect(LABELS, 0, plot, height);
    const row = (height - 6) / Math.max(1, lanes.length);
    const tall = Math.max(1, row - 0.5);
    lanes.forEach((lane, i) => {
      const top = 3 + i * row;
      for (const series of this.series.filter(s => s.lane === lane.index)) {
        const colour = colours.of(`c-${series.name}`);
        const strip = this.strip.begin(plot, colour);
        this.#pixels(series, plot, pixel => strip.set(pixel, 1));
        strip.drawTo(c, LABELS, top, tall);
        c.fillStyle = colour;
        for (const span of series.spans.slice(0, 2000)) {
          const [begin, end] = [x(this.view.events.begin(span)), x(this.view.events.time[span])];
          c.fillRect(begin, top, Math.max(1, end - begin), tall);
        }
      }
    });
    return picture;
  }

  /** Pixels of the overview in which a series has something. */
  #pixels(series, plot, use) {
    const view = this.view;
    const all = view.last - view.first;
    for (let at = 0; at < series.times.length;) {
      const pixel = Math.floor(((series.times[at] - view.first) / all) * plot);
      use(pixel);
      at = Math.max(at + 1, gallop(series.times, view.first + ((pixel + 1) / plot) * all, at, series.times.length));
    }
  }

  #listenOverview() {
    const view = this.view;
    let dragging = false;
    const move = event => {
      const box = this.overview.getBoundingClientRect();
      const share = (event.clientX - box.left - LABELS) / (box.width - LABELS);
      const middle = view.first + share * (view.last - view.first);
      view.show(middle - view.span / 2, middle + view.span / 2);
    };
    this.overview.addEventListener('pointerdown', event => {
      dragging = true;
      this.overview.setPointerCapture(event.pointerId);
      move(event);
    });
    this.overview.addEventListener('pointermove', event => {
      if (dragging) {
        move(event);
      }
    });
    for (const end of ['pointerup', 'pointercancel']) {
      this.overview.addEventListener(end, () => { dragging = false; });
    }
  }
}

/** As lowerBound, where what is looked for is most likely near the beginning. */
function gallop(array, value, from, to) {
  let step = 1;
  let at = from;
  while (at + step < to && array[at + step] < value) {
    at += step;
    step *= 2;
  }
  return lowerBound(array, value, at, Math.min(to, at + step + 1));
}

/** As much of a text as there is room for. */
function fitted(c, text, room) {
  if (c.measureText(text).width <= room) {
    return text;
  }
  let end = Math.min(text.length, Math.floor(room / 5.5));
  while (end > 0 && c.measureText(`${text.slice(0, end)}…`).width > room) {
    end--;
  }
  return end > 0 ? `${text.slice(0, end)}…` : '';
}
