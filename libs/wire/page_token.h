#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/types/span.h>
#include <google/protobuf/message.h>

namespace overround::wire {

// How many rows an answer holds when nobody says, and at most.
struct PageSizes {
  int32_t preset = 100;
  int32_t max = 1000;
};

// Which page is asked for.
struct Page {
  // 1 to PageSizes::max. A store reads one row more, to see whether there is a next page.
  int32_t size;
  // The sort key of the last row of the page before, as NextPageToken was given it; empty for the
  // first page. The caller holds the token, so parse the parts like any input.
  std::vector<std::string> after;

  bool is_first() const { return after.empty(); }
};

// Reads `page_size` and `page_token` of a List request, any message with these two fields.
// `part_count` is how many parts the sort key has.
//
// A larger page than `sizes.max` is answered with that many rows. INVALID_ARGUMENT for a negative
// size, and for a token that is damaged or belongs to another query: tokens are bound to all other
// fields of the request.
absl::StatusOr<Page> ParsePage(const google::protobuf::Message& request, size_t part_count,
                               PageSizes sizes = {});

// The token of the page that follows the row with this sort key.
// Requires: `last` is not empty.
std::string NextPageToken(const google::protobuf::Message& request,
                          absl::Span<const std::string> last);

}  // namespace overround::wire
