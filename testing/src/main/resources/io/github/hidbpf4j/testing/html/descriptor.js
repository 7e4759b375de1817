// SPDX-License-Identifier: Apache-2.0
// The report descriptor as the device gave it, and as it is in use: side by side, item by item.

/** Items without a change that are shown around changes. */
const CONTEXT = 3;

function descriptorSection(run) {
  const before = run.descriptors[run.before];
  const after = run.after < 0 ? null : run.descriptors[run.after];
  if (!before) {
    return null;
  }
  const same = run.before === run.after;
  const rows = alignedItems(run.diff);
  const size = d => `${d.hex.length / 2} bytes`;
  const note = !after
    ? `${size(before)}, not in use: ${before.error ?? 'no driver'}`
    : same ? `${size(before)}, not changed by the programs`
      : `${size(before)} from the device, ${size(after)} in use`;
  const body = same || !after ? oneDescriptor(before) : twoDescriptors(rows, before, after);
  const warnings = [...new Set([...(before.warnings ?? []), ...(after?.warnings ?? [])])];
  return section('descriptor', 'Report descriptor', note,
    warnings.length ? el('ul', {class: 'plain warn'}, warnings.map(text => el('li', {text}))) : null, body);
}

/** Pairs of items; those that are gone stand beside those that are new in the same place. */
function alignedItems(diff) {
  const rows = [];
  for (let i = 0; i < diff.length;) {
    if (diff[i] >= 0 && diff[i + 1] >= 0) {
      rows.push([diff[i], diff[i + 1], false]);
      i += 2;
      continue;
    }
    const gone = [];
    const added = [];
    for (; i < diff.length && (diff[i] < 0 || diff[i + 1] < 0); i += 2) {
      (diff[i + 1] < 0 ? gone : added).push(diff[i + 1] < 0 ? diff[i] : diff[i + 1]);
    }
    for (let k = 0; k < Math.max(gone.length, added.length); k++) {
      rows.push([gone[k] ?? -1, added[k] ?? -1, true]);
    }
  }
  return rows;
}

function itemCells(descriptor, index, changed, sign) {
  const item = index < 0 ? null : descriptor.items[index];
  if (!item) {
    return [el('td', {class: 'num none'}), el('td', {class: 'none'}), el('td', {class: 'none'})];
  }
  const [offset, length, depth, text] = item;
  const name = changed ? (sign === '-' ? 'gone' : 'added') : '';
  return [
    el('td', {class: `num offset ${name}`, text: offset}),
    el('td', {class: `mono bytes ${name}`, text: spaced(descriptor.hex.slice(offset * 2, (offset + length) * 2))}),
    el('td', {class: `item ${name}`},
      changed ? el('span', {class: 'sign', text: sign, 'aria-label': sign === '-' ? 'removed' : 'added'}) : null,
      el('span', {class: 'indent', text: '· '.repeat(Math.min(depth, 20)), 'aria-hidden': 'true'}), text),
  ];
}

function spaced(digits) {
  return digits.replace(/(..)(?=.)/g, '$1 ');
}

function descriptorTable(heads, rows, caption) {
  return el('div', {class: 'scroll-x', tabindex: 0, role: 'region', 'aria-label': caption},
    el('table', {class: 'descriptor'}, el('thead', {}, el('tr', {}, heads.map(([text, name, span]) => el('th', {text, class: name, scope: 'col', colspan: span})))), rows));
}

const DESCRIPTOR_HEADS = [['Offset', 'num'], ['Bytes', ''], ['Item', '']];

function oneDescriptor(descriptor) {
  const rows = descriptor.items.map((_, i) => el('tr', {}, itemCells(descriptor, i, false, '')));
  return el('details', {}, el('summary', {text: `All ${plural(descriptor.items.length, 'item')}`}),
    descriptorTable(DESCRIPTOR_HEADS, el('tbody', {}, rows), 'Report descriptor'));
}

function twoDescriptors(rows, before, after) {
  const near = rows.map((_, i) => rows.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some(row => row[2]));
  const parts = [];
  for (let i = 0; i < rows.length;) {
    let end = i;
    while (end < rows.length && near[end] === near[i]) {
      end++;
    }
    const body = el('tbody', {}, rows.slice(i, end).map(([b, a, changed]) =>
      el('tr', {}, itemCells(before, b, changed, '-'), itemCells(after, a, changed, '+'))));
    if (!near[i] && end - i > 2) {
      body.classList.add('folded');
      const button = el('button', {type: 'button', class: 'fold', 'aria-expanded': 'false', text: `${end - i} items without a change`});
      button.addEventListener('click', () => {
        const open = body.classList.toggle('folded');
        button.setAttribute('aria-expanded', String(!open));
      });
      parts.push(el('tbody', {class: 'fold-row'}, el('tr', {}, el('td', {colspan: 6}, button))));
    }
    parts.push(body);
    i = end;
  }
  return descriptorTable([['Device', 'side', 3], ['In use', 'side', 3]], parts, 'Report descriptor, device and in use');
}
