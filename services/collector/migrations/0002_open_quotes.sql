-- Prices: every change, what is offered now, when each book was last seen, and how each closed. A market without its
-- line is `slot`, as libs/domain/market.h writes it; line_quarters is NULL where its kind has none.

CREATE TABLE collector.quotes (
  game_id UUID NOT NULL,
  receive_time TIMESTAMPTZ NOT NULL,
  quote_id UUID NOT NULL,
  sportsbook_key TEXT NOT NULL,
  slot TEXT NOT NULL,
  line_quarters INTEGER,
  side TEXT NOT NULL,
  is_lay BOOLEAN NOT NULL,
  is_bettable BOOLEAN NOT NULL,
  state TEXT NOT NULL,
  profit INTEGER NOT NULL,
  stake INTEGER NOT NULL,
  odds_text TEXT NOT NULL,
  odds_format TEXT NOT NULL,
  is_in_play BOOLEAN NOT NULL,
  provider_time TIMESTAMPTZ,
  known_time TIMESTAMPTZ NOT NULL,
  basis TEXT NOT NULL,
  source TEXT NOT NULL,
  raw_document TEXT NOT NULL,
  CONSTRAINT quotes_pkey PRIMARY KEY (game_id, receive_time, quote_id),
  CONSTRAINT quotes_state_known CHECK (state IN ('OFFERED', 'GONE')),
  CONSTRAINT quotes_odds_positive CHECK (profit > 0 AND stake > 0),
  CONSTRAINT quotes_format_known CHECK (odds_format IN ('american', 'decimal')),
  CONSTRAINT quotes_basis_known CHECK (basis IN ('OBSERVED', 'STATED', 'ASSUMED'))
) PARTITION BY RANGE (receive_time);
COMMENT ON TABLE collector.quotes IS
  '@dist game_id Append-only: each change of a price, offered or gone. Partitioned by month of receive_time.';

-- selection_key is the first half of the SHA-256 of book, market, line, side and lay: a primary key cannot hold a line
-- that is NULL.
CREATE TABLE collector.current_quotes (
  game_id UUID NOT NULL,
  selection_key UUID NOT NULL,
  sportsbook_key TEXT NOT NULL,
  slot TEXT NOT NULL,
  line_quarters INTEGER,
  side TEXT NOT NULL,
  is_lay BOOLEAN NOT NULL,
  sport_key TEXT NOT NULL,
  quote_id UUID NOT NULL,
  is_bettable BOOLEAN NOT NULL,
  state TEXT NOT NULL,
  profit INTEGER NOT NULL,
  stake INTEGER NOT NULL,
  odds_text TEXT NOT NULL,
  odds_format TEXT NOT NULL,
  previous_profit INTEGER,
  previous_stake INTEGER,
  previous_odds_text TEXT,
  is_in_play BOOLEAN NOT NULL,
  provider_time TIMESTAMPTZ,
  receive_time TIMESTAMPTZ NOT NULL,
  known_time TIMESTAMPTZ NOT NULL,
  basis TEXT NOT NULL,
  source TEXT NOT NULL,
  raw_document TEXT NOT NULL,
  CONSTRAINT current_quotes_pkey PRIMARY KEY (game_id, selection_key),
  CONSTRAINT current_quotes_one_per_selection
    UNIQUE NULLS NOT DISTINCT (game_id, sportsbook_key, slot, line_quarters, side, is_lay),
  CONSTRAINT current_quotes_state_known CHECK (state IN ('OFFERED', 'GONE')),
  CONSTRAINT current_quotes_odds_positive CHECK (profit > 0 AND stake > 0),
  CONSTRAINT current_quotes_format_known CHECK (odds_format IN ('american', 'decimal')),
  CONSTRAINT current_quotes_previous_whole
    CHECK ((previous_profit IS NULL) = (previous_stake IS NULL) AND (previous_profit IS NULL) = (previous_odds_text IS NULL)),
  CONSTRAINT current_quotes_basis_known CHECK (basis IN ('OBSERVED', 'STATED', 'ASSUMED'))
);
CREATE INDEX current_quotes_offered ON collector.current_quotes (sport_key, game_id) WHERE state = 'OFFERED';
COMMENT ON TABLE collector.current_quotes IS '@dist game_id The latest quote of each book and selection.';

