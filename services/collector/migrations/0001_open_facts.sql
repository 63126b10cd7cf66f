-- The facts about games: who plays, when, and how it ended. Times named receive_time, known_time and such are World time.

CREATE TABLE collector.sports (
  sport_key TEXT NOT NULL,
  display_name TEXT NOT NULL,
  sport_group TEXT NOT NULL,
  scoring TEXT NOT NULL,
  draws_possible BOOLEAN NOT NULL,
  plain_period TEXT NOT NULL,
  season_start_month INTEGER NOT NULL,
  match_window_minutes INTEGER NOT NULL,
  is_active BOOLEAN NOT NULL,
  CONSTRAINT sports_pkey PRIMARY KEY (sport_key),
  CONSTRAINT sports_scoring_known CHECK (scoring IN ('POINTS', 'GOALS', 'RUNS', 'SETS')),
  CONSTRAINT sports_plain_period_known CHECK (plain_period IN ('full_game', 'regulation')),
  CONSTRAINT sports_month_real CHECK (season_start_month BETWEEN 1 AND 12),
  CONSTRAINT sports_window_positive CHECK (match_window_minutes > 0)
);
COMMENT ON TABLE collector.sports IS
  '@ref A sport is a row: plain_period is what its unnamed markets are about, match_window_minutes how far two sources may disagree about a start.';

CREATE TABLE collector.provider_sports (
  source TEXT NOT NULL,
  provider_key TEXT NOT NULL,
  sport_key TEXT NOT NULL,
  is_in_season BOOLEAN NOT NULL DEFAULT FALSE,
  CONSTRAINT provider_sports_pkey PRIMARY KEY (source, provider_key),
  CONSTRAINT provider_sports_sport_fkey FOREIGN KEY (sport_key) REFERENCES collector.sports (sport_key)
);
COMMENT ON TABLE collector.provider_sports IS '@ref What each source calls a sport, and whether it says there is anything to be had.';

-- Locked by whoever stores facts of a sport: writers of one sport take turns, so events of a game keep their order and
-- a replica knows from the count whether its memory of the offered quotes still holds.
CREATE TABLE collector.intake_heads (
  sport_key TEXT NOT NULL,
  intake_count BIGINT NOT NULL,
  CONSTRAINT intake_heads_pkey PRIMARY KEY (sport_key),
  CONSTRAINT intake_heads_not_negative CHECK (intake_count >= 0)
);
COMMENT ON TABLE collector.intake_heads IS '@local One row per sport: how many times its facts were added to.';

CREATE TABLE collector.sportsbooks (
  sportsbook_key TEXT NOT NULL,
  display_name TEXT NOT NULL,
  kind TEXT NOT NULL,
  is_sharp BOOLEAN NOT NULL,
  CONSTRAINT sportsbooks_pkey PRIMARY KEY (sportsbook_key),
  CONSTRAINT sportsbooks_kind_known CHECK (kind IN ('BOOK', 'EXCHANGE', 'PREDICTION_MARKET', 'AGGREGATE'))
);
COMMENT ON TABLE collector.sportsbooks IS '@ref Who quotes prices. An AGGREGATE is a maximum or an average: nobody takes its price.';

CREATE TABLE collector.teams (
  team_id UUID NOT NULL,
  sport_key TEXT NOT NULL,
  display_name TEXT NOT NULL,
  abbreviation TEXT NOT NULL,
  create_time TIMESTAMPTZ NOT NULL,
  CONSTRAINT teams_pkey PRIMARY KEY (team_id),
  CONSTRAINT teams_one_per_name UNIQUE (sport_key, display_name),
  CONSTRAINT teams_sport_fkey FOREIGN KEY (sport_key) REFERENCES collector.sports (sport_key)
);
COMMENT ON TABLE collector.teams IS '@ref Who plays: a team, or a player where the sport has no teams.';

CREATE TABLE collector.team_aliases (
  sport_key TEXT NOT NULL,
  source TEXT NOT NULL,
  alias TEXT NOT NULL,
  team_id UUID NOT NULL,
  create_time TIMESTAMPTZ NOT NULL,
  CONSTRAINT team_aliases_pkey PRIMARY KEY (sport_key, source, alias),
  CONSTRAINT team_aliases_team_fkey FOREIGN KEY (team_id) REFERENCES collector.teams (team_id)
);
CREATE INDEX team_aliases_by_team ON collector.team_aliases (team_id);
COMMENT ON TABLE collector.team_aliases IS '@ref How each source writes a team.';

