"""Places, surroundings, clothing, patterns and rules of the National Careers Service.

Each phrase of the source is matched against a table of patterns; the first that is found
names the condition. What the condition's own sentence does not say exactly is kept as its
detail, and what matches nothing becomes "another place" or "other rules" with its text, so
that nothing is lost.
"""

import re

from profiles.imports.sheets.markdown import one_line_from_html, plain_from_html, sentence
from profiles.imports.sheets.sheet import ConditionUse

# (pattern, condition). A phrase that is the condition's own name needs no detail.
Table = tuple[tuple[str, str], ...]
PLACES = (
    (r"client's business", "at a client's business"),
    (r"client's home|people's homes", "at a client's home"),
    (r"from home", "from home"),
    (r"visit sites|wherever the car owner", "visiting sites"),
    (r"in the community|outreach centre", "in the community"),
    (r"hospital|hospice", "in a hospital"),
    (r"health centre|GP practice|therapy clinic|dental practice", "in a surgery or clinic"),
    (r"care home", "in a care home"),
    (r"laboratory|research facility|observatory", "in a laboratory"),
    (r"shipyard|\bport\b|marina|border post", "at a port"),
    (r"workshop|sawmill", "in a workshop"),
    (r"factory|manufacturing plant|brewery|abattoir|laundry", "in a factory"),
    (r"construction site|demolition site|builder's yard", "on a building site"),
    (r"nursery", "in a nursery"),
    (r"college|university|training centre|adult education", "in a college or university"),
    (r"school|pupil referral unit", "in a school"),
    (r"\bstore\b|market stall|garden centre", "in a shop"),
    (r"contact centre", "in a call centre"),
    (r"\bcourt\b|chambers", "in a court"),
    (r"prison", "in a prison"),
    (r"police station|fire station|patrol", "at a police or fire station"),
    (r"studio|film set", "in a studio"),
    (r"theatre|cinema|music venue", "in a theatre or cinema"),
    (r"events|venue|festival|conference centre", "at events"),
    (r"fitness centre|sports|race track|activity centre|sailing club", "at a sports centre"),
    (r"salon|health spa|barbershop|beauty clinic", "in a salon or spa"),
    (r"cruise ship|on a ship|on a boat|at sea", "on a ship or boat"),
    (r"restaurant|hotel|pub or bar|coffee shop|social club|holiday acc", "in a restaurant, hotel or bar"),
    (r"museum|gallery|monuments|library|information centre", "in a museum or library"),
    (r"control room|control tower", "in a control room"),
    (r"warehouse|stock room", "in a warehouse"),
    (r"garage|car dealership|fast-fit", "in a garage"),
    (r"airport|aircraft", "at an airport or on aircraft"),
    (r"rail tracks|station platform|ticket office", "on the railway"),
    (r"from a vehicle|on the road|ambulance", "in a vehicle"),
    (r"power station", "at a power station"),
    (r"\brig\b", "offshore"),
    (r"\bfarm\b|country estate|bee yard", "on a farm"),
    (r"animal|kennels|veterinary|\bzoo\b|wildlife park|riding stable", "at a place for animals"),
    (r"streets|car park", "on the streets"),
    (r"woodland|\bparks?\b|\bgarden\b", "in woods, parks or gardens"),
    (r"countryside|rural", "in the countryside"),
    (r"quarry", "at a quarry"),
    (r"waste", "at a waste site"),
    (r"high rise|other structures", "on high buildings"),
    (r"underwater", "underwater"),
    (r"overseas", "overseas"),
    (r"military base|warzone", "at a military base"),
    (r"worship", "in a place of worship"),
    (r"mortuary|cemetery|funeral", "at a mortuary or cemetery"),
    (r"office|reception area|\bbank\b", "in an office"),
)
SURROUNDINGS = (
    (r"physically and emotionally demanding|physically demanding", "physically demanding"),
    (r"emotionally demanding", "emotionally demanding"),
    (r"physically active", "physically active"),
    (r"outdoors some of the time", "outdoors some of the time"),
    (r"outdoors in all weathers", "outdoors in all weathers"),
    (r"at height", "at height"),
    (r"cramped", "cramped"),
    (r"crowded", "crowded"),
    (r"noisy", "noisy"),
    (r"dusty", "dusty"),
    (r"dirty", "dirty"),
    (r"\bhot\b", "hot"),
    (r"\bcold\b", "cold"),
    (r"\bcool\b", "cool"),
    (r"humid", "humid"),
    (r"chemicals", "chemicals"),
    (r"travel often", "travel often"),
    (r"nights away", "nights away"),
)
CLOTHING = (
    (r"\buniform\b", "uniform"),
    (r"protective clothing", "protective clothing"),
    (r"safety clothing|safety equipment", "safety equipment"),
    (r"business dress", "smart business clothes"),
    (r"sports kit", "sports kit"),
)
PATTERNS = (
    (r"9am to 5pm", "9am to 5pm"),
    (r"between 8am and 6pm", "between 8am and 6pm"),
    (r"\bdays\b", "days"),
    (r"early mornings", "early mornings"),
    (r"evenings", "evenings"),
    (r"nights", "nights"),
    (r"weekends", "weekends"),
    (r"bank holidays", "bank holidays"),
    (r"on call", "on call"),
    (r"shifts", "shifts"),
    (r"on a rota", "on a rota"),
    (r"flexibly", "flexible hours"),
    (r"managing your own hours", "your own hours"),
    (r"customers demand", "when customers ask"),
    (r"events or appointments", "events and appointments"),
    (r"short notice", "at short notice"),
    (r"away from home", "away from home"),
    (r"self-employed", "self-employed"),
    (r"your own business", "your own business"),
    (r"term time", "term time"),
    (r"seasonal", "seasonal work"),
)
REGISTRATIONS = (
    (r"\bcard\b|safety passport|safety certificate", "safety card"),
    (r"(?<!apply for a )licence", "official licence"),
    (r"", "registration"),
)
RULES = (
    (r"credit check", "credit check"),
    (r"security checks?\b|vetting|vetted|national security", "security clearance"),
    (
        r"background check|criminal|convict|checks on your personal|character references|make other checks",
        "background check",
    ),
    (r"drugs and alcohol", "drug and alcohol test"),
    (r"vaccinat", "vaccinations"),
    (r"colour.vision|colour-normal|eyesight|licence plate", "eyesight test"),
    (r"medical (?:check|certificate|questionnaire)|authority medical", "medical check"),
    (r"working at height", "head for heights"),
    (r"\bswim|life-saving", "swimming"),
    (r"\btall\b|height and weight", "height and weight rules"),
    (r"fitness|physically fit|stamina", "physical fitness"),
    (r"nationality|citizen|lived in the uk", "nationality rules"),
    (r"right to live and work|eligible to work", "right to work"),
    (r"live (?:within|close|near)|living in the local|prefer you to live", "living close by"),
    (r"second(?: eu)? language|foreign language|more languages", "second language"),
    (r"english language|spoken english", "good English"),
    (
        r"lgv|pcv|\bc1\b|large goods|\bcpc\b|tachograph|\(category c\+e\)|certificate of professional",
        "lorry or bus licence",
    ),
    (r"over 16\b|at least 16\b", "over 16"),
    (r"(?:over|aged|be|least) 18\b", "over 18"),
    (r"over 21\b", "over 21"),
    (r"years of age|you must retire|school leaving age", "age rules"),
    (r"fork ?lift|\btractor|motorcycle|motorbike|pilot licence", "other vehicle licence"),
    (r"driving (?:licence|record)|learning to drive|driving skills", "driving licence"),
    (r"own transport|own vehicle|company car", "your own transport"),
    (r"insurance", "insurance"),
    (r"first aid", "first aid"),
    (r"food hygiene|food safety", "food hygiene certificate"),
    (r"safety training|sea safety|offshore safety", "safety training"),
    (r"skills? tests?|the knowledge|aptitude test|\bexam\b|assessment\.", "skills test"),
    (r"safety card|scheme card|safety passport|safety scheme", "safety card"),
    (r"licen[cs]|certificates? of competence|firearms", "official licence"),
    (r"regist(?!rar)", "registration"),
)
_PLACE_BEGINS = r"(?=(?:in|at|on|from|be|visit|stay|underwater)\b)"


