-- A book's season whose stored closes know nothing of the results that came in another file.

CREATE TABLE collector.scrambled_sets (
  sport_key TEXT NOT NULL,
  season INTEGER NOT NULL,
  sportsbook_key TEXT NOT NULL,
  source TEXT NOT NULL,
  batch_id UUID NOT NULL,
  game_count BIGINT NOT NULL,
  details TEXT NOT NULL,
  find_time TIMESTAMPTZ NOT NULL,
  trust_time TIMESTAMPTZ,
  CONSTRAINT scrambled_sets_pkey PRIMARY KEY (sport_key, season, sportsbook_key, source),
  CONSTRAINT scrambled_sets_games CHECK (game_count > 0)
);
CREATE INDEX scrambled_sets_by_batch ON collector.scrambled_sets (batch_id);
COMMENT ON TABLE collector.scrambled_sets IS
  '@ref Imported prices no close is made of until an operator releases the batch that stands for them in the quarantine.';

-- What sets are judged by: an import reads a season's of these, and none of the prices we received ourselves.
CREATE INDEX quotes_imported_winners ON collector.quotes (game_id)
  WHERE basis <> 'OBSERVED' AND slot IN ('moneyline.full_game.included.-.-', 'three_way.regulation.excluded.-.-');
