"""Holds the schemas that `relance schema` prints against what `relance check` says. Run by deploy/schemas.

What check accepts, the schema must accept. A key that check calls unknown, the schema must refuse.
"""

import copy
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from ruamel.yaml import YAML

ROOTS = ["config", "Tests/Language"]
FOLDERS = {"workflows": "workflow", "emails": "email", "segments": "segment"}
FILES = {"lists": "lists", "topics": "topics", "properties": "properties", "relance": "settings"}
BATCH = 50
UNKNOWN = re.compile(r'unknown key "|there is no step "')

relance, scratch, seed, count = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
rng = random.Random(seed)
yaml = YAML()
yaml.preserve_quotes = True
yaml.width = 4096


@dataclass
class Case:
    """A file, what was done to it, and what check says about it."""

    path: Path
    kind: str
    root: str
    change: str
    mistakes: list = field(default_factory=list)

    @property
    def says_unknown(self):
        return any(UNKNOWN.search(mistake) for mistake in self.mistakes)


def cases_of(root):
    paths = sorted(path for path in Path(root).rglob("*.y*ml"))
    kinds = [FOLDERS.get(path.parent.name) or FILES.get(path.stem) for path in paths]
    return [Case(path, kind, root, f"{path}") for path, kind in zip(paths, kinds)]


# Mutants


def mappings(node):
    """Every mapping that has keys, at any depth."""
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
    return ([node] if isinstance(node, dict) and node else []) + [found for part in inner for found in mappings(part)]


def misspelled(word):
    at = rng.randrange(len(word))
    return rng.choice([
        word[:at] + word[at + 1:],
        word[:at] + word[at] + word[at:],
        word[:at] + rng.choice("aeikmrst_") + word[at + 1:],
        word[:at] + word[at:at + 2][::-1] + word[at + 2:],
        word.capitalize(),
        word + "s",
    ]) or "x"


def rename(document):
    mapping = rng.choice(mappings(document))
    key = rng.choice(list(mapping))
    name = misspelled(str(key))
    if name in mapping:
        return None
    place = list(mapping).index(key)
    mapping.insert(place, name, mapping.pop(key))
    return f'"{key}" renamed to "{name}"'


def add(document, mapping=None, key=None):
    mapping = mapping or rng.choice(mappings(document))
    key = key or rng.choice(["note", "colour", "Any", "x-note", "zork", "any_of", "every one"])
    if key in mapping:
        return None
    mapping.insert(rng.randint(0, len(mapping)), key, rng.choice(["word", 1, None, ["word"], {"is": 1}]))
    return f'"{key}" added'


def borrow(document, keeps=True):
    """A key with its value at another place, where it may be unknown."""
    giver, taker = rng.choice(mappings(document)), rng.choice(mappings(document))
    key = rng.choice(list(giver))
    value = copy.deepcopy(giver[key])
    if key in taker or (not keeps and any(part is taker for part in mappings(giver[key]))):
        return None
    if not keeps:
        del giver[key]
    taker.insert(rng.randint(0, len(taker)), key, value)
    return f'"{key}" {"also" if keeps else "moved"} elsewhere'


def move(document):
    return borrow(document, keeps=False)


def add_at(index):
    return lambda document: add(document, mappings(document)[index], "zork")


def by_chance(document):
    return rng.choice([rename, rename, add, borrow, move])(document)