def places(html: str) -> list[ConditionUse]:
    """Where one would work, from "in an office or at a client's business"."""
    phrases = re.split(rf"(?:, | or ){_PLACE_BEGINS}", plain_from_html(html))
    return _grouped(phrases, PLACES, "another place", "You could work")


def surroundings(html: str) -> list[ConditionUse]:
    """What it is like there, from "noisy, physically demanding and you'll travel often"."""
    text = plain_from_html(html)
    found = _found(text, SURROUNDINGS)
    return [ConditionUse(name) for name in found] or [_other(text)]


def clothing(html: str) -> list[ConditionUse]:
    text = plain_from_html(html)
    return [ConditionUse(name) for name in _found(text, CLOTHING)] or [_other(f"You may need to wear {text}")]


def pattern(words: str, details: str) -> list[ConditionUse]:
    """When one would work, from "evenings / weekends" and "on shifts"; "occasionally" is said of each."""
    uses: list[ConditionUse] = []
    for phrase in [*re.split(r" / (?!self-employed)", words), details]:
        phrase = plain_from_html(phrase)
        found = _found(phrase, PATTERNS)
        if phrase == "occasionally":
            names = [use.condition for use in uses]
            uses = [ConditionUse(name, f"You could occasionally work {name}.") for name in names]
        elif found:
            uses += [ConditionUse(name) for name in found]
        elif phrase:
            uses.append(_other(f"You could work {phrase}"))
    return uses


