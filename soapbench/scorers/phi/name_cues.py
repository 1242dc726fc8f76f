"""The cues that make a name of a capitalised word: what stands before it, and what follows it."""

import re

__all__ = [
    "ACTING",
    "BEFORE",
    "CALLED",
    "CREDENTIAL_AFTER",
    "INITIALS",
    "INITIALS_BEFORE",
    "LAST_FIRST",
    "LOWER_CASE",
    "MARKED_AGE",
    "NICKNAMED",
    "PARTICLE",
    "RELATION_AFTER",
    "REPORTING",
    "REPORTING_ONLY",
    "ROLE_AFTER",
    "RUN",
    "SPACE",
    "TITLED",
    "Cue",
]

SPACE = r"[ \t]+"
_UP = r"A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŴŶŹŻŽẠ-Ỹ"
_LETTERS = r"[^\W\d_]{1,30}+"
_PART = (
    rf"(?:[{_UP}](?:['’](?=[{_UP}]))?{_LETTERS}|[A-Z]\.(?:[A-Z]\.){{0,3}}|[A-Z](?=\s[{_UP}][a-z]))"
)
# Bounded, so that no text makes a pattern try for long.
_TOKEN = rf"{_PART}(?:[-‐]{_LETTERS}|['’][{_UP}]?{_LETTERS}(?<![’']s)){{0,4}}(?![^\W\d_])"
PARTICLE = (
    r"(?:de(?: la| los| las)?|del|della|di|da|dos|van(?: der| den)?|von|der|bin|ibn|bint|al|el|la|"
    r"le|st\.|ter|ten|y)"
)
# More than two spaces part the columns of a form.
_NAME = (
    rf"{_TOKEN}(?:[ \t]{{1,2}}(?:{PARTICLE}{SPACE})?{_TOKEN}){{0,4}}"
    rf"(?:,?{SPACE}(?:Jr|Sr|II|III|IV)\b\.?)?"
)
RUN = re.compile(rf"(?<![\w@./'’-])(?:{PARTICLE}{SPACE})?{_NAME}")
"""Capitalised words in a row, with the particles between them."""

LAST_FIRST = re.compile(rf"(?<![\w.])({_TOKEN}),{SPACE}({_TOKEN}(?:{SPACE}[A-Z]\b\.?)?)(?!\w)")

