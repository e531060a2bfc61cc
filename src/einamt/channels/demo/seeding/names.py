"""Names as they stand on the doorbells of a city, letters of DIN 91379 included."""

import random

FIRST = [
    "Aylin", "Mehmet", "Anna", "Lukas", "Sofia", "Jonas", "Fatma", "Emil", "Wanda", "Noah", "Hanna", "Elif", "Piotr",
    "Marie", "Ben", "Zeynep", "Karl", "Lena", "Omar", "Ida", "Minh", "Clara", "Tomasz", "Nele", "Ahmad", "Julia",
    "Deniz", "Oksana", "Paul", "Mia", "Yusuf", "Greta", "Ivan", "Amira", "Finn", "Łucja", "Jürgen", "Renate", "Søren",
    "Chloé", "José", "Đặng", "Nguyệt", "Ștefan", "Zoë", "Ömer", "Dagmar", "Günther", "Ingrid", "Hatice", "Björn",
    "Ana", "Mateo", "Leyla", "Max", "Ewa", "Samir", "Olha", "Theo", "Ruth",
]  # fmt: skip
LAST = [
    "Yılmaz", "Schmidt", "Nowak", "Müller", "Şahin", "Weber", "Kowalski", "Kaya", "Fischer", "Nguyen", "Wagner",
    "Demir", "Hoffmann", "Schäfer", "Çelik", "Koch", "Bauer", "Richter", "Öztürk", "Klein", "Wolf", "Schröder",
    "Neumann", "Schwarz", "Zimmermann", "Braun", "Krüger", "Hartmann", "Lange", "Krause", "Lehmann", "Köhler",
    "Hermann", "Walter", "Kaiser", "Fuchs", "Peters", "Möller", "Haddad", "Petrenko", "Łukasiewicz", "Novák",
    "Popović", "Dubois", "Sørensen", "Ionescu", "García", "Tran", "Al Masri", "van der Berg", "Vogel", "Weiß",
    "Jansen", "Huber", "Groß", "Dietrich", "Kühn", "Pohl", "Busch", "Arslan", "Kurt", "Aydın",
]  # fmt: skip


def person(*, chance: random.Random) -> str:
    """A made-up full name."""
    return f"{chance.choice(FIRST)} {chance.choice(LAST)}"
