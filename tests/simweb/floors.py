#!/usr/bin/env python3
"""floors.py WEB ROWS EVENTS: compares what sidebyside.py measured (its --json file) with what must hold.

WEB is the folder of the simulated web, EVENTS what the program told its sink. Pages are asked for again with every poll, so
every update of the second round is told, also those that no feed shows, and nothing else is. Exits with 1 where a floor is
broken, and says which.
"""
import json
import os
import re
import sys

# More than the plain Python program gets right, of 500.
LEAST_CORRECT = 406 / 500


def path(url):
    """An address without its query, as the manifest has it: feeds link by way of /go/."""
    return re.sub(r'^(http://[^/]+)/go/', r'\1/', re.sub(r'[?#].*$', '', url or ''))


def articles(web):
    """The articles of the web by their URLs."""
    lines = open(os.path.join(web, 'manifest.jsonl'), encoding='utf-8')
    return {article['url']: article for article in map(json.loads, lines)}


def told(events):
    """The items that were told, in the order of the events: what happened, the URL, of which URL it is a copy."""
    urls, lines = {}, []
    for event in map(json.loads, open(events, encoding='utf-8')):
        item = event['data'].get('item')
        if not isinstance(item, dict):
            continue
        article, standing = item['article'], item['standing']
        url = urls.setdefault(item['id'], path(article.get('canonical_url') or article.get('url')))
        of = urls.get(standing['of']) if standing['kind'] == 'copy' else None
        lines.append((event['type'].removeprefix('newsloom.'), url, of))
    return lines


def floors(web, rows, events):
    phases = {row['phase']: row for row in rows}
    first, again, second = (phases[name] for name in ('first', 'again', 'round2'))
    for name, row in phases.items():
        # 2 says that some entries could not be read: the web has dead links.
        yield f'{name}: exit code', row['rc'], row['rc'] in (0, 2)
    check, net = first['check'], again['net']
    yield 'first: texts right', check['correct'], check['correct'] >= check['truth'] * LEAST_CORRECT
    yield 'first: live pages that are no item', check.get('missing', 0), check.get('missing', 0) == 0
    yield 'first: same page twice', check.get('same_page_again', 0), check.get('same_page_again', 0) == 0
    copies = check['syndicated_truth']
    told_as_new = check.get('syndicated_emitted_as_new', 0)
    # Of the rest, what is flagged wrong are originals that are told as copies.
    told_as_copies = check['truth'] - check.get('missing', 0) - check['dup_flag_ok'] - told_as_new
    yield f'first: copies told as originals, of {copies}', told_as_new, told_as_new <= copies * 0.02
    yield 'first: originals told as copies', told_as_copies, told_as_copies <= (check['truth'] - copies) * 0.005
    # robots.txt is read by every process that asks for pages.
    asked = net['requests'] - net.get('robots', 0)
    yield 'again: requests', asked, asked > 0
    yield 'again: unconditional requests', asked - net['conditional'], asked == net['conditional']
    yield 'again: answers other than 304', asked - net.get('st_304', 0), asked == net.get('st_304', 0)
    check = second['check']
    yield 'second: live pages that are no item', check.get('missing', 0), check.get('missing', 0) == 0
    truth, lines = articles(web), told(events)
    updated = {url for url, article in truth.items() if article['updated_in_round'] == 2}
    seen = [url for kind, url, _ in lines if kind == 'item.updated']
    yield f'second: updates told, of {len(updated)}', len(updated & set(seen)), updated <= set(seen)
    false = [url for url in seen if url not in updated]
    yield 'second: updates of what did not change', len(false), not false
    yield f'second: new texts right, of {len(updated)}', check['updates_seen'], check['updates_seen'] >= len(updated) * 0.9
    copies = {url: path(article['duplicate_of']) for url, article in truth.items() if article['duplicate_of']}
    last = {url: of for kind, url, of in lines if kind != 'item.updated'}
    right = sum(last.get(url) == of for url, of in copies.items())
    yield f'second: copies linked to the right original, of {len(copies)}', right, right >= len(copies) * 0.98
    for url in sorted(url for url, of in last.items() if of and url not in copies and url in truth):
        print(f'       told as a copy: {url} of {last[url]}')
    yield 'first: peak memory in MB', first['rss_mb'], first['rss_mb'] <= 150


def main(web, rows, events):
    broken = 0
    for name, value, holds in floors(web, [json.loads(line) for line in open(rows, encoding='utf-8')], events):
        print(f'{"ok" if holds else "BROKEN":7}{name}: {value}')
        broken += not holds
    return 1 if broken else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:4]))
