"""A file of `[[entity]]` out of three fifths of annotated articles, and what it finds in the other two:
entity_file.py SCORER ARTICLES WORK NEWSLOOM writes WORK/entities.gold.jsonl and WORK/entities.said.jsonl.

Each annotated nominative is a name under the id and the kind that it mostly has; of an id that is no person, nominatives of
people are its `people`. Names that stand more often without annotation than with one are left out, and so are, after the
file was tried on the three fifths themselves, ids that are found more often where nothing is annotated than where something
is: both is what a user would do who tries a file on texts that are at hand."""

import collections
import importlib.util
import json
import pathlib
import random
import re
import subprocess
import sys

KINDS = {"PER": "person", "ORG": "organisation", "LOC": "place"}
SOURCE = '[state]\ndir = "var"\n[[source]]\nid = "in"\nkind = "files"\npath = "in"\n[[sink]]\nkind = "stdout"\n'

scorer, articles, work, newsloom = sys.argv[1:]
spec = importlib.util.spec_from_file_location("score", scorer)
score = importlib.util.module_from_spec(spec)
spec.loader.exec_module(score)


def meets(one, other):
    return one["start"] < other["end"] and other["start"] < one["end"]


def capitals_elsewhere(docs):
    """How often each capitalised word stands where nothing is annotated."""
    counts = collections.Counter()
    for doc in docs:
        for word in re.finditer(r"\w[\w\-’']*", doc["text"]):
            inside = any(entity["start"] <= word.start() < entity["end"] for entity in doc["entities"])
            if word[0][0].isupper() and not inside:
                counts[word[0]] += 1
    return counts


def names(docs):
    """By id and kind, its nominatives with how often each is annotated."""
    uses, others = collections.defaultdict(collections.Counter), collections.Counter()
    for doc in docs:
        for entity in doc["entities"]:
            lemma = entity["lemma"].strip()
            if entity["type"] in KINDS:
                uses[lemma][entity["id"], entity["type"]] += 1
            else:
                others[lemma] += 1
    elsewhere = capitals_elsewhere(docs)
    result = collections.defaultdict(lambda: collections.defaultdict(dict))
    for lemma, counts in uses.items():
        (entity, kind), count = counts.most_common(1)[0]
        is_name = len(lemma) > 1 and any(map(str.isalpha, lemma)) and not set(lemma) & set('"\\')
        if is_name and max(others[lemma], elsewhere[lemma]) <= count:
            result[entity][kind][lemma] = sum(counts.values())
    return result


def tables(known):
    """By a name that a configuration takes, the `[[entity]]` of each id."""
    result = {}
    for entity, kinds in known.items():
        main = max(kinds, key=lambda kind: sum(kinds[kind].values()))
        if "LOC" in kinds and entity.startswith(("GPE", "LOC")):
            main = "LOC"
        name = re.sub(r"[^a-z0-9]+", "-", entity.lower()).strip("-") or f"x{len(result)}"
        while name in result:
            name += "-x"
        quoted = lambda lemmas: json.dumps(list(lemmas), ensure_ascii=False)
        table = f'[[entity]]\nid = "{name}"\nkind = "{KINDS[main]}"\nnames = {quoted(kinds[main])}\n'
        if main != "PER" and kinds.get("PER"):
            table += f"people = {quoted(kinds['PER'])}\n"
        result[name] = table
    return result


def said(docs, entities, name):
    """What is found in articles with these entities in the configuration."""
    gold, config = pathlib.Path(work, f"{name}.gold.jsonl"), pathlib.Path(work, "entities.toml")
    gold.write_text("".join(json.dumps(doc, ensure_ascii=False) + "\n" for doc in docs), encoding="utf-8")
    config.write_text(SOURCE + "".join(entities), encoding="utf-8")
    command = f"{newsloom} pipe item --configured --config {config}"
    found = pathlib.Path(work, f"{name}.said.jsonl")
    with found.open("w", encoding="utf-8") as output:
        subprocess.run([sys.executable, scorer, "run", command, gold], stdout=output, check=True)
    return {item["id"]: item["entities"] for item in score.rd(found)}


docs = score.rd(articles)
random.Random(1).shuffle(docs)
fifths = len(docs) * 3 // 5
known, unknown = docs[:fifths], docs[fifths:]
entities = tables(names(known))
tried = collections.Counter()
for doc_id, found in said(known, entities.values(), "entities-tried").items():
    annotated = next(doc["entities"] for doc in known if doc["id"] == doc_id)
    for one in found:
        right = any(one["type"] == entity["type"] and meets(one, entity) for entity in annotated)
        tried[one["id"].split(":")[-1]] += 1 if right else -1
said(unknown, [table for name, table in entities.items() if tried[name] >= 0], "entities")
