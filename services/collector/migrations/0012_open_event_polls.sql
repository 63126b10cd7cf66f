-- An event's own markets are asked for by event: when each was last.

CREATE TABLE collector.event_polls (
  source TEXT NOT NULL,
  external_id TEXT NOT NULL,
  ask_time TIMESTAMPTZ NOT NULL,
  CONSTRAINT event_polls_pkey PRIMARY KEY (source, external_id)
);
COMMENT ON TABLE collector.event_polls IS '@local When a source last answered about an event''s own markets.';
