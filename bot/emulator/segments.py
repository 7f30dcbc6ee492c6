"""How many segments Twilio would bill: counted here anew, as a check on the service's own count."""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")


def count_segments(body: str) -> int:
    """Segments of a body: 160 then 153 septets in GSM-7, 70 then 67 UTF-16 units otherwise; at least one."""
    if all(character in _BASIC or character in _EXTENDED for character in body):
        length = sum(2 if character in _EXTENDED else 1 for character in body)
        single, joined = 160, 153
    else:
        length = len(body.encode("utf-16-be", "surrogatepass")) // 2
        single, joined = 70, 67
    return 1 if length <= single else -(-length // joined)
