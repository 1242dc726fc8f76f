"""Facilities and employers."""

import re
from collections.abc import Iterator

from soapbench.scorers.phi.lexicon import clinical, ordinary_words, states
from soapbench.scorers.phi.place_words import (
    CAPITAL,
    CAPITALS,
    capital_words,
    named_house,
    no_state,
    told_outside_headings,
)
from soapbench.scorers.phi.spans import PhiSpan, Rule, Rules, Text

__all__ = ["find_houses"]

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
_FIRM = (
    r"(?:Inc|LLC|LLP|PLLC|Ltd|Corp|Co|Company|Bakery|Freight|Foods?|Logistics|Industries|Manufacturing|Motors|Bank|"
    r"Diner|Grill|Cafe|Market|Supply|Construction|Roofing|Plumbing|Landscaping|Trucking|Airlines|Elementary|"
    r"Middle School|High School|School|College|University|Academy|Library|Church|Farms?|Mills?|Works|Brewery|"
    r"Hardware|Electric|Insurance|Partners|Group|Services|Salon|Dental|Pharmacy|Department)"
)


def find_houses(text: Text) -> Iterator[PhiSpan]:
    """Yield clinics, schools, churches and the like, and employers."""
    yield from told_outside_headings(_RULES, text)


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


def _strange_house(words: str) -> bool:
    """Return whether the first word is neither English nor clinical."""
    first = re.sub(r"['’]s$", "", words.split()[0]).lower().strip(".,")
    lists = clinical()
    known = lists["eponyms"] | lists["brands"] | lists["abbreviations"] | lists["capital_words"]
    return (
        named_house(words)
        and first not in ordinary_words() | known
        and first.removesuffix("s") not in ordinary_words()
    )


_RULES = Rules(
    (
        Rule.of(
            "FACILITY",
            "university",
            rf"\b(University of {CAPITAL}(?:[ \t]+{CAPITAL}){{0,2}})",
            "university",
            check=lambda w: w.split()[2].lower() not in states(),
        ),
        Rule.of(
            "FACILITY",
            "facility",
            rf"\b((?:(?:St|Mt)\.?\s+)?{CAPITAL}(?:(?:['’]s)?\s+(?:{CAPITAL}|of|and|&)){{0,3}}?\s+{_HOUSE})\b",
            capital_words(_HOUSE),
            check=named_house,
        ),
        Rule.of(
            "FACILITY",
            "saint",
            r"\b((?:St|Mt|Mount|Saint)\.?\s+[A-Z][a-z]+(?:['’]s)?(?:\s+(?:Hospital|Medical Center|Clinic|Rehab))?)(?=\W)",
            "st mt mount saint",
            check=lambda w: w.split()[-1].lower() not in ("hospital", "john's", "jude"),
        ),
        Rule.of(
            "EMPLOYER",
            "works at",
            rf"(?i:\b(?:works?|worked|working|employed|employ(?:er|ment)|job|shifts?|position|hired|drives? for|manager|cashier|foreman|supervisor|driver|clerk|cook|nurse|teacher|welder|machinist)\b(?:\s+\w+){{0,4}}?\s+(?:at|for|by|with)\s+(?:the\s+)?)({CAPITALS}(?:\s+{_FIRM})?)",
            "work works worked working employed employer employment job shift shifts position hired drive drives manager cashier foreman supervisor driver clerk cook nurse teacher welder machinist",
            check=lambda w: (
                no_state(w) and w.split()[0].lower() not in clinical()["facility_generic"]
            ),
        ),
        Rule.of(
            "FACILITY",
            "house behind a preposition",
            rf"(?:\b(?i:at|to|from|of|in|by|for|with|via|through|attends|the)|@|,|\()\s+(?:the\s+)?({CAPITAL}(?:[ \t]+(?:(?:of|the|and|&|on)[ \t]+)?{CAPITAL}){{0,3}}?[ \t]+(?:&[ \t]+)?{_HOUSE_MORE})\b(?!\s*[:=])",
            capital_words(_HOUSE_MORE),
            check=named_house,
            tier="likely",
        ),
        Rule.of(
            "FACILITY",
            "house with a name",
            rf"\b({CAPITAL}(?:['’]s)?(?:[ \t]+(?:(?:of|the|and|&|on)[ \t]+)?{CAPITAL}){{0,2}}?[ \t]+(?:&[ \t]+)?(?:{_HOUSE_MORE}|{_FIRM_MORE}))\b(?!\s*[:=])",
            capital_words(_HOUSE_MORE + _FIRM_MORE),
            check=_strange_house,
        ),
        Rule.of(
            "FACILITY",
            "house on the hill",
            r"\b([A-Z][a-z]+-(?:on|in|by|of|at)-(?:the-)?[A-Z][a-z]+)\b",
            "#dashed",
        ),
        Rule.of(
            "FACILITY",
            "house with a saint",
            r"\b(Our Lady of (?:the )?[A-Z]\w+(?: [A-Z]\w+)?)",
            "lady",
        ),
        Rule.of(
            "FACILITY",
            "place label",
            rf"(?i:\b(?:clinic|facility|hospital|school|provider|agency|vendor|location|site|church|gym)(?:\s+(?:name|at\s+\w+|of\s+\w+))?)[ \t*_|]*[:=|][ \t*_|]*({CAPITAL}(?:[ \t]+(?:(?:of|the|and|&|on)[ \t]+)?{CAPITAL}){{0,4}})",
            "clinic facility hospital school provider agency vendor location site church gym pharmacy",
            check=lambda w: named_house(w) and no_state(w) and len(w.split()) > 1,
        ),
        Rule.of(
            "EMPLOYER",
            "firm behind a preposition",
            rf"(?:\b(?i:at|for|from|to|by|with|of|in)|@)\s+(?:the\s+)?({CAPITAL}(?:['’]s)?(?:[ \t]+(?:(?:of|the|and|&|on)[ \t]+)?{CAPITAL}){{0,3}}?[ \t]+(?:&[ \t]+)?{_FIRM_MORE})\b(?!\s*[:=])",
            capital_words(_FIRM_MORE),
            check=named_house,
            tier="likely",
        ),
        Rule.of(
            "EMPLOYER",
            "and firm",
            rf"\b({CAPITAL}(?:[ \t]+{CAPITAL}){{0,2}}\s+&[ \t]+{CAPITAL}(?:[ \t]+{CAPITAL}){{0,2}})",
            "#and",
            check=_firm_with_and,
        ),
        Rule.of(
            "EMPLOYER",
            "employer label",
            rf"(?i:\b(?:employer|company|workplace|works|rtw|job)(?:\s+at\s+\w+)?)[ \t*_|]{{0,3}}[:=|][ \t*_|]{{0,3}}({CAPITALS})",
            "employer company workplace works rtw job",
            check=no_state,
        ),
        Rule.of(
            "EMPLOYER",
            "firm",
            rf"\b((?:{CAPITAL}[ \t]+){{1,3}}(?:Inc|LLC|LLP|PLLC|Ltd|Corp|Bakery|Freight|Logistics|Industries|Manufacturing|Trucking|Roofing|Brewery|Elementary(?: School)?|Middle School|High School)\b\.?)",
            "inc llc llp pllc ltd corp bakery freight logistics industries manufacturing trucking roofing brewery elementary middle high",
            check=lambda w: w.split()[0].lower() not in clinical()["not_names"],
        ),
    )
)
