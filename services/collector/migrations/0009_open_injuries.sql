-- Who is hurt, and who was: every change, and what holds now.

CREATE TABLE collector.injuries (
  player_id UUID NOT NULL,
  sport_key TEXT NOT NULL,
  team_id UUID NOT NULL,
  status TEXT NOT NULL,
  status_text TEXT NOT NULL,
  comment TEXT NOT NULL,
  injury_kind TEXT NOT NULL,
  body_side TEXT NOT NULL,
  detail TEXT NOT NULL,
  return_day DATE,
  provider_time TIMESTAMPTZ,
  fact_count INTEGER NOT NULL,
  source TEXT NOT NULL,
  raw_document TEXT NOT NULL,
  fact_id UUID NOT NULL,
  receive_time TIMESTAMPTZ NOT NULL,
  known_time TIMESTAMPTZ NOT NULL,
  basis TEXT NOT NULL,
  CONSTRAINT injuries_pkey PRIMARY KEY (player_id),
  CONSTRAINT injuries_player_fkey FOREIGN KEY (player_id) REFERENCES collector.players (player_id),
  CONSTRAINT injuries_team_fkey FOREIGN KEY (team_id) REFERENCES collector.teams (team_id),
  CONSTRAINT injuries_status_known CHECK (status IN ('OUT', 'DOUBTFUL', 'QUESTIONABLE', 'DAY_TO_DAY', 'PROBABLE',
    'INJURED_RESERVE', 'SUSPENDED', 'OTHER', 'RECOVERED')),
  CONSTRAINT injuries_counts_positive CHECK (fact_count > 0),
  CONSTRAINT injuries_basis_known CHECK (basis IN ('OBSERVED', 'STATED', 'ASSUMED'))
);
CREATE INDEX injuries_by_sport ON collector.injuries (sport_key, player_id);
CREATE INDEX injuries_by_team ON collector.injuries (team_id);
COMMENT ON TABLE collector.injuries IS
  '@dist player_id What holds now of each player who was ever on a list. Who left it is RECOVERED.';

CREATE TABLE collector.injury_facts (
  player_id UUID NOT NULL,
  fact_number INTEGER NOT NULL,
  sport_key TEXT NOT NULL,
  team_id UUID NOT NULL,
  status TEXT NOT NULL,
  status_text TEXT NOT NULL,
  comment TEXT NOT NULL,
  injury_kind TEXT NOT NULL,
  body_side TEXT NOT NULL,
  detail TEXT NOT NULL,
  return_day DATE,
  provider_time TIMESTAMPTZ,
  source TEXT NOT NULL,
  raw_document TEXT NOT NULL,
  fact_id UUID NOT NULL,
  receive_time TIMESTAMPTZ NOT NULL,
  known_time TIMESTAMPTZ NOT NULL,
  basis TEXT NOT NULL,
  CONSTRAINT injury_facts_pkey PRIMARY KEY (player_id, fact_number),
  CONSTRAINT injury_facts_injury_fkey FOREIGN KEY (player_id) REFERENCES collector.injuries (player_id),
  CONSTRAINT injury_facts_status_known CHECK (status IN ('OUT', 'DOUBTFUL', 'QUESTIONABLE', 'DAY_TO_DAY', 'PROBABLE',
    'INJURED_RESERVE', 'SUSPENDED', 'OTHER', 'RECOVERED')),
  CONSTRAINT injury_facts_basis_known CHECK (basis IN ('OBSERVED', 'STATED', 'ASSUMED'))
);
COMMENT ON TABLE collector.injury_facts IS '@dist player_id Append-only: each change of a player''s injury, and when we knew.';
