// SPDX-License-Identifier: Apache-2.0
// The source of the programs, as far as instructions came of it, with what the run reached.

function sourceSection(run) {
  if (!run.sources.length) {
    return null;
  }
  const counted = run.sources.some(s => s.lines.some(line => line[3] >= 0));
  const note = counted ? coverageText(run.sources.flatMap(s => s.lines)) : 'lines that became instructions; this run counted no coverage';
  return section('source', 'Source', note, run.sources.map((source, i) => el('details', {open: i === 0},
    el('summary', {}, el('b', {text: source.file}),
      counted ? el('span', {class: 'note', text: coverageText(source.lines)}) : el('span', {class: 'note', text: plural(source.lines.length, 'line')})),
    el('div', {class: 'scroll-x', tabindex: 0, role: 'region', 'aria-label': source.file}, sourceTable(source.lines, counted)))));
}

function coverageText(lines) {
  const known = lines.filter(line => line[3] >= 0);
  const reached = known.filter(line => line[3] > 0).length;
  const branches = lines.reduce((sum, line) => sum + line.length - 4, 0);
  return `${reached} of ${plural(known.length, 'line')} reached (${known.length ? Math.floor((reached / known.length) * 100) : 0} %)`
    + (branches ? `, ${plural(branches, 'branch', 'branches')} never taken` : '');
}

function sourceTable(lines, counted) {
  const rows = [];
  let last = 0;
  for (const [number, text, instructions, hits, ...branches] of lines) {
    if (last && number > last + 1) {
      rows.push(el('tr', {class: 'skipped'}, el('td', {colspan: 4, 'aria-hidden': 'true'})));
    }
    last = number;
    const state = !counted || hits === -1 ? '' : hits < 0 ? 'dead' : hits === 0 ? 'missed' : branches.length ? 'partly' : 'reached';
    rows.push(el('tr', {class: state},
      el('td', {class: 'num line', text: number}),
      el('td', {class: 'num hits', text: hits === -1 ? '' : hits < 0 ? '–' : hits === 0 ? 'never' : hits.toLocaleString('en')}),
      el('td', {class: 'num', text: instructions}),
      el('td', {class: 'mono code'}, el('code', {text: text.replaceAll('\t', '        ')}),
        branches.map(branch => el('span', {class: 'branch', text: branch})))));
  }
  return el('table', {class: 'source'},
    el('thead', {}, el('tr', {}, el('th', {class: 'num', text: 'Line'}), el('th', {class: 'num', text: counted ? 'Hits' : ''}),
      el('th', {class: 'num', text: 'Instr.'}), el('th', {text: 'Source'}))),
    el('tbody', {}, rows));
}
