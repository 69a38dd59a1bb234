"""Tables of our own invention, in the shape in which ESCO and O*NET are published."""

import csv
import gzip
import io
from pathlib import Path

CODE = "12-3456.00"


def write(path: Path, columns: list[str], rows: list[list]) -> Path:
    """A table at ``path``, packed where its name ends in .gz."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([columns, *rows])
    text = buffer.getvalue().encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


def esco(path: Path, titles: dict[str, list[str]]) -> Path:
    """Occupations with their other titles."""
    columns = ["uri", "preferred_label", "alt_labels", "description"]
    rows = [[f"http://esco.example/{label}", label, "\n".join(more), "x"] for label, more in titles.items()]
    return write(path, columns, rows)


def alternate_titles(folder: Path, titles: dict[str, list[str]], ending="csv.gz") -> Path:
    rows = [[code, title, "", "08"] for code, more in titles.items() for title in more]
    write(folder / f"alternate_titles.{ending}", ["code", "alternate_title", "short_title", "sources"], rows)
    return folder


def interests(folder: Path, scores: dict[str, list[float]]) -> Path:
    """Six scores an occupation, in Holland's order, and a first high-point as O*NET has it."""
    types = ["Realistic", "Investigative", "Artistic", "Social", "Enterprising", "Conventional"]
    rows = []
    for code, values in scores.items():
        rows += [[code, name, "OI", value] for name, value in zip(types, values, strict=True)]
        rows.append([code, "First Interest High-Point", "IH", 4])
    write(folder / "interests.csv", ["code", "element_name", "scale_id", "value"], rows)
    return folder


def onet(folder: Path, code=CODE, title="Lamp Lighters", **tables: list[list]) -> Path:
    """A folder with one occupation; a table given by name has these rows instead."""
    description = "Light lamps in streets. May also clean glass."
    tables = {
        "occupations": [[code, title, description]],
        "tasks": [
            [code, "Light street lamps.", "Core"],
            [code, "Sing to passers-by.", "Supplemental"],
            [code, "Clean glass, wicks and burners.", ""],
        ],
        "skills": [
            [code, "Active Listening", 3.5, "N", ""],
            [code, "Speaking", 4.12, "", ""],
            [code, "Coordination", 3.4, "", ""],
            [code, "Time Management", 4.5, "Y", ""],
            [code, "Complex Problem Solving", 4.5, "", "Y"],
            [code, "Mathematics", 5, "", ""],
            [code, "Writing", "", "", ""],
        ],
    } | tables
    columns = {
        "occupations": ["code", "title", "description"],
        "tasks": ["code", "task", "task_type"],
        "skills": ["code", "element_name", "importance", "recommend_suppress", "not_relevant"],
        "interests": ["code", "element_name", "scale_id", "value"],
    }
    if "interests" not in tables:
        interests(folder, {code: [5.1, 2, 3.5, 1, 1, 6.2]})
    for name, rows in tables.items():
        write(folder / f"{name}.csv", columns[name], rows)
    return folder
