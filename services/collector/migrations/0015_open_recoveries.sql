-- What was archived and never taken in is looked for from here on.

CREATE TABLE collector.archive_recoveries (
  place TEXT NOT NULL,
  settled_time TIMESTAMPTZ NOT NULL,
  CONSTRAINT archive_recoveries_pkey PRIMARY KEY (place)
);
COMMENT ON TABLE collector.archive_recoveries IS
  '@local Until when every document an archive received was looked at: what is missing here is taken in.';
