# SPDX-License-Identifier: GPL-3.0-or-later
"""Golden bytes of every published schema version, written by fastavro (pip install fastavro), not by Avro's Java.

Run from the repository's root after a schema has changed (the former version then lies in schemas/src/main/resources/published):
    python schemas/src/test/golden/golden.py
Entries of versions that are there already stay as they are; only new fingerprints are added.
"""
import io
import json
import pathlib

import fastavro
from fastavro.schema import fingerprint, to_parsing_canonical_form

HERE = pathlib.Path("schemas/src")
OUT = HERE / "test/resources/golden.json"


class Values:
    """Fixed values by position: awkward ones come first."""

    TEXTS = ["", "Bäckerstraße 221b", "\U0001d49c clue | and # a key", "the inspector"]
    INTS = [0, -1, 63, 64, 8191, -8192, 2147483647, -2147483648]
    LONGS = [0, -1, 1 << 40, 9223372036854775807, -9223372036854775808]
    FLOATS = [0.0, -1.5, 0.25, 3.0]
    DOUBLES = [0.0, -2.75, 0.1, 1e300]
    BYTES = [b"", b"\x00\xff\x80", b"\x3c\x00"]

    def __init__(self, full):
        self.full, self.at = full, 0 if full else 1

    def pick(self, options):
        self.at += 1
        return options[self.at % len(options)]

    def of(self, schema):
        if isinstance(schema, list):
            return self.of(schema[1]) if self.full else None
        kind = schema["type"] if isinstance(schema, dict) else schema
        if isinstance(kind, (dict, list)):
            return self.of(kind)
        if kind == "record":
            return {field["name"]: self.of(field["type"]) for field in schema["fields"]}
        if kind == "array":
            return [self.of(schema["items"]) for _ in range(3 if self.full else 0)]
        if kind == "map":
            return {f"key {i}": self.of(schema["values"]) for i in range(1 if self.full else 0)}
        if kind == "boolean":
            return self.full
        return self.pick({"string": self.TEXTS, "int": self.INTS, "long": self.LONGS, "float": self.FLOATS,
                          "double": self.DOUBLES, "bytes": self.BYTES}[kind])


def entry(schema, full):
    parsed = fastavro.parse_schema(json.loads(json.dumps(schema)))
    rabin = fingerprint(to_parsing_canonical_form(schema), "CRC-64-AVRO")  # little endian, as the marker has it
    value = Values(full).of(schema)
    body, text = io.BytesIO(), io.StringIO()
    fastavro.schemaless_writer(body, parsed, value)
    fastavro.json_writer(text, parsed, [value])
    return {"record": schema["name"], "fingerprint": rabin, "full": full, "json": json.loads(text.getvalue()),
            "hex": (b"\xc3\x01" + bytes.fromhex(rabin) + body.getvalue()).hex()}


def main():
    golden = json.loads(OUT.read_text(encoding="utf-8")) if OUT.exists() else []
    known = {(e["record"], e["fingerprint"], e["full"]) for e in golden}
    files = sorted((HERE / "main/avro").glob("*.avsc")) + sorted((HERE / "main/resources/published").glob("*/*.avsc"))
    for file in files:
        for full in (True, False):
            new = entry(json.loads(file.read_text(encoding="utf-8")), full)
            if (new["record"], new["fingerprint"], full) not in known:
                golden.append(new)
    lines = ",\n".join(json.dumps(e, ensure_ascii=True) for e in golden)
    OUT.write_text("[\n" + lines + "\n]\n", encoding="utf-8")
    print(len(golden), "golden records in", OUT)


main()