def registration(html: str) -> ConditionUse:
    return _first(sentence(one_line_from_html(html)), REGISTRATIONS)


def restriction(html: str) -> ConditionUse:
    """A rule from the source's list that goes on from "You'll need to:"."""
    text = one_line_from_html(html)
    if not re.match(r"(?:if|you|[A-Z])", text):
        text = f"You'll need to {text}"
    return _first(sentence(text), RULES)


def other_requirement(html: str) -> ConditionUse:
    return _first(sentence(one_line_from_html(html)), RULES)


def once(uses: list[ConditionUse]) -> tuple[ConditionUse, ...]:
    """Each use once, in their order; a bare condition gives way to the same one with a detail."""
    detailed = {use.condition for use in uses if use.detail}
    return tuple(dict.fromkeys(use for use in uses if use.detail or use.condition not in detailed))


def _found(text: str, table: Table) -> list[str]:
    """The conditions whose pattern ``text`` holds, in the order of the text."""
    starts: dict[str, int] = {}
    for wanted, name in table:
        if found := re.search(wanted, text, re.I):
            starts[name] = found.start()
    return sorted(starts, key=lambda name: starts[name])


def _first(text: str, table: Table) -> ConditionUse:
    """The first condition of ``table`` whose pattern ``text`` holds; addresses of links do not count."""
    words = re.sub(r"\]\([^()]*\)", "", text)
    for wanted, name in table:
        if re.search(wanted, words, re.I):
            return ConditionUse(name, text)
    return _other(text)


def _other(text: str) -> ConditionUse:
    return ConditionUse("other rules", sentence(text))


def _grouped(phrases: list[str], table: Table, otherwise: str, begin: str) -> list[ConditionUse]:
    """One use a condition; it has a detail where a phrase is not the condition's own name."""
    groups: dict[str, list[str]] = {}
    for phrase in phrases:
        name = next((name for wanted, name in table if re.search(wanted, phrase)), otherwise)
        groups.setdefault(name, []).append(phrase)
    return [
        ConditionUse(name, "" if group == [name] else _joined(begin, group)) for name, group in groups.items()
    ]


def _joined(begin: str, phrases: list[str]) -> str:
    if re.match(r"(?:visit|be|stay)\b", phrases[0]):
        begin = begin.removesuffix(" work")
    *most, last = phrases
    return sentence(f"{begin} {', '.join(most)}{' or ' if most else ''}{last}")
