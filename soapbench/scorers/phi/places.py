"""Places smaller than a state, facilities and employers."""

import re
from collections.abc import Iterator

from soapbench.scorers.phi.lexicon import cities, clinical, ordinary_words, states
from soapbench.scorers.phi.spans import PhiSpan, Rule, Rules, Text

__all__ = ["find_places"]

# Bounded, and never begun inside a word, so that no text makes a pattern try for long.
_CAP = r"(?:(?<![\w-])(?:(?:St|Mt|Ft|Dr|[A-Z])\.|[A-ZÀ-Þ][\w'’]{0,30}+(?:-[A-Z]?\w{1,30}+){0,3}+))"
_SEQ = rf"{_CAP}(?:[ \t]+(?:(?:of|the|de|del|la|las|los|el|on|&)[ \t]+)?{_CAP}){{0,3}}"
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
_HOUSE = (
    r"(?:Hospitals?|Church|Chapel|Synagogue|Mosque|Medical Cent(?:er|re)|Health Cent(?:er|re)|Clinics?|Rehabilitation(?: (?:Hospital|Center|Institute))?|Rehab(?: Center)?|"
    r"Orthopedics?|Orthopaedics?|Ortho|Physical Therapy|Therapy(?: Group| Center| Services| Associates)?|Health(?: System|care|Care)?|Surgery Center|Home Care|Home Health|YMCA|YWCA|Fitness Center|"
    r"Nursing (?:Home|Center)|Care Center|Manor|Assisted Living|Senior Living|Retirement (?:Community|Village)|"
    r"Infirmary|Hospice|Neurology|Medical Group|Sports Medicine|Wellness Center|Institute|Skilled Nursing(?: Facility)?|SNF|ALF|Imaging|Radiology|Medical Supply|Prosthetics|Orthotics|Audiology|Pediatrics)"
)
_HOUSE_MORE = (
    r"(?:Church|Chapel|Cathedral|Temple|Synagogue|Mosque|Parish|Masjid|Polytechnic|Prep|Preparatory|Academy|Elem|"
    r"Elementary|Middle|Middle School|High School|School|College|Charter|Montessori|Physio(?:therapy)?|Prosthetics|"
    r"Brace|Orthotics|Neuro|Ortho|Med|Medicine|Medical|Ctr|Center|Trauma(?: Ctr| Center)?|Recovery|Neurogenetics|"
    r"Family (?:Med|Medicine|Practice|Health)|Internal Medicine|Urgent Care|Spine|Chiropractic|Eye|ENT|Dental|Rehabilitation|Rehab|PT|"
    r"Hosp|General|Memorial|Infirmary|Sanatorium|Pavilion|Wellness|Gym|Pool|Studio|Dojo|Stables?|Club|Lodge|"
    r"Terrace|Village|Commons|Gardens|Court|Place|House|Home|Towers?|Pointe|Residence|Villa|Apartments|"
    r"Adult Day|Day Center|Senior Center|Community Center|Rec(?:reation)? Center|Pharmacy|Labs?|Laboratory)"
)
"""Ends of names of houses, trusted behind a preposition or a label only."""
_FIRM_MORE = (
    r"(?:Boatworks|Millworks|Ironworks|Metalworks|Works|Orchards?|Farms?|Ranch|Dairy|Vineyards?|Nursery|Gasket|"
    r"Timber|Lumber|Steel|Tool|Tools|Machine|Machining|Foundry|Fabrication|Welding|Glass|Tile|Brick|Paper|"
    r"Packing|Packaging|Printing|Press|Books|Bindery|Textiles?|Apparel|Shoes|Furniture|Cabinets?|Cabinetry|Flooring|"
    r"Auto|Motors|Tire|Towing|Transit|Lines|Express|Freight|Shipping|Warehouse|Distribution|Supply|Feed|Seed|"
    r"Catering|Kitchen|Pizza|Deli|Tavern|Inn|Hotel|Resort|Casino|Cinema|Theatre|Theater|Gallery|Museum|Zoo|"
    r"Laundry|Cleaners|Security|Staffing|Consulting|Law|Realty|Insurance|Credit Union|Bank|Energy|Power|"
    r"Electric|Plumbing|Heating|Roofing|Paving|Concrete|Construction|Builders|Homes|Design|Designs|Media|"
    r"Studios|Labs|Software|Systems|Technologies|Tech|Robotics|Aerospace|Aviation|Airlines|Marine|Fisheries|"
    r"Seafood|Produce|Grocers?|Market|Bakery|Bakehouse|Brewing|Brewery|Coffee|Roasters|Creamery|Candy|Toys|"
    r"Hardware|Gardens?|Landscaping|Kennels?|Veterinary|School District|Fire Department|Police Department|Co|Inc|"
    r"LLC|Ltd|Corp|Company|Bros|Brothers|Sons|Group|Partners|Services|Industries|Manufacturing|Mfg|Logistics)"
)
_TAIL = (
    r"(?:Falls|Spur|Hook|Barrens|Corners|Bend|Point|Springs|Rapids|Forks?|Summit|Flats|Hollow|Mills|Heights|Grove|"
    r"Glen|Ridge|Hills?|Valley|Beach|Creek|Harbor|Haven|Landing|Junction|Bluffs?|Shores|Village|Woods|Estates|Ferry|"
    r"Crossing|Gap|Island|Lake|Lakes|River|Bay|Cove|Notch|Pass|Peak|Prairie|Meadows?|Park|Center|City|Town|Township|"
    r"Station|Depot|Bridge|Ford|Fork|Hill|Mesa|Canyon|Butte|Isle|Marsh|Moor|Dale|Field|Fields|Wells|Cross)"
)
_FIRM = (
    r"(?:Inc|LLC|LLP|PLLC|Ltd|Corp|Co|Company|Bakery|Freight|Foods?|Logistics|Industries|Manufacturing|Motors|Bank|"
    r"Diner|Grill|Cafe|Market|Supply|Construction|Roofing|Plumbing|Landscaping|Trucking|Airlines|Elementary|"
    r"Middle School|High School|School|College|University|Academy|Library|Church|Farms?|Mills?|Works|Brewery|"
    r"Hardware|Electric|Insurance|Partners|Group|Services|Salon|Dental|Pharmacy|Department)"
)


