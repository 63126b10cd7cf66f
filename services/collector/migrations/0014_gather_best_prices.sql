-- What the odds board shows of a game becomes one row, written with the boards it follows from: a page of games is then a
-- row each, and not every price of every book. Arrays of one length hold an element for each side of a market.

CREATE TABLE collector.best_prices (
  game_id UUID NOT NULL,
  slots TEXT[] NOT NULL,
  line_quarters INTEGER[] NOT NULL,
  book_counts INTEGER[] NOT NULL,
  sides TEXT[] NOT NULL,
  mean_probability_millionths INTEGER[] NOT NULL,
  sportsbook_keys TEXT[] NOT NULL,
  profits INTEGER[] NOT NULL,
  stakes INTEGER[] NOT NULL,
  odds_texts TEXT[] NOT NULL,
  odds_formats TEXT[] NOT NULL,
  previous_profits INTEGER[] NOT NULL,
  previous_stakes INTEGER[] NOT NULL,
  previous_odds_texts TEXT[] NOT NULL,
  receive_times TIMESTAMPTZ[] NOT NULL,
  event_flags BOOLEAN[] NOT NULL,
  CONSTRAINT best_prices_pkey PRIMARY KEY (game_id),
  CONSTRAINT best_prices_whole CHECK (
    cardinality(slots) > 0 AND cardinality(line_quarters) = cardinality(slots)
    AND cardinality(book_counts) = cardinality(slots) AND cardinality(sides) = cardinality(slots)
    AND cardinality(mean_probability_millionths) = cardinality(slots) AND cardinality(sportsbook_keys) = cardinality(slots)
    AND cardinality(profits) = cardinality(slots) AND cardinality(stakes) = cardinality(slots)
    AND cardinality(odds_texts) = cardinality(slots) AND cardinality(odds_formats) = cardinality(slots)
    AND cardinality(previous_profits) = cardinality(slots) AND cardinality(previous_stakes) = cardinality(slots)
    AND cardinality(previous_odds_texts) = cardinality(slots) AND cardinality(receive_times) = cardinality(slots)
    AND cardinality(event_flags) = cardinality(slots)),
  CONSTRAINT best_prices_odds_positive CHECK (0 < ALL (profits) AND 0 < ALL (stakes))
) WITH (toast_tuple_target = 8160);
COMMENT ON TABLE collector.best_prices IS
  '@dist game_id The best price of each side of a game''s main markets, of what is offered now. Nothing offered is no row.';
