// SPDX-License-Identifier: Apache-2.0
// The index of cases: one line for each, whatever kernels it ran under.

const MOST_CASES = 2000;

/** The worst comes first, also among the cases. */
const SEVERITY = ['failed', 'updated', 'skipped', 'ran', 'passed'];

/** Cases of the same name and group are one, with a result for each kernel. */
function groupedCases(cases) {
  const groups = new Map();
  cases.forEach((c, index) => {
    const key = JSON.stringify([c.name, c.group]);
    const group = groups.get(key) ?? {name: c.name, group: c.group, runs: []};
    group.runs.push({...c, index});
    groups.set(key, group);
  });
  const all = [...groups.values()];
  for (const group of all) {
    group.result = SEVERITY.find(result => group.runs.some(run => run.result === result));
    group.search = group.runs.map(r => `${r.name} ${r.group} ${r.kernel} ${r.result} ${r.messages.join(' ')}`).join(' ').toLowerCase();
  }
  return all.sort((one, other) => SEVERITY.indexOf(one.result) - SEVERITY.indexOf(other.result));
}

function caseRow(group, withGroup) {
  const first = group.runs.find(run => run.run && run.result === group.result) ?? group.runs.find(run => run.run);
  return el('tr', {},
    el('td', {class: `result-${group.result} nowrap`}, el('span', {'aria-hidden': 'true', text: `${RESULTS[group.result].mark} `}), RESULTS[group.result].text),
    el('td', {}, first ? el('a', {href: `#run=${first.index}`, text: group.name}) : group.name),
    withGroup ? el('td', {class: 'mono', text: group.group}) : null,
    el('td', {}, el('span', {class: 'case-kernels'}, group.runs.map(run => run.run
      ? el('a', {class: `result-${run.result}`, href: `#run=${run.index}`, text: run.kernel, title: RESULTS[run.result].text})
      : el('span', {class: `result-${run.result}`, text: run.kernel, title: RESULTS[run.result].text})))),
    el('td', {}, caseMessages(group)));
}

/** What is the same under several kernels is said once. */
function caseMessages(group) {
  const kernels = new Map();
  for (const run of group.runs) {
    if (run.messages.length) {
      const text = run.messages.slice(0, 8).join('\n') + (run.messages.length > 8 ? `\n… ${run.messages.length - 8} more lines` : '');
      kernels.set(text, [...(kernels.get(text) ?? []), run.kernel]);
    }
  }
  return [...kernels].map(([text, names]) => el('div', {},
    group.runs.length > 1 && names.length < group.runs.length ? el('b', {text: names.join(', ')}) : null, el('pre', {class: 'mono', text})));
}

function indexPage() {
  const groups = groupedCases(report.cases);
  const counts = SEVERITY.map(result => [result, groups.filter(group => group.result === result).length]).filter(([, count]) => count > 0);
  const chips = counts.map(([result, count]) =>
    el('span', {class: `chip chip-${{passed: 'good', failed: 'bad', updated: 'warn'}[result] ?? 'plain'}`, text: `${count} ${RESULTS[result].text}`}));
  const withGroup = report.cases.some(c => c.group);
  const filter = el('input', {type: 'search', id: 'case-filter', placeholder: 'Filter: name, kernel, message', 'aria-label': 'Filter cases'});
  const failedOnly = el('input', {type: 'checkbox', id: 'failed-only'});
  const body = el('tbody', {});
  const status = el('span', {class: 'note', role: 'status'});
  const fill = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const shown = groups.filter(group => (!failedOnly.checked || group.result === 'failed') && words.every(w => group.search.includes(w)));
    status.textContent = shown.length === groups.length ? plural(groups.length, 'case') : `${shown.length} of ${plural(groups.length, 'case')}`;
    body.replaceChildren(...shown.slice(0, MOST_CASES).map(group => caseRow(group, withGroup)));
    if (shown.length > MOST_CASES) {
      body.append(el('tr', {}, el('td', {colspan: 5, class: 'note', text: `and ${shown.length - MOST_CASES} more: filter them`})));
    }
  };
  filter.addEventListener('input', fill);
  failedOnly.addEventListener('change', fill);
  actions['/'] = () => filter.focus();
  fill();
  const heads = ['Result', 'Case', withGroup ? 'Object' : null, 'Kernels', 'What came'].filter(Boolean);
  page.replaceChildren(topBar(report.title, chips, []),
    el('div', {class: 'content'}, section('cases', 'Cases', null,
      el('div', {class: 'toolbar'}, filter, el('label', {}, failedOnly, ' failed only'), status),
      el('div', {class: 'scroll-x', tabindex: 0, role: 'region', 'aria-label': 'Cases'}, el('table', {class: 'plain cases'},
        el('thead', {}, el('tr', {}, heads.map(text => el('th', {text, scope: 'col'})))), body)))), footer());
}
