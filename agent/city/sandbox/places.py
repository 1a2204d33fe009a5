"""Alicante's streets and names of people: what the made-up population is made of.

Streets, districts and postal codes are the city's; which number is whose home is not.
"""

from typing import NamedTuple


class Street(NamedTuple):
    via_type: str
    via: str
    postal_code: str
    district: str
    section: str
    entity: str = ""


STREETS = (
    Street("Calle", "Mayor", "03002", "01", "001"),
    Street("Calle", "Labradores", "03002", "01", "002"),
    Street("Calle", "Villavieja", "03002", "01", "003"),
    Street("Rambla", "Méndez Núñez", "03002", "01", "005"),
    Street("Calle", "San Francisco", "03001", "01", "007"),
    Street("Avenida", "Constitución", "03002", "01", "008"),
    Street("Plaza", "Santa María", "03002", "01", "004"),
    Street("Avenida", "Maisonnave", "03003", "02", "011"),
    Street("Calle", "Portugal", "03003", "02", "012"),
    Street("Calle", "Pintor Aparicio", "03003", "02", "014"),
    Street("Avenida", "Óscar Esplá", "03003", "02", "015"),
    Street("Calle", "Italia", "03003", "02", "016"),
    Street("Avenida", "Alfonso X el Sabio", "03004", "03", "021"),
    Street("Calle", "Poeta Quintana", "03004", "03", "022"),
    Street("Calle", "San Vicente", "03004", "03", "023"),
    Street("Avenida", "Jijona", "03012", "03", "026"),
    Street("Plaza", "Manila", "03013", "03", "028"),
    Street("Calle", "San Carlos", "03013", "03", "029"),
    Street("Calle", "San Mateo", "03012", "04", "031"),
    Street("Calle", "Garbinet", "03012", "04", "033"),
    Street("Avenida", "Pino Santo", "03011", "04", "036"),
    Street("Plaza", "Argel", "03011", "04", "038"),
    Street("Gran Vía", "La Cala", "03016", "05", "041"),
    Street("Avenida", "Denia", "03016", "05", "042"),
    Street("Avenida", "Albufereta", "03016", "05", "044"),
    Street("Camino", "Colonia Romana", "03016", "05", "045"),
    Street("Avenida", "Niza", "03540", "05", "051"),
    Street("Avenida", "Costa Blanca", "03540", "05", "052"),
    Street("Calle", "Capitán Dema", "03007", "06", "061"),
    Street("Calle", "Pardo Gimeno", "03007", "06", "062"),
    Street("Calle", "Alona", "03007", "06", "063"),
    Street("Avenida", "Catedrático Soler", "03007", "06", "064"),
    Street("Avenida", "Orihuela", "03007", "06", "066"),
    Street("Calle", "Asilo", "03007", "06", "068"),
    Street("Avenida", "Novelda", "03009", "07", "071"),
    Street("Calle", "San Pablo", "03005", "07", "073"),
    Street("Pasaje", "Rosas", "03005", "07", "075"),
    Street("Carretera", "Ocaña", "03006", "07", "078"),
    Street("Partida", "Cañada del Fenollar", "03114", "08", "081", "La Cañada del Fenollar"),
    Street("Partida", "El Moralet", "03699", "08", "082", "El Moralet"),
    Street("Partida", "Bacarot", "03114", "08", "083", "Bacarot"),
    Street("Calle", "Arzola", "03138", "08", "090", "Isla de Tabarca"),
)

WOMEN = (
    "María Carmen", "Josefa", "Ana María", "Laura", "Cristina", "Marta", "Lucía", "Rosario", "Asunción",
    "Remedios", "Vicenta", "Inmaculada", "Alba", "Carla", "Neus", "Empar", "Mireia", "Nieves", "Begoña",
    "Noelia", "Julia", "Sofía", "Martina", "Aitana", "Encarnación", "Virtudes", "Paula", "Elena",
)  # fmt: skip
MEN = (
    "José", "Antonio", "Francisco José", "Vicente", "Manuel", "Juan Carlos", "David", "Javier", "Daniel",
    "Ramón", "Joaquín", "Rafael", "Jordi", "Pau", "Vicent", "Óscar", "Rubén", "Iván", "Mateo", "Hugo",
    "Leo", "Álvaro", "Nicolás", "Tomás", "Gaspar", "Jaume", "Enric", "Emilio",
)  # fmt: skip
SURNAMES = (
    "García", "Martínez", "López", "Pérez", "Sánchez", "Gómez", "Ruiz", "Sempere", "Ferrándiz", "Soler",
    "Lledó", "Pastor", "Torregrosa", "Alemañ", "Carratalá", "Gosálbez", "Llorens", "Climent", "Ivorra",
    "Baeza", "Navarro", "Esplá", "Poveda", "Juan", "Quiles", "Aracil", "Pomares", "Verdú", "Beltrán",
    "Orts", "Gisbert", "Brotons", "Ripoll", "Asensi", "Bernabéu", "Marco", "Coloma", "Mira", "Sala",
    "Valero", "Zaragoza", "Domènech", "Santonja", "Moltó", "Núñez", "Ibáñez", "Blasco", "de la Torre",
)  # fmt: skip
BIRTH_PLACES = (
    "Alicante/Alacant", "Alicante/Alacant", "Alicante/Alacant", "Alicante/Alacant", "Elche/Elx",
    "Alcoy/Alcoi", "Villajoyosa/Vila Joiosa", "Albacete", "Murcia", "Madrid", "Granada", "València", "Cuenca",
)  # fmt: skip


class Abroad(NamedTuple):
    nationality: str
    birth_place: str
    women: tuple[str, ...]
    men: tuple[str, ...]
    surnames: tuple[str, ...]
    second_surname: bool


ABROAD = (
    Abroad(
        nationality="Argelia",
        birth_place="Orán (Argelia)",
        women=("Fatima", "Amina"),
        men=("Karim", "Yacine"),
        surnames=("Benali", "Haddad"),
        second_surname=False,
    ),
    Abroad(
        nationality="Marruecos",
        birth_place="Tetuán (Marruecos)",
        women=("Khadija", "Salma"),
        men=("Youssef", "Omar"),
        surnames=("El Amrani", "Idrissi"),
        second_surname=False,
    ),
    Abroad(
        nationality="Colombia",
        birth_place="Cali (Colombia)",
        women=("Diana Marcela", "Luz"),
        men=("Andrés Felipe", "Jhon"),
        surnames=("Ospina", "Rincón", "Mejía"),
        second_surname=True,
    ),
    Abroad(
        nationality="Ucrania",
        birth_place="Járkov (Ucrania)",
        women=("Oksana", "Iryna"),
        men=("Andriy", "Mykola"),
        surnames=("Kovalenko", "Shevchuk"),
        second_surname=False,
    ),
    Abroad(
        nationality="Reino Unido",
        birth_place="Leeds (Reino Unido)",
        women=("Margaret", "Susan"),
        men=("Peter", "Alan"),
        surnames=("Whitfield", "Hughes"),
        second_surname=False,
    ),
)
