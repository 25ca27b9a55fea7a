"""Names of colors, as fashion uses them."""

from src.features.ai.utils.oklab import Lab, difference, from_rgb

COLORS = {
    "black": "#000000 #1a1a1a",
    "charcoal": "#36393d",
    "gray": "#808080 #606060 #9c9c9c",
    "silver": "#c4c6c8",
    "white": "#ffffff #f4f4f4",
    "ivory": "#fbf6e4",
    "beige": "#e3d5b8",
    "taupe": "#8b7d70",
    "camel": "#c19a6b",
    "khaki": "#a89f78",
    "brown": "#7b4a2a",
    "chocolate": "#43291c",
    "olive": "#6b6b2e",
    "red": "#d6202a",
    "burgundy": "#6d1428",
    "rust": "#ab4a22",
    "coral": "#fb7b67",
    "orange": "#f5871f",
    "peach": "#fbc7a2",
    "yellow": "#fae13c",
    "mustard": "#d0a021",
    "lime": "#a8dc35",
    "green": "#2e9b45",
    "forest green": "#1d4d2f",
    "sage": "#9caf88",
    "mint": "#b0ead0",
    "teal": "#107878",
    "turquoise": "#3fd0c9",
    "light blue": "#a9d0f0",
    "sky blue": "#5fb0ee",
    "blue": "#2458d8 #0000ff",
    "denim": "#4f6f98",
    "navy": "#18244c",
    "purple": "#7030a0",
    "lavender": "#c4b2e8",
    "plum": "#5e2750",
    "pink": "#f6a5c0",
    "fuchsia": "#e0218a #ff00ff",
    "blush": "#f2d0cd",
    "rose": "#c8707e",
}
"""About 40 names, each with the colors that are most clearly its own (in sRGB, values of our own)."""

_REFERENCES: list[tuple[Lab, str]] = [
    (from_rgb(*bytes.fromhex(value[1:])), name) for name, values in COLORS.items() for value in values.split()
]


def name_of(color: Lab) -> str:
    """The name whose color looks least different."""
    return min(_REFERENCES, key=lambda reference: difference(color, reference[0]))[1]
