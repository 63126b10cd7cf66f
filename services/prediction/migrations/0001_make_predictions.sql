-- What the models said, when, and knowing what. All times are World time.

-- Games whose facts have changed since they were last forecast.
CREATE TABLE prediction.due_forecasts (
  game_id UUID NOT NULL,
  log_position BIGINT NOT NULL,
  due_time TIMESTAMPTZ NOT NULL,
  CONSTRAINT due_forecasts_pkey PRIMARY KEY (game_id)
);
COMMENT ON TABLE prediction.due_forecasts IS '@local The queue of games to forecast: once the history has reached log_position.';

CREATE TABLE prediction.analyses (
  game_id UUID NOT NULL,
  analysis_id UUID NOT NULL,
  model_key TEXT NOT NULL,
  model_version TEXT NOT NULL,
  sport_key TEXT NOT NULL,
  game_title TEXT NOT NULL,
  game_start_time TIMESTAMPTZ NOT NULL,
  abstain_reason TEXT,
  abstain_message TEXT,
  as_of_log_id UUID NOT NULL,
  as_of_position BIGINT NOT NULL,
  make_time TIMESTAMPTZ NOT NULL,
  home_score_mean DOUBLE PRECISION,
  away_score_mean DOUBLE PRECISION,
  margin_deviation DOUBLE PRECISION,
  total_deviation DOUBLE PRECISION,
  home_probability DOUBLE PRECISION,
  draw_probability DOUBLE PRECISION,
  away_probability DOUBLE PRECISION,
  margin_min INTEGER,
  margin_probabilities DOUBLE PRECISION[],
  content_hash TEXT NOT NULL,
  CONSTRAINT analyses_pkey PRIMARY KEY (game_id, analysis_id),
  CONSTRAINT analyses_spoken_or_not CHECK ((abstain_reason IS NULL) = (home_probability IS NOT NULL))
);
COMMENT ON TABLE prediction.analyses IS '@dist game_id One model''s forecast of one game at one time, or why there was none.';

CREATE TABLE prediction.latest_analyses (
  game_id UUID NOT NULL,
  model_key TEXT NOT NULL,
  analysis_id UUID NOT NULL,
  game_start_time TIMESTAMPTZ NOT NULL,
  content_hash TEXT NOT NULL,
  CONSTRAINT latest_analyses_pkey PRIMARY KEY (game_id, model_key),
  CONSTRAINT latest_analyses_analysis_fkey FOREIGN KEY (game_id, analysis_id)
    REFERENCES prediction.analyses (game_id, analysis_id)
);
CREATE INDEX latest_analyses_by_start ON prediction.latest_analyses (game_start_time, game_id, model_key);
COMMENT ON TABLE prediction.latest_analyses IS '@dist game_id The last forecast of each model and game.';

CREATE TABLE prediction.predictions (
  game_id UUID NOT NULL,
  prediction_id UUID NOT NULL,
  analysis_id UUID NOT NULL,
  counterpart_id UUID NOT NULL,
  market TEXT NOT NULL,
  side TEXT NOT NULL,
  is_inverse BOOLEAN NOT NULL,
  is_negated BOOLEAN NOT NULL,
  is_main_line BOOLEAN NOT NULL,
  probability DOUBLE PRECISION NOT NULL,
  push_probability DOUBLE PRECISION NOT NULL,
  market_probability DOUBLE PRECISION,
  odds_profit INTEGER,
  odds_stake INTEGER,
  sportsbook_key TEXT,
  quote_id UUID,
  edge DOUBLE PRECISION,
  kelly_fraction DOUBLE PRECISION,
  feature_names TEXT[] NOT NULL,
  feature_values DOUBLE PRECISION[] NOT NULL,
  make_time TIMESTAMPTZ NOT NULL,
  salt TEXT NOT NULL,
  hash TEXT NOT NULL,
  CONSTRAINT predictions_pkey PRIMARY KEY (game_id, prediction_id),
  CONSTRAINT predictions_probable CHECK (probability BETWEEN 0 AND 1 AND push_probability BETWEEN 0 AND 1),
  CONSTRAINT predictions_priced_whole CHECK (num_nulls(odds_profit, odds_stake, sportsbook_key, quote_id, edge, kelly_fraction) IN (0, 6)),
  CONSTRAINT predictions_features_match CHECK (cardinality(feature_names) = cardinality(feature_values)),
  CONSTRAINT predictions_analysis_fkey FOREIGN KEY (game_id, analysis_id)
    REFERENCES prediction.analyses (game_id, analysis_id)
);
CREATE INDEX predictions_by_analysis ON prediction.predictions (game_id, analysis_id);
CREATE INDEX predictions_by_time ON prediction.predictions (make_time DESC, prediction_id);
COMMENT ON TABLE prediction.predictions IS '@dist game_id @appended What a forecast says of one selection. Never altered.';
REVOKE UPDATE, DELETE, TRUNCATE ON prediction.predictions FROM overround_prediction_app;

CREATE TABLE prediction.edges (
  game_id UUID NOT NULL,
  edge_id UUID NOT NULL,
  prediction_id UUID NOT NULL,
  model_key TEXT NOT NULL,
  state TEXT NOT NULL,
  find_time TIMESTAMPTZ NOT NULL,
  expire_time TIMESTAMPTZ NOT NULL,
  end_time TIMESTAMPTZ,
  CONSTRAINT edges_pkey PRIMARY KEY (game_id, edge_id),
  CONSTRAINT edges_state_known CHECK (state IN ('OPEN', 'PRICE_GONE', 'FORECAST_CHANGED', 'EXPIRED')),
  CONSTRAINT edges_ended CHECK ((state = 'OPEN') = (end_time IS NULL)),
  CONSTRAINT edges_prediction_fkey FOREIGN KEY (game_id, prediction_id)
    REFERENCES prediction.predictions (game_id, prediction_id)
);
CREATE INDEX edges_open ON prediction.edges (expire_time) WHERE state = 'OPEN';
CREATE INDEX edges_by_time ON prediction.edges (find_time DESC, edge_id);
COMMENT ON TABLE prediction.edges IS '@dist game_id Prices a model finds too good, while they last.';
