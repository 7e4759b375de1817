// SPDX-License-Identifier: Apache-2.0
// What a run came to: the device, the objects, the outcome in numbers, kernels, findings.

function overviewSection(run, report, current) {
  return section('overview', 'Overview', null,
    messages(current),
    el('div', {class: 'overview'}, el('div', {}, facts(run, current), objects(run)), outcome(run.summary)),
    findings(run),
    kernels(run),
    notes('Notes', run.notes),
    callbacks(run.summary),
    pending(run.summary),
    printed(run));
}

function messages(current) {
  if (!current.messages.length) {
    return null;
  }
  return el('div', {class: `box box-${current.result}`}, el('h3', {text: RESULTS[current.result].text}),
    el('pre', {class: 'mono', text: current.messages.join('\n')}));
}

const RESULTS = {
  passed: {text: 'passed', mark: '✓'}, failed: {text: 'failed', mark: '✗'},
  updated: {text: 'updated', mark: '~'}, skipped: {text: 'skipped', mark: '–'}, ran: {text: 'ran', mark: '·'},
};

/** The verdict on a run: what stands in the bar at the top. */
function verdict(run, current) {
  const unattached = run.objects.filter(o => !o.attached).length;
  if (current.result === 'failed' || current.result === 'passed') {
    return [RESULTS[current.result].text, current.result === 'failed' ? 'bad' : 'good'];
  }
  if (unattached) {
    return [`${plural(unattached, 'object')} not attached`, 'bad'];
  }
  if (run.findings.length) {
    return [plural(run.findings.length, 'finding'), 'warn'];
  }
  return run.objects.length ? ['attached, no findings', 'good'] : ['no object', 'plain'];
}

function definition(pairs) {
  return el('dl', {class: 'facts'}, pairs.filter(([, value]) => value).flatMap(([name, value]) =>
    [el('dt', {text: name}), el('dd', {}, value)]));
}

function facts(run, current) {
  const d = run.device;
  const driver = !d.driver ? 'none: its report descriptor does not parse'
    : d.driverBefore && d.driverBefore !== d.driver ? `${d.driver} (${d.driverBefore} before the programs)` : d.driver;
  return definition([
    [current.result === 'ran' ? 'Recording' : 'Test', el('span', {class: 'mono', text: current.name})],
    ['Device', d.name || '(no name)'],
    ['Id', el('span', {class: 'mono', text: d.sysfs || d.id})],
    ['Driver', driver],
    ['Kernel', run.kernel],
    ['Duration', `${(run.summary.micros / 1e6).toFixed(6)} s`],
  ]);
}

function objects(run) {
  if (!run.objects.length) {
    return null;
  }
  return el('div', {}, run.objects.map(o => el('div', {class: 'object'},
    el('div', {class: 'object-head'}, el('b', {class: 'mono', text: o.object}),
      el('span', {class: `chip chip-${o.attached ? 'good' : 'bad'}`, text: o.attached ? 'attached' : 'not attached'})),
    definition([
      ['Probe', o.probed ? (/^its probe rejected/.test(o.reason) ? o.reason : 'accepted the device') : ''],
      ['Programs', o.programs.join(', ')],
      ['Why not', o.attached || /^its probe rejected/.test(o.reason) ? '' : o.reason],
      ['Optional', o.optional.length ? `${o.optional.join(', ')} (not asked for)` : ''],
    ]),
    notes('', [...o.failures.map(f => `not attached: ${f}`), ...o.warnings, ...o.passedOver.map(p => `passed over: ${p}`)]),
    properties(o.properties))));
}

function properties(all) {
  const entries = Object.entries(all);
  return entries.length === 0 ? null : el('table', {class: 'plain'},
    el('caption', {text: 'Properties of the device'}),
    el('tbody', {}, entries.map(([name, value]) => el('tr', {}, el('td', {class: 'mono', text: name}), el('td', {class: 'mono', text: value})))));
}

