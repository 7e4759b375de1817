// SPDX-License-Identifier: Apache-2.0
// The keyboard, and the help that names its keys.

const KEYS = [
  ['?', 'this help'],
  ['1 … 7', 'go to a section'],
  ['/', 'filter events'],
  ['j, k', 'next, previous event'],
  ['n, p', 'next, previous event that the programs changed'],
  ['+, −', 'zoom in, out'],
  ['0', 'show the whole run'],
  ['h, l', 'move left, right in time'],
  ['z', 'zoom to the selected event'],
  ['d', 'dark or light'],
  ['i', 'index of runs'],
  ['Esc', 'leave the filter, close what is open'],
];

const MOUSE = [
  ['drag', 'move in time'],
  ['Shift + drag', 'zoom to an interval'],
  ['Ctrl + wheel', 'zoom; without Ctrl once the timeline has been clicked'],
  ['click', 'select an event, and what came of it'],
];

const FILTERS = [
  ['word word', 'rows that have all the words: usage, bytes, program, lane'],
  ['"two words"', 'rows that have them together'],
  ['-word', 'rows without it'],
];

function helpDialog() {
  const table = (title, rows) => el('div', {}, el('h3', {text: title}),
    el('table', {class: 'plain'}, el('tbody', {}, rows.map(([key, text]) => el('tr', {},
      el('td', {class: 'nowrap'}, el('kbd', {text: key})), el('td', {text}))))));
  const dialog = el('dialog', {class: 'help', 'aria-labelledby': 'help-title'},
    el('h2', {id: 'help-title', text: 'Keys'}),
    el('div', {class: 'help-columns'}, table('Keyboard', KEYS), el('div', {}, table('Timeline', MOUSE), table('Filter', FILTERS))),
    el('form', {method: 'dialog'}, el('button', {type: 'submit', text: 'Close'})));
  return dialog;
}

/** Listens on the whole page; actions of what is shown at the moment. */
function listenForKeys(help, actions) {
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) {
      return;
    }
    const inField = event.target.closest?.('input, select, textarea');
    if (inField) {
      if (event.key === 'Escape') {
        event.target.blur();
      }
      return;
    }
    if (event.key === 'Escape') {
      hideTip();
      return;
    }
    const action = /^[1-9]$/.test(event.key) ? () => actions.section?.(Number(event.key)) : actions[event.key];
    if (action) {
      action();
      event.preventDefault();
    }
  });
}
