// What a page can do beyond being read: times in the reader's zone, keys, and word of what is new.
'use strict';

const today = new Date();
const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
const day = { day: 'numeric', month: 'short' };
for (const time of document.querySelectorAll('time')) {
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.getTime())) continue;
  const shown = at.toDateString() === today.toDateString() ? clock
    : at.getFullYear() === today.getFullYear() ? { ...day, ...clock } : { ...day, year: 'numeric', ...clock };
  time.textContent = at.toLocaleString(undefined, shown);
}

const items = [...document.querySelectorAll('[data-item]')];
let at = -1;
for (const [place, item] of items.entries()) item.addEventListener('focusin', () => { at = place; });
const go = (to) => {
  if (to < 0 || to >= items.length) return;
  at = to;
  items[at].focus({ preventScroll: true });
  items[at].scrollIntoView({ block: 'nearest' });
};
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches('input, textarea, select')) return;
  if (event.key === 'j') go(at + 1);
  else if (event.key === 'k') go(at - 1);
  else if (event.key === 'o' && items[at]) items[at].querySelector('h2 a, h3 a, th a').click();
  else if (event.key === '/') document.querySelector('input[type=search]').focus();
  else return;
  event.preventDefault();
});

const fresh = document.querySelector('[data-stream]');
if (fresh) {
  const title = document.title;
  const told = new Set();
  const stream = new EventSource(fresh.dataset.stream);
  const tell = (event) => {
    const { item, story } = JSON.parse(event.data);
    told.add(fresh.dataset.one === 'story' && story ? story : item);
    const { one, more } = fresh.dataset;
    fresh.querySelector('a').textContent = told.size === 1 ? `1 new ${one}` : `${told.size} new ${more}`;
    fresh.hidden = false;
    document.title = `(${told.size}) ${title}`;
  };
  stream.addEventListener('newsloom.item.new', tell);
  stream.addEventListener('newsloom.item.copy', tell);
  addEventListener('pagehide', () => stream.close());
}
