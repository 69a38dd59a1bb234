"""Measure the quality and speed of search, with queries whose answers are known and a file of documents.

    .venv/bin/python benchmarks/search.py QUERIES.jsonl --docs DOCS.jsonl.gz [--json]

A query is ``{"query", "relevant": [codes], "kind"}``; a document as in profiles/search/building.py.
It prints, overall and by kind: recall@1 and recall@10 (the share of the relevant documents, or of as
many as fit, among the first results), mrr@10 (one divided by the rank of the first relevant result),
hit@10 (the share of queries with any relevant result), p50_ms and p95_ms of an uncached answer; and
for the index build_s, and memory_mb as allocated by Python.
"""

import argparse
import gzip
import json
import sys
import time
import tracemalloc
from collections import defaultdict
from pathlib import Path

if not __package__:  # run as a script
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from profiles.search.index import Index

COLUMNS = ["recall@1", "mrr@10", "recall@10", "hit@10", "p50_ms", "p95_ms", "build_s", "memory_mb"]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("queries", type=Path, metavar="QUERIES.jsonl")
    parser.add_argument("--docs", type=Path, required=True, metavar="DOCS.jsonl.gz")
    parser.add_argument("--json", action="store_true", help="print one object instead of a table")
    asked = parser.parse_args()

    documents = lines_of(asked.docs)
    started = time.perf_counter()
    index = Index(documents)
    of_index = {
        "build_s": round(time.perf_counter() - started, 2),
        "memory_mb": round(memory_of(documents) / 1e6, 1),
    }
    figures = {kind: {**row, **of_index} for kind, row in measured(index, lines_of(asked.queries)).items()}
    if asked.json:
        print(json.dumps(figures))
        return
    print(f"{'':14}" + "".join(f"{column:>11}" for column in COLUMNS))
    for kind, row in figures.items():
        print(f"{kind:14}" + "".join(f"{row[column]:11.3f}" for column in COLUMNS))


def lines_of(path: Path) -> list[dict]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def memory_of(documents: list[dict]) -> int:
    """The size of an index of ``documents`` in bytes, without the documents."""
    tracemalloc.start()
    index = Index(documents)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del index
    return taken


def measured(index: Index, queries: list[dict]) -> dict[str, dict[str, float]]:
    """The figures for all ``queries`` under "all", and for each kind under its name."""
    rows = defaultdict(list)
    for query in queries:
        started = time.perf_counter()
        found = [result.code for result in index.search(query["query"]).results]
        milliseconds = (time.perf_counter() - started) * 1000
        row = (*scored(found, set(query["relevant"])), milliseconds)
        rows["all"].append(row)
        rows[query.get("kind", "other")].append(row)
    return {kind: _means(of_kind) for kind, of_kind in rows.items()}


def scored(found: list, relevant: set) -> tuple[float, float, float, float]:
    """(recall@1, mrr@10, recall@10, hit@10) for one list of results."""
    hits = [code in relevant for code in found[:10]]
    first = hits.index(True) + 1 if any(hits) else 0
    return (
        float(first == 1),
        1 / first if first else 0.0,
        sum(hits) / min(10, len(relevant)),
        float(any(hits)),
    )


def _means(rows: list[tuple]) -> dict[str, float]:
    *scores, milliseconds = zip(*rows, strict=True)
    milliseconds = sorted(milliseconds)
    figures = [round(sum(column) / len(rows), 4) for column in scores]
    times = [round(milliseconds[int(len(rows) * part)], 2) for part in (0.5, 0.95)]
    return dict(zip(COLUMNS, [*figures, *times], strict=False))


if __name__ == "__main__":
    main()
