"""The words of the site, in Italian and English."""

_ITALIAN = {
    "title": "Buone pratiche di accoglienza e integrazione",
    "lead": "Le pratiche descritte dalle Prefetture in risposta alla circolare n. 5973 dell'11 novembre 2015.",
    "home": "Inizio", "practices": "Pratiche", "agreements": "Accordi", "offices": "Uffici", "data": "Dati", "skip": "Vai al contenuto",
    "practice": "Pratica", "campo": "Campo", "office": "Ufficio", "region": "Regione", "agreement": "Accordo", "name": "Titolo",
    "kind": "Tipo", "signed": "Data della firma", "parties": "Parti", "undated": "senza data", "received": "Ricevuta il",
    "similar": "Pratiche simili", "behind": "Accordi alla base della pratica", "stands_behind": "Pratiche che vi si fondano",
    "replied": "uffici hanno risposto, su 106", "described": "pratiche descritte", "attached": "accordi allegati",
    "map": "Gli uffici sulla carta", "map_said": "Un cerchio pieno per ogni ufficio che ha descritto pratiche; un anello per gli altri.",
    "by_campo": "Per campo", "by_region": "Per regione", "new": "Ultime arrivate", "none": "Nessuna pratica.", "feed": "Novità (Atom)",
    "search": "Cerca tra le pratiche", "all": "tutti", "found": "pratiche trovate", "filter": "Cerca e filtra", "untitled": "Senza titolo",
    "masked": "I dati personali sono omessi dai testi pubblicati.", "downloads": "Scarica i dati", "no_reply": "non ha risposto",
    "file": "File", "content": "Contenuto", "review": "Il campo di questa pratica attende la conferma di una persona.",
    "schede_csv": "Le pratiche, una per riga", "protocolli_csv": "Gli accordi, uno per riga", "offices_csv": "I 106 uffici",
}  # fmt: skip
_ENGLISH = {
    "title": "Good practices of reception and integration",
    "lead": "Practices that the Italian prefectures described in reply to Circular 5973 of 11 November 2015.",
    "home": "Home", "practices": "Practices", "agreements": "Agreements", "offices": "Offices", "data": "Data", "skip": "Skip to content",
    "practice": "Practice", "campo": "Field", "office": "Office", "region": "Region", "agreement": "Agreement", "name": "Title",
    "kind": "Kind", "signed": "Signed on", "parties": "Parties", "undated": "undated", "received": "Received on",
    "similar": "Similar practices", "behind": "Agreements behind this practice", "stands_behind": "Practices that rest on it",
    "replied": "of 106 offices replied", "described": "practices described", "attached": "agreements attached",
    "map": "The offices on the map", "map_said": "A full circle for each office that described practices, a ring for the others.",
    "by_campo": "By field", "by_region": "By region", "new": "Latest", "none": "No practice.", "feed": "What is new (Atom)",
    "search": "Search the practices", "all": "all", "found": "practices found", "filter": "Search and filter", "untitled": "Untitled",
    "masked": "Personal data are left out of the published texts.", "downloads": "Download the data", "no_reply": "has not replied",
    "file": "File", "content": "Content", "review": "The field of this practice waits for a person to confirm it.",
    "schede_csv": "The practices, one a row", "protocolli_csv": "The agreements, one a row", "offices_csv": "The 106 offices",
}  # fmt: skip
WORDS = {"it": _ITALIAN, "en": _ENGLISH}
