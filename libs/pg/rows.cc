#include "libs/pg/rows.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <libpq-fe.h>

#include "libs/base/check.h"

namespace overround::pg {
namespace {

// Type numbers fixed in PostgreSQL's catalogue (pg_type.dat).
constexpr uint32_t kBool = 16, kBytea = 17, kChar = 18, kName = 19, kInt8 = 20, kInt2 = 21,
                   kInt4 = 23, kText = 25, kOid = 26, kJson = 114, kFloat4 = 700, kFloat8 = 701,
                   kBpchar = 1042, kVarchar = 1043, kDate = 1082, kTimestamptz = 1184, kUuid = 2950,
                   kJsonb = 3802;

[[noreturn]] void Mismatch(const Cell& cell, const char* wanted) {
  std::fprintf(stderr, "pg: column \"%s\" is %s of type oid %u, and was read as %s\n", cell.column,
               cell.is_null ? "NULL" : "a value", cell.oid, wanted);
  std::abort();
}

void Want(bool holds, const Cell& cell, const char* wanted) {
  if (cell.is_null || !holds) Mismatch(cell, wanted);
}

int64_t BigEndian(absl::string_view bytes) {
  // The first byte carries the sign.
  int64_t value = static_cast<signed char>(bytes[0]);
  for (size_t i = 1; i < bytes.size(); ++i) {
    value =
        static_cast<int64_t>(static_cast<uint64_t>(value) << 8) | static_cast<uint8_t>(bytes[i]);
  }
  return value;
}

class ArrayReader {
 public:
  explicit ArrayReader(const Cell& cell) : cell_(cell), rest_(cell.bytes) {}

  int32_t Int32() { return static_cast<int32_t>(BigEndian(Take(4))); }

  absl::string_view Take(size_t size) {
    if (rest_.size() < size) Mismatch(cell_, "an array");
    const absl::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

 private:
  const Cell& cell_;
  absl::string_view rest_;
};

}  // namespace

Rows::Rows(pg_result* result) : result_(result, PQclear), size_(PQntuples(result)) {}

int64_t Rows::affected() const {
  int64_t count = 0;
  return absl::SimpleAtoi(PQcmdTuples(result_.get()), &count) ? count : 0;
}

Cell Row::CellAt(int column) const {
  PGresult* result = rows_->result_.get();
  OVERROUND_CHECK(column >= 0 && column < PQnfields(result));
  return {.oid = PQftype(result, column),
          .is_null = PQgetisnull(result, index_, column) == 1,
          .bytes = absl::string_view(PQgetvalue(result, index_, column),
                                     static_cast<size_t>(PQgetlength(result, index_, column))),
          .column = PQfname(result, column)};
}

int Row::ColumnNamed(absl::string_view name) const {
  PGresult* result = rows_->result_.get();
  for (int column = 0; column < PQnfields(result); ++column) {
    if (name == PQfname(result, column)) return column;
  }
  std::fprintf(stderr, "pg: no column \"%.*s\" in the result\n", static_cast<int>(name.size()),
               name.data());
  std::abort();
}

bool Decode<bool>::From(const Cell& cell) {
  Want(cell.oid == kBool, cell, "bool");
  return cell.bytes[0] != 0;
}

int32_t Decode<int32_t>::From(const Cell& cell) {
  Want(cell.oid == kInt2 || cell.oid == kInt4, cell, "int32_t");
  return static_cast<int32_t>(BigEndian(cell.bytes));
}

int64_t Decode<int64_t>::From(const Cell& cell) {
  if (cell.oid == kOid && !cell.is_null) return static_cast<uint32_t>(BigEndian(cell.bytes));
  Want(cell.oid == kInt2 || cell.oid == kInt4 || cell.oid == kInt8, cell, "int64_t");
  return BigEndian(cell.bytes);
}

double Decode<double>::From(const Cell& cell) {
  Want(cell.oid == kFloat4 || cell.oid == kFloat8, cell, "double");
  const int64_t bits = BigEndian(cell.bytes);
  if (cell.oid == kFloat4) {
    const auto narrow_bits = static_cast<int32_t>(bits);
    float narrow;
    std::memcpy(&narrow, &narrow_bits, sizeof(narrow));
    return narrow;
  }
  double value;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

absl::string_view Decode<absl::string_view>::From(const Cell& cell) {
  const bool is_text = cell.oid == kText || cell.oid == kVarchar || cell.oid == kBpchar ||
                       cell.oid == kName || cell.oid == kChar || cell.oid == kJson ||
                       cell.oid == kBytea;
  Want(is_text || cell.oid == kJsonb, cell, "a string");
  return is_text ? cell.bytes : cell.bytes.substr(1);  // JSONB begins with a version
}

Bytes Decode<Bytes>::From(const Cell& cell) {
  Want(cell.oid == kBytea, cell, "Bytes");
  return {cell.bytes};
}

absl::Time Decode<absl::Time>::From(const Cell& cell) {
  Want(cell.oid == kTimestamptz, cell, "absl::Time");
  return FromPgMicros(BigEndian(cell.bytes));
}

absl::CivilDay Decode<absl::CivilDay>::From(const Cell& cell) {
  Want(cell.oid == kDate, cell, "absl::CivilDay");
  return FromPgDays(static_cast<int32_t>(BigEndian(cell.bytes)));
}

Uuid Decode<Uuid>::From(const Cell& cell) {
  Want(cell.oid == kUuid, cell, "Uuid");
  std::array<uint8_t, 16> bytes;
  std::memcpy(bytes.data(), cell.bytes.data(), bytes.size());
  return Uuid(bytes);
}

std::vector<Cell> ArrayCells(const Cell& cell) {
  Want(true, cell, "an array");
  ArrayReader reader(cell);
  const int32_t dimensions = reader.Int32();
  reader.Int32();  // whether there are NULLs
  const auto element_oid = static_cast<uint32_t>(reader.Int32());
  if (dimensions == 0) return {};
  if (dimensions != 1) Mismatch(cell, "an array of one dimension");
  const int32_t size = reader.Int32();
  reader.Int32();  // lower bound
  std::vector<Cell> cells;
  for (int32_t i = 0; i < size; ++i) {
    const int32_t length = reader.Int32();
    const bool is_null = length < 0;
    cells.push_back({element_oid, is_null, reader.Take(is_null ? 0 : static_cast<size_t>(length)),
                     cell.column});
  }
  return cells;
}

}  // namespace overround::pg
