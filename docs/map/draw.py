"""Draw docs/architecture.svg from the rooms of docs/architecture.md and the imports of the code.

    python -m docs.map.draw

A box is a room; a line leads from a room to each room that it imports from. The line is thicker for
more than three imports, and thicker still for more than ten. The rooms of an app are on one floor, in
the order of the page.
"""

from collections import Counter
from html import escape

from docs.map import rooms

PICTURE = rooms.ROOT / "docs" / "architecture.svg"
WIDTH, MARGIN, TITLE = 1200, 16, 26
BOX, GAP, ROW_GAP, FLOOR_GAP = 34, 14, 34, 34
LETTER = 8.3  # width of a letter of a room's name, in units
STYLE = """
    svg { background: #fffdf8; color: #1b1a2e; font: 13px/1.2 system-ui, sans-serif }
    .floor { fill: #f1ede2 } .room { fill: #fffdf8; stroke: #1b1a2e }
    .import { fill: none; stroke: #3b2fd1; stroke-opacity: .3 }
    text { fill: #1b1a2e } .app { font-weight: 800; font-size: 16px }
    @media (prefers-color-scheme: dark) {
      svg { background: #14131f } .floor { fill: #22202f } .room { fill: #14131f; stroke: #b9b7cc }
      .import { stroke: #adf } text { fill: #fffdf8 }
    }
"""


def draw() -> str:
    """The picture as SVG."""
    order = rooms.read_rooms(rooms.PAGE.read_text(encoding="utf-8"))
    boxes, floors, height = _lay_out(order)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        'aria-label="The rooms of the four apps, and which of them import from which">',
        f"<style>{STYLE}</style>",
        *(f'<rect class="floor" x="0" y="{y}" width="{WIDTH}" height="{tall}"/>' for _, y, tall in floors),
        *_lines(boxes, _counted_imports(order)),
    ]
    for _, name, x, y, wide in boxes:
        parts.append(f'<rect class="room" x="{x}" y="{y}" width="{wide}" height="{BOX}"/>')
        parts.append(f'<text x="{x + 9}" y="{y + 21}">{escape(name)}</text>')
    parts += [f'<text class="app" x="{MARGIN}" y="{y + 20}">{app}/</text>' for app, y, _ in floors]
    return "\n".join([*parts, "</svg>\n"])


def _counted_imports(order: list[list[str]]) -> Counter[tuple[int, int]]:
    counts: Counter[tuple[int, int]] = Counter()
    for module, targets in rooms.imports().items():
        for target in targets:
            here, there = rooms.room_of(module, order), rooms.room_of(target, order)
            if here is not None and there is not None and here != there:
                counts[here, there] += 1
    return counts


def _name(names: list[str]) -> str:
    short = [name.split(".", 1)[1].replace(".", "/") for name in names]
    return short[0] if len(short) == 1 else f"{short[0]}, {short[1]}" + (" …" if len(short) > 2 else "")


def _lay_out(order: list[list[str]]):
    """The position of each room and each floor, and the height of the picture."""
    boxes, floors, y = [], [], MARGIN
    for app in rooms.APPS:
        top, x = y, MARGIN
        y += TITLE + 8
        for number, names in enumerate(order):
            if names[0].split(".")[0] != app:
                continue
            name = _name(names)
            wide = round(len(name) * LETTER + 20)
            if x + wide > WIDTH - MARGIN:
                x, y = MARGIN, y + BOX + ROW_GAP
            boxes.append((number, name, x, y, wide))
            x += wide + GAP
        y += BOX + MARGIN
        floors.append((app, top, y - top))
        y += FLOOR_GAP
    return boxes, floors, y - FLOOR_GAP + MARGIN


def _lines(boxes, counts: Counter[tuple[int, int]]) -> list[str]:
    middle = {number: (x + wide / 2, y) for number, _, x, y, wide in boxes}
    found = []
    for (here, there), count in sorted(counts.items()):
        (x1, y1), (x2, y2) = middle[here], middle[there]
        if y1 == y2:  # side by side: an arc above both
            path = f"M{x1} {y1}C{x1} {y1 - 24} {x2} {y2 - 24} {x2} {y2}"
        else:
            path = f"M{x1} {y1 + BOX}C{x1} {y1 + BOX + 40} {x2} {y2 - 40} {x2} {y2}"
        found.append(
            f'<path class="import" stroke-width="{1 + 2 * (count > 3) + 2 * (count > 10)}" d="{path}"/>'
        )
    return found


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
