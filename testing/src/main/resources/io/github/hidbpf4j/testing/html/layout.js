// SPDX-License-Identifier: Apache-2.0
// Reports as pictures of their bits: a row for each byte, bit 7 on the left as data sheets have it.

/** Rows of one report that are drawn; long buffers of vendors are all alike. */
const MOST_BYTES = 160;

const TYPES = ['input', 'output', 'feature'];

function layoutSection(run, view) {
  const descriptors = view.descriptors;
  const before = run.descriptors[run.before]?.reports ?? [];
  const after = run.after < 0 ? [] : run.descriptors[run.after]?.reports ?? [];
  const same = run.before === run.after;
  const names = [...new Map([...before, ...after].map(r => [`${r.type} ${r.id}`, r])).values()]
    .sort((one, other) => TYPES.indexOf(one.type) - TYPES.indexOf(other.type) || one.id - other.id);
  if (names.length === 0) {
    return null;
  }
  const find = (reports, like) => reports.find(r => r.type === like.type && r.id === like.id) ?? null;
  const entries = names.map(name => {
    const [one, two] = [find(before, name), find(after, name)];
    const changed = !same && run.after >= 0 && JSON.stringify(stripped(one)) !== JSON.stringify(stripped(two));
    return {name, one, two, changed};
  });
  const note = same || run.after < 0 ? plural(names.length, 'report')
    : `${plural(names.length, 'report')}, ${entries.filter(e => e.changed).length} changed by the programs`;
  // What changed comes first and is open; of the others the first few.
  entries.sort((one, other) => other.changed - one.changed);
  const anyChanged = entries.some(e => e.changed);
  return section('reports', 'Reports', note, entries.map(({name, one, two, changed}, i) => {
    const pictures = changed
      ? el('div', {class: 'pair'},
        picture('Device', one, two, descriptors, 'gone'), picture('In use', two, one, descriptors, 'added'))
      : el('div', {class: 'pair'}, picture('', one ?? two, null, descriptors, ''));
    return el('details', {class: 'report', open: changed || (!anyChanged && i < 2)},
      el('summary', {}, el('b', {text: `${name.type[0].toUpperCase()}${name.type.slice(1)} report${name.id ? ` ${name.id}` : ''}`}),
        el('span', {text: descriptors.usageName((two ?? one).application)}),
        el('span', {class: 'note', text: lengths(one, two, changed)}),
        changed ? el('span', {class: 'chip chip-changed', text: 'changed'}) : null),
      pictures);
  }));
}

function lengths(one, two, changed) {
  const text = r => r ? plural(r.length, 'byte') : 'none';
  return changed && text(one) !== text(two) ? `${text(one)} → ${text(two)}` : text(two ?? one);
}

/** A report without where its items lie: that alone is no change. */
function stripped(report) {
  return report && {...report, fields: report.fields.map(field => ({...field, offset: 0}))};
}

/** The runs of bits with one meaning, in order. */
function segments(report, descriptors) {
  const list = [];
  for (const field of report.fields) {
    if (field.usages.length === 0) {
      list.push({field, bit: field.bit, size: field.size * field.count, name: 'padding', kind: 'padding'});
      continue;
    }
    if (field.size === 0) {
      continue;
    }
    const perElement = Math.min(field.count, 2048);
    for (let i = 0; i < perElement; i++) {
      const isArray = !(field.flags & VARIABLE);
      const name = isArray ? `${rangeText(field, descriptors)} [${i}]` : descriptors.usageName(descriptors.usageAt(field, i));
      list.push({
        field, bit: field.bit + i * field.size, size: field.size, index: i,
        usage: isArray ? 0 : descriptors.usageAt(field, i), name, kind: kindOf(field),
      });
    }
    if (perElement < field.count) {
      list.push({field, bit: field.bit + perElement * field.size, size: (field.count - perElement) * field.size,
        name: `${field.count - perElement} more elements`, kind: kindOf(field)});
    }
  }
  return merged(list);
}

/** Whole bytes in a row with the same usage are one: they are a buffer. */
function merged(list) {
  const out = [];
  for (const s of list) {
    const last = out.at(-1);
    if (last && last.field === s.field && s.field.count > 4 && s.field.flags & VARIABLE && s.usage === last.usage && s.usage !== undefined) {
      last.size += s.size;
      last.elements = (last.elements ?? 1) + 1;
    } else {
      out.push({...s});
    }
  }
  for (const s of out) {
    if (s.elements) {
      s.name = `${s.name} × ${s.elements}`;
    }
  }
  return out;
}

function rangeText(field, descriptors) {
  const first = descriptors.usageAt(field, 0);
  const last = descriptors.usageAt(field, descriptors.usageCount(field) - 1);
  return first === last ? descriptors.usageName(first) : `${descriptors.usageName(first)} … ${descriptors.usageName(last)}`;
}

function kindOf(field) {
  if (field.flags & CONSTANT) {
    return 'constant';
  }
  if (!(field.flags & VARIABLE)) {
    return 'array';
  }
  const page = Math.floor(field.usages[0] / 0x10000);
  if (page >= 0xff00) {
    return 'vendor';
  }
  return field.size === 1 ? 'button' : field.flags & RELATIVE ? 'relative' : 'absolute';
}

