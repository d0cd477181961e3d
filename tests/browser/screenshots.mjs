// The pictures that docs/screenshots keeps, in the folder `kept`.
import fs from 'node:fs';
import path from 'node:path';
import { pages } from './checks.mjs';
import { small } from './small.mjs';
import { NARROW, must, picture, watched } from './watched.mjs';

const DESK = { width: 1400, height: 900 };
const PHONE = { ...NARROW, width: 390 };
const KEPT = [
  [DESK, 'light', { river: 'river', story: 'story', item: 'copy', diff: 'item', sources: 'sources', status: 'status' }],
  [DESK, 'dark', { 'river-dark': 'river' }],
  [PHONE, 'light', { 'river-phone': 'river', 'story-phone': 'story', 'diff-phone': 'item' }],
];
const MOST_BYTES = 150_000;

async function taken({ browser, origin }, viewport, colorScheme, take) {
  const looked = await watched(browser, origin, { viewport, colorScheme });
  const known = await pages(looked.page, origin);
  await take(looked, known);
  await looked.done();
}

export function screenshots(folder) {
  const kept = path.join(folder, 'kept');
  fs.mkdirSync(kept, { recursive: true });
  return [
    ['the pictures that are kept are small', async (context) => {
      for (const [viewport, colorScheme, names] of KEPT) {
        await taken(context, viewport, colorScheme, async ({ look }, known) => {
          for (const [name, of] of Object.entries(names)) {
            const bytes = small(await picture(await look(known[of])));
            must(bytes.length <= MOST_BYTES, `${name}: ${bytes.length} bytes`);
            fs.writeFileSync(path.join(kept, `${name}.png`), bytes);
          }
        });
      }
    }],
  ];
}
