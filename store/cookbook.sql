-- Questions that analysts ask of the views, each with its answer: the cookbook of docs/analysts.md and the ready
-- questions of `raccolta browse`. A test runs all of them on both engines.

-- Which campi has each region described?
SELECT region, campo, SUM(schede) AS schede
FROM v_coverage
GROUP BY region, campo HAVING SUM(schede) > 0
ORDER BY region, campo;

-- Which offices have not replied at all?
SELECT prefettura, prefettura_name, region
FROM v_offices WHERE replied = 0
ORDER BY prefettura;

-- How many offices of each region replied?
SELECT region, SUM(replied) AS replied, COUNT(*) AS offices
FROM v_offices
GROUP BY region
ORDER BY region;

-- Which offices ticked campi and described none?
SELECT prefettura, prefettura_name, campi_marked
FROM v_offices WHERE campi_marked > 0 AND schede = 0
ORDER BY prefettura;

-- What is ticked on a form but not described?
SELECT prefettura, campo, campo_title
FROM v_coverage WHERE marked > 0 AND schede = 0
ORDER BY prefettura, campo;

-- What was described without a tick?
SELECT prefettura, campo, schede
FROM v_coverage WHERE schede > 0 AND marked = 0
ORDER BY prefettura, campo;

-- How many schede has each campo, and from how many offices?
SELECT campo, COUNT(*) AS schede, COUNT(DISTINCT prefettura) AS offices
FROM v_schede_public
GROUP BY campo
ORDER BY campo;

-- Which campi does no office of a region describe?
SELECT region, campo
FROM v_coverage
GROUP BY region, campo HAVING SUM(schede) = 0
ORDER BY region, campo;

-- Which offices described most campi?
SELECT prefettura, campi_described, schede
FROM v_offices
ORDER BY campi_described DESC, schede DESC, prefettura LIMIT 10;

-- Schede that a person should look at before they are counted:
SELECT scheda_id, prefettura, declared_campo, suggested_campo, confidence, title
FROM v_schede_public WHERE needs_review = 1
ORDER BY scheda_id;

-- Which share of each campo waits for a person, in percent?
SELECT campo, ROUND(100.0 * SUM(needs_review) / COUNT(*)) AS percent
FROM v_schede_public
GROUP BY campo
ORDER BY campo;

-- Which witness decided how often?
SELECT method, COUNT(*) AS schede
FROM v_schede_public
GROUP BY method
ORDER BY method;

-- Texts that stand in no record: what may be missing from the counts.
SELECT message_id, prefettura, document, detail
FROM v_problems WHERE code = 'unexplained_text'
ORDER BY message_id, document;

-- Agreements by kind and year of signing:
SELECT kind, SUBSTR(CAST(signed_on AS VARCHAR(10)), 1, 4) AS year, COUNT(*) AS agreements
FROM v_protocolli
GROUP BY kind, SUBSTR(CAST(signed_on AS VARCHAR(10)), 1, 4)
ORDER BY kind, agreements;

-- Parties that sign most agreements:
SELECT party, COUNT(*) AS agreements
FROM v_parties
GROUP BY party
ORDER BY agreements DESC, party;

-- In how many regions does a party sign?
SELECT party, COUNT(DISTINCT region) AS regions
FROM v_parties
GROUP BY party
ORDER BY regions DESC, party;

-- Agreements without a date: drafts, perhaps.
SELECT protocollo_id, prefettura, kind, title
FROM v_protocolli WHERE signed_on IS NULL
ORDER BY protocollo_id;

-- Practices with the agreements behind them:
SELECT scheda_id, prefettura, campo, scheda_title, kind, protocollo_title, signed_on
FROM v_scheda_protocollo
ORDER BY scheda_id, protocollo_id;

-- Which share of each campo has an agreement behind it, in percent?
SELECT campo, ROUND(100.0 * SUM(has_protocollo) / COUNT(*)) AS percent
FROM v_schede_public
GROUP BY campo
ORDER BY campo;

-- Replies by month:
SELECT SUBSTR(CAST(sent_at AS VARCHAR(30)), 1, 7) AS month, COUNT(*) AS replies
FROM v_messages WHERE kind = 'submission'
GROUP BY SUBSTR(CAST(sent_at AS VARCHAR(30)), 1, 7)
ORDER BY month;

-- Offices that replied only after the reminder of February 2016:
SELECT prefettura, prefettura_name
FROM v_offices WHERE first_reply_at >= '2016-02-01'
ORDER BY prefettura;

-- What went wrong, how often, and what to do about it?
SELECT p.code, v.italian, v.remedy, COUNT(*) AS times
FROM v_problems p JOIN v_vocabulary v ON v.list = 'problem_code' AND v.word = p.code
GROUP BY p.code, v.italian, v.remedy
ORDER BY times DESC, p.code;

-- Files that could not be read:
SELECT message_id, prefettura, document, status, error
FROM v_documents WHERE status <> 'read'
ORDER BY message_id, document_path;

-- Formats in which the offices write:
SELECT media_type, COUNT(*) AS files
FROM v_documents
GROUP BY media_type
ORDER BY files DESC, media_type;

-- Where did persons decide otherwise than the text was read?
SELECT scheda_id, prefettura, declared_campo, reviewed_campo, decided_by
FROM v_reviews WHERE changed = 1
ORDER BY scheda_id;

-- Replies that were corrected or came twice, with what took their place:
SELECT message_id, other_id, kind, reason
FROM v_links WHERE current_id IS NOT NULL
ORDER BY message_id, other_id;

-- Signed files whose content was changed after signing:
SELECT message_id, prefettura, path, signer
FROM v_signatures WHERE integrity = 'altered'
ORDER BY message_id, path;

-- Practices of one campo in a region, newest first:
SELECT scheda_id, prefettura, title, received_at
FROM v_schede_public WHERE campo = 5 AND region = 'Lombardia'
ORDER BY received_at DESC, scheda_id;

-- What do the columns of a view mean?
SELECT column_name, meaning
FROM v_dictionary WHERE view_name = 'v_offices'
ORDER BY position;