CREATE TABLE collector.sightings (
  game_id UUID NOT NULL,
  sportsbook_key TEXT NOT NULL,
  receive_time TIMESTAMPTZ NOT NULL,
  provider_time TIMESTAMPTZ,
  source TEXT NOT NULL,
  raw_document TEXT NOT NULL,
  CONSTRAINT sightings_pkey PRIMARY KEY (game_id, sportsbook_key, receive_time)
) PARTITION BY RANGE (receive_time);
COMMENT ON TABLE collector.sightings IS
  '@dist game_id Append-only: one row per poll, book and game, so an unchanged answer rewrites nothing. Partitioned by month.';

-- What the app may do to its schema, and no more: make the month's partition of these two tables. Attached rather than
-- created in place, so that readers and writers of the other months go on.
CREATE FUNCTION collector.ensure_month(parent TEXT, at_time TIMESTAMPTZ) RETURNS VOID
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  first_day TIMESTAMP := date_trunc('month', at_time AT TIME ZONE 'UTC');
  partition_name TEXT := parent || to_char(first_day, '"_"YYYY"_"MM');
BEGIN
  IF parent NOT IN ('quotes', 'sightings') THEN
    RAISE EXCEPTION 'ensure_month: %, want quotes or sightings', parent USING ERRCODE = '22023';
  END IF;
  IF to_regclass('collector.' || quote_ident(partition_name)) IS NOT NULL THEN
    RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('collector.ensure_month'));
  IF to_regclass('collector.' || quote_ident(partition_name)) IS NOT NULL THEN
    RETURN;
  END IF;
  EXECUTE format('CREATE TABLE collector.%I (LIKE collector.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition_name, parent);
  EXECUTE format('COMMENT ON TABLE collector.%I IS %L', partition_name, '@dist game_id A month of ' || parent || '.');
  EXECUTE format('ALTER TABLE collector.%I ATTACH PARTITION collector.%I FOR VALUES FROM (%L) TO (%L)', parent,
                 partition_name, first_day AT TIME ZONE 'UTC', (first_day + interval '1 month') AT TIME ZONE 'UTC');
END
$body$;

CREATE TABLE collector.closes (
  game_id UUID NOT NULL,
  revision INTEGER NOT NULL,
  start_time TIMESTAMPTZ NOT NULL,
  fact_id UUID NOT NULL,
  receive_time TIMESTAMPTZ NOT NULL,
  known_time TIMESTAMPTZ NOT NULL,
  basis TEXT NOT NULL,
  CONSTRAINT closes_pkey PRIMARY KEY (game_id, revision),
  CONSTRAINT closes_game_fkey FOREIGN KEY (game_id) REFERENCES collector.games (game_id),
  CONSTRAINT closes_revision_positive CHECK (revision > 0),
  CONSTRAINT closes_basis_known CHECK (basis IN ('OBSERVED', 'STATED', 'ASSUMED'))
);
COMMENT ON TABLE collector.closes IS '@dist game_id Append-only: a game closed. A corrected start closes it again, with the next revision.';

CREATE TABLE collector.closing_lines (
  game_id UUID NOT NULL,
  revision INTEGER NOT NULL,
  sportsbook_key TEXT NOT NULL,
  slot TEXT NOT NULL,
  line_quarters INTEGER,
  side TEXT NOT NULL,
  is_lay BOOLEAN NOT NULL,
  is_bettable BOOLEAN NOT NULL,
  state TEXT NOT NULL,
  profit INTEGER NOT NULL,
  stake INTEGER NOT NULL,
  odds_text TEXT NOT NULL,
  odds_format TEXT NOT NULL,
  sight_time TIMESTAMPTZ NOT NULL,
  quote_id UUID NOT NULL,
  CONSTRAINT closing_lines_pkey PRIMARY KEY (game_id, revision, quote_id),
  CONSTRAINT closing_lines_one_per_selection
    UNIQUE NULLS NOT DISTINCT (game_id, revision, sportsbook_key, slot, line_quarters, side, is_lay),
  CONSTRAINT closing_lines_close_fkey FOREIGN KEY (game_id, revision) REFERENCES collector.closes (game_id, revision),
  CONSTRAINT closing_lines_state_known CHECK (state IN ('CLOSED', 'STALE', 'GONE', 'START_UNKNOWN')),
  CONSTRAINT closing_lines_odds_positive CHECK (profit > 0 AND stake > 0)
);
COMMENT ON TABLE collector.closing_lines IS '@dist game_id How each book closed each selection, "no close" included.';
