"""Floors of the labels: floors.py SCORER SETS WORK, after .ci/labels has filled WORK. The figures are of the development
halves; docs/labels.md tells what is measured and how."""

import importlib.util
import json
import sys

import shipped_topics

SHIPPED = "pipeline/data/labels/topics.model"
OURS = ["it", "pl", "ru", "uk", "en", "de", "fr", "es"]
NEW_TOPICS = ("nord_stream", "russia_-_ukraine_war")

scorer, sets, work = sys.argv[1:]
spec = importlib.util.spec_from_file_location("score", scorer)
score = importlib.util.module_from_spec(spec)
spec.loader.exec_module(score)
floors = []


def floor(name, value, least):
    floors.append(value >= least)
    print(f'{"ok" if value >= least else "BROKEN":7}labels: {name}: {value:.4f} (at least {least})')


def predicted(name):
    return {item["id"]: item for item in score.rd(f"{work}/{name}.jsonl")}


for name, mean, least in [("sentences", 0.995, 0.985), ("word-pairs", 0.93, 0.80)]:
    right = score.lang(score.rd(f"{sets}/langid-lingua/{name}.jsonl"), predicted(name))
    shares = [right[language]["acc"] for language in OURS]
    floor(f"language of {name}, mean", sum(shares) / len(shares), mean)
    floor(f"language of {name}, worst", min(shares), least)

gold = score.rd(f"{sets}/entities-slavicner/articles.jsonl")
found = predicted("entities")
new = score.entities([item for item in gold if item["story"] in NEW_TOPICS], found)
floor("names, topics that no table was made for, F1", new["all"]["F1"], 0.78)
floor("names, the same id in every case and script", score.entities(gold, found)["link_accuracy_on_matched"], 0.97)

# With a file of entities from three fifths of the articles, on the other two.
own = score.entities(score.rd(f"{work}/entities.gold.jsonl"), predicted("entities.said"))
floor("names, with a file of entities, F1", own["all"]["F1"], 0.89)
floor("names, with a file of entities, the same id", own["link_accuracy_on_matched"], 0.97)

for name, least in [("sib", 0.75), ("tg-ru", 0.82), ("masakhanews-en", 0.885)]:
    accuracy = json.load(open(f"{work}/topics-{name}.json"))["accuracy"]
    floor(f"topics by a trained model, {name}", accuracy, least)

# As many points above the plain lexicon as the shipped topics are to have; the labels of the French set are the noisiest.
for name, (texts, ours, plain) in shipped_topics.shares(sets, work).items():
    floor(f"shipped topics, {name}, {texts} texts (plain lexicon {plain:.4f})", ours, plain + (0.06 if name.endswith("fr") else 0.13))
shipped, again = (open(path, "rb").read() for path in (SHIPPED, f"{work}/topics.model"))
same = sum(a == b for a, b in zip(shipped, again)) / max(len(shipped), len(again))
floor("the shipped model, learned again, bytes that are the same", same, 0.999)

sys.exit(0 if all(floors) else 1)
