-- A service's scheduled tasks and the leases they run under. Every name is unqualified: each service's schema holds its
-- own.

CREATE TABLE scheduled_tasks (
  name TEXT NOT NULL,
  cron TEXT,
  task_order INTEGER NOT NULL,
  is_enabled BOOLEAN NOT NULL,
  next_run_time TIMESTAMPTZ,
  run_due_time TIMESTAMPTZ,
  last_run_time TIMESTAMPTZ,
  status TEXT NOT NULL,
  error TEXT,
  failures BIGINT NOT NULL,
  CONSTRAINT scheduled_tasks_pkey PRIMARY KEY (name),
  CONSTRAINT scheduled_tasks_status_known CHECK (status IN ('NEVER', 'RUNNING', 'SUCCEEDED', 'FAILED')),
  CONSTRAINT scheduled_tasks_running_since CHECK ((status = 'RUNNING') = (run_due_time IS NOT NULL)),
  CONSTRAINT scheduled_tasks_failures_not_negative CHECK (failures >= 0)
);
COMMENT ON TABLE scheduled_tasks IS '@local What a service does by itself, and when (World time). run_due_time is when the unfinished run was due.';

-- Rows instead of a column to lower: writers that wake a task never wait for each other, and a wake that commits while
-- the task runs is not lost to the run that could not see it.
CREATE TABLE task_wakes (
  wake_id BIGINT GENERATED ALWAYS AS IDENTITY,
  task TEXT NOT NULL,
  wake_time TIMESTAMPTZ NOT NULL,
  CONSTRAINT task_wakes_pkey PRIMARY KEY (wake_id)
);
CREATE INDEX task_wakes_by_task ON task_wakes (task, wake_time);
COMMENT ON TABLE task_wakes IS '@local Reasons to run a task at a time (World) besides its cron; a run takes those it can see.';

CREATE TABLE leases (
  name TEXT NOT NULL,
  epoch BIGINT NOT NULL,
  holder TEXT,
  lease_expire_time TIMESTAMPTZ,
  CONSTRAINT leases_pkey PRIMARY KEY (name),
  CONSTRAINT leases_epoch_not_negative CHECK (epoch >= 0),
  CONSTRAINT leases_whole CHECK ((holder IS NULL) = (lease_expire_time IS NULL))
);
COMMENT ON TABLE leases IS '@local Who holds what, until when (Wall time); the epoch grows whenever it changes hands.';

-- Apart from leases, so that checking a fence (which locks this row until commit) never delays a renewal.
CREATE TABLE lease_fences (
  name TEXT NOT NULL,
  epoch BIGINT NOT NULL,
  CONSTRAINT lease_fences_pkey PRIMARY KEY (name),
  CONSTRAINT lease_fences_epoch_positive CHECK (epoch > 0)
);
COMMENT ON TABLE lease_fences IS '@local The epoch that counts, as in leases.';
