"""Units: what stands behind a numeral, what an amount is in another unit, which values it allows."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from .lexicon import in_use, per_lexicon
from .numerals import SCALES
from .records import Quantity

# Dimensions in which a number counts; in all others it measures, and 一 is a number there.
COUNTS = frozenset(("count", "people", "level", "points", "noun", "body", "none"))


_SINGLE = (1,)  # the length to try where no longer form begins


class Unit:
    """A row of units.tsv; of its ``form`` the span of an amount takes the first ``width`` characters."""

    def __init__(
        self,
        name: str | None,
        factor: Decimal,
        dimension: str,
        base: Fraction | None,
        form: str,
        width: int,
        strict: bool,
    ) -> None:
        self.name, self.factor, self.dimension, self.base = name, factor, dimension, base
        self.form, self.width, self.strict = form, width, strict

    def times(self, scale: int) -> Unit:
        """万 of the unit, 亿 of it."""
        factor = self.factor * scale
        return Unit(self.name, factor, self.dimension, self.base, self.form, self.width, self.strict)


@per_lexicon
def _table() -> tuple[dict[str, Unit], dict[str, tuple[int, ...]]]:
    """Form → its row; first two characters → lengths to try, longest first."""
    rows: dict[str, Unit] = {}
    lengths: dict[str, set[int]] = {}
    for row in in_use().rows("units"):
        span, bar, ahead = row["form"].partition("|")
        form = span + ahead
        width = len(span if bar else form)
        rows[form] = Unit(
            row["unit"], row["factor"], row["dimension"], row["base"], form, width, bool(row["needs"])
        )
    for form in rows:
        lengths.setdefault(form[:2], {1} if form[0] in rows else set()).add(len(form))
    return rows, {pair: tuple(sorted(ls, reverse=True)) for pair, ls in lengths.items()}


def first_characters() -> frozenset[str]:
    """The characters with which a unit, classifier or counted noun begins."""
    return frozenset(form[0] for form, unit in _table()[0].items() if unit.dimension != "none")


def match_unit(text: str, at: int) -> Unit | None:
    """The unit, classifier or counted noun that begins at ``at``, the longest form first.

    >>> unit = match_unit("6公里长", 1)
    >>> unit.name, unit.factor, unit.dimension
    ('公里', Decimal('1'), 'length')
    """
    rows, lengths = _table()
    for length in lengths.get(text[at : at + 2], _SINGLE):
        if (unit := rows.get(text[at : at + length])) is not None:
            return unit
    return None


def _one(unit: str) -> Unit | None:
    """The row of a unit named on its own, 万 and 亿 before it included."""
    rows, _ = _table()
    if unit in rows and rows[unit].name:
        return rows[unit]
    if unit[:1] in SCALES and (rest := _one(unit[1:])):
        return rest.times(SCALES[unit[0]])
    return None


def _ratio(source: str, target: str) -> Fraction:
    """How many ``target`` one ``source`` is."""
    if source == target:
        return Fraction(1)
    a, b = _one(source), _one(target)
    if a and b and a.name == b.name:
        return Fraction(a.factor) / Fraction(b.factor)
    if not a or not b or a.dimension != b.dimension or a.base is None or b.base is None:
        raise ValueError(f"{source} cannot be converted to {target}")
    return (Fraction(a.factor) * a.base) / (Fraction(b.factor) * b.base)


def _speed(unit: str, other: str) -> Fraction:
    """Metres a second in one of a unit of speed, named or composed."""
    rows = [_one(part) for part in unit.split("/")]
    base = [Fraction(row.factor) * row.base for row in rows if row and row.base]
    if [row.dimension for row in rows if row] not in (["speed"], ["length", "time"]) or len(base) < len(rows):
        raise ValueError(f"{unit} cannot be converted to {other}")
    return base[0] if len(base) == 1 else base[0] / base[1]


def convert(quantity: Quantity, unit: str) -> Decimal:
    """The value of a quantity in another unit of its dimension; the nominal one of a bounded quantity.

    Raises ``ValueError`` where the units do not measure the same or the quantity is a range.

    >>> convert(Quantity(0, 5, "1.2万亩", Decimal(12000), unit="亩"), "平方公里")
    Decimal('8')
    """
    if quantity.value is None or quantity.unit is None:
        raise ValueError(f"{quantity.text!r} has no single value with a unit")
    sources, targets = quantity.unit.split("/"), unit.split("/")
    if len(sources) != len(targets):  # 节 and 公里/小时
        value = Fraction(quantity.value) * _speed(quantity.unit, unit) / _speed(unit, quantity.unit)
        return Decimal(value.numerator) / Decimal(value.denominator)
    value = Fraction(quantity.value) * _ratio(sources[0], targets[0])
    for source, target in zip(sources[1:], targets[1:], strict=True):
        value /= _ratio(source, target)
    return Decimal(value.numerator) / Decimal(value.denominator)


def _step(value: Decimal) -> Decimal:
    """One unit of the last written digit: what 余, 多 and 近 stay within (1.4亿余 → 0.1亿; 300余 → 100)."""
    if value == 0:
        return Decimal(1)
    return Decimal(1).scaleb(int(value.normalize().as_tuple().exponent))


Interval = tuple[Decimal | None, Decimal | None, bool, bool]


def interval(quantity: Quantity) -> Interval:
    """The values that a quantity allows: low, high, and whether each end belongs to it; ``None`` is open.

    余 and 多 stay within the last written digit, 近 within the digit below, 左右 within a tenth.

    >>> interval(Quantity(0, 5, "1.4亿余元", Decimal(140_000_000), bound="above", unit="元"))
    (Decimal('140000000'), Decimal('150000000'), True, False)
    """
    value, text = quantity.value, quantity.text
    if quantity.bound == "range":
        return quantity.low, quantity.high, True, "不满" not in text and "不足" not in text
    if value is None or quantity.bound == "exact":
        return value, value, True, True
    step = _step(value).copy_sign(value)
    if quantity.bound == "about":
        if re.search(r"[数几]|[十百千万]来", text):
            return _outward(value, value * 10 if re.match(r"[^十百千万亿]*[数几]", text) else value + step)
        return value - abs(value) / 10, value + abs(value) / 10, True, True
    if quantity.bound == "near":
        return _outward(value - step, value)
    if quantity.bound == "above":
        if re.search(r"[0-9十百千万亿人个元家名]?[余多](?!于)", text):
            return _outward(value, value + step)
        return value, None, bool(re.search(r"以上|不低于|不少于|至少|不小于|上[百千万亿]|≥", text)), False
    closed = bool(re.search(r"以下|以内|之内|内|不超过|不高于|至多|最多|≤", text))
    return None, value, False, closed


def _outward(inner: Decimal, outer: Decimal) -> Interval:
    """From the end nearer to zero, which belongs to it, to the farther one: 零下十几度 lies above -20."""
    return (inner, outer, True, False) if inner <= outer else (outer, inner, False, True)
