#include "libs/wire/money_wire.h"

#include <string>

#include <absl/strings/str_cat.h>

#include "libs/wire/field.h"

namespace overround::wire {

absl::StatusOr<Money> FromProto(const common::v1::Money& message, absl::string_view field) {
  const absl::StatusOr<Currency> currency =
      Currency::Parse(message.currency_code(), message.scale());
  if (!currency.ok()) return Below(field, currency.status());
  return Money{message.minor_units(), *currency};
}

absl::StatusOr<Money> PositiveFromProto(const common::v1::Money& message, absl::string_view field) {
  absl::StatusOr<Money> amount = FromProto(message, field);
  if (amount.ok() && amount->minor_units <= 0) {
    return Refused(absl::StrCat(field, ".minor_units"), absl::StrCat(amount->minor_units),
                   "more than 0");
  }
  return amount;
}

common::v1::Money ToProto(const Money& amount) {
  common::v1::Money message;
  message.set_minor_units(amount.minor_units);
  message.set_scale(amount.currency.scale());
  message.set_currency_code(std::string(amount.currency.code()));
  return message;
}

}  // namespace overround::wire
