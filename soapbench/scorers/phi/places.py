"""Places smaller than a state."""

import re
from collections.abc import Iterator

from soapbench.scorers.phi.lexicon import cities, clinical, states
from soapbench.scorers.phi.place_words import (
    CAPITAL,
    CAPITALS,
    capital_words,
    named_house,
    no_state,
    told_outside_headings,
)
from soapbench.scorers.phi.spans import PhiSpan, Rule, Rules, Text

__all__ = ["find_places"]

_STATE = (
    r"(?:A[KLRZ]|C[AOT]|DE|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|"
    r"T[NX]|UT|V[AT]|W[AIVY]|DC)"
)
_STATE_NAME = (
    "|".join(
        "Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia Hawaii Idaho "
        "Illinois Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota "
        "Mississippi Missouri Montana Nebraska Nevada Ohio Oklahoma Oregon Pennsylvania Tennessee Texas Utah "
        "Vermont Virginia Washington Wisconsin Wyoming".split()
    )
    + r"|New (?:Hampshire|Jersey|Mexico|York)|(?:North|South) (?:Carolina|Dakota)|Rhode Island|West Virginia"
)
_STATE_WORDS = " " + re.sub(r"[^a-z]+", " ", _STATE_NAME.lower())
_STREET = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Way|Place|Pl|Terrace|Ter|"
    r"Circle|Cir|Parkway|Pkwy|Highway|Hwy|Trail|Trl|Square|Sq|Loop|Alley|Row|Pike|Crescent|Close|Run|Path|Plaza|"
    r"Turnpike|Bend|Mews|Yard|Walk|Green|Commons|Esplanade|Quay)"
)
_TAIL = (
    r"(?:Falls|Spur|Hook|Barrens|Corners|Bend|Point|Springs|Rapids|Forks?|Summit|Flats|Hollow|Mills|Heights|Grove|"
    r"Glen|Ridge|Hills?|Valley|Beach|Creek|Harbor|Haven|Landing|Junction|Bluffs?|Shores|Village|Woods|Estates|Ferry|"
    r"Crossing|Gap|Island|Lake|Lakes|River|Bay|Cove|Notch|Pass|Peak|Prairie|Meadows?|Park|Center|City|Town|Township|"
    r"Station|Depot|Bridge|Ford|Fork|Hill|Mesa|Canyon|Butte|Isle|Marsh|Moor|Dale|Field|Fields|Wells|Cross)"
)


def find_places(text: Text) -> Iterator[PhiSpan]:
    """Yield streets, towns, postal codes and counties."""
    yield from told_outside_headings(_RULES, text)
    yield from _cities(text.masked)


def _no_programme(words: str) -> bool:
    """Return whether capitalised words name a place: some are neither clinical nor of a heading."""
    tokens = [re.sub(r"['’]s$", "", w).strip(".,'’").lower() for w in words.split()]
    tokens = [t for t in tokens if t not in ("of", "the")]
    if any(w.strip(".,").isupper() or re.search(r"\d|[a-z][A-Z]", w) for w in words.split()):
        return False
    lists = clinical()
    clinic = (
        lists["headings"]
        | lists["not_names"]
        | lists["brands"]
        | lists["capital_words"]
        | lists["states"]
        | lists["eponyms"]
        | lists["eponym_heads"]
        | lists["facility_generic"]
    )
    return tokens[0] not in clinic or (
        tokens[0] not in lists["eponyms"] | lists["brands"] | lists["states"]
        and sum(t not in clinic for t in tokens) * 2 >= len(tokens)
    )