_LOWER = r"[a-zà-öø-ÿ]{1,30}+(?:[-'’][a-zà-öø-ÿ]{1,30}+){0,3}+"
_VERBS = (
    r"reports|reported|reporting|states|stated|says|said|denies|denied|notes|noted|describes|described|"
    r"complains|complained|tells|told|feels|felt|thinks|hopes|wants|wanted|asks|asked|agrees|agreed|"
    r"verbalizes|verbalized|expresses|expressed|mentions|mentioned|rates|rated|confirms|confirmed|"
    r"tolerates|tolerated|demonstrates|demonstrated|declines|declined|refuses|refused"
)
REPORTING_ONLY = rf"(?:{_VERBS})"
"""What only a person does."""
ACTING = (
    rf"(?:{_VERBS}|walks|walked|stands|stood|sits|sat|lives|lived|works|worked|drives|drove|wrote|writes|came|"
    r"comes|went|goes|took|takes|gave|gives|brought|brings|called|phoned|texted|emailed|asks|asked|wants|"
    r"wanted|likes|liked|loves|hates|laughs|laughed|cried|smiled|pulls|pulled|pushed|held|holds|turned|"
    r"tried|tries|arrived|left|returned|attended|fell|slept|cooks|cooked|shops|shopped|enjoys|enjoyed|"
    r"ambulates|ambulated|declined|refused|agreed|says|thinks|knows|knew|helped|helps|signed|swapped|"
    r"advances|advanced|herself|himself)"
)
"""What a person does and a test or a product does not."""
REPORTING = (
    rf"(?:{_VERBS}|ambulat(?:es|ed)|presents?|presented|does|performs?|performed|requires?|required|"
    r"completes?|completed|exhibits?|exhibited|displays?|displayed|attends?|attended|arrives?|arrived|"
    r"returns|returned|continues|continued|lives|lived|walks|walked|understands|understood|uses|used|"
    r"shows|showed|shown|needs|needed|enjoys|enjoyed|drives|drove|works|worked|fell|stood|sat|scored|"
    r"improves|improved|progresses|progressed|remains|remained|achieves|achieved|met|struggles|struggled|"
    r"manages|managed|called|phoned|texted|emailed|wrote|has|had|was|is|will|would|can|could|gets|got|"
    r"helps|helped|assists|assisted|brings|brought|accompanied|attributes|attributed|recommends|"
    r"recommended|ordered|referred|cleared|prescribed|advised|signed|supervised|provided|treated|"
    r"evaluated|documented|reviewed|took|takes|went|goes|came|comes|gave|gives|made|makes|saw|sees|knows|"
    r"knew|tried|tries|started|stopped|held|holds|moved|moves|turned|turns|reached|reaches|practiced|"
    r"practices|swapped|advances|advanced|looks|looked|wears|wore|sleeps|slept|cooks|cooked|shops|"
    r"herself|himself|also|now|still|who|and\s+(?:his|her|their))"
)
_RELATION = (
    r"(?:husband|hubby|wife|parent|guardian|son|daughter|dtr|mother|father|mom|dad|mum|brother|bro|sister|sis|spouse|partner|"
    r"grandson|granddaughter|grandmother|grandfather|grandma|grandpa|nana|grandchild|grandchildren|aunt|"
    r"uncle|nephew|niece|cousin|fianc[eé]e?|boyfriend|girlfriend|companion|neighbou?r|roommate|friend|buddy|"
    r"caregiver|caretaker|aide|twin|stepson|stepdaughter|stepfather|stepmother|stepbrother|stepsister|son-in-law|daughter-in-law|mother-in-law|"
    r"father-in-law|sister-in-law|brother-in-law|d-i-l|s-i-l|m-i-l|in-law|sons|daughters|children|kids?|baby|"
    r"dog|pastor|boss|supervisor|co-?worker|coach|guardian|informant|emergency contact|POA|next of kin|"
    r"executor|policyholder|landlord|sitter|carer|godson|goddaughter|widow|widower)"
)
_ROLE = (
    r"(?:physician|provider|surgeon|therapist|clinician|PCP|doctor|neurologist|orthopedist|orthopaedist|"
    r"cardiologist|physiatrist|otolaryngologist|audiologist|psychologist|podiatrist|orthotist|prosthetist|"
    r"nurse(?: prac(?:titioner)?)?|practitioner|specialist|assistant|attending|resident|fellow|student|"
    r"case manager|adjuster|adjustor|attorney|atty|lawyer|interpreter|interp|pharmacist|dietitian|"
    r"social worker|receptionist|scheduler|biller|front desk|rep|trainer|athletic trainer|instructor|"
    r"tech(?:nician)?|vendor|teacher|reviewer|examiner|coordinator|director|supervisor|chaplain|"
    r"RN|LPN|LVN|CNA|MD|DO|NP|FNP|PA-C|PTA|SPTA|SPT|DPT|OTR|COTA|SLP|ATC|CPO|CP|MSW|LCSW|ENT|PMR)"
)
_CREDENTIAL = (
    r"(?:PT|DPT|MPT|MSPT|SPT|PTA|SPTA|MD|DO|OTR(?:/L)?|OT|COTA(?:/L)?|NP|FNP(?:-BC)?|PA-C|PA|RN|LPN|CNA|"
    r"Ph\.?D|DPM|DC|ATC|LAT|CCC-SLP|SLP|OCS|NCS|GCS|SCS|FAAOMPT|LMT|MSW|LCSW|AuD|MSN|BSN|DNP|CPO|CP|CO|"
    r"CSCS|CHT|M\.D\.|D\.O\.|P\.T\.)"
)


class Cue:
    """What stands right before a name, the class it speaks for, and how far it is trusted.

    A trusted cue makes a name even of a word that is ordinary or an eponym, such as "her son Will".
    """

    def __init__(self, name: str, kind: str, pattern: str, *, trusted: bool = False) -> None:
        self.name, self.kind, self.trusted = name, kind, trusted
        self.pattern = re.compile(rf"(?:{pattern})\Z")

    def stands(self, before: str) -> bool:
        """Return whether the cue ends the words before."""
        return self.pattern.search(before) is not None


