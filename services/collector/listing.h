#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/time/time.h>

#include "libs/wire/field.h"
#include "libs/wire/page_token.h"

namespace overround::collector {

// The time a page's sort key begins with, in microseconds since 1970. Requires: not the first page.
inline absl::StatusOr<absl::Time> TimeAfter(const wire::Page& page) {
  int64_t micros = 0;
  if (absl::SimpleAtoi(page.after[0], &micros)) return absl::FromUnixMicros(micros);
  return wire::Refused("page_token", page.after[0], "one of ours");
}

// One page of rows that were all read: the token is the number of rows before it. For lists of one
// game, which are short.
template <typename Row>
struct RowPage {
  std::vector<Row> rows;
  std::string next_page_token;
};

template <typename Row>
absl::StatusOr<RowPage<Row>> PageOf(const google::protobuf::Message& request, std::vector<Row> all,
                                    wire::PageSizes sizes) {
  const absl::StatusOr<wire::Page> page = wire::ParsePage(request, 1, sizes);
  if (!page.ok()) return page.status();
  size_t first = 0;
  if (!page->is_first() && !absl::SimpleAtoi(page->after[0], &first)) {
    return absl::InvalidArgumentError("page_token: damaged, want one of ours");
  }
  first = std::min(first, all.size());
  const size_t last = std::min(first + static_cast<size_t>(page->size), all.size());
  RowPage<Row> out;
  if (last < all.size()) out.next_page_token = wire::NextPageToken(request, {absl::StrCat(last)});
  out.rows.assign(std::make_move_iterator(all.begin() + static_cast<std::ptrdiff_t>(first)),
                  std::make_move_iterator(all.begin() + static_cast<std::ptrdiff_t>(last)));
  return out;
}

}  // namespace overround::collector
