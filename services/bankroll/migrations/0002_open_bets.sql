-- What is staked, what came of it, and what may be staked. All times are World time.

-- What collector's log told of each game, kept so that a bet settles in whatever order it and the result arrive.
CREATE TABLE bankroll.games (
  game_id UUID NOT NULL,
  sport TEXT NOT NULL,
  title TEXT NOT NULL,
  start_time TIMESTAMPTZ NOT NULL,
  has_started BOOLEAN NOT NULL,
  merged_into UUID,
  outcome TEXT NOT NULL,
  void_reason TEXT,
  result_revision INTEGER,
  ending TEXT,
  home_score INTEGER,
  away_score INTEGER,
  has_overtime BOOLEAN,
  periods TEXT[] NOT NULL,
  period_home_scores INTEGER[] NOT NULL,
  period_away_scores INTEGER[] NOT NULL,
  CONSTRAINT games_pkey PRIMARY KEY (game_id),
  CONSTRAINT games_outcome_known CHECK (outcome IN ('NONE', 'RESULT', 'VOID')),
  CONSTRAINT games_ending_known CHECK (ending IN ('PLAYED', 'RETIRED', 'WALKOVER', 'SHORTENED')),
  CONSTRAINT games_result_whole CHECK (outcome <> 'RESULT' OR (result_revision IS NOT NULL AND ending IS NOT NULL
    AND home_score IS NOT NULL AND away_score IS NOT NULL)),
  CONSTRAINT games_void_has_reason CHECK (outcome <> 'VOID' OR void_reason IS NOT NULL),
  CONSTRAINT games_merged_into_another CHECK (merged_into <> game_id)
);
CREATE INDEX games_by_survivor ON bankroll.games (merged_into) WHERE merged_into IS NOT NULL;
COMMENT ON TABLE bankroll.games IS
  '@dist game_id A game as collector''s log last told it; start_time is the actual one once has_started.';

CREATE TABLE bankroll.settlement_work (
  game_id UUID NOT NULL,
  version BIGINT NOT NULL,
  enqueue_time TIMESTAMPTZ NOT NULL,
  CONSTRAINT settlement_work_pkey PRIMARY KEY (game_id)
);
COMMENT ON TABLE bankroll.settlement_work IS
  '@local Games whose bets have to be looked at; a version that was raised meanwhile is looked at again.';

CREATE TABLE bankroll.bets (
  bankroll_id UUID NOT NULL,
  bet_id UUID NOT NULL,
  owner TEXT NOT NULL,
  request_id TEXT NOT NULL,
  game_id UUID NOT NULL,
  market TEXT NOT NULL,
  side TEXT NOT NULL,
  sportsbook TEXT NOT NULL,
  venue TEXT NOT NULL,
  stake_minor BIGINT NOT NULL,
  asked_odds_profit INTEGER NOT NULL,
  asked_odds_stake INTEGER NOT NULL,
  odds_profit INTEGER NOT NULL,
  odds_stake INTEGER NOT NULL,
  odds_format TEXT NOT NULL,
  odds_text TEXT NOT NULL,
  prediction TEXT,
  sport TEXT NOT NULL,
  game_title TEXT NOT NULL,
  quote TEXT NOT NULL,
  place_time TIMESTAMPTZ NOT NULL,
  state TEXT NOT NULL,
  settlement_count INTEGER NOT NULL,
  settle_time TIMESTAMPTZ,
  profit_minor BIGINT,
  CONSTRAINT bets_pkey PRIMARY KEY (bankroll_id, bet_id),
  CONSTRAINT bets_request_once UNIQUE (bankroll_id, request_id),
  CONSTRAINT bets_venue_known CHECK (venue IN ('PAPER')),
  CONSTRAINT bets_stake_positive CHECK (stake_minor > 0),
  CONSTRAINT bets_odds_positive CHECK (odds_profit > 0 AND odds_stake > 0 AND asked_odds_profit > 0
    AND asked_odds_stake > 0),
  CONSTRAINT bets_state_known CHECK (state IN ('OPEN', 'WON', 'LOST', 'PUSH', 'HALF_WON', 'HALF_LOST', 'VOID')),
  CONSTRAINT bets_open_until_settled CHECK ((state = 'OPEN') = (settlement_count = 0)
    AND (state = 'OPEN') = (settle_time IS NULL) AND (state = 'OPEN') = (profit_minor IS NULL)),
  CONSTRAINT bets_bankroll_fkey FOREIGN KEY (bankroll_id) REFERENCES bankroll.bankrolls (bankroll_id)
);
CREATE INDEX bets_by_place_time ON bankroll.bets (bankroll_id, place_time DESC, bet_id DESC);
CREATE INDEX bets_by_owner ON bankroll.bets (owner, place_time DESC, bet_id DESC);
CREATE INDEX bets_by_game ON bankroll.bets (game_id);
CREATE INDEX bets_by_id ON bankroll.bets (bet_id);
CREATE INDEX bets_open ON bankroll.bets (bankroll_id) WHERE state = 'OPEN';
COMMENT ON TABLE bankroll.bets IS
  '@dist bankroll_id A stake at the price taken; state, settle_time and profit are those of its last settlement.';

