// The page in a real Chromium. Started by `cargo test browser`, which starts a daemon over press.jsonl first.
//     node run.mjs ORIGIN INPUT_FOLDER CHROMIUM SCREENSHOTS
import fs from 'node:fs';
import { chromium } from 'playwright-core';
import { checks } from './checks.mjs';
import { screenshots } from './screenshots.mjs';
import { say } from './watched.mjs';

const [origin, folder, executablePath, shots] = process.argv.slice(2);
const args = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--font-render-hinting=none',
];
const browser = await chromium.launch({ executablePath, args, headless: true, timeout: 120_000 });

fs.mkdirSync(shots, { recursive: true });
let failed = 0;
try {
  for (const [name, check] of [...checks, ...screenshots(shots)]) {
    try {
      await check({ browser, origin, folder, shots });
      say(`ok      ${name}`);
    } catch (error) {
      failed += 1;
      say(`FAILED  ${name}\n${error.message}`);
    }
  }
} finally {
  await browser.close();
}
say(failed ? `${failed} checks failed` : 'all checks hold');
process.exit(failed ? 1 : 0);
