-- Every answer writes the boards that changed anew. With as much room in a page again as its rows take, the new row
-- stands beside the old one and no index hears of it: half the time, and the table does not grow between vacuums. A
-- ladder's text is compressed, to find such room too.
ALTER TABLE collector.offered_boards
  ALTER COLUMN offers SET COMPRESSION lz4, ALTER COLUMN offers SET STORAGE MAIN,
  SET (fillfactor = 45), RESET (toast_tuple_target);