def _capitals(pattern: str) -> str:
    """Return the words that begin with a capital in a pattern, for a rule's ``needs``."""
    words = re.findall(r"([A-Z][A-Za-z]*?)([A-Za-z])(\?)?(?![A-Za-z])", pattern)
    return " ".join(sorted({w for a, b, mark in words for w in ({a, a + b} if mark else {a + b})}))


def find_places(text: Text) -> Iterator[PhiSpan]:
    """Yield streets, towns, postal codes, counties, facilities and employers."""
    for span in _RULES.spans(text):
        if not (span.rule in _SOFT and _in_heading(text.masked, span.start)):
            yield span
    yield from _cities(text.masked)


_SOFT = frozenset(
    {
        "house behind a preposition",
        "firm behind a preposition",
        "place with a tail",
        "capitals behind a preposition",
    }
)
"""Rules that rest on capitals, of which a heading has more than it means."""


def _in_heading(text: str, start: int) -> bool:
    line = text[text.rfind("\n", 0, start) + 1 : start]
    return line.lstrip().startswith("#")


def _always(words: str) -> bool:
    return True


def _no_state(words: str) -> bool:
    first = words.split()[0].lower().strip(".,")
    return (
        words.lower() not in states()
        and first not in clinical()["not_names"]
        and first not in _PLAIN
        and not any(word.isupper() for word in words.split())
    )


# Capitalised words after "in" or "from" that are no town.
_PLAIN = frozenset(
    "mondays tuesdays wednesdays thursdays fridays saturdays sundays eo ec english spanish stg ltg parallel airex bosu room tandem phase stage week visit romberg quadruped".split()
)


