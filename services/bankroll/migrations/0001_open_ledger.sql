-- Who owns what, and every movement of it. All times are World time.

CREATE TABLE bankroll.bankrolls (
  bankroll_id UUID NOT NULL,
  owner TEXT NOT NULL,
  display_name TEXT NOT NULL,
  currency_code TEXT NOT NULL,
  currency_scale INTEGER NOT NULL,
  week TEXT,
  is_closed BOOLEAN NOT NULL,
  transfer_count BIGINT NOT NULL,
  ledger_head BYTEA NOT NULL,
  peak_minor BIGINT NOT NULL,
  low_minor BIGINT,
  create_time TIMESTAMPTZ NOT NULL,
  CONSTRAINT bankrolls_pkey PRIMARY KEY (bankroll_id),
  CONSTRAINT bankrolls_name_sized CHECK (length(display_name) BETWEEN 1 AND 100),
  CONSTRAINT bankrolls_currency_known CHECK (currency_code ~ '^[A-Z0-9]{3,8}$' AND currency_scale BETWEEN 0 AND 9),
  CONSTRAINT bankrolls_week_written CHECK (week ~ '^[0-9]{4}-W[0-9]{2}$'),
  CONSTRAINT bankrolls_count_not_negative CHECK (transfer_count >= 0),
  CONSTRAINT bankrolls_head_is_sha256 CHECK (octet_length(ledger_head) = 32)
);
CREATE INDEX bankrolls_by_owner ON bankroll.bankrolls (owner, create_time DESC, bankroll_id);
COMMENT ON TABLE bankroll.bankrolls IS
  '@dist bankroll_id Money of one owner in one currency; ledger_head is the hash of its last transfer. Its row is the lock of its ledger.';

-- The same request twice is one bankroll. Its key is derived from the owner and the request.
CREATE TABLE bankroll.bankroll_requests (
  request_key UUID NOT NULL,
  owner TEXT NOT NULL,
  request_id TEXT NOT NULL,
  bankroll_id UUID NOT NULL,
  CONSTRAINT bankroll_requests_pkey PRIMARY KEY (request_key)
);
COMMENT ON TABLE bankroll.bankroll_requests IS '@dist request_key Which bankroll a client''s request opened.';

CREATE TABLE bankroll.accounts (
  bankroll_id UUID NOT NULL,
  kind TEXT NOT NULL,
  balance_minor BIGINT NOT NULL,
  CONSTRAINT accounts_pkey PRIMARY KEY (bankroll_id, kind),
  CONSTRAINT accounts_kind_known CHECK (kind IN ('CASH', 'HELD', 'RECEIVABLE', 'FUNDING', 'HOUSE')),
  CONSTRAINT accounts_never_overdrawn CHECK (kind NOT IN ('CASH', 'HELD') OR balance_minor >= 0),
  CONSTRAINT accounts_receivable_is_owed CHECK (kind <> 'RECEIVABLE' OR balance_minor <= 0),
  CONSTRAINT accounts_bankroll_fkey FOREIGN KEY (bankroll_id) REFERENCES bankroll.bankrolls (bankroll_id)
);
COMMENT ON TABLE bankroll.accounts IS
  '@dist bankroll_id Five for each bankroll; their balances sum to zero. RECEIVABLE is below zero by what is owed.';

CREATE TABLE bankroll.transfers (
  bankroll_id UUID NOT NULL,
  sequence BIGINT NOT NULL,
  transfer_id UUID NOT NULL,
  kind TEXT NOT NULL,
  amount_minor BIGINT NOT NULL,
  from_account TEXT NOT NULL,
  to_account TEXT NOT NULL,
  cash_after_minor BIGINT NOT NULL,
  balance_after_minor BIGINT NOT NULL,
  bet_id UUID,
  settlement_number INTEGER,
  request_id TEXT NOT NULL,
  create_time TIMESTAMPTZ NOT NULL,
  previous_hash BYTEA NOT NULL,
  hash BYTEA NOT NULL,
  CONSTRAINT transfers_pkey PRIMARY KEY (bankroll_id, sequence),
  CONSTRAINT transfers_id_once UNIQUE (bankroll_id, transfer_id),
  CONSTRAINT transfers_request_once UNIQUE (bankroll_id, request_id),
  CONSTRAINT transfers_sequence_positive CHECK (sequence > 0),
  CONSTRAINT transfers_kind_known CHECK (kind IN ('DEPOSIT', 'WITHDRAWAL', 'HOLD', 'RELEASE', 'LOSS', 'PROFIT',
    'REVERSAL', 'RECEIVABLE', 'REPAYMENT', 'SWEEP')),
  CONSTRAINT transfers_amount_positive CHECK (amount_minor > 0),
  CONSTRAINT transfers_two_accounts CHECK (from_account <> to_account),
  CONSTRAINT transfers_settle_a_bet CHECK (settlement_number IS NULL OR bet_id IS NOT NULL),
  CONSTRAINT transfers_hash_is_sha256 CHECK (octet_length(hash) = 32 AND octet_length(previous_hash) = 32),
  CONSTRAINT transfers_from_fkey FOREIGN KEY (bankroll_id, from_account) REFERENCES bankroll.accounts (bankroll_id, kind),
  CONSTRAINT transfers_to_fkey FOREIGN KEY (bankroll_id, to_account) REFERENCES bankroll.accounts (bankroll_id, kind)
);
CREATE INDEX transfers_by_bet ON bankroll.transfers (bankroll_id, bet_id, settlement_number) WHERE bet_id IS NOT NULL;
COMMENT ON TABLE bankroll.transfers IS
  '@dist bankroll_id @appended One movement between two accounts. Never altered: the service may not even try.';
REVOKE UPDATE, DELETE, TRUNCATE ON bankroll.transfers FROM overround_bankroll_app;
