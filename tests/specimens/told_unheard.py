"""Forty-eight sentences of another writer, read once before a rule was changed for them: 18 of 22 numbers and addresses
were left out then, 5 of 14 persons, and nothing else. What has to be hidden is given with its sentence.
"""

#: Kind -> sentence -> the words that must not be shown.
PRIVATE: dict[str, dict[str, tuple[str, ...]]] = {
    "codice fiscale": {
        "Tirocinante: BLDSKU96R03Z343L, decorrenza 2 novembre.": ("BLDSKU96R03Z343L",),
        "codice fiscale n. MHMYSF 99T14 Z236 K del minore": ("99T14", "MHMYSF"),
        "(c.f.: gsscld80a41l117t)": ("gsscld80a41l117t",),
        "Allegato B: FFNCRH92D65Z354Y/ADDBKR95B12Z318W, entrambi ammessi al corso.": (
            "FFNCRH92D65Z354Y",
            "ADDBKR95B12Z318W",
        ),
    },
    "telephone": {
        "Il referente notturno risponde al 333/7.654.321.": ("7.654.321",),
        "Tel./Fax 0733 - 25 41 87": ("25 41 87",),
        "per emergenze: +39 (0)6 5544332": ("5544332",),
        "Sms al numero 347 12 34 567, anche la domenica.": ("12 34 567",),
        "telefonare in orario d'ufficio allo 070.6066.1": ("6066",),
        "il suo cellulare (3803344556) è sempre acceso": ("3803344556",),
    },
    "e-mail": {
        "Per iscriversi basta una riga a italiano.per.tutti@biblioteca.example.it": ("italiano.per.tutti",),
        "posta elettronica: k.traore97@mail.example.com (dello studente)": ("k.traore97",),
        "scrivimi su yusuf_a (at) posta.example.net": ("yusuf_a",),
        "La PEC della cooperativa è coop.arcobaleno@legalmail.example.it.": ("coop.arcobaleno",),
    },
    "document": {
        "ha ottenuto il permesso di soggiorno (n. I10293847) il mese scorso": ("I10293847",),
        "Passaporto: nigeriano, A08877665, valido fino al 2018": ("A08877665",),
        "la sua carta d'identità, numero AY5544332, è stata smarrita": ("AY5544332",),
        "titolo di viaggio per rifugiati nr. 0045612": ("0045612",),
        "Le coordinate sono IT18 V030 6909 6061 0000 0123 456": ("6909 6061", "0123 456"),
        "È domiciliata presso la sorella, in corso Garibaldi 112, scala B.": ("corso Garibaldi 112",),
        "data di nascita: 04/07/1999": ("04/07/1999",),
        "abita al numero 9 di via Cavour": ("via Cavour", "numero 9"),
    },
    "person": {
        "Oumar è cieco da un occhio per le percosse ricevute in Libia.": ("Oumar",),
        "Quando Fatima è arrivata pesava trentotto chili; aveva visto annegare i figli.": ("Fatima",),
        "Il giovane Ismail Barry, analfabeta e senza notizie della famiglia, oggi legge il giornale.": (
            "Ismail",
            "Barry",
        ),
        "Racconta Gift: «mi hanno venduta per quattrocento euro».": ("Gift",),
        "Accanto a Yaya (16 anni, del Gambia) c'è sempre il suo tutore.": ("Yaya",),
        "A Miriam Okafor, ricoverata per una crisi psicotica, fa visita ogni giorno una mediatrice.": (
            "Miriam",
            "Okafor",
        ),
        "Abdul e Rashid, gemelli di dodici anni, hanno perso la madre sotto le bombe di Homs.": ("Abdul", "Rashid"),
        "La signora Lucky ha abortito dopo lo stupro subito durante il viaggio.": ("Lucky",),
        "È il caso di Alpha C., sordomuto dalla nascita.": ("Alpha",),
        "Dopo la terapia Saikou non ha più incubi e dorme senza farmaci.": ("Saikou",),
        "Zeinab, vent'anni, porta il velo e una cicatrice sul viso.": ("Zeinab",),
        "Nel gruppo c'è un ragazzo, Modou, che si tagliava le braccia.": ("Modou",),
        "Suo marito Anwar è stato decapitato davanti a lei.": ("Anwar",),
        "KEITA Sekou, nato a Kankan il 5.5.1998, è affidato allo zio paterno.": ("KEITA", "Sekou"),
    },
}

HARMLESS = (
    "La deliberazione di Giunta n. 212 del 30.09.2015 approva lo schema di convenzione.",
    "Il Comune di Castel Volturno e la Caritas seguono le donne vittime di tratta.",
    "La dottoressa Elena Marchi dirige il reparto che cura le ferite da tortura.",
    "Nel Centro Astalli di Palermo tre psicologi ascoltano chi ha subito traumi.",
    "Importo rendicontato: 123.456,78 euro; quota FER 2013, progetto 104567.",
    "Don Virginio Colmegna ha aperto la Casa della Carità anche ai minori soli.",
    "L'incontro si è tenuto martedì 3 novembre 2015 alle ore 10,30 in viale Roma 22.",
    "Gli ospiti di Villa Sant'Ignazio hanno tra i 18 e i 30 anni.",
    "Il Prefetto Antonio Lupo ha ricordato le vittime del naufragio del 3 ottobre.",
    "Il gruppo teatrale Teatro dei Venti mette in scena un viaggio dalla Libia.",
    "Protocollo in uscita 0034512 del 27/11/2015, classifica 14.3.",
    "A Riace e a Camini le case vuote sono state riaperte alle famiglie con bambini malati.",
)