_RULES = Rules(
    (
        Rule.of(
            "LOCATION",
            "street",
            rf"\b\d{{1,6}}[A-Za-z]?\s+(?:[NSEW]\.?\s+|North\s|South\s|East\s|West\s)?(?:{CAPITAL}[ \t]+|\d{{1,3}}(?:st|nd|rd|th)\s+){{1,4}}{_STREET}\b\.?(?:,?\s+(?:Apt|Apartment|Unit|Suite|Ste|#)\.?\s*\w+)?",
            capital_words(_STREET),
        ),
        Rule.of(
            "LOCATION",
            "street",
            rf"(?i:\b(?:lives|living|resides|residing|home|house|apartment|address|located|fell|walks|walk)\b[^.;\n]{{0,20}}?\b(?:on|at|along|down|off)\s+)((?:(?:[NSEW]\.?|North|South|East|West)\s+)?(?:{CAPITAL}[ \t]+){{1,3}}{_STREET}\b)",
            "lives living resides residing home house apartment address located fell walks walk",
        ),
        Rule.of(
            "LOCATION",
            "street",
            rf"\b((?:{CAPITAL}[ \t]+){{1,3}}(?:Street|Avenue|Road|Boulevard|Lane|Parkway|Highway))\b",
            "street avenue road boulevard lane parkway highway",
            check=named_house,
        ),
        Rule.of(
            "LOCATION",
            "post box",
            r"\bP\.?\s?O\.?\s+Box\s+\d+\b",
            "box",
        ),
        Rule.of(
            "LOCATION",
            "apartment",
            r"(?i:\b(?:lives|resides|address)\b[^.;\n]{0,40}?)(\b(?:Apt|Apartment|Unit|Suite|Ste)\.?\s*#?\s*\d+[A-Za-z]?)\b",
            "lives resides address",
        ),
        Rule.of(
            "LOCATION",
            "city and state",
            rf"\b({CAPITALS},\s*(?:{_STATE})\b(?:\s+\d{{5}}(?:-\d{{4}})?)?)(?!\w)",
            "#state",
            check=lambda w: no_state(w.split(",")[0]) and not w.split(",")[0].isupper(),
        ),
        Rule.of(
            "LOCATION",
            "city and state",
            rf"\b({CAPITALS},\s*(?:{_STATE_NAME})\b(?:\s+\d{{5}}(?:-\d{{4}})?)?)",
            _STATE_WORDS,
            check=lambda w: no_state(w.split(",")[0]),
        ),
        Rule.of(
            "LOCATION",
            "zip",
            # "MT 97140" is manual therapy and its code; Montana's begin with 59.
            rf"\b(?!MT\s+9)(?:{_STATE}|{_STATE_NAME})\s+(\d{{5}}(?:-\d{{4}})?)(?![\d-])",
            "#state" + _STATE_WORDS,
        ),
        Rule.of(
            "LOCATION",
            "zip with four",
            r"(?<![\w.-])(\d{5}-\d{4})(?![\w-])",
            "#zip",
        ),
        Rule.of(
            "LOCATION",
            "address label",
            r"(?i:\b(?:address|mailing|residence|domicile)(?: on file)?)[ \t*_|]*[:|][ \t*_|]*((?=[A-Z\d])(?!Phone|Tel|Fax|Same)[^;|\n\[{_:]{3,70}?)(?=\s*(?:[;|\n]|$|\.\s|,\s*(?i:phone|tel|ph)\b))",
            "address mailing residence domicile",
        ),
        Rule.of(
            "LOCATION",
            "zip",
            r"(?i:\b(?:zip|zip ?code|postal code|post ?code)\b[^.;\n\d]{0,14})(\d{5}(?:-\d{4})?|\d{3})\b",
            "zip zipcode postal post postcode",
        ),
        Rule.of(
            "LOCATION",
            "town zip",
            rf"\b((?:{CAPITAL}[ \t]+){{1,3}}0?\d{{5}})\b(?!\s*[x×%])",
            "#five",
            check=lambda w: (
                no_state(w)
                and not re.search(r"\b9[0-9]\d{3}$", w)
                and w.split()[0].lower() not in ("cpt", "code", "billed", "units", "icd", "hcpcs")
            ),
        ),
        Rule.of(
            "LOCATION",
            "county",
            rf"\b((?:{CAPITAL}[ \t]+){{1,2}}(?:County|Parish|Township|Borough|Precinct))\b",
            "county parish township borough precinct",
            check=lambda w: w.split()[0].lower() not in clinical()["not_names"],
        ),
        Rule.of(
            "LOCATION",
            "county",
            rf"\b(?:County|Township|Borough|Village|Town|City) of ({CAPITALS})",
            "county township borough village town city",
            check=no_state,
        ),
        Rule.of(
            "LOCATION",
            "lives in",
            rf"(?i:\b(?:lives?|living|lived|resid(?:es?|ing|ed)|moved|moving|relocat(?:ed|ing)|staying|stays|born|raised|grew up|native|resident|retired|home|house|cabin|apartment|farm)\b(?:\s+\w+){{0,3}}?\s+(?:in|to|from|near|outside|of|at)\s+)(?:downtown |rural |the town of |the city of |the village of )?({CAPITALS})",
            "live lives living lived reside resides residing resided moved moving relocated relocating staying stays born raised grew native resident retired home house cabin apartment farm",
            check=no_state,
        ),
        Rule.of(
            "LOCATION",
            "comes from",
            rf"(?i:\b(?:drives?|drove|driving|commut(?:es?|ing)|travel(?:s|ed|led|ing)?|comes?|came|rides?|bus|flew|trip|visit(?:s|ed|ing)?|returned|back|vacation(?:ed|ing)?)\s+(?:\w+\s+){{0,3}}?(?:in|from|to|near)\s+)({CAPITALS})",
            "drive drives drove driving commute commutes commuting travel travels traveled travelled traveling come comes came ride rides bus flew trip visit visits visited visiting returned back vacation vacationed vacationing",
            check=lambda w: (
                no_state(w)
                and (
                    w.lower() in cities() or w.split()[0].lower() in cities() or len(w.split()) > 1
                )
            ),
        ),
        Rule.of(
            "LOCATION",
            "place grammar",
            rf"\b((?:{CAPITAL}[ \t]+){{1,2}}(?:Mills|Springs|Heights|Grove|Glen|Ridge|Hills|Valley|Beach|Creek|Harbor|Haven|Landing|Junction|Hollow|Bluffs?|Shores|Village|Woods|Estates|Ferry|Crossing|Gap))\b",
            "mills springs heights grove glen ridge hills valley beach creek harbor haven landing junction hollow bluff bluffs shores village woods estates ferry crossing gap",
            check=named_house,
        ),
        Rule.of(
            "LOCATION",
            "place grammar",
            r"(?i:\b(?:in|from|near|outside|to|of)\s+)((?:Upper|Lower|North|South|East|West|New|Old|Port|Fort|Lake|Mount|San|Santa|Los|Las|El|Saint|St\.)\s+[A-Z][a-z]+)\b",
            "upper lower north south east west new old port fort lake mount san santa los las el saint st",
            check=no_state,
        ),
        Rule.of(
            "LOCATION",
            "place with a tail",
            rf"(?i:\b(?:in|from|near|outside|to|of|lives|around|at|past|through|leaving|toward|towards)\s+)((?:{CAPITAL}[ \t]+){{1,2}}{_TAIL})\b",
            capital_words(_TAIL),
            check=named_house,
            tier="likely",
        ),
        Rule.of(
            "LOCATION",
            "street by abbreviation",
            rf"\b((?:{CAPITAL}[ \t]+){{1,3}}(?:Rd|Ave|Ct|Ln|Blvd|Twp|Hwy|Pkwy|Apts))\b",
            "Rd Ave Ct Ln Blvd Twp Hwy Pkwy Apts",
            check=named_house,
        ),
        Rule.of(
            "LOCATION",
            "capitals behind a preposition",
            rf"(?:\b(?:at|on|in|from|past|near|to|round|around|through|by|outside|toward|of)\s+(?:the\s+)?)({CAPITAL}(?:['’]s)?(?:[ \t](?:(?:of|the)[ \t])?{CAPITAL}){{1,3}})(?![\w-]|\s*[:(/=]|\s+\d)",
            "at on in from past near to round around through by outside toward",
            check=_no_programme,
            tier="likely",
        ),
        Rule.of(
            "LOCATION",
            "road number",
            r"\b((?:County|State|US|Old|Rural)\s+(?:Road|Route|Highway|Rd|Hwy|Rte)\s+\d+[A-Z]?)\b",
            "road route highway rd hwy rte",
        ),
        Rule.of(
            "LOCATION",
            "street behind a preposition",
            rf"(?i:\b(?:on|at|down|off|along|to|from)\s+)((?:{CAPITAL}[ \t]+){{1,2}}(?:Row|Plaza|Way|Court|Drive|Terrace|Circle|Trail|Pike|Alley|Mews|Square|Loop|Crescent|Ave|Blvd|Ln|Rd))\b(?!\s*[:=])",
            "Row Plaza Way Court Drive Terrace Circle Trail Pike Alley Mews Square Loop Crescent Ave Blvd Ln Rd",
            check=named_house,
        ),
    )
)

_PLACE_CUE = re.compile(
    r"\b(?:in|from|near|outside|to|at|around|of|via|through)\s+(?:downtown\s+)?$", re.IGNORECASE
)
_WORDS = re.compile(rf"{CAPITAL}")


def _cities(text: str) -> Iterator[PhiSpan]:
    """Yield known cities behind a preposition of place."""
    tokens = list(_WORDS.finditer(text))
    for i, token in enumerate(tokens):
        start = token.start()
        if not text[start - 1 : start].isspace() or not _PLACE_CUE.search(
            text, max(0, start - 24), start
        ):
            continue
        for length in (3, 2, 1):
            end = tokens[min(i + length, len(tokens)) - 1].end()
            words = text[token.start() : end]
            if (
                "\n" not in words
                and words.lower().rstrip(".") in cities()
                and words.lower() not in clinical()["eponyms"] | states()
            ):
                yield PhiSpan(
                    token.start(),
                    token.start() + len(words.rstrip(".")),
                    "LOCATION",
                    "known city",
                    "likely",
                )
                break
