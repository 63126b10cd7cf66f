-- How the facts came in: documents, what was refused, and what asking costs.

CREATE TABLE collector.raw_documents (
  raw_document TEXT NOT NULL,
  source TEXT NOT NULL,
  document_kind TEXT NOT NULL,
  sport TEXT NOT NULL,
  status INTEGER NOT NULL,
  answer_kind TEXT NOT NULL,
  receive_time TIMESTAMPTZ NOT NULL,
  basis TEXT NOT NULL,
  read_count BIGINT NOT NULL,
  changed_count BIGINT NOT NULL,
  unchanged_count BIGINT NOT NULL,
  refused_count BIGINT NOT NULL,
  gone_count BIGINT NOT NULL,
  CONSTRAINT raw_documents_pkey PRIMARY KEY (raw_document),
  CONSTRAINT raw_documents_kind_known CHECK (document_kind IN ('odds', 'scores', 'events', 'sports')),
  CONSTRAINT raw_documents_nothing_lost CHECK (read_count = changed_count + unchanged_count + refused_count)
);
CREATE INDEX raw_documents_by_subject ON collector.raw_documents (source, sport, document_kind, receive_time);
COMMENT ON TABLE collector.raw_documents IS
  '@local One row per archived answer taken in: of everything read, what changed a fact, what we knew, what was refused.';

CREATE TABLE collector.data_quality_checks (
  check_id UUID NOT NULL,
  check_type TEXT NOT NULL,
  source TEXT NOT NULL,
  has_passed BOOLEAN NOT NULL,
  checked_count BIGINT NOT NULL,
  failed_count BIGINT NOT NULL,
  details TEXT NOT NULL,
  raw_document TEXT NOT NULL,
  check_time TIMESTAMPTZ NOT NULL,
  CONSTRAINT data_quality_checks_pkey PRIMARY KEY (check_id),
  CONSTRAINT data_quality_checks_counts CHECK (0 <= failed_count)
);
CREATE INDEX data_quality_checks_by_time ON collector.data_quality_checks (check_time, check_id);
COMMENT ON TABLE collector.data_quality_checks IS '@local What each batch was checked for and how much of it failed.';

CREATE TABLE collector.quarantined_batches (
  batch_id UUID NOT NULL,
  state TEXT NOT NULL,
  check_type TEXT NOT NULL,
  details TEXT NOT NULL,
  source TEXT NOT NULL,
  game_id UUID NOT NULL,
  sportsbook_key TEXT NOT NULL,
  offers JSONB NOT NULL,
  row_count INTEGER NOT NULL,
  raw_document TEXT NOT NULL,
  receive_time TIMESTAMPTZ NOT NULL,
  decide_time TIMESTAMPTZ,
  decided_by TEXT,
  CONSTRAINT quarantined_batches_pkey PRIMARY KEY (batch_id),
  CONSTRAINT quarantined_batches_state_known CHECK (state IN ('HELD', 'RELEASED', 'DISMISSED')),
  CONSTRAINT quarantined_batches_decided_whole
    CHECK ((state = 'HELD') = (decide_time IS NULL) AND (decide_time IS NULL) = (decided_by IS NULL))
);
CREATE INDEX quarantined_batches_by_time ON collector.quarantined_batches (receive_time, batch_id);
COMMENT ON TABLE collector.quarantined_batches IS '@local Prices the gate keeps away from the facts until a person decides.';

CREATE TABLE collector.provider_budgets (
  source TEXT NOT NULL,
  period_start_time TIMESTAMPTZ NOT NULL,
  period_end_time TIMESTAMPTZ NOT NULL,
  granted_count BIGINT NOT NULL,
  spent_count BIGINT NOT NULL,
  reported_remaining_count BIGINT,
  refusal TEXT,
  refused_until_time TIMESTAMPTZ,
  CONSTRAINT provider_budgets_pkey PRIMARY KEY (source),
  CONSTRAINT provider_budgets_period CHECK (period_start_time < period_end_time),
  CONSTRAINT provider_budgets_counts CHECK (granted_count >= 0 AND spent_count >= 0),
  CONSTRAINT provider_budgets_refused_until CHECK ((refusal IS NULL) = (refused_until_time IS NULL))
);
COMMENT ON TABLE collector.provider_budgets IS '@local The credits of each provider, debited before a call.';

CREATE TABLE collector.imported_rows (
  layout TEXT NOT NULL,
  row_key TEXT NOT NULL,
  content_sha256 BYTEA NOT NULL,
  file_name TEXT NOT NULL,
  row_number BIGINT NOT NULL,
  receive_time TIMESTAMPTZ NOT NULL,
  CONSTRAINT imported_rows_pkey PRIMARY KEY (layout, row_key),
  CONSTRAINT imported_rows_digest CHECK (octet_length(content_sha256) = 32)
);
COMMENT ON TABLE collector.imported_rows IS '@local What was imported before, so that importing again changes nothing.';
