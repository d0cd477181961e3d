// What a page can do beyond being read: times in the reader's zone, keys, and word of what is new.
'use strict';

for (const time of document.querySelectorAll('time')) {
  const at = new Date(time.dateTime);
  if (!Number.isNaN(at.getTime())) {
    time.textContent = at.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  }
}

const items = [...document.querySelectorAll('[data-item]')];
let at = -1;
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
  else if (event.key === 'o' && items[at]) items[at].querySelector('h2 a, th a').click();
  else if (event.key === '/') document.querySelector('input[type=search]').focus();
  else return;
  event.preventDefault();
});

const fresh = document.querySelector('[data-stream]');
if (fresh) {
  let count = 0;
  const stream = new EventSource(fresh.dataset.stream);
  const tell = () => {
    count += 1;
    fresh.querySelector('a').textContent = count === 1 ? '1 new report' : `${count} new reports`;
    fresh.hidden = false;
  };
  stream.addEventListener('newsloom.item.new', tell);
  stream.addEventListener('newsloom.item.copy', tell);
  addEventListener('pagehide', () => stream.close());
}