def _named_house(words: str) -> bool:
    tokens = [w.strip(".,").lower() for w in words.split()]
    generic = clinical()["facility_generic"] | clinical()["brands"] | clinical()["not_names"]
    return (
        tokens[0] not in generic | states()
        and not tokens[0].endswith(("-based", "-level", "-type"))
        and not words.split()[0].isupper()
    )


def _firm_with_and(words: str) -> bool:
    """Return whether "A & B" names a firm: a word of it is no English and no clinical one."""
    tokens = [w.strip(".,") for w in words.split() if w != "&"]
    lists = clinical()
    known = lists["eponyms"] | lists["brands"] | lists["not_names"] | lists["abbreviations"]
    if any(t.lower() in known or t.isupper() for t in tokens):
        return False
    return any(t.lower() not in ordinary_words() for t in tokens) or bool(
        re.search(rf"{_HOUSE_MORE}$|{_FIRM_MORE}$|{_HOUSE}$", words)
    )


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


def _strange_house(words: str) -> bool:
    """Return whether the first word is neither English nor clinical."""
    first = re.sub(r"['’]s$", "", words.split()[0]).lower().strip(".,")
    lists = clinical()
    known = lists["eponyms"] | lists["brands"] | lists["abbreviations"] | lists["capital_words"]
    return (
        _named_house(words)
        and first not in ordinary_words() | known
        and first.removesuffix("s") not in ordinary_words()
    )


