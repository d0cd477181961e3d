#!/usr/bin/env python3
"""items.py STATE: writes STATE/items.jsonl, what the measuring programs read, from the events in STATE/out.jsonl.

A line for every version of every item, in the order of the events: {url, canonical, title, published, text, lang,
duplicate_of}. duplicate_of is the URL of the item that it is a copy of, as it was found in the end.
"""
import json
import os
import sys

TOLD = ('newsloom.item.new', 'newsloom.item.copy', 'newsloom.item.updated')


def lines(events):
    urls, told = {}, []
    for event in events:
        item = event['data'].get('item')
        if event['type'] == 'newsloom.item.relinked':
            of = item['standing']['of']
            for line in told:
                if line['id'] == item['id']:
                    line['duplicate_of'] = urls.get(of, of)
        if event['type'] not in TOLD:
            continue
        article = item['article']
        standing = item['standing']
        urls.setdefault(item['id'], article.get('canonical_url') or article.get('url'))
        told.append({
            'id': item['id'],
            'url': article.get('url'),
            'canonical': article.get('canonical_url'),
            'title': article.get('headline'),
            'published': article.get('date_published'),
            'text': article.get('text'),
            'lang': item['labels']['language']['id'] if item['labels'].get('language') else article.get('in_language'),
            'duplicate_of': urls.get(standing['of'], standing['of']) if standing['kind'] == 'copy' else None,
        })
    return told


def main(state):
    with open(os.path.join(state, 'out.jsonl'), encoding='utf-8') as events, \
            open(os.path.join(state, 'items.jsonl'), 'w', encoding='utf-8') as items:
        for line in lines(map(json.loads, events)):
            items.write(json.dumps(line, ensure_ascii=False) + '\n')


if __name__ == '__main__':
    main(sys.argv[1])
