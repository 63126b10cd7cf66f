#include "services/collector/feed/store.h"

#include "libs/base/status_macros.h"

namespace overround::collector::feed {
namespace {

constexpr char kListProviderSports[] = R"sql(
  SELECT provider_key, sport_key, is_in_season
    FROM collector.provider_sports
   WHERE source = $1
   ORDER BY provider_key
)sql";

constexpr char kUpdateInSeason[] = R"sql(
  UPDATE collector.provider_sports
     SET is_in_season = (provider_key = ANY ($2))
   WHERE source = $1 AND is_in_season <> (provider_key = ANY ($2))
)sql";

constexpr char kFindLastAsk[] = R"sql(
  SELECT max(receive_time) FROM collector.raw_documents WHERE source = $1 AND sport = $2 AND document_kind = $3
)sql";

constexpr char kFindLastAnswer[] = R"sql(
  SELECT max(receive_time)
    FROM collector.raw_documents
   WHERE source = $1 AND sport = $2 AND document_kind = $3
     AND answer_kind NOT IN ('out_of_credits', 'bad_key', 'too_fast', 'provider_down')
)sql";

// A scan over the games to come: few, and by their start.
constexpr char kListEventsToAsk[] = R"sql(
  SELECT DISTINCT ON (g.start_time, g.game_id) x.external_id, s.provider_key, g.start_time, p.ask_time
    FROM collector.games g
    JOIN collector.game_external_ids x ON x.game_id = g.game_id AND x.source = $1
    JOIN collector.provider_sports s ON s.sport_key = g.sport_key AND s.source = $1
    LEFT JOIN collector.event_polls p ON p.source = $1 AND p.external_id = x.external_id
   WHERE g.status = 'SCHEDULED' AND g.start_time > $2 AND g.start_time <= $3
     AND (CASE WHEN cardinality($4::TEXT[]) = 0 THEN s.is_in_season ELSE s.provider_key = ANY ($4) END)
   ORDER BY g.start_time, g.game_id, x.create_time DESC, x.external_id
)sql";

// A scan over the games to come: few, and by their start.
constexpr char kListContractsToAsk[] = R"sql(
  SELECT c.ticker, c.provider_key, g.start_time, p.ask_time
    FROM collector.games g
    JOIN collector.game_contracts c ON c.game_id = g.game_id AND c.source = $1
    LEFT JOIN collector.event_polls p ON p.source = $1 AND p.external_id = c.ticker
   WHERE g.status = 'SCHEDULED' AND g.start_time > $2 AND g.start_time <= $3
   ORDER BY g.start_time, g.game_id, c.ticker
   LIMIT 2000
)sql";

constexpr char kFindEventPoll[] = R"sql(
  SELECT ask_time FROM collector.event_polls WHERE source = $1 AND external_id = $2
)sql";

constexpr char kUpsertEventPoll[] = R"sql(
  INSERT INTO collector.event_polls (source, external_id, ask_time) VALUES ($1, $2, $3)
  ON CONFLICT (source, external_id) DO UPDATE SET ask_time = EXCLUDED.ask_time
)sql";

constexpr char kAdvanceEventPoll[] = R"sql(
  INSERT INTO collector.event_polls (source, external_id, ask_time) VALUES ($1, $2, $3)
  ON CONFLICT (source, external_id) DO UPDATE SET ask_time = EXCLUDED.ask_time
   WHERE event_polls.ask_time < EXCLUDED.ask_time
)sql";

constexpr char kCountAnswers[] = R"sql(
  SELECT count(*) FROM collector.raw_documents
   WHERE source = $1 AND sport = $2 AND document_kind = $3 AND receive_time >= $4
     AND status NOT IN (401, 403, 429) AND status < 500
)sql";

}  // namespace

absl::StatusOr<std::vector<ProviderSport>> ListProviderSports(pg::Transaction& tx,
                                                              absl::string_view source) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListProviderSports, {source}));
  std::vector<ProviderSport> sports;
  for (const pg::Row row : rows) {
    sports.push_back({row.Get<std::string>(0), row.Get<std::string>(1), row.Get<bool>(2)});
  }
  return sports;
}

absl::Status UpdateInSeason(pg::Transaction& tx, absl::string_view source,
                            const std::vector<std::string>& provider_keys) {
  return tx.Query(kUpdateInSeason, {source, provider_keys}).status();
}

absl::StatusOr<std::optional<absl::Time>> FindLastAsk(pg::Transaction& tx, const Subject& subject) {
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kFindLastAsk, {subject.source, subject.provider_key, subject.kind}));
  return rows.front().Get<std::optional<absl::Time>>(0);
}

absl::StatusOr<std::optional<absl::Time>> FindLastAnswer(pg::Transaction& tx,
                                                         const Subject& subject) {
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kFindLastAnswer, {subject.source, subject.provider_key, subject.kind}));
  return rows.front().Get<std::optional<absl::Time>>(0);
}

absl::StatusOr<std::vector<EventToAsk>> ListEventsToAsk(pg::Transaction& tx,
                                                        const EventQuery& query) {
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kListEventsToAsk, {query.source, query.now, query.until, query.sports}));
  std::vector<EventToAsk> events;
  for (const pg::Row row : rows) {
    events.push_back({row.Get<std::string>(0), row.Get<std::string>(1), row.Get<absl::Time>(2),
                      row.Get<std::optional<absl::Time>>(3)});
  }
  return events;
}

absl::StatusOr<std::vector<ContractToAsk>> ListContractsToAsk(pg::Transaction& tx,
                                                              const ContractQuery& query) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows,
                             tx.Query(kListContractsToAsk, {query.source, query.now, query.until}));
  std::vector<ContractToAsk> contracts;
  for (const pg::Row row : rows) {
    contracts.push_back({row.Get<std::string>(0), row.Get<std::string>(1), row.Get<absl::Time>(2),
                         row.Get<std::optional<absl::Time>>(3)});
  }
  return contracts;
}

absl::StatusOr<std::optional<absl::Time>> FindEventPoll(pg::Transaction& tx,
                                                        absl::string_view source,
                                                        absl::string_view external_id) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindEventPoll, {source, external_id}));
  if (rows.empty()) return std::optional<absl::Time>();
  return std::optional<absl::Time>(rows.front().Get<absl::Time>(0));
}

absl::Status UpsertEventPoll(pg::Transaction& tx, absl::string_view source,
                             absl::string_view external_id, absl::Time ask_time) {
  return tx.Query(kUpsertEventPoll, {source, external_id, ask_time}).status();
}

absl::Status AdvanceEventPoll(pg::Transaction& tx, absl::string_view source,
                              absl::string_view external_id, absl::Time ask_time) {
  return tx.Query(kAdvanceEventPoll, {source, external_id, ask_time}).status();
}

absl::StatusOr<int64_t> CountAnswers(pg::Transaction& tx, const Subject& subject,
                                     absl::Time since) {
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kCountAnswers, {subject.source, subject.provider_key, subject.kind, since}));
  return rows.front().Get<int64_t>(0);
}

}  // namespace overround::collector::feed
