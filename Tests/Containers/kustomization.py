"""Fails where a kustomization names a file that is not there, leaves one out, or replaces an image that nobody uses.

    python3 kustomization.py FOLDER...
"""

import pathlib
import sys

from ruamel.yaml import YAML


def images(documents):
    for document in documents:
        template = document.get("spec", {}).get("template", {})
        for container in template.get("spec", {}).get("containers", []):
            yield container["image"]


def check(folder):
    yaml = YAML(typ="safe")
    kustomization = yaml.load(folder / "kustomization.yaml")
    named = set(kustomization["resources"])
    there = {path.name for path in folder.glob("*.yaml")} - {"kustomization.yaml"}
    if named != there:
        sys.exit(f"{folder}: named {sorted(named)}, there are {sorted(there)}")
    used = {image for name in there for image in images(yaml.load_all(folder / name))}
    replaced = {image["name"] for image in kustomization.get("images", [])}
    if used != replaced:
        sys.exit(f"{folder}: images used {sorted(used)}, replaced {sorted(replaced)}")


for argument in sys.argv[1:]:
    check(pathlib.Path(argument))