function outcome(s) {
  const parts = [
    ['unchanged', s.unchanged, 'unchanged'], ['reinterpreted', s.reinterpreted, 'with another meaning'],
    ['changed', s.changed, 'changed'], ['dropped', s.dropped, 'dropped'],
  ];
  const bar = el('div', {class: 'bar', role: 'img', 'aria-label': parts.filter(p => p[1]).map(p => `${p[1]} ${p[2]}`).join(', ') || 'no events'},
    parts.filter(p => p[1] > 0).map(([name, count]) => {
      const part = el('span', {class: `bar-part fill-${name}`});
      part.style.flexGrow = count;
      return part;
    }));
  const line = (name, count, text) => el('tr', {class: count ? '' : 'zero'},
    el('td', {}, name ? el('i', {class: `swatch fill-${name}`}) : null, text),
    el('td', {class: 'num', text: count.toLocaleString('en')}),
    el('td', {class: 'num note', text: name && s.events && name !== 'injected' ? `${((count / s.events) * 100).toFixed(1)} %` : ''}));
  return el('div', {class: 'outcome'}, bar, el('table', {class: 'numbers'}, el('tbody', {},
    line('', s.events, 'Events of the device'),
    parts.map(([name, count, text]) => line(name, count, text)),
    line('injected', s.injected, 'injected by programs'),
    line('', s.delivered, 'Reports that the host got'))));
}

function findings(run) {
  const all = run.findings;
  if (!all.length) {
    return null;
  }
  return el('div', {class: 'box box-warn'}, el('h3', {text: plural(all.length, 'finding')}),
    el('table', {class: 'plain'}, el('thead', {}, el('tr', {}, ['Kind', 'Program', 'What'].map(text => el('th', {text, scope: 'col'})))),
      el('tbody', {}, all.map(f => el('tr', {},
        el('td', {class: 'mono nowrap', text: f.kind}), el('td', {class: 'mono', text: f.program}),
        el('td', {}, f.message, f.breaks ? el('span', {class: 'chip chip-bad', text: `breaks ${f.breaks}`}) : null))))));
}

const VERDICT_MARKS = {accepted: '✓', rejected: '✗', 'not linked': '–'};

function kernels(run) {
  return run.kernels.map(k => el('div', {class: 'kernels'},
    el('h3', {}, 'Kernels ', el('span', {class: 'note mono', text: run.kernels.length > 1 ? k.object : ''})),
    el('div', {class: 'scroll-x', tabindex: 0, role: 'region', 'aria-label': 'Verdicts of kernels'}, el('table', {class: 'matrix'},
      el('thead', {}, el('tr', {}, el('th', {text: 'Program', scope: 'col'}),
        k.columns.map(c => el('th', {class: c.kernels.includes(run.kernel) ? 'current' : '', text: c.title, scope: 'col'})))),
      el('tbody', {}, k.programs.map((program, i) => el('tr', {},
        el('th', {class: 'mono', text: program, scope: 'row'}),
        k.columns.map(c => el('td', {class: `verdict-${c.verdicts[i].replace(' ', '-')}${c.kernels.includes(run.kernel) ? ' current' : ''}`},
          el('span', {'aria-hidden': 'true', text: `${VERDICT_MARKS[c.verdicts[i]]} `}), c.verdicts[i]))))))),
    k.reasons.length ? el('details', {class: 'reasons'}, el('summary', {text: plural(k.reasons.length, 'reason')}),
      el('ul', {class: 'plain'}, k.reasons.map(r => el('li', {}, el('b', {text: rangeOf(r.kernels)}), `: ${r.text} `,
        el('span', {class: 'note mono', text: r.programs.join(', ')}))))) : null));
}

function rangeOf(names) {
  return names.length > 2 ? `${names[0]} … ${names.at(-1)}` : names.join(', ');
}

function notes(title, lines) {
  return lines.length === 0 ? null : el('div', {}, title ? el('h3', {text: title}) : null,
    el('ul', {class: 'plain'}, lines.map(text => el('li', {text}))));
}

function callbacks(s) {
  if (!s.callbacks.length) {
    return null;
  }
  const heads = [['Callbacks of', ''], ['Program', ''], ['Ran', 'num'], ['After the start', 'num'], ['at most', 'num'], ['Late', 'num'], ['at most', 'num']];
  return el('div', {}, el('h3', {text: 'Callbacks'}), el('div', {class: 'scroll-x'}, el('table', {class: 'plain'},
    el('thead', {}, el('tr', {}, heads.map(([text, name]) => el('th', {text, class: name, scope: 'col'})))),
    el('tbody', {}, s.callbacks.map(c => el('tr', {}, el('td', {text: c.kind}), el('td', {class: 'mono', text: c.program}),
      [c.count.toLocaleString('en'), ...[c.fromStart, c.mostFromStart, c.late, c.mostLate].map(n => `${(n / 1e6).toFixed(3)} ms`)]
        .map(text => el('td', {class: 'num', text}))))))));
}

