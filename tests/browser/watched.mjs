// A page of the browser that is watched: whatever it should not do is written down.
const STARTED = Date.now();
export const PATIENCE = 30_000;

/** How a page is looked at. */
export const WIDE = { width: 1600, height: 1000 };
export const NARROW = { width: 360, height: 740 };

/** A context in which everything that is wrong is collected in `wrong`. */
export async function watched(browser, origin, { viewport = WIDE, colorScheme = 'light', javaScriptEnabled = true } = {}) {
  const context = await browser.newContext({
    viewport, colorScheme, javaScriptEnabled, locale: 'en-GB', timezoneId: 'Europe/Warsaw', reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(PATIENCE);
  const wrong = [];
  const page = await context.newPage();
  if (javaScriptEnabled) {
    await page.addInitScript(() => {
      window.__shift = 0;
      window.__violated = [];
      document.addEventListener('securitypolicyviolation', (event) => window.__violated.push(`${event.violatedDirective} ${event.blockedURI}`));
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.__shift += entry.value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
  }
  const expected = new Set();
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return;
    if (expected.has(new URL(message.location().url || origin).pathname)) return;
    wrong.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => wrong.push(`script error: ${error.message}`));
  page.on('dialog', async (dialog) => {
    wrong.push(`a dialog opened: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && url.protocol !== 'data:') wrong.push(`asked another host: ${url}`);
  });
  page.on('requestfailed', (request) => {
    // A stream that is left, and a page that is left before it has loaded, are no failures.
    if (!request.failure()?.errorText.includes('ERR_ABORTED')) wrong.push(`failed: ${request.url()} ${request.failure()?.errorText}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400 && !expected.has(new URL(response.url()).pathname)) wrong.push(`${response.status()} for ${response.url()}`);
  });
  const look = async (path) => {
    await page.goto(origin + path, { waitUntil: 'load' });
    return page;
  };
  const done = async () => {
    if (javaScriptEnabled) wrong.push(...(await inert(page)));
    await context.close();
    must(wrong.length === 0, wrong.join('\n'));
  };
  return { page, look, done, expected, wrong, context };
}

/** What hostile words left behind on a page: nothing. */
export function inert(page) {
  return page.evaluate(() => {
    const found = window.__violated.map((one) => `the policy was violated: ${one}`);
    if (window.__hacked) found.push('a script of a report ran');
    const scripts = [...document.scripts].filter((script) => !new URL(script.src || 'x:').pathname.startsWith('/assets/'));
    if (scripts.length) found.push('a script that is not ours is in the page');
    for (const element of document.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) {
        if (/^on|^style$|^autofocus$/.test(name)) found.push(`${element.tagName} has ${name}="${value}"`);
        if (/^(href|src|action)$/.test(name) && /^\s*(javascript|vbscript):/i.test(value)) found.push(`${element.tagName} leads to ${value}`);
      }
    }
    if (document.querySelector('main img, main iframe, main object, main embed, main base, main style')) found.push('markup of a report is in the page');
    return found;
  });
}

/** The caret stays as it is: to hide it would write a style into the page. */
export function picture(page) {
  return page.screenshot({ caret: 'initial' });
}

export function must(holds, words) {
  if (!holds) throw new Error(words);
}

export function say(words) {
  console.log(`${((Date.now() - STARTED) / 1000).toFixed(1).padStart(6)} s  ${words}`);
}
