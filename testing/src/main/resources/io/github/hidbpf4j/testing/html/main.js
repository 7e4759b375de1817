// SPDX-License-Identifier: Apache-2.0
// Puts the page together: an index of runs where there are several, and one run at a time.

const report = JSON.parse(document.getElementById('report').textContent);
const page = document.getElementById('page');
const help = helpDialog();
const actions = {'?': () => help.showModal(), d: switchTheme};

function storedTheme() {
  try {
    return localStorage.getItem('hidbpf-theme');
  } catch {
    // Pages from files may have no storage.
    return null;
  }
}

function setTheme(theme) {
  if (theme) {
    document.documentElement.dataset.theme = theme;
  } else {
    delete document.documentElement.dataset.theme;
  }
  redrawAll();
}

function isDark() {
  const theme = document.documentElement.dataset.theme;
  return theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}

function switchTheme() {
  const theme = isDark() ? 'light' : 'dark';
  setTheme(theme);
  try {
    localStorage.setItem('hidbpf-theme', theme);
  } catch {
    // Then it holds for this visit.
  }
}

function topBar(title, chips, links) {
  return el('header', {class: 'top'},
    el('div', {class: 'top-title'}, el('h1', {text: title, title}), chips),
    el('nav', {'aria-label': 'Sections'}, links),
    el('div', {class: 'top-tools'},
      el('button', {type: 'button', text: 'Theme', title: 'Dark or light (d)', on: {click: switchTheme}}),
      el('button', {type: 'button', text: '?', title: 'Keys (?)', 'aria-label': 'Keys', on: {click: () => help.showModal()}})));
}

function footer() {
  return el('footer', {}, `Written by ${report.producer} of hidbpf4j. This page loads nothing and sends nothing.`);
}

// ---- one run

function timelineSection(view) {
  const timeline = new Timeline(view);
  const table = new EventTable(view);
  const details = new Details(view);
  const filter = el('input', {type: 'search', id: 'filter', placeholder: 'Filter: usage, bytes, program …', 'aria-label': 'Filter events'});
  let waiting = 0;
  filter.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => view.setFilter({words: filter.value}), 120);
  });
  const only = el('select', {'aria-label': 'Which events', on: {change: () => view.setFilter({only: only.value})}},
    el('option', {value: 'all', text: 'all events'}), Object.entries(ONLY).map(([value, {text}]) => el('option', {value, text})));
  const lanes = el('div', {class: 'lanes', role: 'group', 'aria-label': 'Lanes'}, timeline.lanes.map(lane => {
    const box = el('input', {type: 'checkbox', checked: true, on: {change: () => {
      const hidden = new Set(view.hidden);
      if (box.checked) {
        hidden.delete(lane.index);
      } else {
        hidden.add(lane.index);
      }
      view.setFilter({hidden});
    }}});
    return el('label', {class: 'lane-box', dataset: {class: lane.kind}}, box, el('span', {text: view.text.laneName(lane)}));
  }));
  const button = (text, title, action) => el('button', {type: 'button', text, title, 'aria-label': title, on: {click: action}});
  const interval = el('span', {class: 'note num interval'});
  const sayInterval = () => { interval.textContent = `${seconds(view.from)} … ${seconds(view.to)} s (${duration(view.span)})`; };
  view.on(what => what === 'time' && sayInterval());
  sayInterval();
  Object.assign(actions, {
    '/': () => filter.focus(),
    j: () => view.step(1),
    k: () => view.step(-1),
    n: () => stepChanged(view, 1),
    p: () => stepChanged(view, -1),
    '+': () => view.zoom(0.5),
    '=': () => view.zoom(0.5),
    '-': () => view.zoom(2),
    0: () => view.showAll(),
    h: () => view.pan(-0.2),
    l: () => view.pan(0.2),
    z: () => zoomToSelected(view),
  });
  return {
    table,
    element: section('timeline', 'Timeline', null,
      el('div', {class: 'toolbar'}, filter, only, table.status, el('span', {class: 'grow'}), interval,
        button('−', 'Zoom out (−)', () => view.zoom(2)), button('+', 'Zoom in (+)', () => view.zoom(0.5)), button('All', 'Show the whole run (0)', () => view.showAll())),
      lanes, timeline.element,
      el('div', {class: 'table-and-details'}, table.element, details.element)),
  };
}

