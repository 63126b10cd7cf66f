-- Kalshi: what it calls the sports we keep (a series each for winners and for a player's counts), and prices written as
-- the price of a contract that pays 1.

ALTER TABLE collector.quotes
  DROP CONSTRAINT quotes_format_known,
  ADD CONSTRAINT quotes_format_known CHECK (odds_format IN ('american', 'decimal', 'probability'));

INSERT INTO collector.provider_sports (source, provider_key, sport_key, is_in_season)
VALUES
  ('kalshi', 'KXNFLGAME', 'nfl', TRUE),
  ('kalshi', 'KXNCAAFGAME', 'ncaaf', TRUE),
  ('kalshi', 'KXNBAGAME', 'nba', TRUE),
  ('kalshi', 'KXNCAAMBGAME', 'ncaab', TRUE),
  ('kalshi', 'KXWNBAGAME', 'wnba', TRUE),
  ('kalshi', 'KXMLBGAME', 'mlb', TRUE),
  ('kalshi', 'KXMLBKS', 'mlb', TRUE),
  ('kalshi', 'KXMLBTB', 'mlb', TRUE),
  ('kalshi', 'KXMLBHIT', 'mlb', TRUE),
  ('kalshi', 'KXMLBHR', 'mlb', TRUE),
  ('kalshi', 'KXNHLGAME', 'nhl', TRUE),
  ('kalshi', 'KXSIMBASKETBALLGAME', 'sim_basketball', TRUE),
  ('kalshi', 'KXSIMFOOTBALLGAME', 'sim_football', TRUE);