function pending(s) {
  return notes('Pending at the end', s.pending.slice(0, 50).map(p => {
    const when = p.running ? 'has begun, and waits' : p.due === undefined ? 'due never' : `due at ${seconds(p.due)} s`;
    return `${p.kind} ${p.element} of ${p.program}${p.callback ? ` (${p.callback})` : ''}: ${when}`;
  }).concat(s.pending.length > 50 ? [`and ${s.pending.length - 50} more`] : []));
}

/** What programs printed stands in the timeline; here is only that they did. */
function printed(run) {
  const gap = run.events.gap;
  return gap ? el('p', {class: 'box box-warn', text: `${plural(gap[1], 'row')} of ${run.events.rows.toLocaleString('en')} are left out in the middle of the timeline: it keeps the first and the last. The numbers above count all.`}) : null;
}

// ---- input devices

function inputSection(run) {
  const {without, with: generations, changes, findings: said} = run.input;
  const devices = generations[0] ?? [];
  if (devices.length + without.length === 0) {
    return null;
  }
  const note = changes.length ? 'changed by the programs' : plural(devices.length, 'device') + (run.objects.length ? ', not changed by the programs' : '');
  const gone = changes.length > 0;
  const names = [...Array(Math.max(without.length, devices.length)).keys()];
  return section('input', 'Input devices', note,
    said.length ? el('ul', {class: 'plain warn'}, said.map(text => el('li', {text}))) : null,
    names.map(i => inputDevice(devices[i], gone ? without[i] : devices[i])));
}

function inputDevice(now, before) {
  const device = now ?? before;
  const state = !before ? 'added' : !now ? 'gone' : '';
  const types = [...new Set([...Object.keys(before?.codes ?? {}), ...Object.keys(now?.codes ?? {})])];
  const axes = device => new Map((device?.axes ?? []).map(a => [a[0], axisText(a)]));
  const [axesBefore, axesNow] = [axes(before), axes(now)];
  const rows = [];
  const line = (name, items) => items.length ? rows.push(el('tr', {}, el('th', {class: 'mono', text: name, scope: 'row'}), el('td', {}, items))) : 0;
  line('properties', codeItems(before?.properties ?? [], now?.properties ?? []));
  for (const type of types) {
    line(type, codeItems(before?.codes[type] ?? [], now?.codes[type] ?? []));
  }
  line('EV_ABS', [...new Set([...axesBefore.keys(), ...axesNow.keys()])].flatMap(code => {
    const [was, is] = [axesBefore.get(code), axesNow.get(code)];
    if (was === is) {
      return [codeItem(is, '')];
    }
    return [was ? codeItem(was, 'gone') : null, is ? codeItem(is, 'added') : null];
  }));
  return el('details', {class: 'report', open: true},
    el('summary', {}, el('b', {text: device.name || '(no name)'}), state ? el('span', {class: `chip chip-${state}`, text: state === 'added' ? 'new' : 'gone'}) : null,
      before && now && before.name !== now.name ? el('span', {class: 'note', text: `was ${before.name}`}) : null),
    el('table', {class: 'plain codes'}, el('tbody', {}, rows)));
}

function axisText([code, min, max, fuzz, flat, resolution]) {
  return `${code} ${min}…${max}${fuzz ? ` fuzz ${fuzz}` : ''}${flat ? ` flat ${flat}` : ''}${resolution ? ` resolution ${resolution}` : ''}`;
}

/** Codes of both sides in their order, and how they differ; of very many only the first. */
function codeItems(before, now) {
  const all = [...new Set([...before, ...now])];
  const [had, has] = [new Set(before), new Set(now)];
  const changed = all.filter(code => had.has(code) !== has.has(code));
  const plain = all.filter(code => had.has(code) && has.has(code));
  const items = [...changed.map(code => codeItem(code, has.has(code) ? 'added' : 'gone')), ...plain.slice(0, 48).map(code => codeItem(code, ''))];
  return plain.length > 48 ? [...items, el('span', {class: 'note', text: ` … ${plain.at(-1)}, ${plain.length} in all`})] : items;
}

function codeItem(text, state) {
  return el('span', {class: `code-item ${state}`}, state ? el('span', {class: 'sign', text: state === 'added' ? '+' : '-'}) : null, text);
}
