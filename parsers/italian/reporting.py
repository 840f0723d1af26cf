"""Verbs with which an office reports something, in the forms in which it does so now: `si segnala`, `riferisce`."""

import re

REPORTS = re.compile(
    r"\b(?:(?:segnal|rappresent|inform|precis|evidenzi|signific|ricord)(?:a|ano|o|iamo|are|arsi|ando|ndo)"
    r"|comunic(?:a|ano|o|are|ando)|comunichiamo|riferi(?:sce|scono|sco|amo|re|rsi)|aggiung(?:e|ono|o|iamo|ere|ersi)"
    r"|(?:port|rec)\w+ a conoscenza|f(?:a|are|arsi|accio|acciamo) (?:presente|noto)|rend\w+ noto"
    r"|d(?:ato|a|are|ando) atto|dir(?:e|si)|dic(?:e|ono|iamo)|risulta(?:no)?|emerge)\b"
)
