-- A pending event lives for moments: compressing it is the log's affair, not that of the transaction that tells it.
ALTER TABLE events_pending SET (toast_tuple_target = 8160);
