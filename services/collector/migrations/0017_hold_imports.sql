-- Rows of an archive that the gate holds: of no one game, and kept as they were sent, to be imported when a person lets
-- them through.

ALTER TABLE collector.quarantined_batches
  ALTER COLUMN game_id DROP NOT NULL,
  ADD COLUMN import_rows JSONB,
  ADD CONSTRAINT quarantined_batches_of_game_or_import CHECK ((game_id IS NULL) = (import_rows IS NOT NULL));

-- Asked for each set that is held again.
CREATE INDEX quarantined_batches_by_import ON collector.quarantined_batches (raw_document)
  WHERE import_rows IS NOT NULL;
