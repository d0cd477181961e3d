#!/usr/bin/env python3
"""floors.py WEB ROWS: compares what sidebyside.py measured (its --json file) with what must hold.

WEB is the folder of the simulated web. Exits with 1 where a floor is broken, and says which.
"""
import gzip
import json
import os
import re
import sys

# More than the plain Python program gets right.
LEAST_CORRECT = 406


def entries(web, turn, host):
    """What the feeds of a host list in a round: the path of an article -> the id of an entry -> the entry as written."""
    found = {}
    for name in ('rss.xml', 'atom.xml', 'section/rss.xml'):
        path = os.path.join(web, turn, host, name + '.gz')
        if not os.path.exists(path):
            continue
        text = gzip.open(path, 'rt', encoding='utf-8').read()
        for entry in re.findall(r'<(?:item|entry)>.*?</(?:item|entry)>', text, re.S):
            link = re.search(r'(/\d{4}/\d\d/\d\d/[^?<"&]*)', entry)
            if link:
                # The number of the picture follows the place in the feed, and says nothing.
                name = re.search(r'<(?:guid|id)[^>]*>([^<]*)', entry)[1]
                found.setdefault(link[1], {})[name] = re.sub(r'/img/\d+\.jpg', '', entry)
    return found


def shown_updates(web):
    """How many updates of the second round a reader of the feeds can know of: an entry of one id says something else."""
    shown = 0
    for line in open(os.path.join(web, 'manifest.jsonl'), encoding='utf-8'):
        article = json.loads(line)
        if article['updated_in_round'] == 2:
            path = re.sub(r'^http://[^/]+', '', article['url'])
            before, after = (entries(web, turn, article['host']).get(path) for turn in ('round1', 'round2'))
            shown += any(before[name] != after[name] for name in before.keys() & after.keys())
    return shown


def floors(web, rows):
    phases = {row['phase']: row for row in rows}
    first, again, second = (phases[name] for name in ('first', 'again', 'round2'))
    for name, row in phases.items():
        # 2 says that some entries could not be read: the web has dead links.
        yield f'{name}: exit code', row['rc'], row['rc'] in (0, 2)
    check, net = first['check'], again['net']
    yield 'first: texts right', check['correct'], check['correct'] >= LEAST_CORRECT
    yield 'first: live pages that are no item', check.get('missing', 0), check.get('missing', 0) == 0
    yield 'first: same page twice', check.get('same_page_again', 0), check.get('same_page_again', 0) == 0
    copies = check['syndicated_truth']
    told_as_new = check.get('syndicated_emitted_as_new', 0)
    # Of the rest, what is flagged wrong are originals that are told as copies.
    told_as_copies = check['truth'] - check.get('missing', 0) - check['dup_flag_ok'] - told_as_new
    yield f'first: copies told as originals, of {copies}', told_as_new, told_as_new <= copies * 0.02
    yield 'first: originals told as copies', told_as_copies, told_as_copies <= (check['truth'] - copies) * 0.005
    yield 'again: requests', net['requests'], net['requests'] > 0
    yield 'again: unconditional requests', net['requests'] - net['conditional'], net['requests'] == net['conditional']
    yield 'again: answers other than 304', net['requests'] - net.get('st_304', 0), net['requests'] == net.get('st_304', 0)
    yield 'again: articles fetched', net.get('article', 0), net.get('article', 0) == 0
    check, shown = second['check'], shown_updates(web)
    yield 'second: live pages that are no item', check.get('missing', 0), check.get('missing', 0) == 0
    yield f'second: updates seen, of {shown} that feeds show', check.get('updates_seen', 0), check.get('updates_seen', 0) >= shown
    yield 'first: peak memory in MB', first['rss_mb'], first['rss_mb'] <= 150


def main(web, rows):
    broken = 0
    for name, value, holds in floors(web, [json.loads(line) for line in open(rows, encoding='utf-8')]):
        print(f'{"ok" if holds else "BROKEN":7}{name}: {value}')
        broken += not holds
    return 1 if broken else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:3]))
