"""Word classes of the grammar: people, things, small words. Data only; a word stands in one class for one reason."""

from __future__ import annotations

from importlib.resources import files

PEOPLE = frozenset(
    (
        "people persons person civilians civilian residents resident villagers villager townspeople inhabitants"
        " men man women woman children child kids boys boy girls girl babies infants infant toddlers teenagers"
        " teens teen youths adults adult pupils pupil students student schoolchildren teachers teacher workers"
        " worker miners miner employees employee staff staffers members member victims victim others other bodies"
        " body corpses corpse remains soldiers soldier troops troopers servicemen servicewomen officers officer"
        " policemen policeman police firefighters firefighter rescuers rescuer guards guard fighters fighter"
        " militants militant rebels rebel insurgents insurgent gunmen gunman attackers attacker bombers bomber"
        " terrorists terrorist suspects suspect hostages hostage prisoners prisoner inmates inmate passengers"
        " passenger crew sailors sailor fishermen pilots pilot drivers driver pedestrians pedestrian commuters"
        " tourists tourist guests guest visitors visitor foreigners foreigner nationals national citizens citizen"
        " migrants migrant refugees refugee patients patient doctors doctor nurses nurse medics medic journalists"
        " journalist reporters reporter worshippers worshipper pilgrims pilgrim monks priests nuns protesters"
        " protester demonstrators demonstrator bystanders bystander survivors survivor evacuees casualties"
        " families family relatives relative couples couple brothers sisters lives souls individuals locals"
        " homeowners shoppers campers hikers climbers skiers swimmers customers farmers peacekeepers marines"
        " recruits cadets contractors volunteers personnel names dead wounded injured missing elderly everyone"
        " anyone someone everybody nobody males females mothers fathers daughters sons parents grandparents"
        " siblings spectators concertgoers revelers revellers fans players mourners detainees arrestees deputies"
        " agents captives captive abductees orphans seafarers crewmen crewmembers seamen airmen midwives chefs"
        " clergy clergymen princes servants spies athletes cyclists holidaymakers vacationers motorists riders"
        " loved-ones commandos conscripts settlers peasants nomads traders vendors mineworkers colleagues"
        " neighbors neighbours boaters divers trekkers"
    ).split()
) | frozenset(files("streams.extract.words").joinpath("people.txt").read_text("utf-8").split())
COUNTS = frozenset(("number figure count toll tally total").split())
BODIES = frozenset(("bodies body corpses corpse remains lives souls").split())  # killed, unless the verb says otherwise
SETS_OF = frozenset(("sets set pairs").split())

NATIONALS = frozenset(
    (
        "chinese japanese portuguese vietnamese lebanese sudanese taiwanese burmese nepalese sri-lankan french"
        " british irish dutch swiss spanish danish swedish finnish polish turkish english welsh scottish britons"
        " danes dutchmen finns swedes poles turks serbs croats greeks czechs slovaks arabs kurds jews uzbeks"
        " tajiks kazakhs afghans pakistanis israelis iraqis saudis yemenis kuwaitis omanis emiratis qataris"
        " bangladeshis nepalis somalis filipinos frenchmen englishmen spaniards new-zealanders icelanders thais"
        " britain's"
    ).split()
)
FOREIGN = frozenset(
    (
        "foreign foreigners foreigner nationals national citizens citizen compatriots expatriates tourists tourist"
    ).split()
)
KINDS = frozenset(
    (
        "children child kids boys boy girls girl babies infants infant toddlers teenagers teens women woman men"
        " pupils schoolchildren minors elderly foreigners foreigner tourists tourist pregnant mothers students"
        " teachers police policemen officers officer firefighters firefighter rescuers rescuer journalists"
        " journalist children's doctors nurses medics guards brothers sisters soldiers soldier troops gunmen"
        " attackers bombers fighters rebels insurgents militants priests monks nuns peacekeepers"
        " marines commandos sons daughters siblings cousins nephews nieces grandchildren"
    ).split()
)  # a kind of victim: a subset when a wider figure stands beside it
TRADES = frozenset(
    (
        "fishermen farmers traders vendors herders pilots drivers paramedics volunteers engineers contractors clergy"
        " imams pastors lawyers judges lawmakers activists"
    ).split()
)  # a kind of the dead and the hurt
ALWAYS_KINDS = frozenset(
    (
        "children child kids boys boy girls girl babies infants infant toddlers teenagers teens women woman"
        " minors elderly foreigners foreigner tourists tourist schoolchildren"
    ).split()
)

