"""Sends bodies to /v1/* that keep to nothing: mutants of messages that fit, wild JSON, bytes. No answer may be a 5xx.

    python3 fuzz.py URL SECONDS SEED
"""

import base64
import gzip
import http.client
import json
import random
import sys
import time
import urllib.parse

WORDS = ["userId", "anonymousId", "traits", "properties", "event", "type", "batch", "email", "company", "address", "consent",
         "id", "created_at", "lifecycleStage", "timestamp", "jobs", "queue", "kind", "payload", "contact", "priority", "run_at"]
PATHS = ["identify", "track", "page", "screen", "group", "alias", "batch", "import", "t", "jobs", "contacts/merge", "forms/ebook",
         "forms/a%2Fb", "nothing"]
FIT = [
    {"userId": "u1", "traits": {"email": "ada@example.org", "firstName": "Ada", "company": {"name": "Acme", "id": 7}}},
    {"userId": "u1", "event": "form_submitted", "properties": {"form": "ebook", "score": 1.5, "tags": ["a", "b"]}},
    {"batch": [{"type": "track", "userId": "u2", "event": "e"}, {"type": "alias", "userId": "u1", "previousId": "u2"}]},
    {"queue": "email", "kind": "send_email", "contact": {"email": "ada@example.org"}, "payload": {"email": "ebook-link"}},
    {"survivor": "ada@example.org", "other": "u2"},
]
LETTERS = "aZ09 .,:;'\"\\/<>{}[]()%_-\u0000\u001f\u007f\u0301\u200b\u2028\ufeff\U0001f600é"


def value(dice, depth=0):
    pick = dice.randrange(10 if depth < 4 else 6)
    if pick == 0: return None
    if pick == 1: return dice.random() < 0.5
    if pick == 2: return dice.choice([0, -1, 2**31, 2**63, 10**30, -0.0, 1e308, 1.5, dice.randrange(1000)])
    if pick < 6: return dice.choice(["", "9" * 400, "2026-02-30", "9999-12-31T23:59:60Z", "NaN"]) if dice.random() < 0.3 else text(dice)
    if pick < 8: return [value(dice, depth + 1) for _ in range(dice.randrange(4))]
    return {name(dice): value(dice, depth + 1) for _ in range(dice.randrange(5))}


def text(dice): return "".join(dice.choice(LETTERS) for _ in range(dice.randrange(20)))


def name(dice): return dice.choice(WORDS) if dice.random() < 0.7 else text(dice)


def mutant(dice, node):
    if dice.random() < 0.15: return value(dice)
    if isinstance(node, dict):
        changed = {(name(dice) if dice.random() < 0.1 else key): mutant(dice, item) for key, item in node.items()}
        if dice.random() < 0.2: changed[name(dice)] = value(dice)
        return changed
    return [mutant(dice, item) for item in node] if isinstance(node, list) else node


def body(dice):
    pick = dice.random()
    if pick < 0.05: return bytes(dice.randrange(256) for _ in range(dice.randrange(200)))
    whole = json.dumps(mutant(dice, dice.choice(FIT)) if pick < 0.8 else value(dice)).encode("utf-8", "surrogatepass")
    if pick > 0.95: return whole[: dice.randrange(len(whole) + 1)]
    return whole


def headers(dice, data):
    key = dice.choice(["Basic " + base64.b64encode(b"write-key:").decode(), "Bearer job-key-of-some-length"])
    chosen = {"Content-Type": "application/json", "Authorization": key}
    if dice.random() < 0.1: chosen["Content-Type"] = dice.choice(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "a/b"])
    if dice.random() < 0.05: chosen["Authorization"] = text(dice).encode("ascii", "ignore").decode().translate({n: None for n in range(32)})
    if dice.random() < 0.1: chosen["Idempotency-Key"] = str(dice.randrange(20))
    if dice.random() < 0.1:
        chosen["Content-Encoding"] = "gzip"
        data = gzip.compress(data) if dice.random() < 0.8 else data
    return chosen, data


def main(url, seconds, seed):
    dice, place, counts = random.Random(seed), urllib.parse.urlsplit(url), {}
    print(f"fuzzer: seed {seed}", file=sys.stderr)
    connection, end = None, time.monotonic() + seconds
    while time.monotonic() < end:
        data = body(dice)
        path = "/v1/" + dice.choice(PATHS)
        sent, data = headers(dice, data)
        connection = connection or http.client.HTTPConnection(place.hostname, place.port, timeout=30)
        try:
            connection.request("POST", path, data, sent)
            answer = connection.getresponse()
            answer.read()
        except (http.client.HTTPException, ConnectionError):
            connection.close()
            connection = None
            counts["closed"] = counts.get("closed", 0) + 1
            continue
        counts[answer.status] = counts.get(answer.status, 0) + 1
        if answer.status >= 500: sys.exit(f"{answer.status} for POST {path} {sent} {data!r}")
    print(f"fuzzer: {counts}", file=sys.stderr)
    if counts.get(200, 0) < 10: sys.exit("too few requests were taken to mean anything")


main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))
