"""What discover asks, and how an address holds the answers: one letter a statement, in this order.

Addresses are shared, so a statement keeps its place; a new one goes to the end.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db import models

from profiles.models import Interest
from profiles.search.words import words_of

PAGE_SIZE = 6  # statements
FIRST_PAGES = 2  # after which there are careers to see


class StatementAnswer(models.TextChoices):
    YES = "y", "Yes"
    A_BIT = "b", "A bit"
    NO = "n", "No"


LIKING = (StatementAnswer.YES, StatementAnswer.A_BIT)
SKIPPED = "-"


@dataclass(frozen=True)
class Statement:
    """Something a pupil may like.

    ``likes`` goes on from "I like" and from "You like". ``looks_for`` are texts to search for, which
    find careers with it. A line about a career is about the same thing where it has one of ``signs``:
    ``fault*`` is any word that begins so, ``hand_tools`` two words. With a word of ``unlike`` it is
    about something else.
    """

    key: str
    likes: str
    interest: Interest
    looks_for: tuple[str, ...]
    signs: str
    unlike: str = ""

    def __str__(self) -> str:
        return f"I like {self.likes}."

    @cached_property
    def _signs(self) -> tuple[frozenset[str], tuple[str, ...], list[str]]:
        """The words, the beginnings of words and the phrases among ``signs``."""
        signs = self.signs.split()
        whole = [" ".join(words_of(sign.replace("_", " "))) for sign in signs if not sign.endswith("*")]
        return (
            frozenset(sign for sign in whole if " " not in sign),
            tuple(sign[:-1] for sign in signs if sign.endswith("*")),
            [f" {sign} " for sign in whole if " " in sign],
        )

    @cached_property
    def _unlike(self) -> frozenset[str]:
        return frozenset(self.unlike.split())

    def signs_in(self, words: list[str]) -> int:
        """How many of its signs ``words`` have, a line as search reads it."""
        if not self._unlike.isdisjoint(words):
            return 0
        whole, beginnings, phrases = self._signs
        line = f" {' '.join(words)} "
        found = {word for word in words if word in whole or word.startswith(beginnings)}
        return len(found) + sum(phrase in line for phrase in phrases)


STATEMENTS = (
    Statement(
        "taking-apart",
        "taking things apart to see how they work",
        Interest.MAKING,
        (
            "repairing and servicing machines, engines and appliances",
            "find faults and replace broken parts",
        ),
        """
        repair repairs repairing mend mending fault faults faulty dismantl* overhaul* servicing engine
        engines broken_parts worn_parts worn_or_damaged maintaining_machinery maintain_machinery
        maintaining_machines maintaining_equipment maintain_equipment maintaining_and_servicing
        replacing_parts moving_parts mechanical
        """,
    ),
    Statement(
        "experiments",
        "doing experiments",
        Interest.FINDING_OUT,
        (
            "scientist planning experiments in a laboratory",
            "test samples and analyse results research",
        ),
        """
        experiment* laborator* lab labs samples specimen* scien* microscop* chemical chemicals bacteria
        clinical_trials prototype prototypes research_projects new_materials new_medicines new_drugs
        """,
        unlike="dead deceased morgue",
    ),
    Statement(
        "drawing",
        "drawing, or designing how things look",
        Interest.CREATING,
        (
            "design drawings sketches illustration and colour",
            "artist designer making new designs",
        ),
        """
        designs designer drawings sketch* illustrat* paint painting artwork graphic graphics colour
        colours pattern patterns mood_boards animation* drawing_up_designs colours_and_textures
        designers design_ideas artist artists
        """,
    ),
    Statement(
        "caring",
        "looking after people who are ill or upset",
        Interest.HELPING,
        (
            "caring for patients who are ill",
            "supporting people through a hard time with counselling and care",
        ),
        """
        patient patients caring_for care_for ill unwell sick counselling comfort* distress* upset grief
        bereave* supporting_people support_people supporting_families support_families emotional* feelings
        treatment treatments treating wounds nursing mental_health illness vulnerable carers
        washing_and_dressing
        """,
        unlike="body dead death deceased",
    ),
    Statement(
        "team",
        "getting a team to pull together",
        Interest.LEADING,
        (
            "leading and motivating a team of staff",
            "manage people and share out the work",
        ),
        """
        team teams supervis* leading managing_staff manage_staff managing_people recruiting crew
        training_staff staff_rotas commanding leading_a leading_and lead_a
        """,
    ),
    Statement(
        "planning",
        "planning things down to the last detail",
        Interest.ORGANISING,
        (
            "planning and organising events, bookings and travel",
            "make schedules, rotas and timetables",
        ),
        """
        planning organise organising schedul* bookings arrange arranging arrangements diary diaries
        rota rotas agenda agendas coordinat* plan_and planning_and booking_venues timetable_of
        keeping_a_diary
        """,
    ),
    Statement(
        "animals",
        "looking after animals",
        Interest.HELPING,
        (
            "looking after animals, pets and wildlife",
            "horses, dogs and livestock on a farm or at the vet",
        ),
        """
        animal animals pet pets horse horses dog dogs puppies cat cats livestock wildlife cattle sheep
        cows bird birds bees calves lambs poultry stables kennels
        """,
        unlike="abattoir bait control hunting killing meat pest pests poison shoot shoots slaughter traps",
    ),
    Statement(
        "building",
        "building things that last",
        Interest.MAKING,
        (
            "building with wood, brick, stone and metal",
            "cut, shape, join and fit materials using hand tools",
        ),
        """
        building_and build constructing construct brick* concrete timber timbers wood wooden weld*
        carving installing install joining joints metal metalwork shaping assembling assemble fitting
        hand_tools power_tools stone stonework plaster* tiles tiling lathe lathes walls roofs
        building_materials cutting_and cutting_bricks cutting_metal cutting_timber cutting_wood
        cutting_tiles cutting_stone
        """,
    ),
    Statement(
        "computers",
        "getting computers to do clever things",
        Interest.FINDING_OUT,
        (
            "software developer writing computer code",
            "build apps, games, websites and networks with data",
        ),
        """
        software code coding programming computer computers computerised app apps website websites
        database databases algorithm* digital cyber artificial_intelligence it_systems web
        computer_networks it_networks
        """,
    ),
    Statement(
        "numbers",
        "working with numbers and money",
        Interest.ORGANISING,
        (
            "accounts, budgets, tax and finance",
            "work out figures, prices and statistics",
        ),
        """
        accounts accounting budget budgets budgeting tax taxes financial finances finance statistic*
        investment* costs costing payroll invoice* cash prices pricing calculat* mathemat* money
        insurance forecast* payments sales_figures facts_and_figures
        """,
    ),
    Statement(
        "stories",
        "telling stories, in words or on film",
        Interest.CREATING,
        (
            "writing stories, scripts and articles",
            "film and photograph, edit video for television",
        ),
        """
        writing_and_editing story stories storyline* storyboard* script scripts article articles
        filming films camera cameras video videos journalis* edit editing broadcast* footage novel*
        book books poems reports_for_tv interviewing_people copywrit* blog blogs taking_photos
        photographing photographs news_stories news_items film_or_video writing_articles
        writing_stories write_stories writers
        """,
    ),
    Statement(
        "persuading",
        "talking people round to an idea",
        Interest.LEADING,
        (
            "persuading, selling and negotiating with clients",
            "campaign, argue a case and win support",
        ),
        """
        persuad* negotiat* sell selling sales promoting pitching campaign campaigns campaigning argue
        arguing debat* convinc* marketing advertis* fundrais* presenting_ideas present_ideas lobby*
        representing_clients negotiating_deals pitch_ideas persuade persuading convincing winning_over
        win_over asking_for promote_products promote_sales
        """,
    ),
    Statement(
        "outdoors",
        "being outside, whatever the weather",
        Interest.MAKING,
        (
            "working outdoors with plants, trees and land",
            "woodland, coast, countryside, rivers and parks",
        ),
        """
        outdoor outdoors outside plants planting trees tree soil soils forest* woodland* garden gardens
        crops land countryside coast* river rivers wildlife habitat* hedges grass weather harvest* at_sea
        parks landscap* mountain* hill field_trips
        """,
    ),
    Statement(
        "performing",
        "making music, dancing or acting",
        Interest.CREATING,
        (
            "perform music, dance and drama on stage",
            "theatre, concert and recording studio sound",
        ),
        """
        music musical musician* dance dances dancing dancers actor actors performing performance
        performances performers rehears* on_stage theatre* audience audiences sing singing singers song
        songs concert* choreograph* drama sound costume costumes audition* acting_in acting_roles
        acting_and
        """,
    ),
    Statement(
        "teaching",
        "helping people learn new things",
        Interest.HELPING,
        (
            "teach lessons to pupils and students",
            "train and coach people, help children learn",
        ),
        """
        teach teaching lesson lessons pupil pupils student students learn learning learner learners
        coaching coach tutor* instructing instruction classroom* workshop workshops training_sessions
        training_courses
        """,
    ),
    Statement(
        "mysteries",
        "solving mysteries from small clues",
        Interest.FINDING_OUT,
        (
            "investigate crime and gather evidence",
            "search for clues in history, records and remains",
        ),
        """
        investigat* evidence crime crimes criminal criminals forensic* clue clues detect detecting
        fraud suspects suspect witness* excavat* archaeolog* historic* diagnos* fault-finding
        intelligence history_of cause_of causes_of mystery finding_out_what finding_out_why
        finding_out_who what_happened puzzl* secret secrets tracing trace traces spot search_records
        attack attacks
        """,
    ),
    Statement(
        "calm",
        "staying calm when something goes wrong",
        Interest.LEADING,
        (
            "respond to emergencies, accidents and fires",
            "police, rescue and security keep people safe",
        ),
        """
        emergency emergencies accident accidents rescuing fire fires first_aid incident incidents
        danger* 999 crisis crises casualt* ambulance urgent disaster* evacuat* patrolling rescue_people
        rescue_teams rescue_work search_and_rescue lifeboat*
        """,
    ),
    Statement(
        "mistakes",
        "spotting mistakes that others miss",
        Interest.ORGANISING,
        (
            "inspect and check quality and safety",
            "check records for mistakes, meet rules and standards",
        ),
        """
        inspect* check checks checking quality audit* proofread* error errors mistake mistakes accura*
        monitoring standards
        """,
    ),
    Statement(
        "wheels",
        "anything with wheels, wings or an engine",
        Interest.MAKING,
        (
            "drive vehicles, trains, lorries and cars",
            "aircraft, ships, boats, flying and engines",
        ),
        """
        driving drive drivers vehicle vehicles car cars van vans lorry lorries truck trucks trains
        railway rail aircraft flight flights flying fly plane planes ship ships boat boats vessel
        vessels engine engines helicopter* crane cranes bike bikes bicycle* tractor* bus buses
        excavator* forklift* train_driver train_drivers driving_trains
        """,
    ),
    Statement(
        "sport",
        "playing sport, and getting others to join in",
        Interest.LEADING,
        (
            "sport, fitness and exercise coaching",
            "swimming, football, climbing and outdoor activities",
        ),
        """
        sport sports sporting fitness exercise exercises athlet* player players gym swim* football*
        matches climbing leisure canoe* sailing activities compete competing competition competitions
        """,
    ),
    Statement(
        "bodies",
        "finding out how bodies and minds work",
        Interest.FINDING_OUT,
        (
            "diagnose illness, study the human body and brain",
            "psychology of behaviour, health and medicine",
        ),
        """
        diagnos* symptom* body bodies brain brains mental psycholog* behaviour medical medicine medicines
        medication anatom* muscle muscles nerves blood bones bone surgery surgical teeth eye eyes eyesight
        sight hearing genetic* cells diet diets illness illnesses disease diseases injury injuries x-ray*
        scans
        """,
    ),
    Statement(
        "looks",
        "making people or places look their best",
        Interest.CREATING,
        (
            "hair, make-up, beauty and fashion styling",
            "interior decoration, displays, flowers and gardens",
        ),
        """
        hair hairstyles beauty make-up fashion clothes clothing styling style styles nails skin decorat*
        interior interiors display displays flower flowers furnish* furniture garment garments fabric
        fabrics jewellery painting landscap* costumes hair_and_make-up
        """,
    ),
    Statement(
        "welcoming",
        "feeding people and making them feel welcome",
        Interest.HELPING,
        (
            "cooking food in a restaurant kitchen",
            "welcome guests, serve customers in hotels and on holiday",
        ),
        """
        food foods cook cooking menu menus kitchen* meal meals serve serving guest guests welcom* greet
        greeting restaurant* hotel hotels passengers drinks cake cakes baking bar tourists visitors
        dishes recipe recipes serve_customers customer_service
        """,
    ),
    Statement(
        "on-time",
        "getting things to the right place on time",
        Interest.ORGANISING,
        (
            "deliver and sort parcels, stock and goods",
            "warehouse, transport routes and supply logistics",
        ),
        """
        deliveries parcel parcels stock goods warehouse* logistic* supplies supply distribut* route routes
        orders loads loading unload* freight cargo dispatch* despatch* on_time packing post mail deadlines
        """,
    ),
)
PAGES = -(-len(STATEMENTS) // PAGE_SIZE)


@dataclass(frozen=True)
class StatementAnswers:
    """What one reader answered: a letter for each statement, in their order."""

    letters: str

    @classmethod
    def read(cls, text: str) -> "StatementAnswers":
        """The answers of an address, read as far as it makes sense; the rest counts as skipped."""
        return cls("".join(map(_letter, text[: len(STATEMENTS)])).ljust(len(STATEMENTS), SKIPPED))

    def __str__(self) -> str:
        return self.letters.rstrip(SKIPPED)

    @property
    def of_statements(self) -> list[tuple[Statement, StatementAnswer | None]]:
        """Every statement with its answer; None where it was skipped."""
        return [
            (statement, None if letter == SKIPPED else StatementAnswer(letter))
            for statement, letter in zip(STATEMENTS, self.letters, strict=True)
        ]

    @property
    def are_none(self) -> bool:
        return not str(self)

    @property
    def are_all_no(self) -> bool:
        return not self.are_none and not self.given(*LIKING)

    @property
    def is_sharpened(self) -> bool:
        """Whether there is an answer beyond the first pages."""
        return len(str(self)) > FIRST_PAGES * PAGE_SIZE

    def last_page(self, page: int) -> int:
        """The page after which a reader who is on ``page`` sees careers."""
        return PAGES if self.is_sharpened or page > FIRST_PAGES else FIRST_PAGES

    def given(self, *wanted: StatementAnswer) -> list[Statement]:
        """The statements that were answered with one of ``wanted``."""
        return [statement for statement, answer in self.of_statements if answer in wanted]

    def on_page(self, page: int) -> list[tuple[Statement, StatementAnswer | None]]:
        """The statements of ``page``, the first being 1, with what was answered."""
        return self.of_statements[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]

    def with_page(self, page: int, sent: Mapping[str, str]) -> "StatementAnswers":
        """These answers with what was ``sent`` for the statements of ``page``; nothing sent is skipped."""
        first = (page - 1) * PAGE_SIZE
        answered = "".join(_letter(sent.get(statement.key, "")) for statement, _ in self.on_page(page))
        return StatementAnswers(self.letters[:first] + answered + self.letters[first + PAGE_SIZE :])


def _letter(text: str) -> str:
    return text if text in StatementAnswer.values else SKIPPED
