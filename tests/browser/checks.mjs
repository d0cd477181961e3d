// What must hold of the page. Each check opens what it needs, and waits for conditions, never for a time.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { write } from './press.mjs';
import { NARROW, PATIENCE, WIDE, must, picture, watched } from './watched.mjs';

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const FIRST_VIEW = 100 * 1000;
const STILL = 0.01;
const LIVE = 'An owl in the ministry: night shift finds a rare guest';

/** Every kind of page, each by one of its kind. */
export async function pages(page, origin) {
  await page.goto(`${origin}/`);
  const links = (selector) => page.locator(selector).evaluateAll((all) => all.map((one) => new URL(one.href).pathname));
  const [story] = await links('.row:has-text("Amber Shield") h2 a[href^="/stories/"]');
  const edited = await linked(page, `${origin}/items?q=${encodeURIComponent('"land registry" source:baltic-wire')}`);
  const copy = await linked(page, `${origin}/items?q=${encodeURIComponent('kind:copy source:nordic-post')}`);
  const hostile = await linked(page, `${origin}/items?q=${encodeURIComponent('source:hostile')}`);
  return {
    river: '/', stories: '/stories', reports: '/items', search: '/?q=Amber', nothing: '/?q=nonsensical', story, item: edited, copy,
    hostile, sources: '/sources', source: '/sources/baltic-wire', failing: '/sources/coast-radio', status: '/status',
  };
}

async function linked(page, address) {
  await page.goto(address);
  return page.$eval('.row h2 a', (link) => new URL(link.href).pathname);
}

/** Runs `see` on every page, under one way of looking. */
async function everywhere({ browser, origin }, options, see) {
  const looked = await watched(browser, origin, options);
  const found = [];
  for (const [name, path] of Object.entries(await pages(looked.page, origin))) {
    await looked.look(path);
    const trouble = await see(looked.page, name);
    if (trouble) found.push(`${name} (${path}): ${trouble}`);
  }
  await looked.done();
  must(found.length === 0, found.join('\n'));
}