CREATE TABLE collector.games (
  game_id UUID NOT NULL,
  sport_key TEXT NOT NULL,
  home_team_id UUID NOT NULL,
  away_team_id UUID NOT NULL,
  start_time TIMESTAMPTZ NOT NULL,
  start_precision TEXT NOT NULL,
  is_start_actual BOOLEAN NOT NULL,
  status TEXT NOT NULL,
  season INTEGER NOT NULL,
  week INTEGER,
  is_neutral_site BOOLEAN NOT NULL,
  is_postseason BOOLEAN,
  merged_into UUID,
  void_reason TEXT,
  result_revision INTEGER NOT NULL,
  close_revision INTEGER NOT NULL,
  fact_count INTEGER NOT NULL,
  fact_id UUID NOT NULL,
  receive_time TIMESTAMPTZ NOT NULL,
  known_time TIMESTAMPTZ NOT NULL,
  basis TEXT NOT NULL,
  CONSTRAINT games_pkey PRIMARY KEY (game_id),
  CONSTRAINT games_sport_fkey FOREIGN KEY (sport_key) REFERENCES collector.sports (sport_key),
  CONSTRAINT games_home_fkey FOREIGN KEY (home_team_id) REFERENCES collector.teams (team_id),
  CONSTRAINT games_away_fkey FOREIGN KEY (away_team_id) REFERENCES collector.teams (team_id),
  CONSTRAINT games_two_teams CHECK (home_team_id <> away_team_id),
  CONSTRAINT games_precision_known CHECK (start_precision IN ('MINUTE', 'DAY')),
  CONSTRAINT games_status_known CHECK (status IN ('SCHEDULED', 'IN_PLAY', 'FINAL', 'POSTPONED', 'VOID', 'MERGED')),
  CONSTRAINT games_merged_names_survivor CHECK ((status = 'MERGED') = (merged_into IS NOT NULL)),
  CONSTRAINT games_void_says_why CHECK ((status = 'VOID') = (void_reason IS NOT NULL)),
  CONSTRAINT games_final_has_result CHECK (status <> 'FINAL' OR result_revision > 0),
  CONSTRAINT games_counts_not_negative CHECK (result_revision >= 0 AND close_revision >= 0 AND fact_count > 0),
  CONSTRAINT games_basis_known CHECK (basis IN ('OBSERVED', 'STATED', 'ASSUMED'))
);
CREATE INDEX games_by_sport_and_start ON collector.games (sport_key, start_time, game_id);
CREATE INDEX games_by_start ON collector.games (start_time, game_id);
CREATE INDEX games_by_pairing ON collector.games (home_team_id, away_team_id, start_time);
CREATE INDEX games_open ON collector.games (start_time) WHERE status IN ('SCHEDULED', 'IN_PLAY', 'POSTPONED');
COMMENT ON TABLE collector.games IS
  '@dist game_id A game as known now. Never re-keyed: one of two records of a game becomes MERGED and names the survivor.';

-- By the id and not by the game: it is where an answer of a source finds its game. external_key is the first half of the
-- SHA-256 of source and id.
CREATE TABLE collector.game_external_ids (
  external_key UUID NOT NULL,
  source TEXT NOT NULL,
  external_id TEXT NOT NULL,
  game_id UUID NOT NULL,
  create_time TIMESTAMPTZ NOT NULL,
  CONSTRAINT game_external_ids_pkey PRIMARY KEY (external_key)
);
CREATE INDEX game_external_ids_by_game ON collector.game_external_ids (game_id);
COMMENT ON TABLE collector.game_external_ids IS '@dist external_key What each source calls a game.';

CREATE TABLE collector.game_facts (
  game_id UUID NOT NULL,
  fact_number INTEGER NOT NULL,
  fact_kind TEXT NOT NULL,
  start_time TIMESTAMPTZ NOT NULL,
  start_precision TEXT NOT NULL,
  previous_start_time TIMESTAMPTZ,
  status TEXT NOT NULL,
  merged_game_id UUID,
  reason TEXT,
  source TEXT NOT NULL,
  fact_id UUID NOT NULL,
  receive_time TIMESTAMPTZ NOT NULL,
  known_time TIMESTAMPTZ NOT NULL,
  basis TEXT NOT NULL,
  CONSTRAINT game_facts_pkey PRIMARY KEY (game_id, fact_number),
  CONSTRAINT game_facts_game_fkey FOREIGN KEY (game_id) REFERENCES collector.games (game_id),
  CONSTRAINT game_facts_kind_known CHECK (fact_kind IN ('SCHEDULED', 'MOVED', 'STARTED', 'MERGED', 'VOIDED')),
  CONSTRAINT game_facts_moved_says_from CHECK ((fact_kind = 'MOVED') = (previous_start_time IS NOT NULL)),
  CONSTRAINT game_facts_merged_says_which CHECK ((fact_kind = 'MERGED') = (merged_game_id IS NOT NULL)),
  CONSTRAINT game_facts_voided_says_why CHECK ((fact_kind = 'VOIDED') = (reason IS NOT NULL)),
  CONSTRAINT game_facts_basis_known CHECK (basis IN ('OBSERVED', 'STATED', 'ASSUMED'))
);
COMMENT ON TABLE collector.game_facts IS '@dist game_id Append-only: what became known about a game''s plan and start, and when.';

CREATE TABLE collector.results (
  game_id UUID NOT NULL,
  revision INTEGER NOT NULL,
  ending TEXT NOT NULL,
  home_score INTEGER NOT NULL,
  away_score INTEGER NOT NULL,
  regulation_home_score INTEGER,
  regulation_away_score INTEGER,
  has_overtime BOOLEAN,
  source TEXT NOT NULL,
  fact_id UUID NOT NULL,
  receive_time TIMESTAMPTZ NOT NULL,
  known_time TIMESTAMPTZ NOT NULL,
  basis TEXT NOT NULL,
  CONSTRAINT results_pkey PRIMARY KEY (game_id, revision),
  CONSTRAINT results_game_fkey FOREIGN KEY (game_id) REFERENCES collector.games (game_id),
  CONSTRAINT results_revision_positive CHECK (revision > 0),
  CONSTRAINT results_ending_known CHECK (ending IN ('PLAYED', 'RETIRED', 'WALKOVER', 'SHORTENED')),
  CONSTRAINT results_scores_not_negative CHECK (home_score >= 0 AND away_score >= 0),
  CONSTRAINT results_regulation_whole CHECK ((regulation_home_score IS NULL) = (regulation_away_score IS NULL)),
  CONSTRAINT results_basis_known CHECK (basis IN ('OBSERVED', 'STATED', 'ASSUMED'))
);
COMMENT ON TABLE collector.results IS '@dist game_id Append-only: how a game ended. A correction is the next revision.';
