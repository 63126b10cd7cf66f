#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include "libs/base/ids.h"
#include "libs/base/strong_id.h"
#include "libs/pg/wire.h"

struct pg_result;

namespace overround::pg {

class Rows;

// One value of a result, still encoded. Points into its Rows.
struct Cell {
  uint32_t oid;
  bool is_null;
  absl::string_view bytes;
  const char* column;
};

// Decodes a cell. A type the column does not have, or NULL read as something not optional, is our
// own mistake and stops the process, naming the column: the statement stands just above, and a test
// reads it.
template <typename T>
struct Decode;

// A row of a result, good for as long as its Rows.
class Row {
 public:
  Row(const Rows& rows, int index) : rows_(&rows), index_(index) {}

  // T: int32_t (SMALLINT, INTEGER), int64_t (and BIGINT), bool, double, std::string (TEXT, JSON,
  // JSONB, BYTEA), absl::string_view and Bytes (borrowed), absl::Time, absl::CivilDay, Uuid,
  // StrongId, std::optional of each (NULL is nullopt), std::vector of each (a one-dimensional
  // array). NUMERIC has no C++ type here: cast it in the statement. Columns count from 0.
  template <typename T>
  T Get(int column) const {
    return Decode<T>::From(CellAt(column));
  }
  // By the column's name: clearer where there are many, slower where there are many rows.
  template <typename T>
  T Get(absl::string_view column) const {
    return Decode<T>::From(CellAt(ColumnNamed(column)));
  }
  bool IsNull(int column) const { return CellAt(column).is_null; }

 private:
  Cell CellAt(int column) const;
  int ColumnNamed(absl::string_view name) const;

  const Rows* rows_;
  int index_;
};

// The answer to a statement: rows, possibly none. Cheap to copy.
class Rows {
 public:
  class Iterator {
   public:
    Iterator(const Rows* rows, int index) : rows_(rows), index_(index) {}
    Row operator*() const { return Row(*rows_, index_); }
    Iterator& operator++() {
      ++index_;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return index_ != other.index_; }

   private:
    const Rows* rows_;
    int index_;
  };

  // Takes the result over.
  explicit Rows(pg_result* result);

  int size() const { return size_; }
  bool empty() const { return size_ == 0; }
  // Rows an INSERT, UPDATE, DELETE or COPY touched; rows read by a SELECT.
  int64_t affected() const;
  // Requires: 0 <= index < size().
  Row operator[](int index) const { return Row(*this, index); }
  // Requires: !empty().
  Row front() const { return Row(*this, 0); }
  Iterator begin() const { return Iterator(this, 0); }
  Iterator end() const { return Iterator(this, size_); }

 private:
  friend class Row;

  std::shared_ptr<pg_result> result_;
  int size_;
};

template <>
struct Decode<bool> {
  static bool From(const Cell& cell);
};
template <>
struct Decode<int32_t> {
  static int32_t From(const Cell& cell);
};
template <>
struct Decode<int64_t> {
  static int64_t From(const Cell& cell);
};
template <>
struct Decode<double> {
  static double From(const Cell& cell);
};
template <>
struct Decode<absl::string_view> {
  static absl::string_view From(const Cell& cell);
};
template <>
struct Decode<std::string> {
  static std::string From(const Cell& cell) {
    return std::string(Decode<absl::string_view>::From(cell));
  }
};
template <>
struct Decode<Bytes> {
  static Bytes From(const Cell& cell);
};
template <>
struct Decode<absl::Time> {
  static absl::Time From(const Cell& cell);
};
template <>
struct Decode<absl::CivilDay> {
  static absl::CivilDay From(const Cell& cell);
};
template <>
struct Decode<Uuid> {
  static Uuid From(const Cell& cell);
};
template <typename Tag>
struct Decode<StrongId<Tag>> {
  static StrongId<Tag> From(const Cell& cell) { return StrongId<Tag>(Decode<Uuid>::From(cell)); }
};
template <typename T>
struct Decode<std::optional<T>> {
  static std::optional<T> From(const Cell& cell) {
    if (cell.is_null) return std::nullopt;
    return Decode<T>::From(cell);
  }
};

// The elements of an array cell.
std::vector<Cell> ArrayCells(const Cell& cell);

template <typename T>
struct Decode<std::vector<T>> {
  static std::vector<T> From(const Cell& cell) {
    std::vector<T> values;
    for (const Cell& element : ArrayCells(cell)) values.push_back(Decode<T>::From(element));
    return values;
  }
};

}  // namespace overround::pg