THINGS = frozenset(
    (
        "miles mile kilometers kilometres kilometer kilometre km meters metres meter metre feet foot inches inch"
        " yards yard acres hectares square cubic gallons liters litres tons tonnes tonne ton pounds kilograms"
        " kilos kg mph kph knots degrees hours hour minutes minute seconds second-hand days day weeks week months"
        " month years year decades decade centuries century nights night times percent per cent percentage points"
        " point dollars euros rupees yen yuan pesos cents homes home houses house buildings building structures"
        " structure apartments apartment hotels hotel schools school churches church mosques mosque shops stores"
        " businesses hospitals clinics offices villages village towns town cities city districts district"
        " provinces province states state countries country counties county nations regions communities"
        " municipalities neighborhoods vehicles vehicle cars car trucks truck buses bus trains train planes plane"
        " aircraft helicopters helicopter boats boat ships ship vessels flights flight tanks drones engines"
        " ambulances motorcycles bombs bomb explosives devices device detonators missiles missile rockets rocket"
        " shells grenades rifles rifle guns gun weapons weapon rounds shots bullets blasts blast explosions"
        " explosion attacks attack airstrikes strikes strike raids raid clashes incidents incident earthquakes"
        " quakes quake aftershocks aftershock tremors storms storm fires fire floods flood landslides tornadoes"
        " hurricanes eruptions bridges roads road stories story floors floor rooms room beds tents shelters camps"
        " sites site locations places areas area dogs dog animals cows cattle sheep horses horse birds livestock"
        " pigs trees calls call messages emails letters tips complaints reports report cases case counts charges"
        " charge votes vote seats delegates goals runs games matches picks selections wins losses teams team"
        " companies company agencies groups group units unit brigades battalions divisions ways things pages lines"
        " customers' accounts samples tests flags stages laps medals records items pieces parts options questions"
        " million billion trillion shares stocks sets-of-rules doors windows walls poles generators outages"
        " checkpoints positions tunnels cells orphanages motorcades sequels pixels bills measures amendments"
        " phones computers papers numbers members-of winners-up parameters centers containers trailers quarters"
        " corridors sectors factors errors colors restaurants plants events patents payments documents investments"
        " shipments elements statements settlements treatments instruments accidents ballots polls hearings"
        " warrants search-warrants searches operations readers"
    ).split()
)
TIME_WORDS = frozenset(("a.m. p.m. am pm o'clock gmt utc").split())
MONTHS = {
    word: i + 1
    for i, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        )
    )
    for word in names.split()
}
WEEKDAYS = frozenset(("monday tuesday wednesday thursday friday saturday sunday").split())

AUXILIARIES = frozenset(
    ("was were are is be been being have has had having 's 're remain remains remained got get").split()
)
ADVERBS = (
    frozenset(
        (
            "also still now later so far already reportedly seriously critically slightly badly gravely severely"
            " lightly initially first immediately instantly currently officially apparently believed feared presumed"
            " known thought confirmed reported listed said declared considered found either all both to then since"
            " today yesterday tonight overnight each eventually subsequently there here recently formally finally"
            " mostly deliberately among estimated alleged allegedly understood left else being"
        ).split()
    )
    | WEEKDAYS
)
PREPOSITIONS = frozenset(
    (
        "in at on from of near outside inside across around within under during after before by for with aboard"
        " through into off along between over beyond against behind beside towards toward since amid"
    ).split()
)
RELATIVES = frozenset(("who that which whom where when whose").split())
BREAKS = frozenset('. ; : — ! ? ( ) [ ] " and but while as although though because whereas if or nor'.split())
MODALS = frozenset(("could can may might would will should must likely expected possibly potentially perhaps").split())
NEGATIONS = frozenset(("not n't never neither without").split())
DETERMINERS = frozenset(("the a an this that these those its their his her our some any each every").split())
MODIFIERS = frozenset(
    (
        "more other others additional further new fellow young old older elderly local foreign armed unarmed"
        " innocent suspected alleged unidentified wounded injured dead missing confirmed critically seriously"
        " slightly badly gravely severely different separate remaining total small senior junior female male"
        " pregnant teenage school government army military security police rescue aid civilian islamic state"
        " american british french german italian spanish russian israeli palestinian syrian iraqi turkish"
        " australian canadian mexican brazilian indian japanese chinese korean ukrainian afghan pakistani unnamed"
        " known related detained displaced trapped stranded"
    ).split()
)
MOVES = frozenset(
    (
        "rises rise rose risen rising climbs climb climbed climbing jumps jumped jump jumping surges surged"
        " surging soars soared grows grew grown growing goes gone went go increases increased increasing reaches"
        " reached reaching hits hit stands stood standing put puts now up down fell falls fallen fall drops"
        " dropped dropping lowered lowers revised reduced cut raised raises settled number numbers numbered totals"
        " totaled totalled ran runs swelled swelling mounts mounted came comes doubled tripled passed updated"
        " corrected held holds remains remained revises lowering reduces cutting edged crept ticked shot spiked"
        " took taken bringing brings brought pushing pushed pushes estimated given gave set sets taking"
    ).split()
)
CONNECTORS = frozenset(
    (
        "to at of is was are were be been as stands now reached reaches hit hits number numbers numbered reaching"
        " totaled totalled totals : being by exceeds"
    ).split()
)
SITES = frozenset(
    (
        "school building hotel church hospital house street car bus train room hall station shop restaurant club"
        " theater theatre mosque factory tower ward mall market"
    ).split()
)
ALL_THERE = frozenset("passengers crew miners sailors occupants travellers travelers".split())
"""Of whom "three of the 23" tells that 23 were there."""
EVENTS = frozenset(
    (
        "quake earthquake tremor storm hurricane typhoon cyclone flood floods fire wildfire blaze crash collapse"
        " attack attacks bombing bombings blast blasts explosion shooting massacre disaster eruption landslide"
        " mudslide tsunami raid sinking derailment stampede outbreak war accident"
    ).split()
)