/** The next row that is no plain report: those that programs made a difference to. */
function stepChanged(view, direction) {
  const e = view.events;
  let at = view.placeOf(view.selected);
  at = at < 0 ? (direction > 0 ? -1 : view.shown.length) : at;
  for (at += direction; at >= 0 && at < view.shown.length; at += direction) {
    const row = view.shown[at];
    if (ONLY.changed.test(view.text.classOf(row), e, row)) {
      view.select(row);
      return;
    }
  }
}

function zoomToSelected(view) {
  if (view.selected >= 0) {
    const rows = [...view.related];
    const e = view.events;
    const from = Math.min(...rows.map(row => e.begin(row)));
    const to = Math.max(...rows.map(row => e.time[row]));
    const margin = Math.max((to - from) * 0.2, 5e6);
    view.show(from - margin, to + margin);
  }
}

let printing = null;

function runPage(index) {
  const current = report.cases[index];
  const run = JSON.parse(document.getElementById(`run-${index}`).textContent);
  redraws.clear();
  const view = new View(run);
  const {table, element: timeline} = timelineSection(view);
  printing = table;
  const sections = [
    overviewSection(run, report, current), timeline, new Values(view).element ?? null, descriptorSection(run),
    layoutSection(run, view), inputSection(run), sourceSection(run),
  ].filter(Boolean);
  const [text, kind] = verdict(run, current);
  const links = sections.map((s, i) => el('a', {href: `#${s.id}`, title: `Key ${i + 1}`, text: s.querySelector('h2').textContent,
    on: {click: event => {
      event.preventDefault();
      goTo(s);
    }}}));
  actions.section = number => sections[number - 1] && goTo(sections[number - 1]);
  const back = report.cases.length > 1 ? el('a', {class: 'back', href: '#index', text: '‹ Index'}) : null;
  page.replaceChildren(
    topBar(report.cases.length > 1 ? current.name : report.title,
      [back, el('span', {class: `chip chip-${kind}`, text}), el('span', {class: 'chip chip-plain', text: `Linux ${run.kernel}`})], links),
    el('div', {class: 'content'}, sections), footer());
}

function goTo(element) {
  element.scrollIntoView({block: 'start'});
  element.focus({preventScroll: true});
}

function show() {
  hideTip();
  for (const key of Object.keys(actions)) {
    if (key !== '?' && key !== 'd' && key !== 'i') {
      delete actions[key];
    }
  }
  const asked = location.hash.match(/^#run=(\d+)$/);
  const index = asked && report.cases[asked[1]]?.run ? Number(asked[1]) : null;
  printing = null;
  if (index !== null || (report.cases.length === 1 && report.cases[0].run)) {
    runPage(index ?? 0);
  } else {
    indexPage();
  }
  window.scrollTo(0, 0);
}

// Paper is light, and has all of what is folded on the screen.
let opened = [];
let themeBefore = null;

window.addEventListener('beforeprint', () => {
  themeBefore = document.documentElement.dataset.theme ?? '';
  // Drawn as wide as paper is: what is drawn is not drawn again for it.
  document.documentElement.classList.add('printing');
  setTheme('light');
  opened = [...document.querySelectorAll('details:not([open])')].filter(d => !d.closest('#source, #descriptor'));
  opened.forEach(d => { d.open = true; });
  printing?.print();
});

window.addEventListener('afterprint', () => {
  document.documentElement.classList.remove('printing');
  setTheme(themeBefore);
  opened.forEach(d => { d.open = false; });
  printing?.endPrint();
});

document.body.append(help);
listenForTips();
setTheme(storedTheme());
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redrawAll);
actions.i = () => {
  if (report.cases.length > 1) {
    location.hash = '#index';
  }
};
listenForKeys(help, actions);
window.addEventListener('hashchange', show);
show();
