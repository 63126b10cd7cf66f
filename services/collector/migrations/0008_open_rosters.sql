-- Who plays where and when: players, venues, seasons, and what ESPN calls them.

CREATE TABLE collector.players (
  player_id UUID NOT NULL,
  sport_key TEXT NOT NULL,
  team_id UUID,
  display_name TEXT NOT NULL,
  position TEXT NOT NULL,
  jersey TEXT NOT NULL,
  fact_count INTEGER NOT NULL,
  fact_id UUID NOT NULL,
  receive_time TIMESTAMPTZ NOT NULL,
  known_time TIMESTAMPTZ NOT NULL,
  basis TEXT NOT NULL,
  CONSTRAINT players_pkey PRIMARY KEY (player_id),
  CONSTRAINT players_sport_fkey FOREIGN KEY (sport_key) REFERENCES collector.sports (sport_key),
  CONSTRAINT players_team_fkey FOREIGN KEY (team_id) REFERENCES collector.teams (team_id),
  CONSTRAINT players_counts_not_negative CHECK (fact_count > 0),
  CONSTRAINT players_basis_known CHECK (basis IN ('OBSERVED', 'STATED', 'ASSUMED'))
);
CREATE INDEX players_by_name ON collector.players (sport_key, display_name, player_id);
CREATE INDEX players_by_team ON collector.players (team_id, display_name);
COMMENT ON TABLE collector.players IS '@dist player_id A player as known now.';

CREATE TABLE collector.player_facts (
  player_id UUID NOT NULL,
  fact_number INTEGER NOT NULL,
  team_id UUID,
  display_name TEXT NOT NULL,
  position TEXT NOT NULL,
  jersey TEXT NOT NULL,
  source TEXT NOT NULL,
  fact_id UUID NOT NULL,
  receive_time TIMESTAMPTZ NOT NULL,
  known_time TIMESTAMPTZ NOT NULL,
  basis TEXT NOT NULL,
  CONSTRAINT player_facts_pkey PRIMARY KEY (player_id, fact_number),
  CONSTRAINT player_facts_player_fkey FOREIGN KEY (player_id) REFERENCES collector.players (player_id),
  CONSTRAINT player_facts_basis_known CHECK (basis IN ('OBSERVED', 'STATED', 'ASSUMED'))
);
COMMENT ON TABLE collector.player_facts IS '@dist player_id Append-only: a player was met, traded or renamed, and when we knew.';

-- By the id and not by the player, as game_external_ids. external_key is the first half of the SHA-256 of source, sport
-- and id.
CREATE TABLE collector.player_external_ids (
  external_key UUID NOT NULL,
  source TEXT NOT NULL,
  sport_key TEXT NOT NULL,
  external_id TEXT NOT NULL,
  player_id UUID NOT NULL,
  create_time TIMESTAMPTZ NOT NULL,
  CONSTRAINT player_external_ids_pkey PRIMARY KEY (external_key)
);
COMMENT ON TABLE collector.player_external_ids IS '@dist external_key What each source calls a player.';

CREATE TABLE collector.venues (
  venue_id UUID NOT NULL,
  sport_key TEXT NOT NULL,
  source TEXT NOT NULL,
  external_id TEXT NOT NULL,
  display_name TEXT NOT NULL,
  city TEXT NOT NULL,
  region TEXT NOT NULL,
  is_indoor BOOLEAN,
  is_grass BOOLEAN,
  fact_count INTEGER NOT NULL,
  fact_id UUID NOT NULL,
  receive_time TIMESTAMPTZ NOT NULL,
  known_time TIMESTAMPTZ NOT NULL,
  basis TEXT NOT NULL,
  CONSTRAINT venues_pkey PRIMARY KEY (venue_id),
  CONSTRAINT venues_one_per_id UNIQUE (source, sport_key, external_id),
  CONSTRAINT venues_sport_fkey FOREIGN KEY (sport_key) REFERENCES collector.sports (sport_key),
  CONSTRAINT venues_basis_known CHECK (basis IN ('OBSERVED', 'STATED', 'ASSUMED'))
);
CREATE INDEX venues_by_name ON collector.venues (sport_key, display_name, venue_id);
COMMENT ON TABLE collector.venues IS '@ref Where games are played, as known now; one row for each sport played there.';

CREATE TABLE collector.venue_facts (
  venue_id UUID NOT NULL,
  fact_number INTEGER NOT NULL,
  display_name TEXT NOT NULL,
  city TEXT NOT NULL,
  region TEXT NOT NULL,
  is_indoor BOOLEAN,
  is_grass BOOLEAN,
  source TEXT NOT NULL,
  fact_id UUID NOT NULL,
  receive_time TIMESTAMPTZ NOT NULL,
  known_time TIMESTAMPTZ NOT NULL,
  basis TEXT NOT NULL,
  CONSTRAINT venue_facts_pkey PRIMARY KEY (venue_id, fact_number),
  CONSTRAINT venue_facts_venue_fkey FOREIGN KEY (venue_id) REFERENCES collector.venues (venue_id),
  CONSTRAINT venue_facts_basis_known CHECK (basis IN ('OBSERVED', 'STATED', 'ASSUMED'))
);
COMMENT ON TABLE collector.venue_facts IS '@ref Append-only: a venue was met or renamed, and when we knew.';