function sameSegment(one, other) {
  return other && one.bit === other.bit && one.size === other.size && one.name === other.name && one.kind === other.kind
    && ['min', 'max', 'pmin', 'pmax', 'unit', 'exponent', 'flags', 'application', 'physical', 'logical']
      .every(key => one.field[key] === other.field[key]);
}

function picture(title, report, other, descriptors, mark) {
  if (!report) {
    return el('figure', {class: 'bits-figure'}, title ? el('figcaption', {text: title}) : null, el('p', {class: 'empty', text: 'no such report'}));
  }
  const base = report.numbered ? 1 : 0;
  const list = segments(report, descriptors);
  const others = new Map((other ? segments(other, descriptors) : []).map(s => [s.bit, s]));
  for (const s of list) {
    s.changed = mark !== '' && s.kind !== 'padding' && !sameSegment(s, others.get(s.bit));
  }
  const bytes = Math.ceil(report.bits / 8);
  const rows = [];
  if (base) {
    rows.push(el('tr', {}, el('th', {scope: 'row', class: 'num', text: '0'}),
      el('td', {colspan: 8, class: 'seg seg-id', text: `report id ${report.id}`})));
  }
  for (let byte = 0; byte < bytes && rows.length < MOST_BYTES;) {
    const whole = list.find(s => s.bit <= byte * 8 && s.bit + s.size >= (byte + 4) * 8);
    // The middle of what is long is not drawn byte by byte.
    const skipTo = whole ? Math.floor((whole.bit + whole.size) / 8) - 1 : 0;
    if (whole && byte > Math.floor(whole.bit / 8) && skipTo > byte + 1) {
      rows.push(bitRow(`${byte + base}…${skipTo - 1 + base}`, byte, list, mark, descriptors, true));
      byte = skipTo;
    } else {
      rows.push(bitRow(String(byte + base), byte, list, mark, descriptors, false));
      byte++;
    }
  }
  const table = el('table', {class: 'bits', 'aria-label': `${title} ${report.type} report ${report.id}, byte by byte`},
    el('thead', {}, el('tr', {}, el('th', {scope: 'col', class: 'num', text: 'byte'}),
      [7, 6, 5, 4, 3, 2, 1, 0].map(bit => el('th', {scope: 'col', text: bit})))),
    el('tbody', {}, rows));
  return el('figure', {class: 'bits-figure'}, title ? el('figcaption', {text: title}) : null, table,
    rows.length >= MOST_BYTES ? el('p', {class: 'note', text: `The first ${MOST_BYTES} rows of ${plural(bytes, 'byte')}.`}) : null);
}

/** A byte: its segments from bit 7 down to bit 0. */
function bitRow(label, byte, list, mark, descriptors, long) {
  const cells = [];
  for (let bit = 7; bit >= 0;) {
    const at = byte * 8 + bit;
    const s = list.find(one => one.bit <= at && at < one.bit + one.size);
    const low = s ? Math.max(s.bit, byte * 8) - byte * 8 : bit;
    const span = bit - low + 1;
    cells.push(bitCell(s, span, byte, mark, descriptors, long));
    bit = low - 1;
  }
  return el('tr', {class: long ? 'long' : ''}, el('th', {scope: 'row', class: 'num', text: label}), cells);
}

function bitCell(s, span, byte, mark, descriptors, long) {
  if (!s) {
    return el('td', {colspan: span, class: 'seg seg-none'});
  }
  const begins = s.bit >= byte * 8;
  const ends = s.bit + s.size <= byte * 8 + 8;
  const text = long ? '⋮' : begins ? s.name : ends ? `${s.name} (end)` : s.name;
  const cell = el('td', {
    colspan: span, tabindex: s.kind === 'padding' ? null : 0,
    class: `seg seg-${s.kind}${begins ? ' begins' : ''}${ends ? ' ends' : ''}${s.changed ? ` seg-${mark}` : ''}`,
  }, el('span', {class: 'seg-text', text: s.kind === 'padding' ? '' : shortName(text, span)}));
  return tip(cell, () => segmentLines(s, descriptors));
}

/** One bit has room for a word of the name: that with the number. */
function shortName(whole, span) {
  const name = whole.replace(/^(Keyboard|Keypad|Vendor Defined Page) (?=.)/, '');
  if (span >= 3 || name.length <= span * 6) {
    return name;
  }
  const number = name.match(/\d+$/);
  return number ? number[0] : name;
}

function segmentLines(s, descriptors) {
  const f = s.field;
  const bitsText = s.size === 1 ? `bit ${s.bit}` : `bits ${s.bit}…${s.bit + s.size - 1}`;
  return [
    ['Usage', s.name],
    ['Where', `${bitsText} of the payload, ${plural(s.size, 'bit')}`],
    ['Range', s.kind === 'padding' ? '' : `${f.min} … ${f.max}`],
    ['Physical', f.pmin === undefined ? '' : `${f.pmin} … ${f.pmax}`],
    ['Unit', f.unit ? `${f.unit}${f.exponent ? ` × 10^${f.exponent}` : ''}` : ''],
    ['Flags', f.flagsText],
    ['In', [f.application, f.physical, f.logical].filter(Boolean).map(u => descriptors.usageName(u)).join(' › ')],
    ['Item', `offset ${f.offset} of the descriptor`],
    ['', s.changed ? 'not the same on the other side' : ''],
  ];
}
