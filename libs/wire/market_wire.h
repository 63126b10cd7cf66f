#pragma once

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "libs/domain/market.h"
#include "overround/common/v1/market.pb.h"

namespace overround::wire {

// Each refuses UNSPECIFIED, unknown numbers and keys that MarketKey::Validate refuses with
// INVALID_ARGUMENT. `field` is the value's place in the request, for the refusal: "bet.selection".
absl::StatusOr<MarketKey> FromProto(const common::v1::MarketKey& message, absl::string_view field);
absl::StatusOr<Selection> FromProto(const common::v1::Selection& message, absl::string_view field);
absl::StatusOr<MarketKind> FromProto(common::v1::MarketKey::Kind kind, absl::string_view field);
absl::StatusOr<Period> FromProto(common::v1::MarketKey::Period period, absl::string_view field);
absl::StatusOr<OvertimeRule> FromProto(common::v1::MarketKey::OvertimeRule rule,
                                       absl::string_view field);
absl::StatusOr<Side> FromProto(common::v1::Side side, absl::string_view field);

// Requires: `market` and `selection` are valid.
common::v1::MarketKey ToProto(const MarketKey& market);
common::v1::Selection ToProto(const Selection& selection);
common::v1::MarketKey::Kind ToProto(MarketKind kind);
common::v1::MarketKey::Period ToProto(Period period);
common::v1::MarketKey::OvertimeRule ToProto(OvertimeRule rule);
common::v1::Side ToProto(Side side);

}  // namespace overround::wire
