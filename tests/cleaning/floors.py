#!/usr/bin/env python3
"""floors.py SCORES: compares what the scorer of extraction wrote (`bench.py score --json SCORES`) with what must hold.

Where a floor stands below its goal, the goal is named behind it. Exits with 1 where a floor is broken, and says which.
"""
import json
import sys

# set, field, floor
FLOORS = [
    ('sh', 'F1', 0.968),
    ('wcxb', 'F1', 0.942),
    ('traf', 'sF1', 0.944),  # goal .948
    ('fundus', 'F1', 0.964),
    ('daniel', 'F1', 0.907),
    ('postlight', 'sF1', 0.883),  # goal .952
    ('chrome', 'F1', 0.985),
    ('fundus', 'titleX', 0.900),  # goal .92
    ('wcxb', 'titleX', 0.850),
    ('traf', 'titleX', 0.850),
    ('fundus', 'date', 0.970),
    ('htmldate', 'date', 0.884),  # goal .93
    ('wcxb', 'date', 0.878),  # goal .88
    ('fundus', 'authF1', 0.911),  # goal .93
    ('wcxb', 'authF1', 0.840),
    ('traf', 'authF1', 0.740),
]
MOST_LEAKED = 0.03


def main():
    with open(sys.argv[1], encoding='utf-8') as file:
        scores = {name: tools['newsloom'] for name, tools in json.load(file).items()}
    measured = [(f'{name} {field}', scores[name][field], floor) for name, field, floor in FLOORS]
    leaks = scores['chrome'].get('leak', {})
    measured += [(f'chrome leak {kind}', MOST_LEAKED - leak, 0) for kind, leak in sorted(leaks.items())]
    if not leaks:
        measured.append(('chrome leaks measured', 0, 1))
    held = True
    for name, value, floor in measured:
        held &= value >= floor
        print(f'{name:24} {value:6.3f}  floor {floor:5.3f}  {"ok" if value >= floor else "BROKEN"}')
    sys.exit(not held)


main()
