#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "libs/wire/field.h"

namespace overround::wire {

// "games/{id}".
std::string ResourceName(absl::string_view collection, absl::string_view id);
// "games/{id}/quotes/{child}".
std::string ResourceName(absl::string_view collection, absl::string_view id,
                         absl::string_view child_collection, absl::string_view child);

// What stands in `name` for each "*" of `pattern`: "games/*/quotes/*" gives two. Each is 1 to 100
// of [a-zA-Z0-9._-]. INVALID_ARGUMENT for a name of another shape.
absl::StatusOr<std::vector<std::string>> MatchName(absl::string_view name,
                                                   absl::string_view pattern,
                                                   absl::string_view field);

// The key of "sports/{key}". INVALID_ARGUMENT for a name of another shape.
absl::StatusOr<std::string> KeyFromName(absl::string_view name, absl::string_view collection,
                                        absl::string_view field);

// The id of "games/{uuid}": IdFromName<GameId>(request.name(), "games", "name"). INVALID_ARGUMENT
// for a name of another shape.
template <typename Id>
absl::StatusOr<Id> IdFromName(absl::string_view name, absl::string_view collection,
                              absl::string_view field) {
  const absl::StatusOr<std::string> key = KeyFromName(name, collection, field);
  if (!key.ok()) return key.status();
  absl::StatusOr<Id> id = Id::Parse(*key);
  if (!id.ok()) return Refused(field, *key, "a UUID");
  return id;
}

}  // namespace overround::wire
