-- What each purpose has spent of a month, and the calls whose answers are still under way.

ALTER TABLE collector.provider_budgets
  ADD COLUMN event_odds_spent_count BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN backfill_spent_count BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN report_time TIMESTAMPTZ,
  ADD CONSTRAINT provider_budgets_purposes CHECK (event_odds_spent_count >= 0 AND backfill_spent_count >= 0);

CREATE TABLE collector.provider_calls (
  call_id BIGINT GENERATED ALWAYS AS IDENTITY,
  source TEXT NOT NULL,
  purpose TEXT NOT NULL,
  cost_count BIGINT NOT NULL,
  ask_time TIMESTAMPTZ NOT NULL,
  CONSTRAINT provider_calls_pkey PRIMARY KEY (call_id),
  CONSTRAINT provider_calls_purpose_known CHECK (purpose IN ('main', 'event_odds', 'backfill')),
  CONSTRAINT provider_calls_cost CHECK (cost_count >= 0)
);
CREATE INDEX provider_calls_by_source ON collector.provider_calls (source, ask_time);
COMMENT ON TABLE collector.provider_calls IS '@local Debited calls that have not been answered: what a provider reports does not know them.';
