"""Numbers that identify: of records, plans, accounts, licenses, devices, vehicles and the rest."""

import re
from collections.abc import Iterator

from soapbench.scorers.phi.checksums import card, dea, npi, vin
from soapbench.scorers.phi.spans import PhiSpan, Rule, Rules, Text

__all__ = ["find_identifiers"]

# A procedure, supply or diagnosis code identifies a service, never a person.
_CODE = re.compile(r"(?:9\d{4}|[A-V]\d{4}|[A-TV-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?)$")


def _identifier(value: str) -> bool:
    digits = sum(c.isdigit() for c in value)
    return digits >= 3 and not _CODE.match(value) and not _QUANTITY.match(value)


_QUANTITY = re.compile(
    r"\d+(?:-\d+)?\s?[x×](?:[/\s\d]|wk|$)|\d+\.\d+$|(?:CPT|ICD|HCPCS)\b", re.IGNORECASE
)

_GAP = r"[ \t*_|\"“]*"
"""What may stand between a cue and its value on a form, in a table, or in bold."""
_NUMBER = r"(?:numbers?|no|num|nr|id|ids|code|card|label|tag)\b\.?"
_MARK = rf"{_GAP}(?:{_NUMBER}{_GAP}){{0,2}}(?:is\b|was\b|[:=#]){{0,3}}[ \t*_|\"“#:=]*(?:is[ \t])?"
_MUST_MARK = rf"{_GAP}(?:(?:{_NUMBER}|#){_GAP}(?:is\b|[:=#])?|[:=#|])[ \t*_|\"“#:=]*"
_END = r"(?![\w/]|-\w|\.\d|\s*%)"
_VALUE = rf"((?=[A-Za-z0-9-]*\d)[A-Za-z0-9]+(?:[-/][A-Za-z0-9]+){{0,4}}){_END}"
_LONG_VALUE = (
    r"((?-i:(?=[A-Z0-9. -]*\d)[A-Z0-9]{2,9}(?:[ -](?=[A-Z0-9-]*\d)[A-Z0-9-]{2,9}){1,4}(?: [A-Z])?)|"
    r"(?=[\w./·-]*\d)[A-Za-z0-9]{1,12}(?:[-/.·_][A-Za-z0-9]{1,12}){1,5}|"
    rf"(?=[A-Za-z0-9]*\d)[A-Za-z0-9]{{4,20}}){_END}"
)


def _cued(
    kind: str, rule: str, cue: str, needs: str, value: str = _VALUE, mark: str = _MARK
) -> Rule:
    pattern = re.compile(rf"\b(?:{cue}){mark}{value}", re.IGNORECASE)
    return Rule(kind, rule, pattern, frozenset(needs.split()), _identifier)


