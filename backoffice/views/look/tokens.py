"""The colours and sizes of the product, light and dark; nothing else names a colour."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tokens:
    """One mode. Whatever must be read has a contrast of 4.5 at least on its ground."""

    bg: str
    surface: str
    sunken: str
    line: str
    text: str
    soft: str
    faint: str
    accent: str
    accent_ground: str
    on_accent: str
    accent_strong: str
    ok: str
    ok_ground: str
    warn: str
    warn_ground: str
    bad: str
    bad_ground: str
    rail: str
    rail_selected: str
    rail_text: str
    rail_soft: str
    rail_ok: str
    rail_warn: str
    focus: str
    rail_focus: str
    shade: str
    """Laid over the window behind a dialog, ``#aarrggbb``."""

    def tone(self, name: str) -> tuple[str, str]:
        """Ink and ground of a state: ``ok``, ``warn``, ``bad``, ``accent``; anything else is neutral."""
        known = {
            "ok": (self.ok, self.ok_ground),
            "warn": (self.warn, self.warn_ground),
            "bad": (self.bad, self.bad_ground),
            "accent": (self.accent, self.accent_ground),
        }
        return known.get(name, (self.soft, self.sunken))


LIGHT = Tokens(
    bg="#f6f7f9",
    surface="#ffffff",
    sunken="#eef0f3",
    line="#d5dae1",
    text="#1b2330",
    soft="#5b6675",
    faint="#8a94a3",
    accent="#0b5cad",
    accent_ground="#e6f0fa",
    on_accent="#ffffff",
    accent_strong="#084a8c",
    ok="#176f42",
    ok_ground="#e4f4ea",
    warn="#805200",
    warn_ground="#fdf1d9",
    bad="#b42318",
    bad_ground="#fdecea",
    rail="#16324f",
    rail_selected="#24496f",
    rail_text="#f2f6fa",
    rail_soft="#b9c8d8",
    rail_ok="#8fdcb0",
    rail_warn="#f3cb7a",
    focus="#0b5cad",
    rail_focus="#9cc8f5",
    shade="#590b1622",
)

DARK = Tokens(
    bg="#14181d",
    surface="#1c2229",
    sunken="#171c22",
    line="#303842",
    text="#e6eaf0",
    soft="#a7b1be",
    faint="#7b8694",
    accent="#6fb1f0",
    accent_ground="#1d3247",
    on_accent="#0d1b29",
    accent_strong="#93c6f6",
    ok="#5fc88f",
    ok_ground="#17322a",
    warn="#e7b457",
    warn_ground="#3a2f17",
    bad="#f2887e",
    bad_ground="#40211f",
    rail="#0f141a",
    rail_selected="#223244",
    rail_text="#e6eaf0",
    rail_soft="#a7b1be",
    rail_ok="#5fc88f",
    rail_warn="#e7b457",
    focus="#6fb1f0",
    rail_focus="#6fb1f0",
    shade="#99000000",
)

READ_TOGETHER = (
    ("text", "bg"),
    ("text", "surface"),
    ("text", "sunken"),
    ("text", "accent_ground"),
    ("text", "ok_ground"),
    ("text", "warn_ground"),
    ("text", "bad_ground"),
    ("soft", "bg"),
    ("soft", "surface"),
    ("soft", "sunken"),
    ("soft", "accent_ground"),
    ("accent", "surface"),
    ("accent", "bg"),
    ("accent", "accent_ground"),
    ("on_accent", "accent"),
    ("on_accent", "accent_strong"),
    ("ok", "ok_ground"),
    ("warn", "warn_ground"),
    ("bad", "bad_ground"),
    ("ok", "surface"),
    ("warn", "surface"),
    ("bad", "surface"),
    ("rail_text", "rail"),
    ("rail_text", "rail_selected"),
    ("rail_soft", "rail"),
    ("rail_soft", "rail_selected"),
    ("rail_ok", "rail"),
    ("rail_warn", "rail"),
)
"""Every ink that stands on a ground somewhere on screen."""

GRAPHIC = (("focus", "bg"), ("focus", "surface"), ("focus", "sunken"), ("rail_focus", "rail"))
"""Focus rings: a contrast of 3 is enough to see a line."""

BODY, SMALL, SECTION, CARD, TITLE = 9.5, 8.5, 10.5, 13.0, 15.0
"""Sizes of type, in points."""
ROW = 30
"""Height of a row, in pixels at 100 %."""