CREATE TABLE collector.game_venues (
  game_id UUID NOT NULL,
  revision INTEGER NOT NULL,
  venue_id UUID NOT NULL,
  attendance INTEGER,
  source TEXT NOT NULL,
  fact_id UUID NOT NULL,
  receive_time TIMESTAMPTZ NOT NULL,
  known_time TIMESTAMPTZ NOT NULL,
  basis TEXT NOT NULL,
  CONSTRAINT game_venues_pkey PRIMARY KEY (game_id, revision),
  CONSTRAINT game_venues_game_fkey FOREIGN KEY (game_id) REFERENCES collector.games (game_id),
  CONSTRAINT game_venues_venue_fkey FOREIGN KEY (venue_id) REFERENCES collector.venues (venue_id),
  CONSTRAINT game_venues_revision_positive CHECK (revision > 0),
  CONSTRAINT game_venues_attendance_positive CHECK (attendance > 0),
  CONSTRAINT game_venues_basis_known CHECK (basis IN ('OBSERVED', 'STATED', 'ASSUMED'))
);
COMMENT ON TABLE collector.game_venues IS '@dist game_id Append-only: where a game is played, and who came.';

CREATE TABLE collector.seasons (
  sport_key TEXT NOT NULL,
  season INTEGER NOT NULL,
  season_type TEXT NOT NULL,
  revision INTEGER NOT NULL,
  display_name TEXT NOT NULL,
  start_time TIMESTAMPTZ,
  end_time TIMESTAMPTZ,
  source TEXT NOT NULL,
  fact_id UUID NOT NULL,
  receive_time TIMESTAMPTZ NOT NULL,
  known_time TIMESTAMPTZ NOT NULL,
  basis TEXT NOT NULL,
  CONSTRAINT seasons_pkey PRIMARY KEY (sport_key, season, season_type, revision),
  CONSTRAINT seasons_sport_fkey FOREIGN KEY (sport_key) REFERENCES collector.sports (sport_key),
  CONSTRAINT seasons_type_known CHECK (season_type IN ('PRESEASON', 'REGULAR', 'POSTSEASON', 'OFFSEASON')),
  CONSTRAINT seasons_revision_positive CHECK (revision > 0),
  CONSTRAINT seasons_span CHECK (start_time < end_time),
  CONSTRAINT seasons_basis_known CHECK (basis IN ('OBSERVED', 'STATED', 'ASSUMED'))
);
COMMENT ON TABLE collector.seasons IS
  '@ref Append-only: season is the year it begins in; start and end are of the whole league year, where they are told.';

CREATE TABLE collector.team_external_ids (
  source TEXT NOT NULL,
  sport_key TEXT NOT NULL,
  external_id TEXT NOT NULL,
  team_id UUID NOT NULL,
  create_time TIMESTAMPTZ NOT NULL,
  CONSTRAINT team_external_ids_pkey PRIMARY KEY (source, sport_key, external_id),
  CONSTRAINT team_external_ids_team_fkey FOREIGN KEY (team_id) REFERENCES collector.teams (team_id)
);
COMMENT ON TABLE collector.team_external_ids IS '@ref What each source asks for a team by.';

-- ESPN names a season of winter sports after the year it ends in; it is counted back to the year it begins in.
ALTER TABLE collector.provider_sports ADD COLUMN season_years_ahead INTEGER NOT NULL DEFAULT 0;

INSERT INTO collector.provider_sports (source, provider_key, sport_key, is_in_season, season_years_ahead)
VALUES
  ('espn', 'football/nfl', 'nfl', TRUE, 0),
  ('espn', 'football/college-football', 'ncaaf', TRUE, 0),
  ('espn', 'basketball/nba', 'nba', TRUE, 1),
  ('espn', 'basketball/mens-college-basketball', 'ncaab', TRUE, 1),
  ('espn', 'basketball/wnba', 'wnba', TRUE, 0),
  ('espn', 'baseball/mlb', 'mlb', TRUE, 0),
  ('espn', 'hockey/nhl', 'nhl', TRUE, 1),
  ('espn', 'soccer/eng.1', 'epl', TRUE, 0),
  ('espn', 'soccer/esp.1', 'laliga', TRUE, 0),
  ('espn', 'soccer/fra.1', 'ligue1', TRUE, 0),
  ('espn', 'sim/sim_basketball', 'sim_basketball', TRUE, 0),
  ('espn', 'sim/sim_soccer', 'sim_soccer', TRUE, 0),
  ('espn', 'sim/sim_football', 'sim_football', TRUE, 0);

-- A kind of answer is a word of ours; which of them there are is said in archive/raw_document.h.
ALTER TABLE collector.raw_documents DROP CONSTRAINT raw_documents_kind_known;
ALTER TABLE collector.raw_documents ADD CONSTRAINT raw_documents_kind_is_word CHECK (document_kind ~ '^[a-z]+(_[a-z]+)*$');
