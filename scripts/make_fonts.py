"""Make the static Inter files of resources/fonts from fontpkg-inter's variable font.

usage: make_fonts.py VARIABLE-FONT OUT-FOLDER      by hand, once for each new Inter; needs fontTools and fontpkg-inter
"""

import json
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

source, out = Path(sys.argv[1]), Path(sys.argv[2])
MERGED = instancer.OverlapMode.REMOVE  # outlined letters show no inner lines
WEIGHTS = {"Regular": 400, "Medium": 500, "SemiBold": 600, "Bold": 700}
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "calt", "case", "tnum", "zero"]
alternates = {}


def single(gsub, tag):
    """Which glyph a feature puts in the place of another."""
    found = {}
    for record in gsub.FeatureList.FeatureRecord:
        if record.FeatureTag == tag:
            for index in record.Feature.LookupListIndex:
                for table in gsub.LookupList.Lookup[index].SubTable:
                    found |= getattr(getattr(table, "ExtSubTable", table), "mapping", {})
    return found


def keep_hyphen(font):
    """A hyphen as wide as a digit tears codes such as B-01-4 apart: equal widths are for figures only."""
    hyphen = font.getBestCmap()[0x2D]
    gsub = font["GSUB"].table
    raised = single(gsub, "case").get(hyphen)  # what stands between capitals and digits
    for record in gsub.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for table in gsub.LookupList.Lookup[index].SubTable:
                    wide = getattr(getattr(table, "ExtSubTable", table), "mapping", {})
                    wide.pop(hyphen, None)
                    wide.pop(raised, None)


for family, size in (("Inter", 14), ("Inter Display", 32)):
    for style, weight in WEIGHTS.items():
        font = instancer.instantiateVariableFont(TTFont(source), {"opsz": size, "wght": weight}, overlap=MERGED)
        options = subset.Options(
            layout_features=FEATURES, name_IDs=["*"], notdef_outline=True, glyph_names=False, hinting=True
        )
        options.drop_tables += ["STAT", "DSIG"]
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=font.getBestCmap().keys())
        cutter.subset(font)
        keep_hyphen(font)
        font["OS/2"].usWeightClass = weight
        bold = style == "Bold"
        font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0b1100001) | (0b100000 if bold else 0b1000000)
        font["head"].macStyle = 1 if bold else 0
        names = font["name"]
        plain = style in ("Regular", "Bold")
        ps = family.replace(" ", "") + "-" + style
        for record in list(names.names):
            if record.nameID in (1, 2, 3, 4, 6, 16, 17, 21, 22, 25):
                names.removeNames(nameID=record.nameID)
        values = {
            1: family if plain else f"{family} {style}",
            2: style if plain else "Regular",
            3: f"4.001;{ps}",
            4: f"{family} {style}",
            6: ps,
        }
        if not plain:
            values |= {16: family, 17: style}
        for name_id, value in values.items():
            names.setName(value, name_id, 3, 1, 0x409)
        font["head"].modified = font["head"].created
        font.recalcTimestamp = False
        path = out / f"{ps}.ttf"
        font.save(path)
        again = TTFont(path)
        print(path.name, path.stat().st_size, len(again.getGlyphOrder()))
        order = again.getReverseGlyphMap()
        cmap = again.getBestCmap()
        gsub = again["GSUB"].table
        tn, ze = single(gsub, "tnum"), single(gsub, "zero")
        digits = [tn[cmap[code]] for code in range(0x30, 0x3A)]
        alternates[path.name] = {
            "digits": [[order[glyph], again["hmtx"][glyph][0]] for glyph in digits],
            "slashed_zero": [[order[ze[digits[0]]], again["hmtx"][ze[digits[0]]][0]]],
        }
(out / "alternates.json").write_text(json.dumps(alternates, separators=(",", ":")) + "\n")
