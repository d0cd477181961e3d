"""The shipped topics on corpora whose own topics were mapped to IPTC's; .ci/labels has what they say written to
WORK/shipped-*.jsonl. Beside them a plain lexicon: the first eight word beginnings of each topic in topics.tsv, each counted once."""

import collections
import json
import pathlib
import re

TABLE = pathlib.Path(__file__).parents[2] / "pipeline/data/labels/topics.tsv"
EIGHT = 8
SAID = ("telegram", "masakhanews-en", "masakhanews-fr", "dpa")

# What each corpus says of its topics -> the top-level Media Topics that may be given for them.
TELEGRAM = {  # https://contest.com/docs/data_clustering
    "society": "11 02 03 14 16 05 09 12",
    "economy": "04 09",
    "technology": "13",
    "sports": "15",
    "entertainment": "01",
    "science": "13 07 06",
}
MASAKHANEWS = {
    "business": "04 09",
    "entertainment": "01",
    "health": "07",
    "politics": "11 16",  # it has no topic of its own for wars
    "religion": "12",
    "sports": "15",
    "technology": "13",
}


def iptc(numbers):
    return {f"medtop:{number}000000" for number in numbers.split()}


def rows(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def expected(sets):
    """Each set by its name: its texts, each with the topics of which one is right."""
    telegram = [(row, iptc(TELEGRAM[row["topic"]])) for row in rows(f"{sets}/topic-tg/articles.jsonl") if row["topic"] in TELEGRAM]
    result = {
        f"telegram {language}": [(row, right) for row, right in telegram if row["lang"] == language] for language in ("ru", "en")
    }
    for language in ("en", "fr"):
        news = rows(f"{sets}/topic-masakhanews/{language}.jsonl")
        result[f"masakhanews {language}"] = [(row, iptc(MASAKHANEWS[row["topic"]])) for row in news]
    wire = rows(f"{sets}/topic-dpa-iptc/articles.jsonl")
    result["dpa de"] = [(row, set(row["topics"])) for row in wire if row["topics"]]
    return result


def lexicon():
    stems = collections.defaultdict(list)
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        topic, language, words = line.split("\t")
        stems[language].append((topic, words.split()[:EIGHT]))
    return stems


def by_lexicon(stems, row):
    words = re.findall(r"\w+", f"{row.get('title') or ''} {row['text']}".lower())
    hits = {topic: sum(any(word.startswith(stem) for word in words) for stem in of_topic) for topic, of_topic in stems[row["lang"]]}
    best = max(hits, key=hits.get)
    return best if hits[best] else None


def shares(sets, work):
    """For each set: how many texts it has, and which share the shipped topics and the plain lexicon have right first."""
    given = {row["id"]: row["topics"] for name in SAID for row in rows(f"{work}/shipped-{name}.jsonl")}
    first = lambda row: next((label["id"] for label in given[row["id"]]), None)
    stems, result = lexicon(), {}
    for name, texts in expected(sets).items():
        ours = sum(first(row) in right for row, right in texts)
        plain = sum(by_lexicon(stems, row) in right for row, right in texts)
        result[name] = (len(texts), ours / len(texts), plain / len(texts))
    return result