def mutant(sample, change, number, folder):
    """A copy of the sample with one change; of a definition with a folder, under a name of its own."""
    said = None
    while not said:
        document = yaml.load(sample.path)
        said = change(document)
    is_one_of_many = sample.kind in FOLDERS.values()
    if is_one_of_many and sample.kind in document:
        document[sample.kind] = f"mutant-{number}"
    path = folder / (f"{sample.path.parent.name}/mutant-{number}.yaml" if is_one_of_many else sample.path.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    yaml.dump(document, path)
    return Case(path, sample.kind, sample.root, f"{sample.path}: {said}")


def mutants(samples):
    """One for each mapping, with a key that nothing knows, and as many by chance as are wanted.

    In folders that can be checked: definitions among the files they were made from, the others alone.
    """
    sizes = [len(mappings(yaml.load(sample.path))) for sample in samples]
    planned = [(sample, add_at(index)) for sample, size in zip(samples, sizes) for index in range(size)]
    planned += [(sample, by_chance) for sample in rng.choices(samples, sizes, k=count)]
    taken = Counter()
    for number, (sample, change) in enumerate(planned):
        folder = scratch / f"alone-{number}"
        if sample.kind in FOLDERS.values():
            folder = scratch / f"{Path(sample.root).name}-{taken[sample.root] // BATCH}"
            taken[sample.root] += 1
            if not folder.exists():
                shutil.copytree(sample.root, folder)
        yield mutant(sample, change, number, folder)


# What check says, and what the schema says


def run(*words):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RELANCE_")}
    environment |= {"RELANCE_DATABASE_URL": f"host={scratch}", "RELANCE_DATABASE_RECONNECT_FOR": "0 s"}
    return subprocess.run(words, env=environment, capture_output=True, text=True)


def check_folder(folder, cases):
    said = run(relance, "check", folder)
    for line in (said.stdout + said.stderr).splitlines():
        path, _, mistake = line.partition(":")
        for case in cases:
            if case.path == Path(folder) / path and ": warning: " not in line:
                case.mistakes.append(mistake)


def check_settings(case):
    """Every command reads the settings first; this one then finds no database."""
    said = run(relance, "refused", "--config", case.path)
    if said.returncode == 2:
        case.mistakes += said.stderr.splitlines()
    elif "cannot connect" not in said.stderr:
        sys.exit(f"✗ relance refused: {said.stderr}")


def check(cases):
    folders = {}
    for case in cases:
        if case.kind == "settings":
            check_settings(case)
        else:
            top = case.path.parent if case.kind in FILES.values() else case.path.parent.parent
            folders.setdefault(top, []).append(case)
    for folder, inside in folders.items():
        check_folder(folder, inside)


def refused(cases):
    """The cases that their kind's schema refuses, each with the first reason."""
    reasons = {}
    for kind in sorted({case.kind for case in cases}):
        schema = scratch / f"{kind}.schema.json"
        schema.write_text(subprocess.run([relance, "schema", kind], check=True, capture_output=True, text=True).stdout)
        words = [sys.executable, "-m", "check_jsonschema", "--output-format", "json", "--schemafile", schema]
        paths = [case.path for case in cases if case.kind == kind]
        answer = json.loads(subprocess.run([*words, *paths], capture_output=True, text=True).stdout)
        for error in answer.get("errors", []) + answer.get("parse_errors", []):
            best = error.get("best_deep_match", error)
            reasons.setdefault(Path(error["filename"]), f"{best.get('path', '')}: {best['message']}")
    return reasons


def complaints(cases, reasons):
    for case in cases:
        if case.says_unknown and case.path not in reasons:
            yield f"{case.change}\n    the schema accepts what check refuses: {case.mistakes[0]}"
        if not case.mistakes and case.path in reasons:
            yield f"{case.change}\n    check accepts what the schema refuses: {reasons[case.path][:300]}"


def verdict(case, reasons):
    key = "unknown key" if case.says_unknown else "something else wrong" if case.mistakes else "nothing wrong"
    return f"check: {key}, schema: {'refused' if case.path in reasons else 'accepted'}"


samples = [case for root in ROOTS for case in cases_of(root)]
check(samples)
wrong = [f"{case.path}: {case.mistakes[0]}" for case in samples if case.mistakes]
changed = list(mutants(samples))
check(changed)
reasons = refused(samples + changed)
wrong += complaints(samples + changed, reasons)

print(f"{len(samples)} files and {len(changed)} mutants, {count} of them by the seed {seed}")
for line, number in sorted(Counter(verdict(case, reasons) for case in changed).items()):
    print(f"{number:6}  {line}")
for line in wrong:
    print(f"✗ {line}")
sys.exit(1 if wrong else 0)
