"""Three replies whose practices are alike or not, to be searched."""

from jobs.demo.build import mail
from tests.specimens.whole_replies import DATE

_GARDENS = (
    "Gli orti sociali della frazione sono coltivati da cittadini stranieri e pensionati del paese: si seminano "
    "ortaggi, si riparano serre"
    " e si vende il raccolto al mercato contadino. Un agronomo insegna la potatura e la coltivazione biologica a "
    "venti persone accolte."
)
_FARM = (
    "Una cooperativa agricola affida a cittadini stranieri la coltivazione di serre e ortaggi: un agronomo insegna la "
    "potatura, il raccolto"
    " si vende al mercato contadino e ogni famiglia accolta riceve una parte della coltivazione biologica."
)
_SCHOOL = (
    "La scuola media apre nel pomeriggio corsi di lingua italiana per cittadini stranieri adulti, con insegnanti "
    "volontari, baby-sitting"
    " durante le lezioni ed esame finale di certificazione presso il centro provinciale per l'istruzione degli adulti."
)


def replies() -> list[bytes]:
    """From Teramo (gardens), Bergamo (school) and Ancona (farm)."""
    return [
        mail(
            "protocollo.prefte@pec.interno.it", "Buone pratiche", f"Scheda 8\n\nOrti in paese\n\n{_GARDENS}", date=DATE
        ),
        mail(
            "protocollo.prefbg@pec.interno.it",
            "Buone pratiche",
            f"Scheda 5\n\nItaliano per adulti\n\n{_SCHOOL}",
            date=DATE,
        ),
        mail(
            "protocollo.prefan@pec.interno.it", "Buone pratiche", f"Scheda 6\n\nLavoro nei campi\n\n{_FARM}", date=DATE
        ),
    ]
