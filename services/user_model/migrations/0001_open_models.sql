-- Users' own models. All times are World time. Everything is distributed by the owner, so one node holds all of a user's:
-- another's model is not found without anybody having to compare owners.

CREATE TABLE user_model.owners (
  user_id UUID NOT NULL,
  CONSTRAINT owners_pkey PRIMARY KEY (user_id)
);
COMMENT ON TABLE user_model.owners IS
  '@dist user_id Who has ever made a model. Its row is the lock of all of an owner''s models.';

CREATE TABLE user_model.user_models (
  user_id UUID NOT NULL,
  user_model_id UUID NOT NULL,
  display_name TEXT NOT NULL,
  description TEXT NOT NULL,
  state TEXT NOT NULL,
  version INTEGER NOT NULL,
  revision BIGINT NOT NULL,
  create_time TIMESTAMPTZ NOT NULL,
  update_time TIMESTAMPTZ NOT NULL,
  CONSTRAINT user_models_pkey PRIMARY KEY (user_id, user_model_id),
  CONSTRAINT user_models_display_name_once UNIQUE (user_id, display_name),
  CONSTRAINT user_models_owner_fkey FOREIGN KEY (user_id) REFERENCES user_model.owners (user_id),
  CONSTRAINT user_models_display_name_sized CHECK (length(display_name) BETWEEN 1 AND 100),
  CONSTRAINT user_models_description_sized CHECK (length(description) <= 1000),
  CONSTRAINT user_models_state_known CHECK (state IN ('ACTIVE', 'PAUSED')),
  CONSTRAINT user_models_version_within_revision CHECK (1 <= version AND version <= revision),
  CONSTRAINT user_models_never_updated_early CHECK (update_time >= create_time)
);
COMMENT ON TABLE user_model.user_models IS
  '@dist user_id A model as it is now; what it computes is its version''s. revision counts every change and is the etag.';

-- What a model computes, and all else about it as it was when the version was made.
CREATE TABLE user_model.user_model_versions (
  user_id UUID NOT NULL,
  user_model_id UUID NOT NULL,
  version INTEGER NOT NULL,
  display_name TEXT NOT NULL,
  description TEXT NOT NULL,
  state TEXT NOT NULL,
  revision BIGINT NOT NULL,
  sports TEXT[] NOT NULL,
  kinds TEXT[] NOT NULL,
  feature_names TEXT[] NOT NULL,
  weights DOUBLE PRECISION[] NOT NULL,
  probability_min DOUBLE PRECISION,
  edge_min DOUBLE PRECISION,
  staking_kind TEXT,
  staking_fraction DOUBLE PRECISION,
  staking_fraction_max DOUBLE PRECISION,
  create_time TIMESTAMPTZ NOT NULL,
  CONSTRAINT user_model_versions_pkey PRIMARY KEY (user_id, user_model_id, version),
  CONSTRAINT user_model_versions_model_fkey FOREIGN KEY (user_id, user_model_id)
    REFERENCES user_model.user_models (user_id, user_model_id) ON DELETE CASCADE,
  CONSTRAINT user_model_versions_state_known CHECK (state IN ('ACTIVE', 'PAUSED')),
  CONSTRAINT user_model_versions_within_revision CHECK (1 <= version AND version <= revision),
  CONSTRAINT user_model_versions_sports_some CHECK (cardinality(sports) BETWEEN 1 AND 100),
  CONSTRAINT user_model_versions_kinds_known CHECK (cardinality(kinds) BETWEEN 1 AND 5
    AND kinds <@ ARRAY['moneyline', 'three_way', 'spread', 'total', 'team_total']),
  CONSTRAINT user_model_versions_weights_named CHECK (cardinality(feature_names) BETWEEN 1 AND 20
    AND cardinality(weights) = cardinality(feature_names)),
  CONSTRAINT user_model_versions_weights_within CHECK (-10 <= ALL (weights) AND 10 >= ALL (weights)),
  CONSTRAINT user_model_versions_weights_not_all_zero CHECK (0 <> ANY (weights)),
  CONSTRAINT user_model_versions_thresholds_whole CHECK ((probability_min IS NULL) = (edge_min IS NULL)),
  CONSTRAINT user_model_versions_thresholds_within CHECK (probability_min BETWEEN 0 AND 1 AND edge_min BETWEEN 0 AND 1),
  CONSTRAINT user_model_versions_staking_known CHECK (staking_kind IN ('FLAT', 'PERCENT', 'KELLY')),
  CONSTRAINT user_model_versions_fraction_where_used
    CHECK ((staking_fraction IS NOT NULL) = (coalesce(staking_kind, 'FLAT') <> 'FLAT')),
  CONSTRAINT user_model_versions_fraction_within CHECK (staking_fraction > 0 AND staking_fraction <= 1),
  CONSTRAINT user_model_versions_fraction_max_within CHECK (staking_fraction_max > 0 AND staking_fraction_max <= 1),
  CONSTRAINT user_model_versions_fraction_max_of_plan CHECK (staking_fraction_max IS NULL OR staking_kind IS NOT NULL)
);
COMMENT ON TABLE user_model.user_model_versions IS
  '@dist user_id @appended Never altered: the service may not even try. A version goes only with its model, by the foreign key.';
REVOKE UPDATE, DELETE, TRUNCATE ON user_model.user_model_versions FROM overround_user_model_app;

-- No foreign key to the model: a request stays used when what it made is gone.
CREATE TABLE user_model.user_model_requests (
  user_id UUID NOT NULL,
  request_id TEXT NOT NULL,
  user_model_id UUID NOT NULL,
  CONSTRAINT user_model_requests_pkey PRIMARY KEY (user_id, request_id),
  CONSTRAINT user_model_requests_owner_fkey FOREIGN KEY (user_id) REFERENCES user_model.owners (user_id)
);
COMMENT ON TABLE user_model.user_model_requests IS '@dist user_id @appended Which model a client''s request made.';
REVOKE UPDATE, DELETE, TRUNCATE ON user_model.user_model_requests FROM overround_user_model_app;
