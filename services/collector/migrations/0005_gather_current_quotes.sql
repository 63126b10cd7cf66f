-- What a book offers on a game becomes one row: an answer that changes most prices of most books then rewrites a sixth of
-- the rows, and no index knows of a price. Arrays of one length hold an element for each quote; what all quotes of one
-- answer share (source, document, times) stands once for each answer, and answer_numbers says which.

CREATE TABLE collector.offered_boards (
  game_id UUID NOT NULL,
  sportsbook_key TEXT NOT NULL,
  sport_key TEXT NOT NULL,
  slots TEXT[] NOT NULL,
  line_quarters INTEGER[] NOT NULL,
  sides TEXT[] NOT NULL,
  lay_flags BOOLEAN[] NOT NULL,
  bettable_flags BOOLEAN[] NOT NULL,
  profits INTEGER[] NOT NULL,
  stakes INTEGER[] NOT NULL,
  odds_texts TEXT[] NOT NULL,
  odds_formats TEXT[] NOT NULL,
  previous_profits INTEGER[] NOT NULL,
  previous_stakes INTEGER[] NOT NULL,
  previous_odds_texts TEXT[] NOT NULL,
  in_play_flags BOOLEAN[] NOT NULL,
  provider_times TIMESTAMPTZ[] NOT NULL,
  quote_ids UUID[] NOT NULL,
  answer_numbers INTEGER[] NOT NULL,
  sources TEXT[] NOT NULL,
  raw_documents TEXT[] NOT NULL,
  receive_times TIMESTAMPTZ[] NOT NULL,
  known_times TIMESTAMPTZ[] NOT NULL,
  bases TEXT[] NOT NULL,
  CONSTRAINT offered_boards_pkey PRIMARY KEY (game_id, sportsbook_key),
  CONSTRAINT offered_boards_not_empty CHECK (cardinality(slots) > 0),
  CONSTRAINT offered_boards_quotes_whole CHECK (
    cardinality(line_quarters) = cardinality(slots) AND cardinality(sides) = cardinality(slots)
    AND cardinality(lay_flags) = cardinality(slots) AND cardinality(bettable_flags) = cardinality(slots)
    AND cardinality(profits) = cardinality(slots) AND cardinality(stakes) = cardinality(slots)
    AND cardinality(odds_texts) = cardinality(slots) AND cardinality(odds_formats) = cardinality(slots)
    AND cardinality(previous_profits) = cardinality(slots) AND cardinality(previous_stakes) = cardinality(slots)
    AND cardinality(previous_odds_texts) = cardinality(slots) AND cardinality(in_play_flags) = cardinality(slots)
    AND cardinality(provider_times) = cardinality(slots) AND cardinality(quote_ids) = cardinality(slots)
    AND cardinality(answer_numbers) = cardinality(slots)),
  CONSTRAINT offered_boards_answers_whole CHECK (
    cardinality(raw_documents) = cardinality(sources) AND cardinality(receive_times) = cardinality(sources)
    AND cardinality(known_times) = cardinality(sources) AND cardinality(bases) = cardinality(sources)),
  CONSTRAINT offered_boards_answers_there CHECK (1 <= ALL (answer_numbers) AND cardinality(sources) >= ALL (answer_numbers)),
  CONSTRAINT offered_boards_odds_positive CHECK (0 < ALL (profits) AND 0 < ALL (stakes))
) WITH (toast_tuple_target = 8160);
CREATE INDEX offered_boards_by_sport ON collector.offered_boards (sport_key, game_id);
COMMENT ON TABLE collector.offered_boards IS '@dist game_id What a book offers on a game now. Nothing offered is no row.';

INSERT INTO collector.offered_boards (
    game_id, sportsbook_key, sport_key, slots, line_quarters, sides, lay_flags, bettable_flags, profits, stakes, odds_texts,
    odds_formats, previous_profits, previous_stakes, previous_odds_texts, in_play_flags, provider_times, quote_ids,
    answer_numbers, sources, raw_documents, receive_times, known_times, bases)
SELECT game_id, sportsbook_key, min(sport_key), array_agg(slot ORDER BY n), array_agg(line_quarters ORDER BY n),
       array_agg(side ORDER BY n), array_agg(is_lay ORDER BY n), array_agg(is_bettable ORDER BY n),
       array_agg(profit ORDER BY n), array_agg(stake ORDER BY n), array_agg(odds_text ORDER BY n),
       array_agg(odds_format ORDER BY n), array_agg(previous_profit ORDER BY n), array_agg(previous_stake ORDER BY n),
       array_agg(previous_odds_text ORDER BY n), array_agg(is_in_play ORDER BY n), array_agg(provider_time ORDER BY n),
       array_agg(quote_id ORDER BY n), array_agg(n ORDER BY n), array_agg(source ORDER BY n),
       array_agg(raw_document ORDER BY n), array_agg(receive_time ORDER BY n), array_agg(known_time ORDER BY n),
       array_agg(basis ORDER BY n)
  FROM (SELECT game_id, sportsbook_key, sport_key, slot, line_quarters, side, is_lay, is_bettable, profit, stake, odds_text,
               odds_format, previous_profit, previous_stake, previous_odds_text, is_in_play, provider_time, quote_id,
               source, raw_document, receive_time, known_time, basis,
               row_number() OVER (PARTITION BY game_id, sportsbook_key
                                  ORDER BY slot, line_quarters NULLS FIRST, side, is_lay)::INTEGER AS n
          FROM collector.current_quotes
         WHERE state = 'OFFERED') AS numbered
 GROUP BY game_id, sportsbook_key;

DROP TABLE collector.current_quotes;

CREATE VIEW collector.current_quotes AS
SELECT b.game_id, b.sportsbook_key, q.slot, q.line_quarters, q.side, q.is_lay, q.is_bettable, 'OFFERED'::TEXT AS state,
       q.profit, q.stake, q.odds_text, q.odds_format, q.is_in_play, q.provider_time, b.sources[q.answer_number] AS source,
       b.raw_documents[q.answer_number] AS raw_document, q.quote_id, b.receive_times[q.answer_number] AS receive_time,
       b.known_times[q.answer_number] AS known_time, b.bases[q.answer_number] AS basis, q.previous_profit,
       q.previous_stake, q.previous_odds_text, b.sport_key
  FROM collector.offered_boards AS b
 CROSS JOIN LATERAL unnest(b.slots, b.line_quarters, b.sides, b.lay_flags, b.bettable_flags, b.profits, b.stakes,
                           b.odds_texts, b.odds_formats, b.previous_profits, b.previous_stakes, b.previous_odds_texts,
                           b.in_play_flags, b.provider_times, b.quote_ids, b.answer_numbers)
            AS q (slot, line_quarters, side, is_lay, is_bettable, profit, stake, odds_text, odds_format, previous_profit,
                  previous_stake, previous_odds_text, is_in_play, provider_time, quote_id, answer_number);
COMMENT ON VIEW collector.current_quotes IS 'What is offered now, a row for each quote.';
