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

constexpr char kFindLastAnswer[] = R"sql(
  SELECT max(receive_time) FROM collector.raw_documents WHERE source = $1 AND sport = $2 AND document_kind = $3
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

absl::StatusOr<std::optional<absl::Time>> FindLastAnswer(pg::Transaction& tx,
                                                         const Subject& subject) {
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kFindLastAnswer, {subject.source, subject.provider_key, subject.kind}));
  return rows.front().Get<std::optional<absl::Time>>(0);
}

absl::StatusOr<int64_t> CountAnswers(pg::Transaction& tx, const Subject& subject,
                                     absl::Time since) {
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kCountAnswers, {subject.source, subject.provider_key, subject.kind, since}));
  return rows.front().Get<int64_t>(0);
}

}  // namespace overround::collector::feed
