#pragma once

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "libs/domain/money.h"
#include "overround/common/v1/money.pb.h"

namespace overround::wire {

// INVALID_ARGUMENT unless the currency is one; an unset message has none. `field` is the message's
// place in the request, for the refusal: "bet.stake".
absl::StatusOr<Money> FromProto(const common::v1::Money& message, absl::string_view field);

// As FromProto, and INVALID_ARGUMENT unless the amount is above zero.
absl::StatusOr<Money> PositiveFromProto(const common::v1::Money& message, absl::string_view field);

common::v1::Money ToProto(const Money& amount);

}  // namespace overround::wire
