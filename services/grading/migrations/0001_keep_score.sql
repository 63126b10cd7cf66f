-- What was predicted and staked, how the games went, and the grades that follow. All times are World time.

CREATE TABLE grading.games (
  game_id UUID NOT NULL,
  sport_key TEXT NOT NULL,
  title TEXT NOT NULL,
  start_time TIMESTAMPTZ NOT NULL,
  merged_into UUID,
  result_revision INTEGER NOT NULL,
  close_revision INTEGER NOT NULL,
  is_void BOOLEAN NOT NULL,
  home_score INTEGER,
  away_score INTEGER,
  overtime BOOLEAN,
  period_names TEXT[] NOT NULL,
  period_home_scores INTEGER[] NOT NULL,
  period_away_scores INTEGER[] NOT NULL,
  CONSTRAINT games_pkey PRIMARY KEY (game_id),
  CONSTRAINT games_scored_together CHECK ((home_score IS NULL) = (away_score IS NULL)),
  CONSTRAINT games_revised_with_score CHECK ((result_revision > 0) = (home_score IS NOT NULL)),
  CONSTRAINT games_periods_match CHECK (cardinality(period_names) = cardinality(period_home_scores)
    AND cardinality(period_names) = cardinality(period_away_scores))
);
CREATE INDEX games_by_survivor ON grading.games (merged_into) WHERE merged_into IS NOT NULL;
COMMENT ON TABLE grading.games IS '@dist game_id What grading knows of a game. Its row is the lock of its grades.';

CREATE TABLE grading.closing_lines (
  game_id UUID NOT NULL,
  sportsbook_key TEXT NOT NULL,
  market TEXT NOT NULL,
  side TEXT NOT NULL,
  is_lay BOOLEAN NOT NULL,
  is_bettable BOOLEAN NOT NULL,
  has_closed BOOLEAN NOT NULL,
  odds_profit INTEGER NOT NULL,
  odds_stake INTEGER NOT NULL,
  age_seconds BIGINT NOT NULL,
  CONSTRAINT closing_lines_pkey PRIMARY KEY (game_id, sportsbook_key, market, side, is_lay),
  CONSTRAINT closing_lines_odds_positive CHECK (odds_profit > 0 AND odds_stake > 0)
);
COMMENT ON TABLE grading.closing_lines IS '@dist game_id The last closes told, of the revision its game names.';

CREATE TABLE grading.predictions (
  game_id UUID NOT NULL,
  prediction_id UUID NOT NULL,
  model_key TEXT NOT NULL,
  model_version TEXT NOT NULL,
  market TEXT NOT NULL,
  side TEXT NOT NULL,
  is_inverse BOOLEAN NOT NULL,
  is_negated BOOLEAN NOT NULL,
  is_main_line BOOLEAN NOT NULL,
  probability DOUBLE PRECISION NOT NULL,
  push_probability DOUBLE PRECISION NOT NULL,
  odds_profit INTEGER,
  odds_stake INTEGER,
  sportsbook_key TEXT,
  make_time TIMESTAMPTZ NOT NULL,
  CONSTRAINT predictions_pkey PRIMARY KEY (game_id, prediction_id),
  CONSTRAINT predictions_probable CHECK (probability BETWEEN 0 AND 1 AND push_probability BETWEEN 0 AND 1),
  CONSTRAINT predictions_odds_whole CHECK ((odds_profit IS NULL) = (odds_stake IS NULL))
);
COMMENT ON TABLE grading.predictions IS '@dist game_id What prediction''s log told, as it told it.';

CREATE TABLE grading.prediction_results (
  game_id UUID NOT NULL,
  prediction_id UUID NOT NULL,
  is_official BOOLEAN NOT NULL,
  outcome TEXT NOT NULL,
  profit_units DOUBLE PRECISION,
  close_state TEXT NOT NULL,
  close_value DOUBLE PRECISION,
  close_probability DOUBLE PRECISION,
  close_book_count INTEGER NOT NULL,
  close_age_seconds BIGINT,
  close_revision INTEGER NOT NULL,
  result_revision INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  grade_time TIMESTAMPTZ NOT NULL,
  game_start_time TIMESTAMPTZ NOT NULL,
  CONSTRAINT prediction_results_pkey PRIMARY KEY (game_id, prediction_id),
  CONSTRAINT prediction_results_outcome_known CHECK (outcome IN ('win', 'loss', 'push', 'half_win', 'half_loss', 'void')),
  CONSTRAINT prediction_results_close_known CHECK (close_state IN ('CLOSED', 'NO_CLOSE', 'PENDING')),
  CONSTRAINT prediction_results_revised CHECK (revision > 0),
  CONSTRAINT prediction_results_prediction_fkey FOREIGN KEY (game_id, prediction_id)
    REFERENCES grading.predictions (game_id, prediction_id)
);
CREATE INDEX prediction_results_official ON grading.prediction_results (game_start_time) WHERE is_official;
CREATE INDEX prediction_results_by_time ON grading.prediction_results (grade_time DESC, prediction_id);
COMMENT ON TABLE grading.prediction_results IS '@dist game_id The present grade of each prediction of a finished game.';

CREATE TABLE grading.bets (
  game_id UUID NOT NULL,
  bet_id UUID NOT NULL,
  bankroll_id UUID NOT NULL,
  owner TEXT NOT NULL,
  market TEXT NOT NULL,
  side TEXT NOT NULL,
  sportsbook_key TEXT NOT NULL,
  odds_profit INTEGER NOT NULL,
  odds_stake INTEGER NOT NULL,
  currency_code TEXT NOT NULL,
  currency_scale INTEGER NOT NULL,
  stake_minor BIGINT NOT NULL,
  profit_minor BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  settlement_number INTEGER NOT NULL,
  close_state TEXT NOT NULL,
  close_value DOUBLE PRECISION,
  close_probability DOUBLE PRECISION,
  close_book_count INTEGER NOT NULL,
  close_age_seconds BIGINT,
  close_revision INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  is_graded BOOLEAN NOT NULL,
  grade_time TIMESTAMPTZ NOT NULL,
  CONSTRAINT bets_pkey PRIMARY KEY (game_id, bet_id),
  CONSTRAINT bets_outcome_known CHECK (outcome IN ('win', 'loss', 'push', 'half_win', 'half_loss', 'void')),
  CONSTRAINT bets_close_known CHECK (close_state IN ('CLOSED', 'NO_CLOSE', 'PENDING')),
  CONSTRAINT bets_staked CHECK (stake_minor > 0 AND settlement_number > 0 AND revision >= 0)
);
CREATE INDEX bets_by_owner ON grading.bets (owner, grade_time DESC, bet_id);
COMMENT ON TABLE grading.bets IS '@dist game_id Settled bets as bankroll''s log told them, with their closing line value.';