_RULES = Rules(
    (
        Rule.of(
            "DEVICE_SERIAL",
            "udi",
            r"\bUDI\b\W{0,3}((?:\(\d{2}\)[A-Za-z0-9-]+)+)",
            "udi",
        ),
        Rule.of(
            "OTHER_ID",
            "service number",
            r"(?i:\b(?:service|veteran'?s?|file|claim|case|reference)\s+(?:no\.?|number|#)\s*[:#]?\s*)([A-Z]{1,4}(?: \d{2,4}){2,4})\b",
            "service veteran veterans file claim case reference",
        ),
        Rule.of(
            "OTHER_ID",
            "user name with digit",
            r"(?i)\b(?:user ?name|user ?id|user|login|log-?in|sign-?in|handle)\W{1,6}((?=[\w.@-]*[\d_.@])[a-z][\w.@-]{3,29})\b",
            "user username userid login log sign handle",
        ),
        Rule.of(
            "OTHER_ID",
            "account at a hospital",
            r"(?i)\b(?:FIN|HAR|CSN|EID|VID|PID|UID)\b\s*(?:#|no\.?|:)?\s*(\d{5,})\b",
            "fin har csn eid vid pid uid",
        ),
        Rule.of(
            "LICENSE",
            "license number with dot",
            r"(?i)\b(?:licen[sc]e|lic\.?)(?:\s*(?:number|no\.?|#))?\s*[:#]?\s*((?:[A-Z]{2,4}[ -])?\d{2,}(?:\.\d{3,})?)(?![\w.-])",
            "license licence lic",
        ),
        Rule.of(
            "DEVICE_SERIAL",
            "serial, short",
            r"(?i)\bser(?:ial)?\.?\s*(?:no\.?|num\.?|#)\s*:?\s*((?=[A-Z0-9-]*\d)[A-Z0-9-]{4,})\b",
            "ser serial",
        ),
        Rule.of(
            "ACCOUNT", "card", r"(?<![\d.-])((?:\d[ -]?){12,15}\d)(?![\d.-])", "#seven", check=card
        ),
        Rule.of(
            "ACCOUNT",
            "card ending",
            r"(?i)\b(?:card|account|acct|visa|mastercard|amex|checking)\b[^.;\n\d]{0,20}?\bend(?:s|ing)(?:\s+in)?\s+(\d{4})\b",
            "ending ends",
        ),
        Rule.of(
            "BIOMETRIC",
            "biometric",
            r"(?i)\b(?:finger-?print|voice-?print|voice|retinal?|iris|face|facial|palm|gait-?print|biometric)s?\b(?:[\s,]+(?:scan|recording|template|id|ref\.?|reference|hash|file|record|profile|sample|signature|recognition|no\.?|number)){1,3}\s*[:#]?\s*((?=[\w-]*\d)[\w-]{4,})",
            "fingerprint fingerprints voiceprint retinal retina iris face facial palm gaitprint biometric finger voice gait",
        ),
        Rule.of(
            "OTHER_ID",
            "lot",
            r"(?i)\b(?:lot|batch)\s+((?=[A-Z0-9-]*\d)[A-Z0-9-]{6,})\b",
            "lot batch",
        ),
        Rule.of(
            "PLAN_ID",
            "grouped number",
            r"(?i:\b(?:ins(?:urance)?|member|policy|plan|subscriber|medicare|medicaid)\s+(?:id|no\.?|number|#)\s*[:#]?\s*)([A-Z0-9]{2,5}(?:[ -][A-Z0-9]{2,5}){2,5})\b",
            "ins insurance member policy plan subscriber medicare medicaid",
        ),
        Rule.of(
            "OTHER_ID",
            "visit number",
            r"(?i)\b(?:visit|session|appointment|note|document|permit|record)\s+(?:id|no\.|number|#|ref\.?)\s*[:#]?\s*((?=[A-Z0-9-]*\d)[A-Z]{0,4}-?\d[A-Z0-9]*(?:-[A-Z0-9]+)+|[A-Z]{1,3}\d{5,}|\d{6,})\b",
            "visit session appointment note document permit record",
        ),
        Rule.of("OTHER_ID", "record", r"(?i)\brecord\s+(\d{5,})\b", "record"),
        Rule.of("SSN", "ssn", r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])", "#seven"),
        Rule.of(
            "SSN",
            "ssn spaced",
            r"(?i)\b(?:ssn|ss(?=\s*(?:#|no))|social security(?: number| no\.?)?|soc\.? sec\.?|social)\b\W{0,3}(?:no\.?\s*)?(?:is |number )?(\d{3}[ -]?\d{2}[ -]?\d{4})\b",
            "ssn ss social soc",
        ),
        Rule.of(
            "SSN",
            "ssn last four",
            r"(?i)\b(?:ssn|soc\.? sec\.?|social(?: security)?)\b[^.;\n\d]{0,30}?(?:last ?(?:4|four)\W{0,4})?(\d{4})\b",
            "ssn ss social soc",
        ),
        Rule.of(
            "SSN",
            "ssn last four",
            r"(?i)\blast\s+(?:4|four)(?:\s+(?:digits?|of))*[^.;\n\d]{0,30}?(\d{4})\b",
            "last",
        ),
        Rule.of(
            "SSN",
            "ssn last four",
            r"(?i:\bSS#?)\W{0,4}(?:xxx|\*{3})?[ -]?(?:xx|\*{2})?[ -]?(\d{4})\b",
            "ss",
        ),
        Rule.of("SSN", "ssn masked", r"(?:[Xx*]{3}-[Xx*]{2}-)(\d{4})\b", "#masked"),
        Rule.of("VEHICLE", "vin", r"\b([A-HJ-NPR-Z0-9]{17})\b", "#vin", check=vin),
        Rule.of(
            "PLAN_ID",
            "mbi",
            r"\b([1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y]{2}\d{2})\b",
            "#mbi",
        ),
        Rule.of("LICENSE", "npi", r"(?i)\bNPI\b\D{0,12}(\d{10})\b", "npi"),
        Rule.of(
            "LICENSE", "npi checksum", r"(?<![\d.-])([12]\d{9})(?![\d.-])", "#seven", check=npi
        ),
        Rule.of("LICENSE", "dea", r"\b([A-Z]{2}\d{7})\b", "#dea", check=dea),
        _cued("LICENSE", "dea cue", r"DEA", "dea"),
        _cued(
            "MRN",
            "mrn",
            r"MRN|MR\s?#|unit(?= ?(?:no|num|#|number))|med(?:ical)?\.? rec(?:ord)?\.?|health record|(?:medical )?chart(?= ?(?:no|num|#|id|:))|patient id(?:entifier)?|pt\.? id|patient number|patient #|EMR id|hospital (?:number|no\.?|id)",
            "mrn mr record rec chart id identifier number emr unit",
            _LONG_VALUE,
        ),
        _cued(
            "PLAN_ID",
            "plan",
            r"member(?:ship)?|subscriber|beneficiary|policy|group|grp\.?|insurance|medicare|medicaid|HICN|MBI|payer|insurance card",
            "member membership subscriber beneficiary policy group grp insurance medicare medicaid hicn mbi payer",
            _LONG_VALUE,
            _MUST_MARK,
        ),
        _cued(
            "PLAN_ID",
            "plan number",
            r"(?:health )?plan",
            "plan",
            _LONG_VALUE,
            r"\s*(?:number|no\.|id\b|#)\s*[:=#]?\s*",
        ),
        _cued("PLAN_ID", "plan cue", r"HICN|MBI", "hicn mbi", _LONG_VALUE),
        _cued(
            "ACCOUNT",
            "account",
            r"account|acct\.?|invoice|billing|guarantor|bank|card|routing",
            "account acct invoice billing guarantor bank card routing",
            _LONG_VALUE,
            _MUST_MARK,
        ),
        _cued("ACCOUNT", "account cue", r"acct\.?|account(?= \d{5,})", "acct account", _LONG_VALUE),
        _cued(
            "LICENSE",
            "license",
            r"(?:PT |PTA |state |driver'?s |professional )?(?:licen[sc]e|lic\.?)|certificate|cert\.?|DL|registration|provider",
            "license licence lic certificate cert dl registration provider",
            _LONG_VALUE,
            _MUST_MARK,
        ),
        _cued(
            "LICENSE",
            "license cue",
            r"(?:driver'?s |state |PT |PTA )(?:licen[sc]e|lic\.?)|lic\b\.?|licen[sc]e",
            "license licence lic",
            _LONG_VALUE,
        ),
        _cued(
            "DEVICE_SERIAL",
            "serial",
            r"serial|S/N|SN|UDI|IMEI|device|lot|model|implant|pump|prosthesis|wheelchair|pacemaker|stimulator",
            "serial n sn udi imei device lot model implant pump prosthesis wheelchair pacemaker stimulator",
            _LONG_VALUE,
            _MUST_MARK,
        ),
        _cued(
            "DEVICE_SERIAL",
            "serial cue",
            r"serial(?: number| no\.?)?|S/N|SN|UDI|IMEI",
            "serial n sn udi imei",
            _LONG_VALUE,
        ),
        _cued(
            "PLAN_ID",
            "id",
            r"(?<!patient )(?<!pt )ID",
            "id",
            _LONG_VALUE,
            rf"{_GAP}[:=#][ \t*_|\"“#:=]*",
        ),
        _cued(
            "OTHER_ID",
            "reference for",
            r"(?:reference|ref|confirmation|number|code)\s+(?:for|at|on)\s+(?:the |this |your )?\w+",
            "reference ref confirmation number code",
            _LONG_VALUE,
            _MUST_MARK,
        ),
        _cued("VEHICLE", "vin cue", r"VIN", "vin"),
        _cued(
            "VEHICLE",
            "plate",
            r"(?:license |licence |number |registration |car |van |vehicle )?plates?|tag|handicap placard|placard|vehicle registration",
            "plate plates tag placard registration",
            r"((?=[A-Z0-9 -]*\d)(?!(?:19|20)\d{2}\b)[A-Z0-9]{1,5}[- ]?[A-Z0-9]{2,5})(?!\w)",
        ),
        _cued(
            "OTHER_ID",
            "number",
            r"claim|case|encounter|authori[sz]ation|auth\.?|pre-?auth(?:ori[sz]ation)?|accession|referral|study|subject|participant|record|file|order|confirmation|reference|ref\.?|ticket|specimen|transaction|badge|employee|student|enrol?lment|trial|research|passport|visa|appointment|tracking|request|incident",
            "claim case encounter authorization authorisation auth preauth preauthorization preauthorisation pre accession referral study subject participant record file order confirmation reference ref ticket specimen transaction badge employee student enrollment enrolment trial research passport visa appointment tracking request incident",
            _LONG_VALUE,
            _MUST_MARK,
        ),
        _cued(
            "OTHER_ID",
            "number cue",
            r"(?:claim|encounter|auth(?:ori[sz]ation)?|accession|study|subject|participant|referral|passport|badge|case|reference|ref|chart|account|acct\.?|member|under #?)",
            "claim encounter auth authorization authorisation accession study subject participant referral passport badge case reference ref chart account acct member under mrn",
            r"((?=[A-Za-z0-9-]*\d)[A-Z]{1,6}-?\d[A-Z0-9]*(?:-[A-Z0-9]+)*|\d{5,}|\d{2,}(?:-\d{2,})+)(?![\w/]|\.\d)",
            r"\s+(?:as\s+)?",
        ),
        Rule.of(
            "OTHER_ID",
            "user name",
            r"(?i)\b(?:user ?name|user ?id|login|log-?in|handle|screen name|portal(?: access)?(?: code| id| name| login| user)?|access code|pass ?code|password|pin)\s*(?:is\b|[:=#])\s*([\w.@!#$%-]{3,30}\w)",
            "user username userid login log handle screen portal access pass passcode password pin",
        ),
        Rule.of(
            "OTHER_ID",
            "portal code",
            r"(?i)\b(?:portal|access|activation|verification|invite|pass)\s?(?:code|key|pin|id)\s+((?=\S*\d)[\w-]{4,20})\b",
            "portal access activation verification invite pass",
        ),
        Rule.of(
            "OTHER_ID",
            "dashed number",
            r"(?i)\b(?:no\.|number|#|nr\.?)\s*:?\s*((?=[A-Z0-9-]*\d)[A-Z0-9]{1,8}-[A-Z0-9][A-Z0-9-]{2,})\b",
            "#numbered",
        ),
        Rule.of(
            "OTHER_ID",
            "shape of an identifier",
            r"(?<![\w./-])(?<!\bREF )(?<!(?i:model) )(?=[A-Z0-9/-]*[A-Z])(?=(?:[A-Z/-]*\d){5})[A-Z0-9]{1,10}(?:[-/][A-Z0-9]{1,10}){1,4}(?![\w/-])",
            "#id",
            tier="likely",
        ),
        _cued(
            "OTHER_ID",
            "other number",
            r"ICN|PTAN|tax id|EIN|TIN|EFT|check/EFT|remit|voucher|inmate|ticket|permit|PIN|ck",
            "icn ptan tax ein tin eft remit voucher inmate ticket permit pin ck",
            _LONG_VALUE,
        ),
        Rule.of(
            "MRN",
            "mrn in groups",
            r"(?i)\b(?:mrn|chart|med rec|(?:hosp|fac|unit)\.? no)\b\W{0,3}((?:[a-z]{1,3} )?\d{2,5}(?: \d{2,4}){1,3}|[a-z]{2,3}[ /]\d{3,6}(?:/[a-z])?)\b",
            "mrn chart med hosp fac unit",
        ),
        Rule.of(
            "PLAN_ID",
            "plan in groups",
            r"(?i:\b(?:policy|member|subscriber|id|grp|group)\b)(?i:[ \t]+(?:no|number)\.?)?[ \t:#]+((?=(?:[A-Z -]*\d){5})[A-Z0-9]{2,4}(?:[ -][A-Z0-9]{2,6}){1,4})(?![\w-])",
            "policy member subscriber id grp group",
        ),
        Rule.of(
            "OTHER_ID",
            "door code",
            r"(?i)\b(?:(?:gate|door|lock ?box|entry|alarm|temporary|temp|one-time|check-in)\s+code|passcode)\W{1,3}((?=[\w-]*\d)[\w-]{4,16})",
            "gate door lockbox box entry alarm temporary temp time check passcode",
        ),
        Rule.of(
            "OTHER_ID",
            "file in groups",
            r"(?i:\b(?:file|VA|case|claim)\b)[^.;\n\d]{0,8}?[ :#]((?:[A-Z][- ]?)?\d{2,3}(?: \d{2,4}){2,3})(?![\w-])",
            "file va case claim",
        ),
        Rule.of(
            "PLAN_ID",
            "plan on a card",
            r"(?i:\b(?:member|subscriber|policy|plan)\b)[^.;\n\d]{0,6}(?i:no\.?|number|id|#)[^;\n\d]{0,24}?\b([A-Z]{1,3}\d{3,}(?: \d{3,6}){0,3})(?![\w-])",
            "member subscriber policy plan",
        ),
        Rule.of(
            "LICENSE",
            "license in brackets",
            r"(?i:\blicen[sc]e)[^.;\n\d]{0,6}\(?([A-Z]{2}[ -]\d{4,7}(?:-\d+)?)\b",
            "license licence",
        ),
        Rule.of(
            "OTHER_ID",
            "report",
            r"(?i)\b(?:police|crash|incident) report\W{1,3}(?:no\.? ?|# ?)?((?=[\w-]*\d{3})[\w-]{4,})",
            "police crash incident",
        ),
        Rule.of(
            "LICENSE",
            "certificate",
            r"(?i:\bcert(?:ificate)?\b\.?)\s*#?\s*(\d{4,8})\b",
            "cert certificate",
        ),
        Rule.of(
            "PLAN_ID",
            "plan by shape",
            r"(?i:\b(?:policy|member|subscriber|id|ins(?:urance)?|plan)\b)[ \t]+(?=[A-Z0-9-]*\d[A-Z0-9-]*\d[A-Z0-9-]*\d[A-Z0-9-]*\d)((?=[\d-]*[A-Z])[A-Z0-9]+(?:-[A-Z0-9]+)*)(?![\w-])",
            "policy member subscriber id ins insurance plan",
            check=_identifier,
        ),
        Rule.of(
            "ACCOUNT",
            "account in groups",
            r"(?i:\b(?:account|acct\.?|guarantor)\b)\W{1,3}(\d{4}(?: \d{2,4}){2,4})(?!\d)",
            "account acct guarantor",
        ),
        Rule.of(
            "VEHICLE",
            "vehicle",
            r"(?i:\b(?:vehicle|car|van|truck|suv)\b)(?:[ \t]*[:(]|[ \t]+\()[ \t]*((?=[A-Z0-9 -]*\d)(?=[A-Z0-9 -]*[A-Z])[A-Z0-9]{2,4}[- ]?[A-Z0-9]{2,4})(?![\w-])",
            "vehicle car van truck suv",
            check=lambda v: not v.isdigit(),
        ),
        Rule.of(
            "LICENSE",
            "license among others",
            r"(?i:\b(?:lic|NPI|DEA)(?:/(?:lic|NPI|DEA))+)\W{1,3}((?=[A-Z0-9. ]*\d)[A-Z0-9]{2,4}(?:[ .][A-Z0-9]+)?|\w*\d{4,})\b",
            "lic npi dea",
        ),
        Rule.of(
            "LICENSE",
            "state license",
            r"\b[A-Z]{2}[ -](?:PT|PTA|OT|RN|MD)\s*(?:lic\.?)?\s*#?\s*(\d{4,7})\b",
            "pt pta ot rn md",
        ),
        Rule.of(
            "VEHICLE",
            "plate after words",
            r"(?i:\b(?:plates?|tag|placard|permit|van|truck)\b)[^.;\n]{0,45}?[\s(]((?=[A-Z0-9· -]*\d)(?=[A-Z0-9· -]*[A-Z])[A-Z0-9]{2,4}[ ·-][A-Z0-9]{2,5}(?:-[A-Z0-9]{1,3})?)(?![\w-])",
            "plate plates tag placard permit van truck",
            check=lambda v: (
                sum(c.isdigit() for c in v) >= 2 and bool(re.search(r"[A-Z]{2}|[A-Z]\d|\d[A-Z]", v))
            ),
        ),
        Rule.of(
            "DEVICE_SERIAL",
            "serial after words",
            r"(?i:\b(?:ser(?:ial)?|s/n|sn)\b)[^.;\n]{0,24}?\b((?=[A-Z0-9-]*\d)[A-Z]{1,6}\d*[- ]?\d[A-Z0-9-]{2,})(?![\w-])",
            "ser serial n sn",
        ),
    )
)


def find_identifiers(text: Text) -> Iterator[PhiSpan]:
    """Yield numbers by which a person, a record or a thing of a person is known."""
    yield from _RULES.spans(text)
