// Writes what the daemon reads: the reports of press.jsonl, one file a source, dated back from now.
//     node press.mjs FOLDER EDITION        the second edition has one report that was edited
import fs from 'node:fs';
import path from 'node:path';

const HOUR = 3600_000;
const EDITED = [['Nine hours', 'Eleven hours'], ['340 notaries since March', '410 notaries since February']];

/** Writes a file and dates it back, so that it is not taken for one that is still being written. */
export function write(folder, name, content) {
  fs.mkdirSync(folder, { recursive: true });
  const target = path.join(folder, name);
  fs.writeFileSync(`${target}.part`, content);
  const past = new Date(Date.now() - 60_000);
  fs.utimesSync(`${target}.part`, past, past);
  fs.renameSync(`${target}.part`, target);
}

/** A report as a line of its source's file. */
function line({ source_id, hours_ago, ...report }, now) {
  const published = new Date(now - hours_ago * HOUR).toISOString();
  return JSON.stringify({ ...report, published });
}

function print(folder, edition) {
  const reports = fs.readFileSync(new URL('press.jsonl', import.meta.url), 'utf8').trim().split('\n').map(JSON.parse);
  // Both editions have the same dates: they are those of the hour in which the folder was made.
  fs.mkdirSync(folder, { recursive: true });
  const now = Math.floor(fs.statSync(path.dirname(folder)).birthtimeMs / HOUR) * HOUR;
  const bySource = new Map();
  for (const report of reports) {
    if (edition === '2') for (const [before, after] of EDITED) report.text = report.text.replace(before.toLowerCase(), after.toLowerCase()).replace(before, after);
    bySource.set(report.source_id, [...(bySource.get(report.source_id) ?? []), line(report, now)]);
  }
  for (const [source, lines] of bySource) write(path.join(folder, source), 'reports.jsonl', `${lines.join('\n')}\n`);
}

if (process.argv[1] === new URL(import.meta.url).pathname) print(process.argv[2], process.argv[3]);