_MARK = r"[ \t*_\"“'‘(]{0,3}"
_COLON = r"[ \t*_\"|]*[:=|][ \t*_|\"“'‘(]*"
_LABELS = (
    r"patient(?:['’]s)?(?: full)?(?: name)?|pt(?: name)?|client|resident|veteran|subject|name|full name|"
    r"last n(?:a)?me?|first n(?:a)?me?|surname|re|regarding|appellant|claimant|insured(?: party)?|"
    r"injured party|enrollee|subscriber|beneficiary|member|child|student|athlete|participant|guest"
)
BEFORE: tuple[Cue, ...] = (
    Cue("name is", "NAME_PATIENT",
        r"(?i:\b(?:name(?:['’]?s| is)?|named|called|known as|goes by|prefers(?: to be called)?|a\.?k\.?a\.?|"
        r"nee|née|nickname[d]?|maiden name|this is|last n(?:a)?me?|first n(?:a)?me?|signs as))"
        rf"[\s:=]*{_MARK}", trusted=True),
    Cue("label", "NAME_PATIENT", rf"(?i:\b(?:{_LABELS})){_COLON}", trusted=True),
    Cue("greeting", "NAME_PATIENT",
        r"(?i:(?:^|[\s:>*])(?:dear|hello|hi|hey|thanks|thank you|regards|attn|attention|cc|from|to)[,:]?)"
        r"[ \t]+", trusted=True),
    Cue("relation", "NAME_RELATIVE",
        rf"(?i:\b{_RELATION}(?:['’]?s)?(?: name| \d| of)?)(?:,|{SPACE}is|{SPACE}(?:named|called)|\*+)?"
        rf"(?:\s?[-–:|]|\s?\()?{_MARK}(?:(?i:Mr|Mrs|Ms|Miss)\.?{SPACE})?", trusted=True),
    Cue("role", "NAME_CLINICIAN",
        rf"(?i:\b{_ROLE}(?:['’]s)?(?: name| signature)?s?)(?:,|\*+)?(?:\s?[-–:|]|\s?\()?{_MARK}",
        trusted=True),
    Cue("role or care", "NAME_CLINICIAN", rf"\b(?:PT|OT|ST)(?:,|\s?[:|])?{_MARK}"),
    Cue("by whom", "NAME_CLINICIAN",
        r"(?i:\b(?:signed|sgd|dictated|documented|written|prepared|completed|seen|treated|evaluated|"
        r"referred|supervised|reviewed|ordered|prescribed|performed|examined|cleared|certified|"
        r"provided|authored|entered|reported|transcribed|taught|taken|found|witnessed|paged|approved)"
        r"(?: electronically| off| today| in clinic)?(?:\s+by)?)\s*[:,]?\s*" + _MARK),
    Cue("with whom", "NAME_RELATIVE", r"(?i:\b(?:w/|with|tell|told|ask|asked|per|saw|by))[ \t]+" + _MARK),
    Cue("patient", "NAME_PATIENT",
        rf"\b(?:[Pp]atient|[Pp]t|[Cc]lient|[Vv]eteran)\b\.?,?{SPACE}{_MARK}"),
    Cue("time slot", "NAME_PATIENT",
        r"(?:^|\n|\s)\d{1,2}:\d{2}\s?(?i:[ap]\.?m?\.?)?[ \t]*[-–|:*]*[ \t]*"),
)  # fmt: skip
"""Looked for in this order; the first that stands decides the class."""

TITLED = re.compile(
    rf"(?P<vague>\b(?:the|a|an|my|her|his|their|family|another) )?\b(?:(?P<doctor>[Dd]rs?|DR|[Dd]octor|Prof|Professor)|"
    r"[Mm]r|[Mm]rs|(?<!\d )(?<!\d)[Mm]s|MR|MRS|MS(?= [A-Z]{{2}})|Miss|Mx|Sr|Sra|Señora?|[Mm]ister|Madam|Mme|Sister|Rev|Reverend|"
    r"Rabbi|Imam|Sgt|Capt|Captain|Lt|Col|Judge|Officer|Aunt|Auntie|Uncle|Grandma|Grandpa|Deacon)"
    rf"\b\.?{SPACE}(?P<name>(?:{PARTICLE}{SPACE}){{0,2}}{_NAME}|[A-Z]\.?(?![\w/]))"
    rf"(?:{SPACE}(?:and|&){SPACE}(?P<other>{_NAME}))?"
)
"""A title and what it names: any capitalised word, even an eponym."""

CREDENTIAL_AFTER = re.compile(
    rf",?{SPACE}\(?{_CREDENTIAL}(?![\w]|{SPACE}(?:is|was|to|for|and|services|session|2x|3x|\d))"
)
RELATION_AFTER = re.compile(
    rf"(?:,{SPACE}|{SPACE}?\()(?i:(?:(?:her|his|their|the|a|patient['’]s|pt['’]s){SPACE})?"
    rf"(?:[\w'’]+{SPACE}){{0,2}}{_RELATION})\b"
)
CALLED = re.compile(
    r"(?i:\b(?:goes by|calls? (?:him|her)|call me|answers to|likes to be called|prefers to be called|"
    r"nicknamed))[ \t]+[\"“]?([A-Z][^\W\d_]+)"
)
"""What makes a name of any word."""
NICKNAMED = re.compile(r"[\"“]([A-Z][^\W\d_]+)[,.]?[\"”]")
ROLE_AFTER = re.compile(
    rf",{SPACE}(?:(?:her|his|their|the|a|our){SPACE})(?:\w+{SPACE}){{0,2}}{_ROLE}\b"
)
MARKED_AGE = re.compile(
    rf"(?:,|{SPACE}[(-]?)[ \t]*(?:is{SPACE})?(?:an?{SPACE}(?:[a-z-]+{SPACE}){{0,2}})?"
    r"(?:\d{1,2}(?:[MF]\b|[\s-]?(?:y/?\s?o\b|yo\b|yrs?\b|years?\b))|(?<=[, (])\d{2}(?=[,;)]))"
)

