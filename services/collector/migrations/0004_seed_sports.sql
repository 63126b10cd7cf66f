-- The sports (those of tools/simbook too), what The Odds API calls them, and the books known to be something else than a
-- plain bookmaker. A sport becomes active with the first answer about it.

INSERT INTO collector.sports (sport_key, display_name, sport_group, scoring, draws_possible, plain_period,
                              season_start_month, match_window_minutes, is_active)
VALUES
  ('nfl', 'NFL', 'american_football', 'POINTS', FALSE, 'full_game', 8, 1440, FALSE),
  ('ncaaf', 'NCAAF', 'american_football', 'POINTS', FALSE, 'full_game', 8, 1440, FALSE),
  ('nba', 'NBA', 'basketball', 'POINTS', FALSE, 'full_game', 10, 360, FALSE),
  ('ncaab', 'NCAAB', 'basketball', 'POINTS', FALSE, 'full_game', 11, 360, FALSE),
  ('wnba', 'WNBA', 'basketball', 'POINTS', FALSE, 'full_game', 4, 360, FALSE),
  ('mlb', 'MLB', 'baseball', 'RUNS', FALSE, 'full_game', 3, 90, FALSE),
  ('nhl', 'NHL', 'ice_hockey', 'GOALS', FALSE, 'full_game', 9, 360, FALSE),
  ('epl', 'EPL', 'soccer', 'GOALS', TRUE, 'regulation', 8, 1440, FALSE),
  ('laliga', 'La Liga', 'soccer', 'GOALS', TRUE, 'regulation', 8, 1440, FALSE),
  ('ligue1', 'Ligue 1', 'soccer', 'GOALS', TRUE, 'regulation', 8, 1440, FALSE),
  ('atp', 'ATP', 'tennis', 'SETS', FALSE, 'full_game', 1, 1440, FALSE),
  ('wta', 'WTA', 'tennis', 'SETS', FALSE, 'full_game', 1, 1440, FALSE),
  ('sim_basketball', 'Sim Basketball', 'basketball', 'POINTS', FALSE, 'full_game', 1, 30, FALSE),
  ('sim_soccer', 'Sim Soccer', 'soccer', 'GOALS', TRUE, 'regulation', 1, 30, FALSE),
  ('sim_football', 'Sim Football', 'american_football', 'POINTS', FALSE, 'full_game', 1, 30, FALSE);

INSERT INTO collector.provider_sports (source, provider_key, sport_key)
VALUES
  ('odds_api', 'americanfootball_nfl', 'nfl'),
  ('odds_api', 'americanfootball_ncaaf', 'ncaaf'),
  ('odds_api', 'basketball_nba', 'nba'),
  ('odds_api', 'basketball_ncaab', 'ncaab'),
  ('odds_api', 'basketball_wnba', 'wnba'),
  ('odds_api', 'baseball_mlb', 'mlb'),
  ('odds_api', 'icehockey_nhl', 'nhl'),
  ('odds_api', 'soccer_epl', 'epl'),
  ('odds_api', 'soccer_spain_la_liga', 'laliga'),
  ('odds_api', 'soccer_france_ligue_one', 'ligue1'),
  ('odds_api', 'sim_basketball', 'sim_basketball'),
  ('odds_api', 'sim_soccer', 'sim_soccer'),
  ('odds_api', 'sim_football', 'sim_football');

INSERT INTO collector.intake_heads (sport_key, intake_count)
SELECT sport_key, 0 FROM collector.sports;

INSERT INTO collector.sportsbooks (sportsbook_key, display_name, kind, is_sharp)
VALUES
  ('pinnacle', 'Pinnacle', 'BOOK', TRUE),
  ('betfair_ex_eu', 'Betfair (EU)', 'EXCHANGE', TRUE),
  ('betfair_ex_uk', 'Betfair (UK)', 'EXCHANGE', TRUE),
  ('betfair_ex_au', 'Betfair (AU)', 'EXCHANGE', TRUE),
  ('matchbook', 'Matchbook', 'EXCHANGE', FALSE),
  ('smarkets', 'Smarkets', 'EXCHANGE', FALSE),
  ('novig', 'Novig', 'EXCHANGE', FALSE),
  ('prophetx', 'ProphetX', 'EXCHANGE', FALSE),
  ('kalshi', 'Kalshi', 'PREDICTION_MARKET', FALSE),
  ('polymarket', 'Polymarket', 'PREDICTION_MARKET', FALSE),
  ('harborline', 'Harborline', 'BOOK', TRUE),
  ('keystone_exchange', 'Keystone Exchange', 'EXCHANGE', FALSE),
  ('market_max', 'Best of all', 'AGGREGATE', FALSE),
  ('market_average', 'Average of all', 'AGGREGATE', FALSE);
