"""Names of colors, as fashion uses them."""

from src.features.ai.utils.oklab import Lab, difference, from_rgb

COLORS = {
    "black": "#000000 #1a1a1a",
    "charcoal": "#36393d",
    "gray": "#606060 #808080 #9c9c9c",
    "light gray": "#c4c6c8 #d2d2d2",
    "white": "#f4f4f4 #ffffff",
    "ivory": "#fbf6e4 #ffffd0",
    "beige": "#d9c6a5 #e3d5b8",
    "taupe": "#6e6256 #8b7d70 #b3a391",
    "camel": "#c19a6b #d2b48c",
    "khaki": "#a89f70 #c3b091",
    "brown": "#7b4a2a #976a50",
    "chocolate": "#43291c",
    "olive": "#6b6b2e",
    "red": "#d6202a",
    "burgundy": "#6d1428",
    "rust": "#ab4a22 #c05438",
    "coral": "#fb7b67",
    "orange": "#e0602a #f5871f",
    "peach": "#fbc7a2 #fcb27e",
    "yellow": "#fae13c #fbf08c",
    "mustard": "#d0a021",
    "lime": "#a8dc35",
    "green": "#18cc20 #2e9b45 #6cc860",
    "forest green": "#123a2c #1d4d2f",
    "emerald": "#08905c",
    "sage": "#9caf88",
    "mint": "#a8d4c6 #b0ead0",
    "teal": "#104c54 #107878 #5a9a98",
    "turquoise": "#3fd0c9",
    "light blue": "#78bcf4 #96b0d6 #a9d0f0 #c4ecf8",
    "blue": "#2458d8 #0000ff",
    "denim": "#3e5680 #4f6f98 #7390b8",
    "navy": "#18244c #2a3352",
    "purple": "#5f4b8b #7030a0",
    "lavender": "#a98cb4 #c4b2e8 #e2d4f8",
    "plum": "#5e2750 #83587a",
    "pink": "#d4aec0 #f6a5c0 #ffc0cb #ff78b8",
    "fuchsia": "#e0218a #ff00ff",
    "blush": "#f0d2cb",
    "rose": "#c8707e",
}
"""Each name with the colors that are most clearly its own (in sRGB; values of our own). What is nearly gray is
close to several names, and most of it is light or dark cloth that is called gray, so grays are dense."""

_REFERENCES = [
    (from_rgb(*bytes.fromhex(value[1:])), name)
    for name, values in COLORS.items()
    for value in values.split()
]


def name_of(color: Lab) -> str:
    """The name whose color looks least different."""
    return min(_REFERENCES, key=lambda reference: difference(color, reference[0]))[1]
