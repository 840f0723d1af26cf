"""What the columns of exports are called in Italian, for tables that people read."""

from collections.abc import Iterable

#: Every column of the views and of the site; the same name means the same in all of them.
ITALIAN = {
    "scheda_id": "N. scheda", "message_id": "N. messaggio", "prefettura": "Sigla", "prefettura_name": "Ufficio",
    "region": "Regione", "campo": "Campo", "campo_title": "Titolo del campo", "title": "Titolo", "summary": "In breve",
    "description": "Descrizione", "declared_campo": "Campo dichiarato", "suggested_campo": "Campo suggerito dal testo",
    "reviewed_campo": "Campo deciso da una persona", "confidence": "Probabilità", "method": "Deciso da",
    "needs_review": "Da rivedere", "document": "File", "document_path": "Percorso del file",
    "has_protocollo": "Con accordo", "sent_at": "Data della mail", "received_at": "Ricevuta il",
    "origin": "Chi ha scritto", "trust": "Attendibilità", "replaced_by": "Sostituita da", "protocollo_id": "N. accordo",
    "kind": "Tipo", "signed_on": "Firmato il", "place": "Luogo", "duration": "Durata",
    "agreement_region": "Regione dell'accordo",
    "protocol_number": "N. di protocollo", "parties": "Parti", "party_count": "Numero di parti", "schede": "Schede",
    "doubts": "Dubbi", "decided_by": "Chi ha deciso", "decided_at": "Deciso il", "message_id_header": "Message-ID",
    "sender": "Mittente", "subject": "Oggetto", "status": "Stato", "protocolli": "Accordi", "problems": "Problemi",
    "form_found": "Modulo presente", "attempts": "Tentativi", "error": "Errore", "source": "Provenienza",
    "sha256": "SHA-256", "pec_provider": "Gestore PEC", "certified_at": "Certificata il",
    "pec_integrity": "Integrità PEC", "protocol_date": "Data di protocollo", "trust_reasons": "Perché attendibile",
    "code": "Codice", "detail": "Dettaglio", "marked": "Contrassegni", "other_id": "N. messaggio precedente",
    "reason": "Motivo", "current_id": "N. messaggio in vigore", "why": "Perché decide una persona",
    "path": "Percorso", "form": "Forma", "integrity": "Integrità", "signer": "Firmatario", "signed_at": "Firma del",
    "issuer": "Rilasciato da", "document_id": "N. file", "media_type": "Formato", "size": "Byte", "pages": "Pagine",
    "ocr": "Testo riconosciuto", "characters": "Caratteri", "described": "Descritto", "party": "Parte",
    "party_canonical": "Parte, forma unica", "party_position": "Posizione della parte", "party_kind": "Tipo di ente",
    "party_comune": "Comune della parte", "party_province": "Provincia della parte",
    "party_region": "Regione della parte", "scheda_title": "Titolo della scheda",
    "protocollo_title": "Titolo dell'accordo", "changed": "Cambiato", "office": "Tipo di ufficio",
    "replied": "Ha risposto", "replies": "Risposte", "first_reply_at": "Prima risposta",
    "last_reply_at": "Ultima risposta", "campi_described": "Campi descritti", "campi_marked": "Campi contrassegnati",
    "marked_not_described": "Contrassegnati e non descritti", "open_problems": "Lacune", "letter_id": "N. lettera",
    "reminder": "Sollecito n.", "protocol": "Protocollo della lettera", "written_at": "Scritta il",
    "written_by": "Scritta da", "answer_by": "Risposta entro", "asked": "Richiesta", "list": "Elenco",
    "word": "Parola", "meaning": "Significato", "italian": "In italiano", "remedy": "Che cosa fare",
    "view_name": "Vista", "position": "Posizione", "column_name": "Colonna",
    "received_on": "Ricevuta il", "latitude": "Latitudine", "longitude": "Longitudine",
}  # fmt: skip


def headings(names: Iterable[str], *, italian: bool) -> list[str]:
    """What stands above the columns: their names, or what they are called in Italian."""
    return [ITALIAN[name] if italian else name for name in names]
