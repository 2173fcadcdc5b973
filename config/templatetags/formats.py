"""Numbers, dates and wages as people here write them: 1.234.567, 21/11/2026, 7–9 triệu đ/tháng."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

register = template.Library()

MILLION = 1_000_000


def is_vietnamese() -> bool:
    return (get_language() or "vi").startswith("vi")


@register.filter
def grouped(value: int | float | Decimal | None, decimals: int = 0) -> str:
    """1234567 -> "1.234.567" in Vietnamese, "1,234,567" in English; None -> "–"."""
    if value is None:
        return "–"
    text = f"{value:,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,")) if is_vietnamese() else text


@register.filter
def percent(value: int, of: int) -> str:
    """A share as whole percent: 12|percent:48 -> "25 %"; nothing of nothing is "–"."""
    return f"{(200 * value + of) // (2 * of)} %" if of else "–"


@register.filter
def day(value: date | None) -> str:
    """dd/mm/yyyy in Vietnamese, "21 November 2026" in English; a datetime is read in local time."""
    if value is None:
        return "–"
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return date_format(value, "d/m/Y" if is_vietnamese() else "j F Y", use_l10n=True)


@register.filter
def moment(value: datetime | None) -> str:
    """Hour before day, as on the forms: "14:05 21/11/2026"."""
    if value is None:
        return "–"
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{local:%H:%M} {day(local)}"


def _amount(vnd: int, in_millions: bool) -> str:
    if not in_millions:
        return grouped(vnd)
    decimals = 0 if vnd % MILLION == 0 else 1 if vnd % 100_000 == 0 else 2
    return grouped(Decimal(vnd) / MILLION, decimals)


@register.simple_tag
def wage(low_vnd: int | None, high_vnd: int | None, per: str = "month") -> str:
    """A wage band: "7–9 triệu đ/tháng", "VND 7–9 million/month"; per is month, day or hour.

    An open end reads "từ …" or "đến …"; no figure at all reads "Thoả thuận".
    """
    known = [amount for amount in (low_vnd, high_vnd) if amount is not None]
    if not known:
        return gettext("Negotiable")
    in_millions = min(known) >= MILLION
    band = "–".join(dict.fromkeys(_amount(amount, in_millions) for amount in known))
    money = (gettext("VND %(band)s million") if in_millions else gettext("VND %(band)s")) % {"band": band}
    periods = {
        "month": gettext("%(money)s/month"),
        "day": gettext("%(money)s/day"),
        "hour": gettext("%(money)s/hour"),
    }
    text = periods[per] % {"money": money}
    if high_vnd is None:
        return gettext("from %(wage)s") % {"wage": text}
    if low_vnd is None:
        return gettext("up to %(wage)s") % {"wage": text}
    return text
