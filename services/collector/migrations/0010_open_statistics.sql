-- What was counted: a team's season, and the box scores of games. Numbers are kept as they were written.

CREATE TABLE collector.team_statistics (
  team_id UUID NOT NULL,
  season INTEGER NOT NULL,
  season_type TEXT NOT NULL,
  statistic_group TEXT NOT NULL,
  revision INTEGER NOT NULL,
  sport_key TEXT NOT NULL,
  statistic_names TEXT[] NOT NULL,
  value_texts TEXT[] NOT NULL,
  per_game_texts TEXT[] NOT NULL,
  ranks INTEGER[] NOT NULL,
  source TEXT NOT NULL,
  raw_document TEXT NOT NULL,
  fact_id UUID NOT NULL,
  receive_time TIMESTAMPTZ NOT NULL,
  known_time TIMESTAMPTZ NOT NULL,
  basis TEXT NOT NULL,
  CONSTRAINT team_statistics_pkey PRIMARY KEY (team_id, season, season_type, statistic_group, revision),
  CONSTRAINT team_statistics_team_fkey FOREIGN KEY (team_id) REFERENCES collector.teams (team_id),
  CONSTRAINT team_statistics_type_known CHECK (season_type IN ('PRESEASON', 'REGULAR', 'POSTSEASON', 'OFFSEASON')),
  CONSTRAINT team_statistics_revision_positive CHECK (revision > 0),
  CONSTRAINT team_statistics_columns_match
    CHECK (cardinality(statistic_names) = cardinality(value_texts)
           AND cardinality(statistic_names) = cardinality(per_game_texts)
           AND cardinality(statistic_names) = cardinality(ranks)),
  CONSTRAINT team_statistics_basis_known CHECK (basis IN ('OBSERVED', 'STATED', 'ASSUMED'))
);
COMMENT ON TABLE collector.team_statistics IS
  '@dist team_id Append-only: a team''s season in one group of statistics. A change is the next revision of the group.';

-- subject_id is the player of a player's line and the team of a team's.
CREATE TABLE collector.box_score_lines (
  game_id UUID NOT NULL,
  subject_id UUID NOT NULL,
  statistic_group TEXT NOT NULL,
  revision INTEGER NOT NULL,
  team_id UUID NOT NULL,
  player_id UUID,
  is_starter BOOLEAN NOT NULL,
  did_play BOOLEAN NOT NULL,
  reason TEXT NOT NULL,
  statistic_names TEXT[] NOT NULL,
  value_texts TEXT[] NOT NULL,
  source TEXT NOT NULL,
  raw_document TEXT NOT NULL,
  fact_id UUID NOT NULL,
  receive_time TIMESTAMPTZ NOT NULL,
  known_time TIMESTAMPTZ NOT NULL,
  basis TEXT NOT NULL,
  CONSTRAINT box_score_lines_pkey PRIMARY KEY (game_id, subject_id, statistic_group, revision),
  CONSTRAINT box_score_lines_game_fkey FOREIGN KEY (game_id) REFERENCES collector.games (game_id),
  CONSTRAINT box_score_lines_team_fkey FOREIGN KEY (team_id) REFERENCES collector.teams (team_id),
  CONSTRAINT box_score_lines_subject_named CHECK (subject_id = coalesce(player_id, team_id)),
  CONSTRAINT box_score_lines_revision_positive CHECK (revision > 0),
  CONSTRAINT box_score_lines_columns_match CHECK (cardinality(statistic_names) = cardinality(value_texts)),
  CONSTRAINT box_score_lines_basis_known CHECK (basis IN ('OBSERVED', 'STATED', 'ASSUMED'))
);
CREATE INDEX box_score_lines_by_player ON collector.box_score_lines (player_id, known_time) WHERE player_id IS NOT NULL;
COMMENT ON TABLE collector.box_score_lines IS
  '@dist game_id Append-only: what was counted of a team or a player in a game. A correction is the next revision.';