INITIALS = re.compile(
    rf"(?<![\w./-])(?:(?:[A-Z]\.){{2,4}}|[A-Z]{{2,3}}(?![\w/-])|[A-Z]\.?{SPACE}[A-Z]\.)"
)
INITIALS_BEFORE = re.compile(
    rf"\b(?:[Pp]atient|[Pp]t|[Cc]lient|[Nn]ame|[Ii]nitials|[Mm]ember)\b(?: [Ii]nitials)?"
    rf"(?:{_COLON}|\.? )\Z|(?i:\b(?:sent|signed|scanned|seen|entered|written|typed|reviewed|taken) by )\Z"
)
"""What makes letters stand for a person."""


def _lower(name: str, kind: str, pattern: str) -> tuple[str, str, re.Pattern[str]]:
    return name, kind, re.compile(pattern, re.MULTILINE)


_TWO = rf"{_LOWER}(?:{SPACE}(?:{PARTICLE}{SPACE})?{_LOWER})"
LOWER_CASE = (
    _lower("doctor", "NAME_CLINICIAN", rf"\bdr\.?{SPACE}({_LOWER}(?:{SPACE}{_LOWER})?)"),
    _lower("title", "NAME_PATIENT", rf"\b(?:mr|mrs|ms|miss|mister)\.?{SPACE}({_LOWER}(?:{SPACE}{_LOWER})?)"),
    _lower("label", "NAME_PATIENT",
           rf"\b(?i:{_LABELS}|child|caregiver|taken by|seen by|signed|sgd|PTA|PT|RN|OT)\b{_COLON}"
           rf"({_LOWER}(?:{SPACE}{_LOWER}){{0,2}})"),
    _lower("name is", "NAME_PATIENT",
           rf"\b(?:name{SPACE}is|named|called|goes{SPACE}by|prefers|this{SPACE}is)\s+[\"“]?({_LOWER})"),
    _lower("relation", "NAME_RELATIVE",
           rf"\b{_RELATION},?{SPACE}({_LOWER})(?=[,.;)]|{SPACE}{REPORTING}\b|\s*$|{SPACE}(?:to|in|at|here)\b)"),
    _lower("role", "NAME_CLINICIAN", rf"\b(?:{_ROLE}|pt|ot|pta),?{SPACE}({_LOWER}(?:{SPACE}{_LOWER})?)"),
    _lower("patient", "NAME_PATIENT", rf"\b(?:[Pp]atient|[Pp]t|client)\b\.?,?{SPACE}({_LOWER}(?:{SPACE}{_LOWER})?)"),
    _lower("seen", "NAME_PATIENT",
           rf"\b(?:saw|seen|treated|met|evaluated|for|with|w/|called|tell|told|ask|on){SPACE}({_TWO})\b"),
    _lower("tell", "NAME_CLINICIAN", rf"\b(?:tell|ask|told|per|w/){SPACE}({_LOWER})(?={SPACE}|[,.;])"),
    _lower("initial", "NAME_PATIENT", rf"\b((?<=\s)[a-z]\.{SPACE}{_LOWER})"),
    _lower("start", "NAME_PATIENT",
           rf"(?:^[-*•\d)\s]{{0,6}}|(?<=[.;:]\s))({_LOWER}(?:{SPACE}{_LOWER})?)"
           rf"(?=,?{SPACE}(?:{REPORTING}|\d{{2}}[,MF]|\d{{2}}{SPACE}?y|no{SPACE}show|cxl|cancel|sick|r/s|here|arrived)(?!\w)|,{SPACE}\d{{2}})"),
    _lower("time slot", "NAME_PATIENT",
           rf"(?:^|\s)\d{{1,2}}:\d{{2}}\s?(?:[ap]m?)?(?:{SPACE}(?:cxl|ns|r/s))?{SPACE}?[-–]?{SPACE}?({_LOWER}(?:{SPACE}{_LOWER})?)"),
    _lower("reason", "NAME_PATIENT", rf"\b(?:cxl|cancel|ns|r/s|no{SPACE}show)\b\s?[-–:]?\s?({_LOWER})"),
)  # fmt: skip
"""Cues of names that nobody capitalised; the words themselves must be no ordinary ones."""
