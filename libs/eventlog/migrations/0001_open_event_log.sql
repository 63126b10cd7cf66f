-- A service's event log, and the cursors it keeps in the logs of others. Every name is unqualified: each service's
-- schema holds its own.

-- Committed, not yet placed. Identities are taken before commit, so their order says nothing about when a row appears.
CREATE TABLE events_pending (
  event_id BIGINT GENERATED ALWAYS AS IDENTITY,
  aggregate TEXT NOT NULL,
  event_type TEXT NOT NULL,
  payload BYTEA NOT NULL,
  world_time TIMESTAMPTZ NOT NULL,
  visibility TEXT NOT NULL,
  owner TEXT,
  CONSTRAINT events_pending_pkey PRIMARY KEY (event_id),
  CONSTRAINT events_pending_visibility_known CHECK (visibility IN ('PUBLIC', 'OWNER', 'OPERATORS')),
  CONSTRAINT events_pending_owner_when_private CHECK ((visibility = 'OWNER') = (owner IS NOT NULL))
);
COMMENT ON TABLE events_pending IS '@local Events committed and waiting for their place in the log.';

CREATE TABLE events (
  position BIGINT NOT NULL,
  aggregate TEXT NOT NULL,
  event_type TEXT NOT NULL,
  payload BYTEA NOT NULL,
  world_time TIMESTAMPTZ NOT NULL,
  visibility TEXT NOT NULL,
  owner TEXT,
  CONSTRAINT events_pkey PRIMARY KEY (position),
  CONSTRAINT events_position_positive CHECK (position > 0),
  CONSTRAINT events_visibility_known CHECK (visibility IN ('PUBLIC', 'OWNER', 'OPERATORS')),
  CONSTRAINT events_owner_when_private CHECK ((visibility = 'OWNER') = (owner IS NOT NULL))
);
COMMENT ON TABLE events IS '@local The log: dense positions, in the order the sequencer gave.';

CREATE TABLE log_head (
  head_id SMALLINT NOT NULL,
  log_id UUID NOT NULL,
  position BIGINT NOT NULL,
  pruned_position BIGINT NOT NULL,
  epoch BIGINT NOT NULL,
  fingerprint TEXT NOT NULL,
  holder TEXT,
  lease_expire_time TIMESTAMPTZ,
  CONSTRAINT log_head_pkey PRIMARY KEY (head_id),
  CONSTRAINT log_head_only_one CHECK (head_id = 1),
  CONSTRAINT log_head_pruned_within CHECK (0 <= pruned_position AND pruned_position <= position),
  CONSTRAINT log_head_lease_whole CHECK ((holder IS NULL) = (lease_expire_time IS NULL))
);
COMMENT ON TABLE log_head IS '@local One row: where the log ends, which log it is, and who may move it (Wall time).';

CREATE TABLE log_followers (
  follower TEXT NOT NULL,
  position BIGINT NOT NULL,
  update_time TIMESTAMPTZ NOT NULL,
  CONSTRAINT log_followers_pkey PRIMARY KEY (follower),
  CONSTRAINT log_followers_position_not_negative CHECK (position >= 0)
);
COMMENT ON TABLE log_followers IS '@local How far each follower of this log has come, as it last said (Wall time).';

CREATE TABLE cursors (
  log TEXT NOT NULL,
  log_id UUID,
  position BIGINT NOT NULL,
  CONSTRAINT cursors_pkey PRIMARY KEY (log),
  CONSTRAINT cursors_position_not_negative CHECK (position >= 0),
  CONSTRAINT cursors_beginning_without_log CHECK (log_id IS NOT NULL OR position = 0)
);
COMMENT ON TABLE cursors IS '@local What this service has applied of the logs it follows.';

CREATE TABLE parked_events (
  log TEXT NOT NULL,
  log_id UUID NOT NULL,
  position BIGINT NOT NULL,
  aggregate TEXT NOT NULL,
  event_type TEXT NOT NULL,
  payload BYTEA NOT NULL,
  world_time TIMESTAMPTZ NOT NULL,
  error TEXT NOT NULL,
  park_time TIMESTAMPTZ NOT NULL,
  CONSTRAINT parked_events_pkey PRIMARY KEY (log, log_id, position)
);
COMMENT ON TABLE parked_events IS '@local Events of others that could not be applied here (park_time is Wall time).';
