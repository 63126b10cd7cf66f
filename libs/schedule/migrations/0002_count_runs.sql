-- What an operator asks of a task: how often it ran, how often in vain, and how long it took (Wall time).
ALTER TABLE scheduled_tasks ADD COLUMN run_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE scheduled_tasks ADD COLUMN failed_run_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE scheduled_tasks ADD COLUMN last_run_duration_us BIGINT;
ALTER TABLE scheduled_tasks
  ADD CONSTRAINT scheduled_tasks_runs_counted CHECK (0 <= failed_run_count AND failed_run_count <= run_count);
