"""Writes every expression of a Grafana dashboard as a rule, for promtool to parse, and fails where the dashboard or the alert
rules name a metric that the guide does not explain.

    python3 dashboard.py DASHBOARD.json ALERTS.yaml README.md > rules.yaml
"""

import json
import re
import sys


def expressions(dashboard):
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            yield panel["title"], target["expr"]


def main(dashboard, alerts, guide):
    known = set(re.findall(r"relance_[a-z_]+", open(guide).read()))
    found = list(expressions(json.load(open(dashboard))))
    texts = [("alerts", open(alerts).read())] + found
    for title, text in texts:
        for name in re.findall(r"relance_[a-z_]+", text):
            # A histogram's parts are named after it.
            if name not in known and re.sub(r"_(bucket|sum|count)$", "", name) not in known:
                sys.exit(f"{title}: there is no metric {name}")
    if not found:
        sys.exit("the dashboard has no expression")
    rules = [
        {"record": f"panel:{number}", "expr": expr.replace("$__rate_interval", "5m")}
        for number, (_, expr) in enumerate(found)
    ]
    # JSON is YAML.
    print(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))


main(*sys.argv[1:])
