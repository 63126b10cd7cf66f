-- What a book offers on a game becomes one text, JSON as quotes/board_text.h describes it: a row of 21 arrays took the
-- server twice as long to store. The version before cannot store offers any more: stop it first.

ALTER TABLE collector.offered_boards ADD COLUMN offers TEXT;

UPDATE collector.offered_boards AS b
   SET offers = json_build_object(
         'quotes', (SELECT json_agg(json_build_array(
                             q.slot, q.line_quarters, q.side, q.is_lay, q.is_bettable, q.profit, q.stake, q.odds_text,
                             q.odds_format, q.previous_profit, q.previous_stake, q.previous_odds_text, q.is_in_play,
                             (extract(EPOCH FROM q.provider_time) * 1000000)::BIGINT, q.quote_id, q.answer_number - 1)
                           ORDER BY q.number)
                      FROM unnest(b.slots, b.line_quarters, b.sides, b.lay_flags, b.bettable_flags, b.profits, b.stakes,
                                  b.odds_texts, b.odds_formats, b.previous_profits, b.previous_stakes,
                                  b.previous_odds_texts, b.in_play_flags, b.provider_times, b.quote_ids,
                                  b.answer_numbers) WITH ORDINALITY
                             AS q (slot, line_quarters, side, is_lay, is_bettable, profit, stake, odds_text, odds_format,
                                   previous_profit, previous_stake, previous_odds_text, is_in_play, provider_time,
                                   quote_id, answer_number, number)),
         'answers', (SELECT json_agg(json_build_array(
                              a.source, a.raw_document, (extract(EPOCH FROM a.receive_time) * 1000000)::BIGINT,
                              (extract(EPOCH FROM a.known_time) * 1000000)::BIGINT, a.basis)
                            ORDER BY a.number)
                       FROM unnest(b.sources, b.raw_documents, b.receive_times, b.known_times, b.bases) WITH ORDINALITY
                              AS a (source, raw_document, receive_time, known_time, basis, number)))::TEXT;

ALTER TABLE collector.offered_boards ALTER COLUMN offers SET NOT NULL;

DROP VIEW collector.current_quotes;

-- Read by sport when a process reads a board back, which is seldom: a scan of what is offered.
DROP INDEX collector.offered_boards_by_sport;

ALTER TABLE collector.offered_boards
  DROP COLUMN slots, DROP COLUMN line_quarters, DROP COLUMN sides, DROP COLUMN lay_flags, DROP COLUMN bettable_flags,
  DROP COLUMN profits, DROP COLUMN stakes, DROP COLUMN odds_texts, DROP COLUMN odds_formats,
  DROP COLUMN previous_profits, DROP COLUMN previous_stakes, DROP COLUMN previous_odds_texts, DROP COLUMN in_play_flags,
  DROP COLUMN provider_times, DROP COLUMN quote_ids, DROP COLUMN answer_numbers, DROP COLUMN sources,
  DROP COLUMN raw_documents, DROP COLUMN receive_times, DROP COLUMN known_times, DROP COLUMN bases;

CREATE VIEW collector.current_quotes AS
SELECT b.game_id, b.sportsbook_key, q.quote->>0 AS slot, (q.quote->>1)::INTEGER AS line_quarters, q.quote->>2 AS side,
       (q.quote->>3)::BOOLEAN AS is_lay, (q.quote->>4)::BOOLEAN AS is_bettable, 'OFFERED'::TEXT AS state,
       (q.quote->>5)::INTEGER AS profit, (q.quote->>6)::INTEGER AS stake, q.quote->>7 AS odds_text,
       q.quote->>8 AS odds_format, (q.quote->>12)::BOOLEAN AS is_in_play,
       TIMESTAMPTZ 'epoch' + (q.quote->>13)::BIGINT * INTERVAL '1 microsecond' AS provider_time,
       a.answer->>0 AS source, a.answer->>1 AS raw_document, (q.quote->>14)::UUID AS quote_id,
       TIMESTAMPTZ 'epoch' + (a.answer->>2)::BIGINT * INTERVAL '1 microsecond' AS receive_time,
       TIMESTAMPTZ 'epoch' + (a.answer->>3)::BIGINT * INTERVAL '1 microsecond' AS known_time, a.answer->>4 AS basis,
       (q.quote->>9)::INTEGER AS previous_profit, (q.quote->>10)::INTEGER AS previous_stake,
       q.quote->>11 AS previous_odds_text, b.sport_key
  FROM (SELECT game_id, sportsbook_key, sport_key, offers::JSON AS offers FROM collector.offered_boards) AS b
 CROSS JOIN LATERAL json_array_elements(b.offers->'quotes') AS q (quote)
 CROSS JOIN LATERAL (SELECT b.offers->'answers'->(q.quote->>15)::INTEGER) AS a (answer);
COMMENT ON VIEW collector.current_quotes IS 'What is offered now, a row for each quote.';
