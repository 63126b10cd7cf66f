-- What the contracts of a game can be bought at, with depth: which contracts a game has, and every change of their order
-- books. Not partitioned: a book is asked for only shortly before its game's start.

-- contract_key is the first half of the SHA-256 of source and ticker, as external_key is of a game's id.
CREATE TABLE collector.game_contracts (
  contract_key UUID NOT NULL,
  source TEXT NOT NULL,
  ticker TEXT NOT NULL,
  provider_key TEXT NOT NULL,
  game_id UUID NOT NULL,
  team_id UUID NOT NULL,
  sight_time TIMESTAMPTZ,
  CONSTRAINT game_contracts_pkey PRIMARY KEY (contract_key)
);
CREATE INDEX game_contracts_by_game ON collector.game_contracts (game_id);
COMMENT ON TABLE collector.game_contracts IS
  '@dist contract_key Which game and team a contract is about, and when its order book was last seen there.';

-- A price is what a contract costs that pays a dollar, in millionths of one; a count is in hundredths of a contract. The
-- best price comes first.
CREATE TABLE collector.order_books (
  game_id UUID NOT NULL,
  ticker TEXT NOT NULL,
  receive_time TIMESTAMPTZ NOT NULL,
  fact_id UUID NOT NULL,
  sportsbook_key TEXT NOT NULL,
  contract_side TEXT NOT NULL,
  home_price_millionths INTEGER[] NOT NULL,
  home_count_hundredths BIGINT[] NOT NULL,
  away_price_millionths INTEGER[] NOT NULL,
  away_count_hundredths BIGINT[] NOT NULL,
  is_in_play BOOLEAN NOT NULL,
  known_time TIMESTAMPTZ NOT NULL,
  basis TEXT NOT NULL,
  source TEXT NOT NULL,
  raw_document TEXT NOT NULL,
  CONSTRAINT order_books_pkey PRIMARY KEY (game_id, ticker, receive_time, fact_id),
  CONSTRAINT order_books_side_known CHECK (contract_side IN ('home', 'away')),
  CONSTRAINT order_books_whole CHECK (
    cardinality(home_price_millionths) = cardinality(home_count_hundredths)
    AND cardinality(away_price_millionths) = cardinality(away_count_hundredths)),
  CONSTRAINT order_books_prices_within CHECK (
    0 < ALL (home_price_millionths) AND 1000000 > ALL (home_price_millionths)
    AND 0 < ALL (away_price_millionths) AND 1000000 > ALL (away_price_millionths)),
  CONSTRAINT order_books_counts_positive CHECK (0 < ALL (home_count_hundredths) AND 0 < ALL (away_count_hundredths)),
  CONSTRAINT order_books_basis_known CHECK (basis IN ('OBSERVED', 'STATED', 'ASSUMED'))
);
COMMENT ON TABLE collector.order_books IS
  '@dist game_id Append-only: each change of what a contract offers. Nothing offered is arrays without elements.';
