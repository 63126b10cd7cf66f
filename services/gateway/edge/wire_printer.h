#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>

#include "services/gateway/edge/schema.h"
#include "services/gateway/edge/wire_format.h"

namespace overround::gateway {

// The walk behind AppendWireAsJson: one pass over a message's bytes, appending as it goes. Each
// step answers false when it stopped, and `outcome()` says why.
class WirePrinter {
 public:
  // kUnusual is legal, but only for a parser that keeps what it has read.
  enum class Outcome { kDone, kUnusual, kMalformed, kNoJson };

  WirePrinter(const Schema& schema, std::string* out) : schema_(schema), out_(*out) {}

  bool PrintMessage(const MessageTable& table, absl::string_view wire, int depth);
  Outcome outcome() const { return outcome_; }

 private:
  // A value as it lies on the wire: the number, or the bytes.
  struct Scalar {
    uint64_t number = 0;
    absl::string_view bytes;
  };

  bool Stop(Outcome outcome);
  void Separate(bool* first);
  bool ReadScalar(WireReader& reader, WireType type, Scalar* scalar);
  bool ReadTag(WireReader& reader, uint32_t* number, WireType* type);

  bool PrintFields(const MessageTable& table, absl::string_view wire, bool first, int depth);
  void PrintDefaults(const MessageTable& table, size_t from, size_t to, bool* first);
  bool PrintField(const FieldTable& field, WireType type, WireReader& reader, int depth);
  bool PrintSingle(const FieldTable& field, WireType type, WireReader& reader, int depth);
  bool PrintRepeated(const FieldTable& field, WireType type, WireReader& reader, int depth);
  bool PrintMap(const FieldTable& field, WireType type, WireReader& reader, int depth);
  bool PrintEntry(const FieldTable& field, absl::string_view entry, std::vector<std::string>* keys,
                  int depth);
  void PrintScalar(const FieldTable& field, const Scalar& scalar);
  void PrintEnum(const EnumTable& enumeration, int32_t number);

  bool PrintWellKnown(const MessageTable& table, absl::string_view wire, int depth);
  bool PrintTime(const MessageTable& table, absl::string_view wire);
  bool PrintFieldMask(absl::string_view wire);
  bool PrintAny(absl::string_view wire, int depth);
  bool PrintOnlyField(const MessageTable& table, absl::string_view wire, int depth);
  bool PrintValue(const MessageTable& table, absl::string_view wire, int depth);
  bool PrintWrapper(const MessageTable& table, absl::string_view wire);

  const Schema& schema_;
  std::string& out_;
  Outcome outcome_ = Outcome::kDone;
};

}  // namespace overround::gateway
