"""Names of people: cues first, then lists, then every further mention of a name once found."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from soapbench.scorers.phi.lexicon import clinical, given_names, ordinary_words, surnames
from soapbench.scorers.phi.spans import PhiSpan, Rule, Text, Tier

__all__ = ["find_names"]

_UP = r"A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŴŶŹŻŽẠ-Ỹ"
_PART = rf"(?:[{_UP}](?:['’](?=[{_UP}]))?[^\W\d_]+|[A-Z]\.(?:[A-Z]\.)*|[A-Z](?=\s[{_UP}][a-z]))"
_TOKEN = rf"{_PART}(?:[-‐]{_PART}|['’][{_UP}]?[^\W\d_]+(?<![’']s))*(?![^\W\d_])"
_PARTICLE = r"(?:de(?: la| los| las)?|del|della|di|da|dos|van(?: der| den)?|von|der|bin|ibn|bint|al|el|la|le|st\.|ter|ten|O['’]|y)"
_NAME = rf"{_TOKEN}(?:\s+(?:{_PARTICLE}\s+)?{_TOKEN}){{0,3}}(?:,?\s+(?:Jr|Sr|II|III|IV)\b\.?)?"
_LOWER = r"[a-zà-öø-ÿ]+(?:[-'’][a-zà-öø-ÿ]+)*"
_REPORTING = (
    r"(?:reports?|reported|reporting|states?|stated|says?|said|denies|denied|notes?|noted|describes?|described|"
    r"complains?|complained|demonstrat(?:es|ed|ing)|ambulat(?:es|ed|ing)|tolerat(?:es|ed|ing)|presents?|presented|does|declined|declines|refused|refuses|"
    r"performs?|performed|requir(?:es|ed)|complet(?:es|ed)|exhibits?|exhibited|displays?|displayed|"
    r"attends?|attended|arriv(?:es|ed)|returns|returned|continues|continued|lives|walks|walked|feels|felt|wants|wanted|"
    r"asks|asked|agrees|agreed|verbaliz(?:es|ed)|understands|understood|expresses|expressed|told|tells|thinks|hopes|"
    r"uses|used|shows|showed|needs|needed|enjoys|drives|drove|works|fell|stood|sat|scored|improv(?:es|ed)|progress(?:es|ed)|"
    r"remains|remained|achiev(?:es|ed)|met|struggles|struggled|manages|managed|called|phoned|mentions|mentioned|has been|has had|had a|was seen|was able|is able|is a|is an|was referred|was evaluated|was discharged|"
    r"is progressing|is independent|is motivated|is eager|is seen|will benefit|will continue|would benefit|gets|got|helps|helped|assists|drove|brings|brought|accompanied|attributes|rates|rated|confirms|confirmed|recommends|recommended|ordered|referred|cleared|prescribed|advised|signed|supervised|provided|treated|evaluated|documented|reviewed)"
)
_RELATION = (
    r"(?:husband|wife|son|daughter|mother|father|mom|dad|mum|brother|sister|spouse|partner|grandson|granddaughter|"
    r"grandmother|grandfather|grandma|grandpa|grandchild|grandchildren|aunt|uncle|nephew|niece|cousin|fianc[eé]e?|boyfriend|girlfriend|"
    r"neighbou?r|roommate|friend|caregiver|caretaker|aide|twin|stepson|stepdaughter|son-in-law|daughter-in-law|"
    r"mother-in-law|father-in-law|sister-in-law|brother-in-law|sons|daughters|children|kids|dog|pastor|boss|supervisor|coworker|co-worker|coach|in-law|guardian|emergency contact|POA|kin)"
)
_CLINICIAN_ROLE = (
    r"(?:physician|provider|surgeon|therapist|clinician|PCP|doctor|neurologist|orthopedist|cardiologist|physiatrist|"
    r"physical therapist|PT|PTA|assistant|nurse|specialist|practitioner|attending|student|SPT|aide|case manager|otolaryngologist|ENT|audiologist|psychologist|nurse practitioner)"
)
_CREDENTIAL = r"(?:PT|DPT|MPT|MSPT|SPT|PTA|SPTA|MD|DO|OTR(?:/L)?|OT|COTA|NP|FNP|PA-C|PA|RN|LPN|PhD|DPM|DC|ATC|CCC-SLP|SLP|OCS|NCS|GCS|SCS|FAAOMPT|LMT|MSW|LCSW|AuD|MSN|BSN|DNP)"


def _lower_name(word: str) -> bool:
    return word in given_names() or word in surnames()


def _lower_known(word: str) -> bool:
    parts = [p for p in re.split(r"[-'’]", word) if len(p) > 1]
    return all(map(_lower_name, parts)) or (len(parts) > 1 and any(map(_lower_name, parts)))


@lru_cache(maxsize=8192)
def _plain(word: str) -> bool:
    """Return whether a word is no name where only a capital speaks for it."""
    lowered = word.lower().rstrip(".").removesuffix("'s").removesuffix("’s")
    lists = clinical()
    return (
        lowered in lists["not_names"]
        or lowered in lists["brands"]
        or lowered in lists["states"]
        or (word.rstrip(".").upper() in _abbreviations() and word.isupper())
    )


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(word.upper() for word in clinical()["abbreviations"])


def _trim(text: str, start: int, end: int, trust: bool = False) -> tuple[int, int] | None:
    """Cut words that are no name from both ends of a run of capitalised words.

    With ``trust`` the first word may be an ordinary one that is also a name: "her son Will".
    """
    tokens = [(m.start() + start, m.end() + start) for m in re.finditer(r"\S+", text[start:end])]
    if trust and tokens and text[slice(*tokens[0])].strip(",.").lower() in _DOUBLE:
        return tokens[0][0], tokens[0][0] + len(text[slice(*tokens[0])].rstrip(",."))
    while tokens and _plain(text[tokens[0][0] : tokens[0][1]].strip(",")):
        tokens.pop(0)
    for i, (left, right) in enumerate(tokens):
        if _plain(text[left:right].strip(",")):
            tokens = tokens[:i]
            break
    if not tokens:
        return None
    stop = tokens[-1][1]
    words = text[tokens[0][0] : stop]
    stop -= (
        len(words) - len(words.rstrip(",.'’"))
        if not re.search(r"\b[A-Z]\.$|[JS]r\.$", words)
        else 0
    )
    if stop - tokens[0][0] < 2:
        return None
    return tokens[0][0], stop


# Given names that are ordinary words, trusted behind a title or a relation.
_DOUBLE = frozenset(
    "will may june april august mark grace hope faith joy rose art bill sue pat".split()
)


def _rule(pattern: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(pattern, flags)


def _name_rule(
    kind: str, name: str, needs: str, pattern: str, flags: int = 0, before: str | None = None
) -> Rule:
    cue = re.compile(before) if before else None
    return Rule(kind, name, re.compile(pattern, flags), frozenset(needs.split()), before=cue)


_RELATIVES = (
    "husband wife son daughter mother father mom dad mum brother sister spouse partner grandson grandda"
    "ughter grandmother grandfather grandma grandpa grandchild grandchildren aunt uncle nephew niece co"
    "usin fianc fiance fiancee boyfriend girlfriend neighbor neighbour roommate friend caregiver careta"
    "ker aide twin stepson stepdaughter law sons daughters children kids dog pastor boss supervisor coworker worker coach guardian emergency poa kin"
)
_ROLES = (
    "physician provider surgeon therapist clinician pcp doctor neurologist orthopedist cardiologist phy"
    "siatrist pt pta assistant nurse specialist practitioner attending student spt aide manager otolaryngologist ent audiologist psychologist"
)
_S = r"[ \t]+"
# Each pattern's group is the name. A cue counts for more than an eponym: "Mr. Berg", "her son Thomas".
_CUED: tuple[Rule, ...] = (
    _name_rule(
        "NAME_CLINICIAN",
        "doctor",
        "dr drs doctor prof professor",
        rf"\b(?:[Dd]rs?|DR|Doctor|Prof|Professor)\b\.?{_S}((?:{_PARTICLE}{_S}){{0,2}}{_NAME})",
    ),
    _name_rule(
        "NAME_PATIENT",
        "title",
        "mr mrs ms miss mx sr sra se mister madam mme sister father rev reverend pastor rabbi sgt capt captain lt col judge officer coach nurse aunt uncle grandma grandpa",
        rf"\b(?:[Mm]r|[Mm]rs|[Mm]s|MR|MRS|MS|Miss|Mx|Sr|Sra|Señora?|Mister|Madam|Mme|Sister|Father|Rev|Reverend|Pastor|Rabbi|Sgt|Capt|Captain|Lt|Col|Judge|Officer|Coach|Nurse|Aunt|Uncle|Grandma|Grandpa)\b\.?{_S}((?:{_PARTICLE}{_S}){{0,2}}{_NAME})",
    ),
    _name_rule(
        "NAME_PATIENT",
        "name is",
        "name named called known goes prefers aka nickname nicknamed nee initials surname",
        rf"(?i:\b(?:name(?:d)?|called|known as|goes by|prefers(?: to be called)?|a\.?k\.?a\.?|nickname|nicknamed|nee|née|maiden name|initials|surname|last name|first name)\b(?:{_S}is)?\s*[:=]?\s*[\"“']?)({_NAME})",
    ),
    _name_rule(
        "NAME_PATIENT",
        "label",
        "patient pt client resident veteran subject name regarding attn attention dear hello cc re",
        rf"[:=]\s*\**\s*(?:(?:Mr|Mrs|Ms)\.?\s+)?({_NAME})(?!\s*:)",
        before=rf"(?i:\b(?:patient(?:'s)?(?:{_S}(?:name|full name))?|pt|client|resident|veteran|subject|name|full name|re|regarding|attn|attention|dear|hello|cc)\**\s*)$",
    ),
    _name_rule(
        "NAME_RELATIVE",
        "relative label",
        "caregiver spouse emergency next guardian poa contact accompanied brought present husband wife daughter son mother father",
        rf"[:=]\s*\**\s*({_NAME})",
        before=r"(?i:\b(?:caregiver|spouse|emergency contact|next of kin|guardian|POA|family contact|contact|accompanied by|brought by|present|husband|wife|daughter|son|mother|father)\**\s*)$",
    ),
    _name_rule(
        "NAME_CLINICIAN",
        "clinician label",
        _ROLES,
        rf"[:=]\s*\**\s*({_NAME})",
        before=rf"(?i:\b{_CLINICIAN_ROLE}(?:{_S}(?:name|signature))?\**\s*)$",
    ),
    _name_rule(
        "NAME_CLINICIAN",
        "clinician role",
        _ROLES,
        rf"\b(?i:(?:referring|supervising|treating|attending|ordering|primary care|her|his|their|the|our|staff|lead|physical|co-treating|by){_S}(?:physical{_S})?{_CLINICIAN_ROLE}),?{_S}({_NAME})",
    ),
    _name_rule(
        "NAME_CLINICIAN",
        "by whom",
        "by",
        rf"\bby\s*:?\s*(?:the{_S})?({_NAME})",
        before=rf"(?i:\b(?:signed(?:{_S}electronically)?|electronically{_S}signed|e-signed|dictated|documented|written|prepared|completed|seen|treated|evaluated|referred|supervised|co-?signed|reviewed|ordered|prescribed|performed|operated|followed|examined|managed|cleared|certified|authorized|provided|authored|entered|reported|transcribed|taught|trained|assisted|escorted|driven|accompanied)(?:{_S}(?:on|off|today|in{_S}clinic))?{_S})$",
    ),
    _name_rule(
        "NAME_CLINICIAN",
        "signature",
        "signed signature sincerely regards respectfully thank therapist electronically s",
        rf"(?i:\b(?:signed|signature|sincerely|regards|respectfully(?:{_S}submitted)?|thank you|therapist|electronically signed|/s/)\s*[:,]?\s*\n?\s*\**)({_NAME})",
    ),
    _name_rule(
        "NAME_CLINICIAN",
        "credential",
        "pt dpt mpt mspt spt pta spta md do otr ot cota np fnp pa rn lpn phd dpm dc atc ccc slp ocs ncs gcs scs faaompt lmt msw lcsw aud msn bsn dnp",
        rf"\b({_NAME}),?{_S}{_CREDENTIAL}(?![\w]|{_S}(?:is|was|to|for|and|services|session|2x|3x|\d))",
    ),
    _name_rule(
        "NAME_RELATIVE",
        "relation",
        _RELATIVES,
        rf"\b(?i:{_RELATION})(?:,|{_S}(?:is{_S})?(?:named{_S}|called{_S})?|\s*\(|\s+-\s+|:\s*)[ \t]*({_NAME})",
    ),
    _name_rule(
        "NAME_RELATIVE",
        "relation after",
        _RELATIVES,
        rf"\b({_NAME})(?:,{_S}|{_S}\()(?i:(?:her|his|their|the|a|patient's|pt's){_S}(?:\w+{_S})?{_RELATION})\b",
    ),
    _name_rule(
        "NAME_PATIENT",
        "with whom",
        "with",
        rf"\bwith{_S}({_NAME})",
        before=rf"(?i:\b(?:discussed|spoke|met|reviewed|coordinated|consulted|talked|conferred|practiced|worked|lives|living|along|together|treated|appointment|session|visit|follow-up|follow up){_S}(?:\w+{_S}){{0,2}})$",
    ),
    _name_rule(
        "NAME_PATIENT",
        "patient name",
        "patient pt client veteran",
        rf"\b(?:[Pp]atient|[Pp]t\.?|[Cc]lient|[Vv]eteran),?{_S}({_NAME})(?=,|{_S}{_REPORTING}\b|{_S}(?:is|was|has|will|presents)\b|\.|\s*$|'s)",
    ),
)
_LOWER_CUED: tuple[Rule, ...] = (
    _name_rule(
        "NAME_CLINICIAN", "doctor, lower case", "dr", rf"\bdr\.?{_S}({_LOWER}(?:{_S}{_LOWER})?)"
    ),
    _name_rule(
        "NAME_PATIENT",
        "title, lower case",
        "mr mrs ms miss",
        rf"\b(?:mr|mrs|ms|miss)\.?{_S}({_LOWER}(?:{_S}{_LOWER})?)",
    ),
    _name_rule(
        "NAME_PATIENT",
        "label, lower case",
        "name patient pt client",
        rf"\b(?:patient name|pt name|name|patient|pt|client)\s*[:=]\s*({_LOWER}(?:{_S}{_LOWER}){{0,2}})",
    ),
    _name_rule(
        "NAME_RELATIVE",
        "relation, lower case",
        _RELATIVES,
        rf"\b{_RELATION},?{_S}({_LOWER})(?=,|\.|{_S}{_REPORTING}\b|\s*$|{_S}(?:was|is|who|and)\b)",
    ),
    _name_rule(
        "NAME_PATIENT",
        "patient name, lower case",
        "patient pt",
        rf"\b(?:patient|pt)\.?,?{_S}({_LOWER}(?:{_S}{_LOWER})?)(?=,?{_S}{_REPORTING}\b)",
    ),
    _name_rule(
        "NAME_PATIENT",
        "name is, lower case",
        "name named called goes prefers",
        rf"\b(?:name{_S}is|named|called|goes{_S}by|prefers)\s+({_LOWER})(?=[,.;]|\s*$|{_S}(?:and|for|who)\b)",
    ),
    _name_rule(
        "NAME_PATIENT",
        "seen, lower case",
        "saw seen treated met evaluated for",
        rf"\b(?:saw|seen|treated|met|evaluated|for){_S}({_LOWER}{_S}{_LOWER})\b",
    ),
    _name_rule(
        "NAME_PATIENT",
        "start, lower case",
        "",
        rf"(?:^|(?<=[.;:]\s)|(?<=\n))({_LOWER}(?:{_S}{_LOWER})?)(?={_S}{_REPORTING}\b)",
        re.MULTILINE,
    ),
)
_PAIR = _rule(rf"\b[Dd]rs\.?{_S}{_TOKEN}{_S}(?:and|&){_S}({_TOKEN})")
_LAST_FIRST = _rule(rf"(?<![\w.])({_TOKEN}),{_S}({_TOKEN}(?:{_S}{_TOKEN})?)(?![\w])")
_INITIALS = _rule(
    rf"(?<![\w./-])((?:[A-Z]\.){{2,4}}|[A-Z]{{2,3}}|[A-Z]\.?{_S}[A-Z]\.)(?='s\b|’s\b|{_S}{_REPORTING}\b)"
)
_LABELLED_INITIALS = _rule(
    r"(?i:\b(?:patient|pt|client|initials|name)\b\.?\s*[:=]?\s*)((?:[A-Z]\.){2,4}|(?<=[:=]\s)[A-Z]{2,3}\b)"
)
_AFTER_PT = _rule(rf"\b(?:[Pp]atient|[Pp]t\.?|[Cc]lient){_S}([A-Z]{{2,3}})(?={_S}[a-z])")
_DOTTED = _rule(r"(?<![\w.])((?:[A-Z]\.){3,4})(?=[\s,])")
_RUN = _rule(rf"(?<![\w@./-]){_NAME}")
_TEST_HEAD = _rule(r"[-–\s'’s]*([A-Za-z-]+)")


def find_names(text: Text) -> Iterator[PhiSpan]:
    """Yield names of people."""
    found = [*_cued(text), *_listed(text.masked)]
    yield from found
    yield from _again(text.masked, found)


def _cued(text: Text) -> Iterator[PhiSpan]:
    for rule in _CUED:
        trusted = rule.name in ("relation", "title", "doctor")
        for match in rule.matches(text):
            place = _trim(text.masked, *match.span(1), trust=trusted)
            if place and (
                rule.name not in _WEAK or _looks_like_name(text.masked[slice(*place)], rule.name)
            ):
                yield PhiSpan(*place, rule.kind, rule.name)
    for rule in _LOWER_CUED:
        for match in rule.matches(text):
            words = match.group(1).split()
            known = [w for w in words if _lower_known(w)]
            titled = rule.name.startswith(("doctor", "title"))
            if known == words or (titled and known[:1] == words[:1]):
                length = len(match.group(1)) if known == words else len(words[0])
                yield PhiSpan(match.start(1), match.start(1) + length, rule.kind, rule.name)
    for match in (*_DOUBLE_SAYS.finditer(text.masked), *_DOUBLE_TOLD.finditer(text.masked)):
        yield PhiSpan(*match.span(1), "NAME_PATIENT", "ordinary word told of")
    for match in _PAIR.finditer(text.masked):
        yield PhiSpan(*match.span(1), "NAME_CLINICIAN", "doctors")
    yield from _last_first(text.masked)
    yield from _initials(text.masked)


def _last_first(text: str) -> Iterator[PhiSpan]:
    for match in _LAST_FIRST.finditer(text):
        last, first = match.group(1), match.group(2).split()[0]
        if _plain(last) or _plain(first) or _eponym(text, *match.span()):
            continue
        given, head = _known(first, given_names()), _at_head(text, match.start())
        listed = _known(last, surnames()) and (given or head)
        if listed or (head and (given or _whole_line(text, *match.span()))):
            yield PhiSpan(*match.span(), "NAME_PATIENT", "last, first")


_DOUBLE_SAYS = _rule(
    rf"\b(Will|Mark|Grace|Hope|Faith|Joy|Rose|Art|Bill|Sue|Pat|May|June|April|August|Dot|Chase|Drew|Guy|Gene|Dale|Miles|Rich)"
    rf"(?={_S}(?:reports|reported|says|said|states|stated|denies|denied|told|tells|feels|wants)\b)"
)
_DOUBLE_TOLD = _rule(
    rf"(?<![.!?:;\n*•-] )(?<=\w[ ,])(Will|Mark|Grace|Hope|Faith|Joy|Rose|Art|Bill|Sue|Pat|May|June|April|August)"
    rf"(?='s\b|{_S}(?:was|is|has|had|did|does|reports|reported|says|said|states|stated|denies|denied)\b)"
)


def _initials(text: str) -> Iterator[PhiSpan]:
    for pattern in (_INITIALS, _LABELLED_INITIALS, _AFTER_PT, _DOTTED):
        for match in pattern.finditer(text):
            if re.sub(r"[^A-Z]", "", match.group(1)) not in _abbreviations():
                yield PhiSpan(*match.span(1), "NAME_PATIENT", "initials")


# Cues that many other capitalised words follow too: here the word itself must speak for a name.
_WEAK = frozenset(
    {
        "label",
        "relative label",
        "clinician label",
        "clinician role",
        "by whom",
        "signature",
        "with whom",
        "relation",
        "name is",
        "credential",
        "patient name",
        "relation after",
    }
)


def _looks_like_name(words: str, rule: str) -> bool:
    tokens = [t for t in re.split(r"[\s,]+", words) if t]
    real = [t for t in tokens if len(t.rstrip(".")) > 1]
    if any(_is_known(t) for t in real):
        return True
    if all(t.isupper() and len(t.rstrip(".")) <= 4 for t in tokens):
        return False
    if any(t.lower() in _DOUBLE for t in real) and rule == "relation":
        return True
    if any(t.lower() in clinical()["eponyms"] for t in real):
        return rule in ("relation", "credential", "relative label", "relation after")
    if real and all(_foreign(t) for t in real):
        return True
    return len(real) >= 2 and any(map(_foreign, real)) and all(map(_unusual, real))


def _unusual(token: str) -> bool:
    """Return whether a token is capitalised, no ordinary clinical word, and long enough."""
    return token[0].isupper() and not _plain(token) and len(token) >= 2


def _known(token: str, names: Iterable[str]) -> bool:
    parts = [p for p in re.split(r"[-‐'’]", token.lower().rstrip(".")) if len(p) > 1]
    whole = re.sub(r"['’]", "", token.lower().rstrip("."))
    return (
        whole in names
        or (bool(parts) and all(p in names for p in parts))
        or (len(parts) > 1 and any(p in names for p in parts))
    )


def _is_known(token: str) -> bool:
    bare = re.sub(r"['’]s$", "", token)
    return not _plain(bare) and (_known(bare, given_names()) or _known(bare, surnames()))


def _whole_line(text: str, start: int, end: int) -> bool:
    stop = text.find("\n", end)
    return not text[end : len(text) if stop < 0 else stop].strip(" .*")


def _at_head(text: str, start: int) -> bool:
    line = text[text.rfind("\n", 0, start) + 1 : start]
    return not line.strip(" *#->\t") or line.rstrip().endswith(":")


def _eponym(text: str, start: int, end: int) -> bool:
    """Return whether a word is an eponym that stands for a test or a disease."""
    words = [re.sub(r"['’]s$", "", w).lower() for w in re.split(r"[\s-]+", text[start:end])]
    return any(w in clinical()["eponyms"] for w in words)


def _listed(text: str) -> Iterator[PhiSpan]:
    """Yield runs of capitalised words that lists or their strangeness make a name."""
    for match in _RUN.finditer(text):
        if not _speaks_for_itself(match.group()):
            continue
        place = _trim(text, *match.span())
        if place is None or _COMPOUND.match(text, place[1]) or _eponym(text, *place):
            continue
        start, end = place
        bare = re.sub(r"['’]s$", "", text[start:end])
        tier = _tier(text, start, start + len(bare), bare.split())
        if tier is not None:
            kind = "LOCATION" if _city_like(text, start) else "NAME_PATIENT"
            yield PhiSpan(start, start + len(bare), kind, "listed or strange", tier)


def _tier(text: str, start: int, end: int, tokens: list[str]) -> Tier | None:
    """Return how sure it is that these capitalised words are a name; None where they are not."""
    telling = bool(_TELLING.match(text, end)) and not _city_like(text, start)
    given = _known(tokens[0], given_names()) and not _plain(tokens[0])
    if all(t.isupper() and len(t.rstrip(".")) > 1 for t in tokens):
        listed = len(tokens) > 1 and given and all(map(_listed_word, tokens[1:]))
        return "certain" if listed else None
    if len(tokens) == 1:
        if telling and (given or _foreign(tokens[0]) or _is_known(tokens[0])):
            return "certain"
        return "likely" if given and not _sentence_start(text, start) else None
    named = [t for t in tokens if _named(t)]
    if tokens[0].rstrip(".") in _SIDES and len(named) == 1:
        return None
    if len(named) < len(tokens) - sum(_initial(t) or bool(_LINK.fullmatch(t)) for t in tokens):
        return None
    if given or telling or _listed_word(tokens[0]):
        return "certain"
    return "likely"


def _named(token: str) -> bool:
    """Return whether a token can be part of a name by itself."""
    return not _initial(token) and (_is_known(token) or _foreign(token))


def _initial(token: str) -> bool:
    return len(token.rstrip(".")) == 1


# An initial of these stands for a side or a section more often than for a person.
_SIDES = frozenset("LRSOAP")
_LINK = re.compile(_PARTICLE)
_TELLING = re.compile(rf"['’]s\b|{_S}(?:\w+ly{_S})?{_REPORTING}\b")


def _speaks_for_itself(run: str) -> bool:
    """Return whether a run of capitalised words is worth a closer look."""
    return any(_listed_word(token) or _foreign(token) for token in run.split())


@lru_cache(maxsize=8192)
def _listed_word(token: str) -> bool:
    bare = re.sub(r"['’]s$", "", token)
    return _known(bare, given_names()) or _known(bare, surnames())


_COMPOUND = re.compile(r"-[a-z]")
_SPEAKS = (
    r"(?:reports|reported|states|stated|says|said|denies|denied|tells|told|complains|complained)"
)


@lru_cache(maxsize=8192)
def _foreign(token: str) -> bool:
    """Return whether a word is written like a name and is neither English nor clinical."""
    bare = re.sub(r"['’]s$", "", token).strip(".,")
    parts = [part for part in re.split(r"[-‐'’]", bare.lower()) if len(part) > 1]
    return (
        len(bare) > 2
        and bare[0].isupper()
        and not bare.isupper()
        and not _CAMEL.search(bare)
        and not _plain(bare)
        and not any(
            p in clinical()["eponyms"] | clinical()["brands"] for p in (*parts, bare.lower())
        )
        and not all(_ordinary(part) for part in parts)
    )


def _ordinary(word: str) -> bool:
    """Return whether a word, or its stem without a common ending, is an ordinary one."""
    known = ordinary_words()
    if word in known:
        return True
    return any(word.endswith(end) and word.removesuffix(end) in known for end in _ENDINGS)


# A capital inside a word makes an acronym of it, but for McKay, DeLuca and their like.
_CAMEL = re.compile(r"\d|(?<!\bMc)(?<!\bMac)(?<!\bDe)(?<!\bVan)(?<!\bLe)(?<!\bO)(?<=[a-z])[A-Z]")
_ENDINGS = ("s", "es", "ed", "ing", "ly", "al", "ally", "ness", "ity", "ic", "ist", "er", "ers")


def _city_like(text: str, start: int) -> bool:
    return bool(re.search(r"\b(?:in|from|near|outside|to)\s+$", text[max(0, start - 10) : start]))


def _sentence_start(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \t*_\"'“(-•#>")
    return not before or before[-1] in ".!?:;\n|"


def _again(text: str, found: list[PhiSpan]) -> Iterator[PhiSpan]:
    """Yield further mentions of each certain name, by its parts."""
    parts: dict[str, str] = {}
    for span in found:
        if span.tier != "certain" or span.rule == "initials":
            continue
        for token in re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", text[span.start : span.end]):
            word = re.sub(r"['’]s$", "", token)
            if (
                len(word) >= 3
                and not _plain(word)
                and (word[0].isupper() or span.rule.endswith("lower case"))
            ):
                parts.setdefault(word, span.kind)
    for word, kind in parts.items():
        forms = {word, word.upper()} | ({word.capitalize()} if word.islower() else set())
        ordinary = word.lower() in clinical()["eponyms"] or not _is_known(word.capitalize())
        for form in forms:
            for match in re.finditer(rf"(?<![\w-]){re.escape(form)}(?![\w]|-\w)", text):
                head = _TEST_HEAD.match(text, match.end())
                if (
                    ordinary
                    and head
                    and head.group(1).lower() in clinical()["eponym_heads"]
                    and word.lower() in clinical()["eponyms"]
                ):
                    continue
                yield PhiSpan(*match.span(), kind, "again")
