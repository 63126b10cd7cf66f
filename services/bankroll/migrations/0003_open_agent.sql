-- What the agent is told, and what its gate said. All times are World time.

CREATE TABLE bankroll.proposals (
  game_id UUID NOT NULL,
  proposal_key TEXT NOT NULL,
  prediction_id UUID,
  abstain_reason TEXT,
  market TEXT,
  side TEXT,
  model TEXT NOT NULL,
  sport TEXT NOT NULL,
  game_title TEXT NOT NULL,
  game_start_time TIMESTAMPTZ NOT NULL,
  probability DOUBLE PRECISION,
  push_probability DOUBLE PRECISION,
  confidence DOUBLE PRECISION,
  odds_profit INTEGER,
  odds_stake INTEGER,
  odds_format TEXT,
  odds_text TEXT,
  sportsbook TEXT,
  forecast_time TIMESTAMPTZ NOT NULL,
  last_decision TEXT,
  CONSTRAINT proposals_pkey PRIMARY KEY (game_id, proposal_key),
  CONSTRAINT proposals_forecast_or_abstention CHECK ((abstain_reason IS NULL) = (prediction_id IS NOT NULL)
    AND (abstain_reason IS NULL) = (market IS NOT NULL) AND (abstain_reason IS NULL) = (side IS NOT NULL)
    AND (abstain_reason IS NULL) = (probability IS NOT NULL) AND (abstain_reason IS NULL) = (confidence IS NOT NULL)
    AND (abstain_reason IS NULL) = (push_probability IS NOT NULL)),
  CONSTRAINT proposals_price_whole CHECK ((odds_profit IS NULL) = (odds_stake IS NULL)
    AND (odds_profit IS NULL) = (sportsbook IS NULL) AND (odds_profit IS NULL) = (odds_format IS NULL)
    AND (odds_profit IS NULL) = (odds_text IS NULL))
);
CREATE INDEX proposals_by_start ON bankroll.proposals (game_start_time);
COMMENT ON TABLE bankroll.proposals IS
  '@dist game_id The analyst''s latest word on each market of a game; last_decision is what the gate last said to it.';

CREATE TABLE bankroll.decisions (
  game_id UUID NOT NULL,
  decision_id UUID NOT NULL,
  agent TEXT NOT NULL,
  decide_time TIMESTAMPTZ NOT NULL,
  verdict TEXT NOT NULL,
  reason_codes TEXT[] NOT NULL,
  reason_messages TEXT[] NOT NULL,
  market TEXT,
  side TEXT,
  game_title TEXT NOT NULL,
  sport TEXT NOT NULL,
  game_start_time TIMESTAMPTZ NOT NULL,
  model TEXT NOT NULL,
  prediction_id UUID,
  probability DOUBLE PRECISION,
  push_probability DOUBLE PRECISION,
  confidence DOUBLE PRECISION,
  odds_profit INTEGER,
  odds_stake INTEGER,
  odds_format TEXT,
  odds_text TEXT,
  sportsbook TEXT,
  edge DOUBLE PRECISION,
  stake_millionths BIGINT,
  stake_minor BIGINT,
  bet_id UUID,
  bankroll_id UUID NOT NULL,
  week TEXT NOT NULL,
  CONSTRAINT decisions_pkey PRIMARY KEY (game_id, decision_id),
  CONSTRAINT decisions_verdict_known CHECK (verdict IN ('PLACED', 'REFUSED')),
  CONSTRAINT decisions_placed_is_a_bet CHECK ((verdict = 'PLACED') = (bet_id IS NOT NULL)),
  CONSTRAINT decisions_reasoned CHECK (cardinality(reason_codes) > 0
    AND cardinality(reason_codes) = cardinality(reason_messages))
);
CREATE INDEX decisions_by_time ON bankroll.decisions (agent, decide_time DESC, decision_id DESC);
COMMENT ON TABLE bankroll.decisions IS '@dist game_id @appended What the gate said to one proposal, and why.';
REVOKE UPDATE, DELETE, TRUNCATE ON bankroll.decisions FROM overround_bankroll_app;
