-- What an answer shows of a game becomes one row: its books and their stamps as arrays. An answer that changes nothing
-- then writes a row a game, and not one a book.

CREATE TABLE collector.game_sightings (
  game_id UUID NOT NULL,
  receive_time TIMESTAMPTZ NOT NULL,
  raw_document TEXT NOT NULL,
  source TEXT NOT NULL,
  sportsbook_keys TEXT[] NOT NULL,
  provider_times TIMESTAMPTZ[] NOT NULL,
  CONSTRAINT game_sightings_pkey PRIMARY KEY (game_id, receive_time, raw_document),
  CONSTRAINT game_sightings_whole CHECK (
    cardinality(sportsbook_keys) > 0 AND cardinality(provider_times) = cardinality(sportsbook_keys))
) PARTITION BY RANGE (receive_time);
COMMENT ON TABLE collector.game_sightings IS
  '@dist game_id Append-only: one row per poll and game, so an unchanged answer rewrites nothing. Partitioned by month.';

-- What the app may do to its schema, and no more: make the month's partition of these two tables. Attached rather than
-- created in place, so that readers and writers of the other months go on.
CREATE OR REPLACE FUNCTION collector.ensure_month(parent TEXT, at_time TIMESTAMPTZ) RETURNS VOID
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
  first_day TIMESTAMP := date_trunc('month', at_time AT TIME ZONE 'UTC');
  partition_name TEXT := parent || to_char(first_day, '"_"YYYY"_"MM');
BEGIN
  IF parent NOT IN ('quotes', 'game_sightings') THEN
    RAISE EXCEPTION 'ensure_month: %, want quotes or game_sightings', parent USING ERRCODE = '22023';
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

SELECT collector.ensure_month('game_sightings', month_start)
  FROM (SELECT DISTINCT date_trunc('month', receive_time AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' AS month_start
          FROM collector.sightings) AS months;

INSERT INTO collector.game_sightings (game_id, receive_time, raw_document, source, sportsbook_keys, provider_times)
SELECT game_id, receive_time, raw_document, min(source), array_agg(sportsbook_key ORDER BY sportsbook_key),
       array_agg(provider_time ORDER BY sportsbook_key)
  FROM collector.sightings
 GROUP BY game_id, receive_time, raw_document;

DROP TABLE collector.sightings;

CREATE VIEW collector.sightings AS
SELECT s.game_id, k.sportsbook_key, s.receive_time, k.provider_time, s.source, s.raw_document
  FROM collector.game_sightings AS s
 CROSS JOIN LATERAL unnest(s.sportsbook_keys, s.provider_times) AS k (sportsbook_key, provider_time);
COMMENT ON VIEW collector.sightings IS 'When an answer showed a book on a game, a row for each book.';
