"""Telephone and fax numbers, addresses and names on the network, and media files."""

from collections.abc import Iterator

from soapbench.scorers.phi.spans import PhiSpan, Rule, Rules, Text

__all__ = ["find_contacts"]


def _octets(value: str) -> bool:
    return all(int(part) <= 255 for part in value.split("."))


_NANP = r"(?:[2-9]\d{2}[)\]]?[ .•·–~*/-]{1,3}\d{3}[ .•·–~*/-]{1,3}\d{4}|0\d{3,4} \d{3} \d{3,4})"
_PHONE = r"(?:\+?1[-.\s]?)?(?:\(\d{3}\)\s?|\d{3}[-./])\d{3}[-.\s]\d{4}(?:\s*(?:x|ext\.?)\s*\d{1,6})?(?![\d-])"
_LOOSE_PHONE = r"(?:\+?\d{1,3}[-.\s]?)?(?:\(?\d{3}\)?[-.\s]?)?\d{3}[-.\s]?\d{4}(?:\s*(?:x|ext\.?)\s*\d{1,6})?(?!\d)"
_MEDIA = "jpe?g|png|heic|gif|tiff?|bmp|mp4|mov|avi|m4v|webm|wmv|mkv|mp3|wav|m4a|c3d|trc|bvh|dcm|pdf|docx?|xlsx?|csv"

_RULES = Rules(
    (
        Rule.of(
            "EMAIL",
            "email",
            r"(?<![\w.+-])[\w.+-]{1,64}+@[A-Za-z0-9-]{1,60}(?:\.[A-Za-z0-9-]{1,60}){1,4}",
            "#at",
        ),
        Rule.of(
            "EMAIL",
            "email spelled",
            r"(?i)(?<![\w.+-])[\w.+-]{1,64}+\s?(?:\(at\)|\[at\]|\bat\b)\s?[\w-]+\s?(?:\(dot\)|\[dot\]|\bdot\b)\s?(?:com|org|net|edu|example|test)\b",
            "com org net edu example",
        ),
        Rule.of(
            "URL", "url", r"(?i)\b(?:https?|ftp)://[^\s<>\"')\]]+[^\s<>\"')\].,;]", "http https ftp"
        ),
        Rule.of(
            "URL",
            "web address",
            r"(?i)(?<![@\w.-])(?:www\.[a-z0-9-]{1,60}(?:\.[a-z0-9-]{1,60}){1,4}|(?:[a-z0-9-]{1,60}\.){1,3}(?:com|org|net|edu|gov|io|health|example|test|invalid|info|us))(?:/[^\s<>\"')\],;]*)?(?![\w@])",
            "www com org net edu gov io health example test invalid info us",
        ),
        Rule.of(
            "IP",
            "ipv4",
            r"(?<![\d.])(?<!(?i:version) )(?<!(?i:software) )(?<!(?i:firmware) )(?<!\bv)(\d{1,3}(?:\.\d{1,3}){3})(?![\d.]*\d)",
            "#date",
            check=_octets,
        ),
        Rule.of(
            "IP",
            "ipv6",
            r"(?<![\w:])(?:[0-9A-Fa-f]{1,4}:){1,7}(?::[0-9A-Fa-f]{1,4}){0,6}(?:[0-9A-Fa-f]{1,4}|(?<=::))(?![\w:])",
            "#hex",
            check=lambda v: v.count(":") >= 5 or "::" in v,
        ),
        Rule.of(
            "DEVICE_SERIAL",
            "mac address",
            r"\b(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}\b",
            "#hex #seven",
        ),
        Rule.of(
            "FAX",
            "fax",
            rf"(?i)\b(?:fax|fx|facsimile|(?-i:F)(?=[:\s.]+\(?\d{{3}}))\b[^;\n\d(+]{{0,20}}({_LOOSE_PHONE})",
            "fax fx facsimile f",
        ),
        Rule.of("PHONE", "phone", rf"(?<![\d./-])({_PHONE})", "#seven"),
        Rule.of(
            "PHONE",
            "phone international",
            r"(?<![\w+])(\+\d{1,3}[\s.-]?\(?\d{1,4}\)?(?:[\s.-]?\d{2,4}){2,4})(?!\d)",
            "#seven",
        ),
        Rule.of(
            "PHONE",
            "phone cue",
            rf"(?i)\b(?:phone|telephone|tel\.?|cell|mobile|call(?:ed|s|back)?|contact(?:ed)?|reach(?:ed|able)?|text(?:ed|s)?|voicemail|pager|ph|number)\b[^;\n\d(+]{{0,30}}(?<![\d/])({_LOOSE_PHONE})",
            "phone telephone tel cell mobile call called calls callback contact contacted reach reached reachable text texted texts voicemail pager ph number",
        ),
        Rule.of(
            "PHONE", "phone parenthesis", r"(?<!\d)(\(\d{3}\)\s?\d{3}[-.\s]?\d{4})(?!\d)", "#seven"
        ),
        Rule.of("OTHER_ID", "handle", r"(?<![\w.@/])@[A-Za-z_]\w{2,29}\b", "#at"),
        Rule.of(
            "PHOTO",
            "media file",
            rf"(?i)(?<![\w/.-])[\w-]{{1,60}}(?:[.][\w-]{{1,60}}){{0,3}}\.(?:{_MEDIA})\b",
            "jpg jpeg png heic gif tif tiff bmp mp mov avi m webm wmv mkv wav c trc bvh dcm pdf doc docx xls xlsx csv",
        ),
        Rule.of(
            "PHONE",
            "phone grouped",
            rf"(?<![\d./-])(?:\(0\)\s?)?{_NANP}(?![\d-])",
            "#seven",
            group=0,
        ),
        Rule.of(
            "PHONE",
            "phone in a row",
            r"(?<![\w.-])([2-9]\d{2}[ .-]?[2-9]\d{2}\d{4})(?![\w-]|\.\d)",
            "#seven",
        ),
        Rule.of(
            "PHONE",
            "phone local",
            r"(?:(?<=\bat )|(?<=\bcall )|(?<=\bph )|(?=555))((?<![\d.-])[2-9]\d{2}-\d{4})(?![\d-])",
            "#seven",
        ),
        Rule.of(
            "OTHER_ID",
            "handle with underscore",
            r"(?<![\w$@.])(?=\w*\d)[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w.])",
            "#under",
            tier="likely",
        ),
    )
)


def find_contacts(text: Text) -> Iterator[PhiSpan]:
    """Yield telephone and fax numbers, network addresses, user names by shape, and media files."""
    yield from _RULES.spans(text)
