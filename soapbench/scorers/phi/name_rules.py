"""The cues that make a name of what follows or stands before them."""

import re

from soapbench.scorers.phi.spans import Rule

__all__ = [
    "AFTER_PT",
    "CUED",
    "DOTTED",
    "DOUBLE_SAYS",
    "DOUBLE_TOLD",
    "INITIALS",
    "LABELLED_INITIALS",
    "LAST_FIRST",
    "LOWER_CUED",
    "PAIR",
    "PARTICLE",
    "REPORTING",
    "RUN",
    "SPACE",
    "TEST_HEAD",
]

_UP = r"A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŴŶŹŻŽẠ-Ỹ"
_PART = rf"(?:[{_UP}](?:['’](?=[{_UP}]))?[^\W\d_]+|[A-Z]\.(?:[A-Z]\.)*|[A-Z](?=\s[{_UP}][a-z]))"
_TOKEN = rf"{_PART}(?:[-‐]{_PART}|['’][{_UP}]?[^\W\d_]+(?<![’']s))*(?![^\W\d_])"
PARTICLE = r"(?:de(?: la| los| las)?|del|della|di|da|dos|van(?: der| den)?|von|der|bin|ibn|bint|al|el|la|le|st\.|ter|ten|O['’]|y)"
_NAME = rf"{_TOKEN}(?:\s+(?:{PARTICLE}\s+)?{_TOKEN}){{0,3}}(?:,?\s+(?:Jr|Sr|II|III|IV)\b\.?)?"
_LOWER = r"[a-zà-öø-ÿ]+(?:[-'’][a-zà-öø-ÿ]+)*"
REPORTING = (
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
SPACE = r"[ \t]+"
# Each pattern's group is the name. A cue counts for more than an eponym: "Mr. Berg", "her son Thomas".
CUED: tuple[Rule, ...] = (
    _name_rule(
        "NAME_CLINICIAN",
        "doctor",
        "dr drs doctor prof professor",
        rf"\b(?:[Dd]rs?|DR|Doctor|Prof|Professor)\b\.?{SPACE}((?:{PARTICLE}{SPACE}){{0,2}}{_NAME})",
    ),
    _name_rule(
        "NAME_PATIENT",
        "title",
        "mr mrs ms miss mx sr sra se mister madam mme sister father rev reverend pastor rabbi sgt capt captain lt col judge officer coach nurse aunt uncle grandma grandpa",
        rf"\b(?:[Mm]r|[Mm]rs|[Mm]s|MR|MRS|MS|Miss|Mx|Sr|Sra|Señora?|Mister|Madam|Mme|Sister|Father|Rev|Reverend|Pastor|Rabbi|Sgt|Capt|Captain|Lt|Col|Judge|Officer|Coach|Nurse|Aunt|Uncle|Grandma|Grandpa)\b\.?{SPACE}((?:{PARTICLE}{SPACE}){{0,2}}{_NAME})",
    ),
    _name_rule(
        "NAME_PATIENT",
        "name is",
        "name named called known goes prefers aka nickname nicknamed nee initials surname",
        rf"(?i:\b(?:name(?:d)?|called|known as|goes by|prefers(?: to be called)?|a\.?k\.?a\.?|nickname|nicknamed|nee|née|maiden name|initials|surname|last name|first name)\b(?:{SPACE}is)?\s*[:=]?\s*[\"“']?)({_NAME})",
    ),
    _name_rule(
        "NAME_PATIENT",
        "label",
        "patient pt client resident veteran subject name regarding attn attention dear hello cc re",
        rf"[:=]\s*\**\s*(?:(?:Mr|Mrs|Ms)\.?\s+)?({_NAME})(?!\s*:)",
        before=rf"(?i:\b(?:patient(?:'s)?(?:{SPACE}(?:name|full name))?|pt|client|resident|veteran|subject|name|full name|re|regarding|attn|attention|dear|hello|cc)\**\s*)$",
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
        before=rf"(?i:\b{_CLINICIAN_ROLE}(?:{SPACE}(?:name|signature))?\**\s*)$",
    ),
    _name_rule(
        "NAME_CLINICIAN",
        "clinician role",
        _ROLES,
        rf"\b(?i:(?:referring|supervising|treating|attending|ordering|primary care|her|his|their|the|our|staff|lead|physical|co-treating|by){SPACE}(?:physical{SPACE})?{_CLINICIAN_ROLE}),?{SPACE}({_NAME})",
    ),
    _name_rule(
        "NAME_CLINICIAN",
        "by whom",
        "by",
        rf"\bby\s*:?\s*(?:the{SPACE})?({_NAME})",
        before=rf"(?i:\b(?:signed(?:{SPACE}electronically)?|electronically{SPACE}signed|e-signed|dictated|documented|written|prepared|completed|seen|treated|evaluated|referred|supervised|co-?signed|reviewed|ordered|prescribed|performed|operated|followed|examined|managed|cleared|certified|authorized|provided|authored|entered|reported|transcribed|taught|trained|assisted|escorted|driven|accompanied)(?:{SPACE}(?:on|off|today|in{SPACE}clinic))?{SPACE})$",
    ),
    _name_rule(
        "NAME_CLINICIAN",
        "signature",
        "signed signature sincerely regards respectfully thank therapist electronically s",
        rf"(?i:\b(?:signed|signature|sincerely|regards|respectfully(?:{SPACE}submitted)?|thank you|therapist|electronically signed|/s/)\s*[:,]?\s*\n?\s*\**)({_NAME})",
    ),
    _name_rule(
        "NAME_CLINICIAN",
        "credential",
        "pt dpt mpt mspt spt pta spta md do otr ot cota np fnp pa rn lpn phd dpm dc atc ccc slp ocs ncs gcs scs faaompt lmt msw lcsw aud msn bsn dnp",
        rf"\b({_NAME}),?{SPACE}{_CREDENTIAL}(?![\w]|{SPACE}(?:is|was|to|for|and|services|session|2x|3x|\d))",
    ),
    _name_rule(
        "NAME_RELATIVE",
        "relation",
        _RELATIVES,
        rf"\b(?i:{_RELATION})(?:,|{SPACE}(?:is{SPACE})?(?:named{SPACE}|called{SPACE})?|\s*\(|\s+-\s+|:\s*)[ \t]*({_NAME})",
    ),
    _name_rule(
        "NAME_RELATIVE",
        "relation after",
        _RELATIVES,
        rf"\b({_NAME})(?:,{SPACE}|{SPACE}\()(?i:(?:her|his|their|the|a|patient's|pt's){SPACE}(?:\w+{SPACE})?{_RELATION})\b",
    ),
    _name_rule(
        "NAME_PATIENT",
        "with whom",
        "with",
        rf"\bwith{SPACE}({_NAME})",
        before=rf"(?i:\b(?:discussed|spoke|met|reviewed|coordinated|consulted|talked|conferred|practiced|worked|lives|living|along|together|treated|appointment|session|visit|follow-up|follow up){SPACE}(?:\w+{SPACE}){{0,2}})$",
    ),
    _name_rule(
        "NAME_PATIENT",
        "patient name",
        "patient pt client veteran",
        rf"\b(?:[Pp]atient|[Pp]t\.?|[Cc]lient|[Vv]eteran),?{SPACE}({_NAME})(?=,|{SPACE}{REPORTING}\b|{SPACE}(?:is|was|has|will|presents)\b|\.|\s*$|'s)",
    ),
)
LOWER_CUED: tuple[Rule, ...] = (
    _name_rule(
        "NAME_CLINICIAN",
        "doctor, lower case",
        "dr",
        rf"\bdr\.?{SPACE}({_LOWER}(?:{SPACE}{_LOWER})?)",
    ),
    _name_rule(
        "NAME_PATIENT",
        "title, lower case",
        "mr mrs ms miss",
        rf"\b(?:mr|mrs|ms|miss)\.?{SPACE}({_LOWER}(?:{SPACE}{_LOWER})?)",
    ),
    _name_rule(
        "NAME_PATIENT",
        "label, lower case",
        "name patient pt client",
        rf"\b(?:patient name|pt name|name|patient|pt|client)\s*[:=]\s*({_LOWER}(?:{SPACE}{_LOWER}){{0,2}})",
    ),
    _name_rule(
        "NAME_RELATIVE",
        "relation, lower case",
        _RELATIVES,
        rf"\b{_RELATION},?{SPACE}({_LOWER})(?=,|\.|{SPACE}{REPORTING}\b|\s*$|{SPACE}(?:was|is|who|and)\b)",
    ),
    _name_rule(
        "NAME_PATIENT",
        "patient name, lower case",
        "patient pt",
        rf"\b(?:patient|pt)\.?,?{SPACE}({_LOWER}(?:{SPACE}{_LOWER})?)(?=,?{SPACE}{REPORTING}\b)",
    ),
    _name_rule(
        "NAME_PATIENT",
        "name is, lower case",
        "name named called goes prefers",
        rf"\b(?:name{SPACE}is|named|called|goes{SPACE}by|prefers)\s+({_LOWER})(?=[,.;]|\s*$|{SPACE}(?:and|for|who)\b)",
    ),
    _name_rule(
        "NAME_PATIENT",
        "seen, lower case",
        "saw seen treated met evaluated for",
        rf"\b(?:saw|seen|treated|met|evaluated|for){SPACE}({_LOWER}{SPACE}{_LOWER})\b",
    ),
    _name_rule(
        "NAME_PATIENT",
        "start, lower case",
        "",
        rf"(?:^|(?<=[.;:]\s)|(?<=\n))({_LOWER}(?:{SPACE}{_LOWER})?)(?={SPACE}{REPORTING}\b)",
        re.MULTILINE,
    ),
)
PAIR = _rule(rf"\b[Dd]rs\.?{SPACE}{_TOKEN}{SPACE}(?:and|&){SPACE}({_TOKEN})")
LAST_FIRST = _rule(rf"(?<![\w.])({_TOKEN}),{SPACE}({_TOKEN}(?:{SPACE}{_TOKEN})?)(?![\w])")
INITIALS = _rule(
    rf"(?<![\w./-])((?:[A-Z]\.){{2,4}}|[A-Z]{{2,3}}|[A-Z]\.?{SPACE}[A-Z]\.)(?='s\b|’s\b|{SPACE}{REPORTING}\b)"
)
LABELLED_INITIALS = _rule(
    r"(?i:\b(?:patient|pt|client|initials|name)\b\.?\s*[:=]?\s*)((?:[A-Z]\.){2,4}|(?<=[:=]\s)[A-Z]{2,3}\b)"
)
AFTER_PT = _rule(rf"\b(?:[Pp]atient|[Pp]t\.?|[Cc]lient){SPACE}([A-Z]{{2,3}})(?={SPACE}[a-z])")
DOTTED = _rule(r"(?<![\w.])((?:[A-Z]\.){3,4})(?=[\s,])")
RUN = _rule(rf"(?<![\w@./-]){_NAME}")
TEST_HEAD = _rule(r"[-–\s'’s]*([A-Za-z-]+)")
DOUBLE_SAYS = _rule(
    rf"\b(Will|Mark|Grace|Hope|Faith|Joy|Rose|Art|Bill|Sue|Pat|May|June|April|August|Dot|Chase|Drew|Guy|Gene|Dale|Miles|Rich)"
    rf"(?={SPACE}(?:reports|reported|says|said|states|stated|denies|denied|told|tells|feels|wants)\b)"
)
DOUBLE_TOLD = _rule(
    rf"(?<![.!?:;\n*•-] )(?<=\w[ ,])(Will|Mark|Grace|Hope|Faith|Joy|Rose|Art|Bill|Sue|Pat|May|June|April|August)"
    rf"(?='s\b|{SPACE}(?:was|is|has|had|did|does|reports|reported|says|said|states|stated|denies|denied)\b)"
)
