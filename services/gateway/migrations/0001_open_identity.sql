-- Who uses the product, and how they stay logged in. All times are Wall time.

CREATE TABLE gateway.users (
  user_id UUID NOT NULL,
  email TEXT NOT NULL,
  display_name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  roles TEXT[] NOT NULL,
  create_time TIMESTAMPTZ NOT NULL,
  CONSTRAINT users_pkey PRIMARY KEY (user_id),
  CONSTRAINT users_email_normal CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
  CONSTRAINT users_display_name_length CHECK (length(display_name) BETWEEN 1 AND 100),
  CONSTRAINT users_roles_known CHECK (roles <@ ARRAY['user', 'pro_user', 'admin', 'super_admin'] AND cardinality(roles) > 0)
);
COMMENT ON TABLE gateway.users IS
  '@dist user_id An account. password_hash is an Argon2id string; email repeats user_emails, which keeps it unique.';

CREATE TABLE gateway.user_emails (
  email_id UUID NOT NULL,
  user_id UUID NOT NULL,
  CONSTRAINT user_emails_pkey PRIMARY KEY (email_id)
);
COMMENT ON TABLE gateway.user_emails IS
  '@dist email_id Finds an account by the first half of the SHA-256 of its address: a table distributed by user could not keep addresses unique.';

-- A session is one log-in and all tokens that grew from it. Only hashes are kept; sealed_token is the present refresh
-- token, readable with the previous one alone: a client that lost the answer gets the same token again for ten seconds.
CREATE TABLE gateway.sessions (
  user_id UUID NOT NULL,
  session_id UUID NOT NULL,
  token_hash BYTEA NOT NULL,
  previous_token_hash BYTEA,
  sealed_token BYTEA,
  client_address TEXT NOT NULL,
  create_time TIMESTAMPTZ NOT NULL,
  rotate_time TIMESTAMPTZ NOT NULL,
  expire_time TIMESTAMPTZ NOT NULL,
  end_time TIMESTAMPTZ,
  end_reason TEXT,
  CONSTRAINT sessions_pkey PRIMARY KEY (user_id, session_id),
  CONSTRAINT sessions_user_fkey FOREIGN KEY (user_id) REFERENCES gateway.users (user_id),
  CONSTRAINT sessions_hash_length CHECK (length(token_hash) = 32),
  CONSTRAINT sessions_sealed_with_previous CHECK ((previous_token_hash IS NULL) = (sealed_token IS NULL)),
  CONSTRAINT sessions_end_has_reason CHECK ((end_time IS NULL) = (end_reason IS NULL)),
  CONSTRAINT sessions_end_reason_known CHECK (end_reason IN ('LOGGED_OUT', 'TOKEN_REUSED', 'REPLACED'))
);
CREATE INDEX sessions_by_expiry ON gateway.sessions (expire_time);
COMMENT ON TABLE gateway.sessions IS '@dist user_id Who is logged in, on any replica.';

CREATE TABLE gateway.preferences (
  user_id UUID NOT NULL,
  time_zone TEXT NOT NULL,
  odds_format TEXT NOT NULL,
  CONSTRAINT preferences_pkey PRIMARY KEY (user_id),
  CONSTRAINT preferences_user_fkey FOREIGN KEY (user_id) REFERENCES gateway.users (user_id),
  CONSTRAINT preferences_odds_format_known CHECK (odds_format IN ('AMERICAN', 'DECIMAL', 'FRACTION', 'PROBABILITY'))
);
COMMENT ON TABLE gateway.preferences IS '@dist user_id How a user wants to see things; no row means the defaults.';

CREATE TABLE gateway.audit_log (
  user_id UUID NOT NULL,
  entry_id UUID NOT NULL,
  action TEXT NOT NULL,
  client_address TEXT NOT NULL,
  request_id TEXT NOT NULL,
  create_time TIMESTAMPTZ NOT NULL,
  CONSTRAINT audit_log_pkey PRIMARY KEY (user_id, entry_id),
  CONSTRAINT audit_log_action_known CHECK (action IN ('REGISTERED', 'LOGGED_IN', 'LOG_IN_REFUSED', 'LOGGED_OUT',
                                                      'TOKEN_REUSED', 'PREFERENCES_CHANGED'))
);
COMMENT ON TABLE gateway.audit_log IS '@dist user_id Append-only: what was done with an account, from where.';

CREATE TABLE gateway.attempts (
  attempt_id UUID NOT NULL,
  window_start_time TIMESTAMPTZ NOT NULL,
  attempt_count INTEGER NOT NULL,
  CONSTRAINT attempts_pkey PRIMARY KEY (attempt_id),
  CONSTRAINT attempts_count_positive CHECK (attempt_count > 0)
);
CREATE INDEX attempts_by_start ON gateway.attempts (window_start_time);
COMMENT ON TABLE gateway.attempts IS
  '@dist attempt_id How often something that is throttled was tried in the window. attempt_id is the first half of the SHA-256 of what: a kind, an account, an address.';