CREATE TABLE bankroll.settlements (
  bankroll_id UUID NOT NULL,
  bet_id UUID NOT NULL,
  number INTEGER NOT NULL,
  state TEXT NOT NULL,
  payout_minor BIGINT NOT NULL,
  profit_minor BIGINT NOT NULL,
  result_revision INTEGER NOT NULL,
  reason TEXT NOT NULL,
  settle_time TIMESTAMPTZ NOT NULL,
  CONSTRAINT settlements_pkey PRIMARY KEY (bankroll_id, bet_id, number),
  CONSTRAINT settlements_number_positive CHECK (number > 0),
  CONSTRAINT settlements_state_known CHECK (state IN ('WON', 'LOST', 'PUSH', 'HALF_WON', 'HALF_LOST', 'VOID')),
  CONSTRAINT settlements_payout_not_negative CHECK (payout_minor >= 0),
  CONSTRAINT settlements_bet_fkey FOREIGN KEY (bankroll_id, bet_id) REFERENCES bankroll.bets (bankroll_id, bet_id)
);
COMMENT ON TABLE bankroll.settlements IS
  '@dist bankroll_id @appended How a bet was settled; settlement n reversed n - 1, the last one holds.';
REVOKE UPDATE, DELETE, TRUNCATE ON bankroll.settlements FROM overround_bankroll_app;

CREATE TABLE bankroll.limits (
  bankroll_id UUID NOT NULL,
  stake_max_minor BIGINT,
  daily_loss_max_minor BIGINT,
  time_zone TEXT NOT NULL,
  previous_time_zone TEXT,
  time_zone_change_time TIMESTAMPTZ,
  pending_stake_max_minor BIGINT,
  pending_daily_loss_max_minor BIGINT,
  pending_effective_time TIMESTAMPTZ,
  CONSTRAINT limits_pkey PRIMARY KEY (bankroll_id),
  CONSTRAINT limits_not_negative CHECK (stake_max_minor >= 0 AND daily_loss_max_minor >= 0
    AND pending_stake_max_minor >= 0 AND pending_daily_loss_max_minor >= 0),
  CONSTRAINT limits_zone_change_whole CHECK ((previous_time_zone IS NULL) = (time_zone_change_time IS NULL)),
  CONSTRAINT limits_bankroll_fkey FOREIGN KEY (bankroll_id) REFERENCES bankroll.bankrolls (bankroll_id)
);
COMMENT ON TABLE bankroll.limits IS
  '@dist bankroll_id What may be staked; a bankroll without a row has no limits. NULL is no limit.';

CREATE TABLE bankroll.portfolio_snapshots (
  bankroll_id UUID NOT NULL,
  snapshot_time TIMESTAMPTZ NOT NULL,
  cash_minor BIGINT NOT NULL,
  at_risk_minor BIGINT NOT NULL,
  realised_profit_minor BIGINT NOT NULL,
  open_bet_count INTEGER NOT NULL,
  CONSTRAINT portfolio_snapshots_pkey PRIMARY KEY (bankroll_id, snapshot_time),
  CONSTRAINT portfolio_snapshots_bankroll_fkey FOREIGN KEY (bankroll_id) REFERENCES bankroll.bankrolls (bankroll_id)
);
COMMENT ON TABLE bankroll.portfolio_snapshots IS '@dist bankroll_id What a bankroll was worth at one instant.';
