-- Franchises that moved or took another name are one team, whatever a source of then or now calls them.

CREATE TABLE collector.known_team_names (
  sport_key TEXT NOT NULL,
  name TEXT NOT NULL,
  team_name TEXT NOT NULL,
  CONSTRAINT known_team_names_pkey PRIMARY KEY (sport_key, name),
  CONSTRAINT known_team_names_sport_fkey FOREIGN KEY (sport_key) REFERENCES collector.sports (sport_key),
  CONSTRAINT known_team_names_two CHECK (name <> team_name)
);
COMMENT ON TABLE collector.known_team_names IS '@ref Another name of a franchise, and the display name of its team.';

INSERT INTO collector.known_team_names (sport_key, name, team_name)
VALUES
  ('nfl', 'San Diego Chargers', 'Los Angeles Chargers'),
  ('nfl', 'St. Louis Rams', 'Los Angeles Rams'),
  ('nfl', 'Oakland Raiders', 'Las Vegas Raiders'),
  ('nfl', 'Los Angeles Raiders', 'Las Vegas Raiders'),
  ('nfl', 'Washington Redskins', 'Washington Commanders'),
  ('nfl', 'Washington Football Team', 'Washington Commanders'),
  ('nfl', 'Houston Oilers', 'Tennessee Titans'),
  ('nfl', 'Tennessee Oilers', 'Tennessee Titans'),
  ('nfl', 'Phoenix Cardinals', 'Arizona Cardinals'),
  ('nba', 'Seattle SuperSonics', 'Oklahoma City Thunder'),
  ('nba', 'New Jersey Nets', 'Brooklyn Nets'),
  ('nba', 'Charlotte Bobcats', 'Charlotte Hornets'),
  ('nba', 'New Orleans Hornets', 'New Orleans Pelicans'),
  ('nba', 'New Orleans/Oklahoma City Hornets', 'New Orleans Pelicans'),
  ('nba', 'Vancouver Grizzlies', 'Memphis Grizzlies'),
  ('nba', 'LA Clippers', 'Los Angeles Clippers'),
  ('nba', 'LA Lakers', 'Los Angeles Lakers'),
  ('nhl', 'Arizona Coyotes', 'Utah Mammoth'),
  ('nhl', 'Phoenix Coyotes', 'Utah Mammoth'),
  ('nhl', 'Utah Hockey Club', 'Utah Mammoth'),
  ('nhl', 'Atlanta Thrashers', 'Winnipeg Jets'),
  ('nhl', 'Mighty Ducks of Anaheim', 'Anaheim Ducks'),
  ('mlb', 'Cleveland Indians', 'Cleveland Guardians'),
  ('mlb', 'Oakland Athletics', 'Athletics'),
  ('mlb', 'Florida Marlins', 'Miami Marlins'),
  ('mlb', 'Tampa Bay Devil Rays', 'Tampa Bay Rays'),
  ('mlb', 'Montreal Expos', 'Washington Nationals'),
  ('mlb', 'Anaheim Angels', 'Los Angeles Angels'),
  ('mlb', 'Los Angeles Angels of Anaheim', 'Los Angeles Angels'),
  ('wnba', 'San Antonio Stars', 'Las Vegas Aces'),
  ('wnba', 'Tulsa Shock', 'Dallas Wings'),
  ('epl', 'Brighton & Hove Albion', 'Brighton and Hove Albion'),
  ('ligue1', 'PSG', 'Paris Saint Germain');
