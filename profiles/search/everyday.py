"""Synonyms: a pupil's word and a profile's, British and American, short and long.

Each line is one meaning. The list is general: a word that only one site needs is better given to
its career as a hidden title.
"""

from collections import defaultdict

from profiles.search.words import singular

_LINES = """
accountant accounting bookkeeper accountancy
actor actress acting drama
aeroplane airplane aircraft plane aviation
ambulance paramedic
anaesthetist anesthetist anaesthetic anesthesiologist
app software
archaeologist archeologist archaeology archeology
army soldier military
artist art painter
assistant aide helper
author writer writing
baby infant midwife
babysitter childcare nanny childminder
bartender barman barmaid barista bar
beautician beauty cosmetologist
bin rubbish refuse waste garbage trash
boat ship vessel marine
bodyguard security
bone orthopaedic orthopedic
boss manager
brain neurology neuroscience
bricklayer brickmason mason bricklaying
builder building construction
bug insect entomologist
bus coach
butcher meat
cab taxi
camera photographer photography
car vehicle automotive motor automobile
caretaker janitor custodian
carer caregiver care caring
catering food
centre center
charity nonprofit fundraiser
cheque check
chef cook cooking
chemist pharmacist pharmacy
cinema film movie
cleaner cleaning janitor
clothes clothing fashion garment apparel
coder coding programmer programming developer software
colour color
cop police policeman policewoman
counsellor counselor counselling counseling
courier delivery
crime criminal forensic
dancer dance dancing choreographer
dentist dental
detective investigator
dinosaur fossil palaeontologist paleontologist
disabled disability
doctor physician gp medical
dog canine kennel
draughtsman drafter draughtsperson
drawing illustrator
earth geologist geology
electrician electrical
elderly old
estate property realtor
eye optician optometrist vision
farm farmer farming agricultural
fibre fiber
fireman firefighter firewoman
fish fishing fisher aquaculture
fitter installer
fix repair mend fixing repairer
flat apartment
flower florist
football footballer soccer
foreman supervisor
funeral undertaker mortician
gamer game gaming
garden gardener gardening landscaper groundskeeper
guard security
gym fitness
hacker cyber hacking
hairdresser hairdressing hairstylist barber
headteacher principal
heart cardiac cardiologist
hgv lorry truck
holiday travel tourism vacation
horse equine
insurance underwriter
jail prison correctional
jewellery jewelry jeweller jeweler
joiner carpenter joinery carpentry
journalist reporter journalism
kid child children
lab laboratory
labourer laborer
law lawyer solicitor attorney legal barrister
lecturer professor postsecondary
lift elevator
maths math mathematics mathematician
mechanic garage
mental psychiatric
mobile phone telephone
money finance financial
mould mold
music musician musical
nature wildlife conservation environmental
navy sailor naval
news journalist
nursery preschool childcare
ocean sea marine oceanographer
operative operator
paediatric pediatric
petrol gasoline fuel
photo photographer
plumber plumbing
postman postwoman mail postal post
programme program
pupil student
railway railroad rail train
sales selling seller salesperson salesman
science scientist scientific
scrap recycling
shoe footwear
shop store retail
singer singing vocalist
skin dermatologist
space astronomer astronaut aerospace
spectacle glasses eyewear
sport athlete sporting
spy intelligence
swim swimming lifeguard
teacher teaching instructor tutor
telly tv television
theatre theater stage
therapist therapy
tooth teeth dental
tourist tourism
tram streetcar trolley
tree arborist
trousers garment
tyre tire
uni university
vet veterinary veterinarian
vicar priest clergy religious
video film
volcano geologist
waiter waitress server waiting
warehouse storage
weather meteorologist meteorology
web website internet
zoo zookeeper
"""


def _read(lines: str) -> dict[str, tuple[str, ...]]:
    same: dict[str, set[str]] = defaultdict(set)
    for line in lines.split("\n"):
        words = {singular(word) for word in line.split()}
        for word in words:
            same[word] |= words - {word}
    return {word: tuple(sorted(others)) for word, others in same.items()}


# For each word, in the form for one thing, the other words that mean the same.
SAME = _read(_LINES)