_RULES = Rules(
    Rule(
        kind,
        rule,
        re.compile(pattern),
        frozenset(needs.split()),
        guard,
        re.compile(pattern).groups,
        "likely" if rule in _SOFT else "certain",
    )
    for kind, rule, needs, pattern, guard in (
        (
            "LOCATION",
            "street",
            _capitals(_STREET),
            rf"\b\d{{1,6}}[A-Za-z]?\s+(?:[NSEW]\.?\s+|North\s|South\s|East\s|West\s)?(?:{_CAP}[ \t]+|\d{{1,3}}(?:st|nd|rd|th)\s+){{1,4}}{_STREET}\b\.?(?:,?\s+(?:Apt|Apartment|Unit|Suite|Ste|#)\.?\s*\w+)?",
            _always,
        ),
        (
            "LOCATION",
            "street",
            "lives living resides residing home house apartment address located fell walks walk",
            rf"(?i:\b(?:lives|living|resides|residing|home|house|apartment|address|located|fell|walks|walk)\b[^.;\n]{{0,20}}?\b(?:on|at|along|down|off)\s+)((?:(?:[NSEW]\.?|North|South|East|West)\s+)?(?:{_CAP}[ \t]+){{1,3}}{_STREET}\b)",
            _always,
        ),
        (
            "LOCATION",
            "street",
            "street avenue road boulevard lane parkway highway",
            rf"\b((?:{_CAP}[ \t]+){{1,3}}(?:Street|Avenue|Road|Boulevard|Lane|Parkway|Highway))\b",
            _named_house,
        ),
        (
            "FACILITY",
            "university",
            "university",
            rf"\b(University of {_CAP}(?:[ \t]+{_CAP}){{0,2}})",
            lambda w: w.split()[2].lower() not in states(),
        ),
        ("LOCATION", "post box", "box", r"\bP\.?\s?O\.?\s+Box\s+\d+\b", _always),
        (
            "LOCATION",
            "apartment",
            "lives resides address",
            r"(?i:\b(?:lives|resides|address)\b[^.;\n]{0,40}?)(\b(?:Apt|Apartment|Unit|Suite|Ste)\.?\s*#?\s*\d+[A-Za-z]?)\b",
            _always,
        ),
        (
            "LOCATION",
            "city and state",
            "#state",
            rf"\b({_SEQ},\s*(?:{_STATE})\b(?:\s+\d{{5}}(?:-\d{{4}})?)?)(?!\w)",
            lambda w: _no_state(w.split(",")[0]) and not w.split(",")[0].isupper(),
        ),
        (
            "LOCATION",
            "city and state",
            _STATE_WORDS,
            rf"\b({_SEQ},\s*(?:{_STATE_NAME})\b(?:\s+\d{{5}}(?:-\d{{4}})?)?)",
            lambda w: _no_state(w.split(",")[0]),
        ),
        (
            "LOCATION",
            "zip",
            "#state" + _STATE_WORDS,
            # "MT 97140" is manual therapy and its code; Montana's begin with 59.
            rf"\b(?!MT\s+9)(?:{_STATE}|{_STATE_NAME})\s+(\d{{5}}(?:-\d{{4}})?)(?![\d-])",
            _always,
        ),
        ("LOCATION", "zip with four", "#zip", r"(?<![\w.-])(\d{5}-\d{4})(?![\w-])", _always),
        (
            "LOCATION",
            "address label",
            "address mailing residence domicile",
            r"(?i:\b(?:address|mailing|residence|domicile)(?: on file)?)[ \t*_|]*[:|][ \t*_|]*((?=[A-Z\d])(?!Phone|Tel|Fax|Same)[^;|\n\[{_:]{3,70}?)(?=\s*(?:[;|\n]|$|\.\s|,\s*(?i:phone|tel|ph)\b))",
            _always,
        ),
        (
            "LOCATION",
            "zip",
            "zip zipcode postal post postcode",
            r"(?i:\b(?:zip|zip ?code|postal code|post ?code)\b[^.;\n\d]{0,14})(\d{5}(?:-\d{4})?|\d{3})\b",
            _always,
        ),
        (
            "LOCATION",
            "town zip",
            "#five",
            rf"\b((?:{_CAP}[ \t]+){{1,3}}0?\d{{5}})\b(?!\s*[x×%])",
            lambda w: (
                _no_state(w)
                and not re.search(r"\b9[0-9]\d{3}$", w)
                and w.split()[0].lower() not in ("cpt", "code", "billed", "units", "icd", "hcpcs")
            ),
        ),
        (
            "LOCATION",
            "county",
            "county parish township borough precinct",
            rf"\b((?:{_CAP}[ \t]+){{1,2}}(?:County|Parish|Township|Borough|Precinct))\b",
            lambda w: w.split()[0].lower() not in clinical()["not_names"],
        ),
        (
            "LOCATION",
            "county",
            "county township borough village town city",
            rf"\b(?:County|Township|Borough|Village|Town|City) of ({_SEQ})",
            _no_state,
        ),
        (
            "LOCATION",
            "lives in",
            "live lives living lived reside resides residing resided moved moving relocated relocating staying stays born raised grew native resident retired home house cabin apartment farm",
            rf"(?i:\b(?:lives?|living|lived|resid(?:es?|ing|ed)|moved|moving|relocat(?:ed|ing)|staying|stays|born|raised|grew up|native|resident|retired|home|house|cabin|apartment|farm)\b(?:\s+\w+){{0,3}}?\s+(?:in|to|from|near|outside|of|at)\s+)(?:downtown |rural |the town of |the city of |the village of )?({_SEQ})",
            _no_state,
        ),
        (
            "LOCATION",
            "comes from",
            "drive drives drove driving commute commutes commuting travel travels traveled travelled traveling come comes came ride rides bus flew trip visit visits visited visiting returned back vacation vacationed vacationing",
            rf"(?i:\b(?:drives?|drove|driving|commut(?:es?|ing)|travel(?:s|ed|led|ing)?|comes?|came|rides?|bus|flew|trip|visit(?:s|ed|ing)?|returned|back|vacation(?:ed|ing)?)\s+(?:\w+\s+){{0,3}}?(?:in|from|to|near)\s+)({_SEQ})",
            lambda w: (
                _no_state(w)
                and (
                    w.lower() in cities() or w.split()[0].lower() in cities() or len(w.split()) > 1
                )
            ),
        ),
        (
            "LOCATION",
            "place grammar",
            "mills springs heights grove glen ridge hills valley beach creek harbor haven landing junction hollow bluff bluffs shores village woods estates ferry crossing gap",
            rf"\b((?:{_CAP}[ \t]+){{1,2}}(?:Mills|Springs|Heights|Grove|Glen|Ridge|Hills|Valley|Beach|Creek|Harbor|Haven|Landing|Junction|Hollow|Bluffs?|Shores|Village|Woods|Estates|Ferry|Crossing|Gap))\b",
            lambda w: _named_house(w),
        ),
        (
            "LOCATION",
            "place grammar",
            "upper lower north south east west new old port fort lake mount san santa los las el saint st",
            r"(?i:\b(?:in|from|near|outside|to|of)\s+)((?:Upper|Lower|North|South|East|West|New|Old|Port|Fort|Lake|Mount|San|Santa|Los|Las|El|Saint|St\.)\s+[A-Z][a-z]+)\b",
            _no_state,
        ),
        (
            "FACILITY",
            "facility",
            _capitals(_HOUSE),
            rf"\b((?:(?:St|Mt)\.?\s+)?{_CAP}(?:(?:['’]s)?\s+(?:{_CAP}|of|and|&)){{0,3}}?\s+{_HOUSE})\b",
            _named_house,
        ),
        (
            "FACILITY",
            "saint",
            "st mt mount saint",
            r"\b((?:St|Mt|Mount|Saint)\.?\s+[A-Z][a-z]+(?:['’]s)?(?:\s+(?:Hospital|Medical Center|Clinic|Rehab))?)(?=\W)",
            lambda w: w.split()[-1].lower() not in ("hospital", "john's", "jude"),
        ),
        (
            "EMPLOYER",
            "works at",
            "work works worked working employed employer employment job shift shifts position hired drive drives manager cashier foreman supervisor driver clerk cook nurse teacher welder machinist",
            rf"(?i:\b(?:works?|worked|working|employed|employ(?:er|ment)|job|shifts?|position|hired|drives? for|manager|cashier|foreman|supervisor|driver|clerk|cook|nurse|teacher|welder|machinist)\b(?:\s+\w+){{0,4}}?\s+(?:at|for|by|with)\s+(?:the\s+)?)({_SEQ}(?:\s+{_FIRM})?)",
            lambda w: _no_state(w) and w.split()[0].lower() not in clinical()["facility_generic"],
        ),
        (
            "FACILITY",
            "house behind a preposition",
            _capitals(_HOUSE_MORE),
            rf"(?:\b(?i:at|to|from|of|in|by|for|with|via|through|attends|the)|@|,|\()\s+(?:the\s+)?({_CAP}(?:[ \t]+(?:(?:of|the|and|&|on)[ \t]+)?{_CAP}){{0,3}}?[ \t]+(?:&[ \t]+)?{_HOUSE_MORE})\b(?!\s*[:=])",
            _named_house,
        ),
        (
            "FACILITY",
            "house with a name",
            _capitals(_HOUSE_MORE + _FIRM_MORE),
            rf"\b({_CAP}(?:['’]s)?(?:[ \t]+(?:(?:of|the|and|&|on)[ \t]+)?{_CAP}){{0,2}}?[ \t]+(?:&[ \t]+)?(?:{_HOUSE_MORE}|{_FIRM_MORE}))\b(?!\s*[:=])",
            _strange_house,
        ),
        (
            "FACILITY",
            "house on the hill",
            "#dashed",
            r"\b([A-Z][a-z]+-(?:on|in|by|of|at)-(?:the-)?[A-Z][a-z]+)\b",
            _always,
        ),
        (
            "FACILITY",
            "house with a saint",
            "lady",
            r"\b(Our Lady of (?:the )?[A-Z]\w+(?: [A-Z]\w+)?)",
            _always,
        ),
        (
            "FACILITY",
            "place label",
            "clinic facility hospital school provider agency vendor location site church gym pharmacy",
            rf"(?i:\b(?:clinic|facility|hospital|school|provider|agency|vendor|location|site|church|gym)(?:\s+(?:name|at\s+\w+|of\s+\w+))?)[ \t*_|]*[:=|][ \t*_|]*({_CAP}(?:[ \t]+(?:(?:of|the|and|&|on)[ \t]+)?{_CAP}){{0,4}})",
            lambda w: _named_house(w) and _no_state(w) and len(w.split()) > 1,
        ),
        (
            "EMPLOYER",
            "firm behind a preposition",
            _capitals(_FIRM_MORE),
            rf"(?:\b(?i:at|for|from|to|by|with|of|in)|@)\s+(?:the\s+)?({_CAP}(?:['’]s)?(?:[ \t]+(?:(?:of|the|and|&|on)[ \t]+)?{_CAP}){{0,3}}?[ \t]+(?:&[ \t]+)?{_FIRM_MORE})\b(?!\s*[:=])",
            _named_house,
        ),
        (
            "EMPLOYER",
            "and firm",
            "#and",
            rf"\b({_CAP}(?:[ \t]+{_CAP}){{0,2}}\s+&[ \t]+{_CAP}(?:[ \t]+{_CAP}){{0,2}})",
            _firm_with_and,
        ),
        (
            "LOCATION",
            "place with a tail",
            _capitals(_TAIL),
            rf"(?i:\b(?:in|from|near|outside|to|of|lives|around|at|past|through|leaving|toward|towards)\s+)((?:{_CAP}[ \t]+){{1,2}}{_TAIL})\b",
            _named_house,
        ),
        (
            "LOCATION",
            "street by abbreviation",
            "Rd Ave Ct Ln Blvd Twp Hwy Pkwy Apts",
            rf"\b((?:{_CAP}[ \t]+){{1,3}}(?:Rd|Ave|Ct|Ln|Blvd|Twp|Hwy|Pkwy|Apts))\b",
            _named_house,
        ),
        (
            "LOCATION",
            "capitals behind a preposition",
            "at on in from past near to round around through by outside toward",
            rf"(?:\b(?:at|on|in|from|past|near|to|round|around|through|by|outside|toward|of)\s+(?:the\s+)?)({_CAP}(?:['’]s)?(?:[ \t](?:(?:of|the)[ \t])?{_CAP}){{1,3}})(?![\w-]|\s*[:(/=]|\s+\d)",
            _no_programme,
        ),
        (
            "LOCATION",
            "road number",
            "road route highway rd hwy rte",
            r"\b((?:County|State|US|Old|Rural)\s+(?:Road|Route|Highway|Rd|Hwy|Rte)\s+\d+[A-Z]?)\b",
            _always,
        ),
        (
            "LOCATION",
            "street behind a preposition",
            "Row Plaza Way Court Drive Terrace Circle Trail Pike Alley Mews Square Loop Crescent Ave Blvd Ln Rd",
            rf"(?i:\b(?:on|at|down|off|along|to|from)\s+)((?:{_CAP}[ \t]+){{1,2}}(?:Row|Plaza|Way|Court|Drive|Terrace|Circle|Trail|Pike|Alley|Mews|Square|Loop|Crescent|Ave|Blvd|Ln|Rd))\b(?!\s*[:=])",
            _named_house,
        ),
        (
            "EMPLOYER",
            "employer label",
            "employer company workplace works rtw job",
            rf"(?i:\b(?:employer|company|workplace|works|rtw|job)(?:\s+at\s+\w+)?)[ \t*_|]{{0,3}}[:=|][ \t*_|]{{0,3}}({_SEQ})",
            _no_state,
        ),
        (
            "EMPLOYER",
            "firm",
            "inc llc llp pllc ltd corp bakery freight logistics industries manufacturing trucking roofing brewery elementary middle high",
            rf"\b((?:{_CAP}[ \t]+){{1,3}}(?:Inc|LLC|LLP|PLLC|Ltd|Corp|Bakery|Freight|Logistics|Industries|Manufacturing|Trucking|Roofing|Brewery|Elementary(?: School)?|Middle School|High School)\b\.?)",
            lambda w: w.split()[0].lower() not in clinical()["not_names"],
        ),
    )
)

_PLACE_CUE = re.compile(
    r"\b(?:in|from|near|outside|to|at|around|of|via|through)\s+(?:downtown\s+)?$", re.IGNORECASE
)
_WORDS = re.compile(rf"{_CAP}")


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
