#!/usr/bin/env python3
"""Writes country-names.tsv from CLDR's territory names (npm package `cldr-localenames-full`, Unicode licence).

    npm pack cldr-localenames-full && tar xzf cldr-localenames-full-*.tgz
    python3 build_country_names.py package/main > country-names.tsv

A row is: ISO 3166-1 alpha-2 code, language, patterns (README.md explains them)."""
import json, re, sys

LANGUAGES = ['it', 'pl', 'ru', 'uk', 'en', 'de', 'fr', 'es']
# Uninhabited, or so seldom in the news that their names do more harm than good as common words.
LEFT_OUT = set('AC AQ AX BL BQ BV CC CP CQ CW CX DG EA EU EZ FK GF GG GP GS HM IC IM IO JE MF MQ MP MS NC NF NU PM PN QO RE SH SJ SX TA TC TF TK UM UN VG VI WF XA XB YT ZZ AI AS AW BM KY GU MO'.split())
# Names that mean something else, or are too often a person's or a common word.
NOT_NAMES = {('MC', 'it'), ('TG', 'ru'), ('TG', 'uk'), ('GE', 'en'), ('TD', 'en'), ('HK', 'it'),
             ('WS', 'pl'), ('WS', 'ru'), ('WS', 'uk'), ('DM', 'pl'), ('DM', 'ru'), ('DM', 'uk')}
# Nouns that are declined like adjectives: with any other ending they are the adjective.
DECLINED = {('PL', 'pl'): ['Polska', 'Polski', 'Polsce', 'Polskę', 'Polską', 'Polsko']}
VOWELS = {'pl': 'aeiouyóę', 'ru': 'аеиоуыьюяй', 'uk': 'аеиіїоуюяьйє'}
ADJECTIVES = ('ая', 'яя', 'ый', 'ий', 'ое', 'ые', 'ие')

def stem(word, language):
    """The part of an inflected word that stays: without its last vowel, or an adjective's ending."""
    if language not in VOWELS or not word[0].isupper() or len(word) < 4:
        return word
    if language == 'ru' and word.endswith(ADJECTIVES) and len(word) > 5:
        return word[:-2] + '~'
    kept = word[:-1] if word[-1] in VOWELS[language] else word
    return kept + '~' if len(kept) >= 4 else word

def patterns(code, name, language):
    for part in re.split(r'[()/]| – | - ', name.replace('’', "'")):
        part = part.strip(' ,.')
        if len(part) < 3 or ',' in part or re.search(r'САР|SAR|RAS|AAR|RAE|SRA', part):
            continue
        if code == 'HK' and not re.search('kong|конг', part, re.I):
            continue  # "(China)" behind a name is not one of its own
        if code in ('CD', 'CG') and re.search(r'epubli|éenne|Республ', part) or code == 'CG' and re.search('[CK]ong|Конг', part):
            continue  # bare "Congo" is taken for the larger one
        words = re.findall(r"[\w]+", part)
        if language == 'it' and words[0] in ('Isole',) and len(words) == 1:
            continue
        yield ' '.join(stem(word, language) for word in words)

def main(root):
    rows = {}
    for language in LANGUAGES:
        with open(f'{root}/{language}/territories.json', encoding='utf8') as file:
            names = json.load(file)['main'][language]['localeDisplayNames']['territories']
        for key, name in names.items():
            code = key.split('-')[0]
            if not re.fullmatch('[A-Z]{2}', code) or code in LEFT_OUT or (code, language) in NOT_NAMES:
                continue
            if key.endswith('-alt-short') and len(name) <= 3:
                continue
            rows.setdefault((code, language), []).extend(patterns(code, name, language))
    rows.update(DECLINED)
    for (code, language), found in sorted(rows.items()):
        if found:
            print(code, language, '; '.join(dict.fromkeys(found)), sep='\t')

main(sys.argv[1])
