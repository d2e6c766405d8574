"""Books that do not exist, the same in every run: to fill months, to lead resolvers astray, and to
be found nowhere. Titles of a month share no word but "the" and "of"; no title occurs twice."""
import hashlib

from .books import Edition, isbn13, words

FIRST = """Ada Bruno Celia Dario Elif Farid Greta Hiro Imke Jorge Kaja Lucian Mirela Nadir Odile
    Piotr Quentin Rosa Soren Tamsin Ulrich Vera Wanda Xavier Yusuf Zora Anselm Birgit
    Cosmo Delphine Emil Flora""".split()
LAST = """Abernathy Bjornstad Castellan Dragomir Eichholz Fontaine Grigoriou Haverkamp Iturbide
    Jablonski Kowalczyk Lindqvist Marchetti Nakagawa Obradovic Pemberton Quintero
    Rasmussen Szabados Thorvald Uzunoglu Vandermeer Wetherby Ximenes Yamazaki Zielinski
    Achterberg Baptiste Chukwuma Desrosiers Esterhazy Fitzwilliam Guimaraes Hollingsworth
    Ivarsson Janacek Karamanlis Lachapelle Montefiore Niemeyer Oyelaran Papadakis Quarles
    Rutherglen Stavrakis Tremblay Undurraga Villanueva Winterbourne Xiong Yarborough
    Zamfirescu Ashgrove Brocklehurst Cavendale Dunleavy Eskildsen Farnsworth Gallowglass
    Heemskerk Inchbald Kristoffersen Lovelock Mandelbaum""".split()
KIND = """Amber Bitter Crooked Distant Endless Fading Gilded Hollow Ivory Jagged Kindled
    Luminous Molten Narrow Obsidian Painted Quiet Restless Scarlet Tangled Unspoken Velvet
    Wandering Yielding Ashen Borrowed Copper Drowned Emerald Feral Glass Hidden Indigo
    Jubilant Lonely Marble Nameless Orphaned Patient Quartered Ruined Silver Thirteenth
    Untamed Vanished Weathered Abandoned Bewildered Cobalt Dreaming Eastern Forgotten
    Golden Hungry Infinite Leaden Moonlit Northern Opal Perilous Radiant Sleeping
    Turquoise Vermilion""".split()
THING = """Almanac Bridge Compass Ditch Engine Ferry Garden Harbor Inkwell Journal Kiln Lantern
    Mirror Needle Orchard Piano Quarry Ribbon Saddle Telescope Umbrella Violin Windmill
    Yard Anchor Bakery Carousel Doorway Envelope Fountain Gramophone Hourglass Island Jury
    Kettle Library Mill Notebook Oath Parade Quilt Reservoir Spindle Tavern Urn Vineyard
    Well Atlas Barometer Chandelier Dovecote Elevator Foundry Glacier Hammock Icehouse
    Keyhole Locket Monastery Observatory Pendulum Rowboat Scaffold Theatre""".split()
PLACE = """Antwerp Bergen Cadiz Dakar Essen Fez Ghent Havana Izmir Jaffa Kyoto Lisbon Macau
    Nairobi Odessa Prague Quito Riga Salamanca Tangier Utrecht Valparaiso Warsaw Yerevan
    Zagreb Aleppo Bogota Cordoba Dubrovnik Edinburgh Florence Gdansk Heidelberg Innsbruck
    Jakarta Krakow Ljubljana Marrakesh Naples Oaxaca Palermo Qingdao Rotterdam Samarkand
    Trieste Uppsala Verona Wroclaw Almaty Belgrade Cartagena Damascus Esbjerg Freiburg
    Granada Helsinki Isfahan Kandahar Lucerne Montreal Nantes Oslo Potsdam Ravenna""".split()
PUBLISHERS = ("Harrow & Finch", "Northlight Press", "Meridian House", "Saltmarsh Books")
A_MONTH = 64  # so many can be told apart in a month
WITH_EDITIONS = 50  # of these; none from this number on has an edition anywhere


def ordinal(month):
    return (int(month[:4]) - 1700) * 12 + int(month[5:]) - 1  # below 64 * 64 until 2041


def isbn_of(month, i):
    return isbn13(f"97899{ordinal(month) * A_MONTH + i:07}")


def item(month, i):
    """Book i (0 .. 63) of a month, as a generator names it."""
    m = ordinal(month)
    low, high = m % 64, m // 64
    title = f"The {KIND[i]} {THING[(i + low) % 64]} of {PLACE[(i + high) % 64]}"
    author = f"{FIRST[(i + m) % 32]} {LAST[(i + low + 3 * high) % 64]}"
    return {"title": title, "author": author, "publisher": PUBLISHERS[(i + m) % 4],
            "format": "Hardcover", "publication_year": int(month[:4]),
            "publication_date": f"{month}-{i % 28 + 1:02}", "isbn13": None,
            "significance": "Invented, for a test."}


def edition(month, i):
    """The edition of book i of a month; whether a resolver knows it is up to the caller."""
    book = item(month, i)
    return Edition(isbn_of(month, i), book["title"], (book["author"],), book["publisher"],
                   book["publication_date"], "en", str(200 + i))


def has_edition(i, share):
    """Spread `share` (0 .. 1) of the books evenly over a month."""
    return int((i + 1) * share + 1e-9) > int(i * share + 1e-9)


DECOYS = {
    "summary": ("Summary of {title} by {author}", "QuickRead", "Paperback"),
    "study_guide": ("Study Guide: {title} by {author} (SuperSummary)", "SuperSummary", "Paperback"),
    "workbook": ("Workbook for {author}'s {title}", "Pocket Companion", "Paperback"),
    "boxed_set": ("{title} Boxed Set: Books 1-3", "{author}", "Hardcover"),
    "large_print": ("{title} (Large Print)", "{author}", "Large Print"),
    "audio": ("{title} [Audiobook]", "{author}", "Audio CD"),
    "translation": ("{title} (Spanish Edition)", "{author}", "Paperback"),
    "other_author": ("{title}", "Percival Nobody", "Hardcover"),
    "other_title": ("A Companion Volume", "{author}", "Hardcover"),
}


def decoy(kind, title, author):
    """Another book that a service may put before the one that was asked for."""
    form, by, binding = DECOYS[kind]
    name = form.format(title=title, author=author or "Anonymous")
    digest = hashlib.sha256(" ".join([kind, *words(title + " " + author)]).encode()).hexdigest()
    language = "es" if kind == "translation" else "en"
    return Edition(isbn13(f"9798{int(digest[:12], 16) % 10 ** 8:08}"), name,
                   (by.format(author=author or "Anonymous"),), "Independently published",
                   "2024-01-15", language, "60", binding)