async function accessible(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`).join('\n');
}

async function still(page) {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const shift = await page.evaluate(() => window.__shift);
  return shift > STILL ? `the layout shifted by ${shift.toFixed(3)}` : '';
}

async function fits(page) {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  const thin = await page.evaluate(() => [...document.querySelectorAll('th, td')].filter((one) => one.offsetParent && one.offsetWidth < 36).map((one) => one.textContent));
  if (thin.length) return `cells too thin for their words: ${thin.slice(0, 3)}`;
  if (content <= window) return '';
  const wide = await page.evaluate(() => [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('.scroll')).slice(0, 3).map((one) => one.outerHTML.slice(0, 120)));
  return `${content} pixels wide in a window of ${window}: ${wide.join(' | ')}`;
}

const whole = async (page) => [await still(page), await fits(page), await headed(page), await accessible(page)].filter(Boolean).join('; ');

async function headed(page) {
  const headings = await page.locator('h1').count();
  return headings === 1 ? '' : `${headings} headings of the first order`;
}

/** Bytes over the wire until the page is loaded, with nothing kept from before. */
async function transferred(look, page) {
  const wire = await page.context().newCDPSession(page);
  let bytes = 0;
  await wire.send('Network.enable');
  await wire.send('Network.setCacheDisabled', { cacheDisabled: true });
  wire.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
  await look('/');
  await page.waitForLoadState('load');
  await wire.detach();
  return bytes;
}

const at = (page) => page.evaluate(() => document.activeElement.closest('[data-item]') && [...document.querySelectorAll('[data-item]')].indexOf(document.activeElement));

async function one(context, see, options = {}) {
  const looked = await watched(context.browser, context.origin, options);
  await see(looked);
  await looked.done();
}

export const checks = [
  ['the river has each story once, with its outlets in the order of publication', (context) => one(context, async ({ look }) => {
    const page = await look('/');
    const stories = await page.$$eval('.row', (rows) => rows.map((row) => row.dataset.story));
    must(stories.length > 5 && new Set(stories).size === stories.length, `stories: ${stories}`);
    const row = page.locator('.row', { hasText: 'Amber Shield' }).first();
    const voices = await row.locator('.voices li').allInnerTexts();
    must(voices[0].startsWith('Baltic Wire') && voices[0].includes('first'), `the first voice is ${voices[0]}`);
    must(voices[1].startsWith('The Nordic Post') && voices[1].includes('copies Baltic Wire'), `the second voice is ${voices[1]}`);
    must(await row.locator('svg[role=img][aria-label]').count() === 1, 'there is no sparkline with words');
    const labels = (await row.locator('.labels').innerText()).replaceAll('\n', ' ');
    for (const label of ['English', 'Polish', 'Italian', 'Russia']) must(labels.includes(label), `${label} is not among ${labels}`);
  })],

  ['navigation leads through every page', (context) => one(context, async ({ look }) => {
    const page = await look('/');
    const steps = [
      ['nav >> text=Stories', 'Told by several'], ['.row h2 a', null], ['.lineage h3 a', null], ['text=The whole story', null],
      ['nav >> text=Reports', 'Reports'], ['nav >> text=Sources', 'Sources'], ['th a >> text=baltic-wire', 'baltic-wire'], ['text=Its reports', 'Reports'],
      ['nav >> text=Status', 'Status'], ['.brand', 'The latest stories'],
    ];
    for (const [link, heading] of steps) {
      await Promise.all([page.waitForNavigation(), page.locator(link).first().click()]);
      const shown = await page.locator('h1').innerText();
      must(shown && (!heading || shown === heading), `${link} leads to ${page.url()} with ${shown}`);
    }
  })],

  ['search finds, tells where a query is wrong, and says so where nothing is found', (context) => one(context, async ({ look, page, expected }) => {
    await look('/');
    const search = async (query) => {
      await page.fill('input[type=search]', query);
      await Promise.all([page.waitForNavigation(), page.press('input[type=search]', 'Enter')]);
    };
    await search('sturgeon');
    must(await page.locator('.row').count() === 1, 'the sturgeon is not found once');
    must((await page.locator('.row h2').innerText()).startsWith('Sturgeon'), 'something else is found');
    await search('lang:it sturgeon');
    must((await page.locator('.empty').innerText()).includes('Take away one'), 'it does not say what to do where nothing is found');
    await Promise.all([page.waitForNavigation(), page.locator('.chips a', { hasText: 'Italian' }).click()]);
    must(await page.locator('.row').count() === 1, 'taking Italian away does not bring the sturgeon back');
    expected.add('/');
    await search('lagn:it');
    must((await page.locator('main').innerText()).includes('column 1'), 'it does not say where the query is wrong');
  })],

  ['filters are links, stand in the address, and can be taken away', (context) => one(context, async ({ look, page }) => {
    for (const list of ['/', '/stories', '/items']) {
      await look(list);
      const all = await page.locator('.row').count();
      for (const name of ['Italian', 'Estonia', 'Baltic Wire', 'kurier', 'The last 24 hours']) {
        const link = page.locator('.filters a', { hasText: name }).first();
        if (list === '/stories' && name === 'kurier') continue;
        must(await link.count() === 1, `${list}: there is no filter ${name}`);
        await Promise.all([page.waitForNavigation(), link.click()]);
        const q = new URL(page.url()).searchParams.get('q');
        const some = await page.locator('.row').count();
        must(q && some > 0 && some < all + 1, `${list}: ${name} gives ${some} of ${all} for ${q}`);
        must(await page.locator('.chips a').count() === 1, `${list}: ${name} has no chip`);
        await Promise.all([page.waitForNavigation(), page.locator('.chips a').first().click()]);
        must(new URL(page.url()).search === '', `${list}: ${name} is not taken away`);
      }
    }
    const count = async (name) => Number(await page.locator('.filters a', { hasText: name }).first().locator('.count').innerText());
    await look('/items');
    const told = await count('Italian');
    await look('/items?q=lang:it');
    must(await page.locator('.row').count() === told, 'the count beside a filter is not what it finds');
  })],

  ['the keys j, k, o and / do what they say', (context) => one(context, async ({ look, page }) => {
    await look('/');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    must(await at(page) === 1, `j j leads to ${await at(page)}`);
    await page.keyboard.press('k');
    must(await at(page) === 0, `k leads to ${await at(page)}`);
    const href = await page.locator('.row h2 a').first().getAttribute('href');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('o')]);
    must(page.url().endsWith(href), `o leads to ${page.url()}`);
    await page.keyboard.press('/');
    must(await page.evaluate(() => document.activeElement.type === 'search'), '/ does not lead to the search');
    await page.keyboard.type('j/k');
    must(await page.inputValue('input[type=search]') === 'j/k', 'keys do not write in the search');
    await look('/sources');
    await page.keyboard.press('j');
    must(await at(page) === 0, 'j does not lead to the first source');
  })],

  ['an edited report shows what its versions changed', (context) => one(context, async ({ look, page }) => {
    const { item } = await pages(page, context.origin);
    await look(item);
    const [removed, added] = [await page.locator('.versions del').allInnerTexts(), await page.locator('.versions ins').allInnerTexts()];
    must(removed.join(' ').includes('340') && added.join(' ').includes('410'), `removed: ${removed}; added: ${added}`);
    const reasons = await page.locator('.reasons').innerText();
    must(reasons.includes('Estonia') && reasons.includes('“'), `labels without reasons: ${reasons}`);
    must(await page.locator('.lineage .this').count() === 1, 'it is not marked among those who told it');
  })],

  ['times are in the zone of the reader, with the raw one on hover', (context) => one(context, async ({ look, page }) => {
    await look('/');
    const bad = await page.$$eval('time', (times) => times.filter((time) => {
      const clock = new Date(time.dateTime).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
      return !time.textContent.includes(clock) || !time.title.includes('T');
    }).map((time) => time.outerHTML));
    must(bad.length === 0, bad.join('\n'));
  })],

  ['without a script everything can be read and filtered', (context) => one(context, async ({ look, page }) => {
    await look('/');
    must((await page.locator('time').first().innerText()).endsWith('UTC'), 'times do not say that they are UTC');
    await Promise.all([page.waitForNavigation(), page.locator('.filters a', { hasText: 'Polish' }).first().click()]);
    must(await page.locator('.row').count() > 0, 'nothing is listed');
  }, { javaScriptEnabled: false })],

  ['hostile reports are words and nothing else, and no other host is asked', (context) => everywhere(context, {}, async (page, name) => {
    if (name !== 'hostile') return '';
    const words = await page.locator('article').innerText();
    return words.includes('Valdoro') ? '' : `the report cannot be read: ${words}`;
  })],

  ...[['wide', WIDE], ['narrow', NARROW]].flatMap(([width, viewport]) => ['light', 'dark'].flatMap((colorScheme) => [
    [`${width} and ${colorScheme}: no page shifts or is wider than the window, and axe-core finds no violation`, (context) => everywhere(context, { viewport, colorScheme }, async (page, name) => {
      fs.writeFileSync(path.join(context.shots, `${name}-${width}-${colorScheme}.png`), await picture(page));
      return whole(page);
    })],
  ])),

  ['the first view is at most 100 kB over the wire', (context) => one(context, async ({ look, page }) => {
    const bytes = await transferred(look, page);
    must(bytes > 1000 && bytes <= FIRST_VIEW, `${bytes} bytes`);
    console.log(`          the first view: ${bytes} bytes`);
  })],

  ['what comes in is told at once, without moving the page', (context) => one(context, async ({ look, page }) => {
    await look('/');
    must(await page.locator('.fresh').isHidden(), 'something is told before there is anything');
    write(`${context.folder}/kurier`, 'late.jsonl', `${JSON.stringify({
      id: 'late', title: LIVE, publisher: 'Kurier Pomorski', published: new Date().toISOString(), url: 'https://kurier.example/late',
      text: 'A tawny owl has spent the night on a shelf of the ministry of maps, and the guard who found it called the aviary of Oliwa. It had come in through a chimney that was closed in 1974, the aviary said, and it will be let out in the park at dusk.',
    })}\n`);
    await page.locator('.fresh a').waitFor({ state: 'visible', timeout: PATIENCE });
    must((await page.locator('.fresh a').innerText()) === '1 new story', await page.locator('.fresh a').innerText());
    must((await page.title()).startsWith('(1) '), 'the title does not tell of it');
    must(await still(page) === '', await still(page));
    // The index of the facets follows a moment later; the river has it at once.
    await Promise.all([page.waitForNavigation(), page.locator('.fresh a').click()]);
    must((await page.locator('.row h2').first().innerText()) === LIVE, 'the new story is not the first of the river');
  })],
];
