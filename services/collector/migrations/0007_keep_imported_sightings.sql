-- Archived pulls: when a book was seen, by the archive's own stamp. Apart from sightings, which are of our own polls and
-- never back-dated; the close of a game reads both.

CREATE TABLE collector.imported_sightings (
  game_id UUID NOT NULL,
  sportsbook_key TEXT NOT NULL,
  known_time TIMESTAMPTZ NOT NULL,
  provider_time TIMESTAMPTZ,
  source TEXT NOT NULL,
  file_name TEXT NOT NULL,
  receive_time TIMESTAMPTZ NOT NULL,
  CONSTRAINT imported_sightings_pkey PRIMARY KEY (game_id, sportsbook_key, known_time)
);
COMMENT ON TABLE collector.imported_sightings IS
  '@dist game_id Append-only: an archive showed a book''s price unchanged, so it was seen and not stored again.';
