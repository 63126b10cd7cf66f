#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/pg/transaction.h"

// Every SQL statement of the feeds.
namespace overround::collector::feed {

struct ProviderSport {
  std::string provider_key;
  std::string sport;
  bool is_in_season = false;
};
// The sports of a source that we know, by its key.
absl::StatusOr<std::vector<ProviderSport>> ListProviderSports(pg::Transaction& tx,
                                                              absl::string_view source);
// These, and no others of the source, are in season.
absl::Status UpdateInSeason(pg::Transaction& tx, absl::string_view source,
                            const std::vector<std::string>& provider_keys);

struct Subject {
  std::string source;
  std::string provider_key;
  std::string kind;
};
// When the source was last asked about it, whatever it said.
absl::StatusOr<std::optional<absl::Time>> FindLastAsk(pg::Transaction& tx, const Subject& subject);
// When it last answered: being refused, or finding nobody at home, is no answer.
absl::StatusOr<std::optional<absl::Time>> FindLastAnswer(pg::Transaction& tx,
                                                         const Subject& subject);

// An event of a source that is still to start.
struct EventToAsk {
  std::string external_id;
  std::string provider_key;
  absl::Time start;
  // When the source last answered about its own markets.
  std::optional<absl::Time> last_ask;
};
// By start. Of the ids a game has, the one that came last.
struct EventQuery {
  std::string source;
  // By its keys; those in season when empty.
  std::vector<std::string> sports;
  // Starting between the two.
  absl::Time now;
  absl::Time until;
};
absl::StatusOr<std::vector<EventToAsk>> ListEventsToAsk(pg::Transaction& tx,
                                                        const EventQuery& query);
absl::StatusOr<std::optional<absl::Time>> FindEventPoll(pg::Transaction& tx,
                                                        absl::string_view source,
                                                        absl::string_view external_id);
absl::Status UpsertEventPoll(pg::Transaction& tx, absl::string_view source,
                             absl::string_view external_id, absl::Time ask_time);
// Never back.
absl::Status AdvanceEventPoll(pg::Transaction& tx, absl::string_view source,
                              absl::string_view external_id, absl::Time ask_time);

// A contract of a source's about a game that is still to start.
struct ContractToAsk {
  std::string ticker;
  std::string provider_key;
  absl::Time start;
  // When the source last answered about its order book.
  std::optional<absl::Time> last_ask;
};
struct ContractQuery {
  std::string source;
  // Of games starting between the two.
  absl::Time now;
  absl::Time until;
};
// By start and game, the first 2,000.
absl::StatusOr<std::vector<ContractToAsk>> ListContractsToAsk(pg::Transaction& tx,
                                                              const ContractQuery& query);

// How often it answered about it since then, refusals to answer at all (401, 403, 429, 5xx) apart.
absl::StatusOr<int64_t> CountAnswers(pg::Transaction& tx, const Subject& subject, absl::Time since);

}  // namespace overround::collector::feed
