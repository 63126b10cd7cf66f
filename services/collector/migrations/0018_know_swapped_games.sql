-- At a neutral site a source may take for home whom we take for away.

ALTER TABLE collector.game_external_ids ADD COLUMN is_swapped BOOLEAN NOT NULL DEFAULT FALSE;
