#pragma once

#include <string>
#include <utility>

#include "libs/base/ids.h"

namespace overround {

// A UUID that knows what it names: a GameId is not a BetId. `Tag` is any type, usually declared on
// the spot:
//   using GameId = StrongId<struct GameTag>;
template <typename Tag>
class StrongId {
 public:
  StrongId() = default;
  explicit StrongId(const Uuid& value) : value_(value) {}

  // INVALID_ARGUMENT unless `text` is a UUID.
  static absl::StatusOr<StrongId> Parse(absl::string_view text) {
    absl::StatusOr<Uuid> parsed = Uuid::Parse(text);
    if (!parsed.ok()) return parsed.status();
    return StrongId(*parsed);
  }

  const Uuid& value() const { return value_; }
  std::string ToString() const { return value_.ToString(); }

  friend auto operator<=>(const StrongId&, const StrongId&) = default;

  template <typename H>
  friend H AbslHashValue(H h, const StrongId& id) {
    return H::combine(std::move(h), id.value_);
  }

 private:
  Uuid value_;
};

}  // namespace overround
