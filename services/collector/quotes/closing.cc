#include "services/collector/quotes/closing.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "services/collector/archive/raw_document.h"
#include "services/collector/quotes/selection_key.h"

namespace overround::collector {
namespace {

struct Course {
  std::optional<Quote> last_offered;
  // When the book took it down, if that is the last we know.
  std::optional<absl::Time> gone_time;
};

bool IsBefore(absl::Time start, absl::Time known, const std::optional<absl::Time>& stamped) {
  return known < start && (!stamped || *stamped < start);
}

std::map<std::string, Course> CoursesOf(const std::vector<Quote>& quotes, absl::Time start) {
  std::map<std::string, Course> courses;
  for (const Quote& quote : quotes) {
    if (!IsBefore(start, quote.stamp.known_time, quote.provider_time)) continue;
    Course& course = courses[SelectionText(quote)];
    if (quote.state == QuoteState::kGone) {
      course.gone_time = quote.stamp.known_time;
    } else {
      course.last_offered = quote;
      course.gone_time.reset();
    }
  }
  return courses;
}

}  // namespace

std::vector<ClosingLine> ComputeCloses(const std::vector<Quote>& quotes,
                                       const std::vector<Sighting>& sightings, absl::Time start,
                                       StartPrecision precision) {
  std::map<std::pair<std::string, bool>, std::vector<absl::Time>> seen;
  for (const Sighting& sighting : sightings) {
    if (!IsBefore(start, sighting.receive_time, sighting.provider_time)) continue;
    seen[{sighting.sportsbook, sighting.is_event}].push_back(sighting.receive_time);
  }
  for (auto& [whose, times] : seen) std::sort(times.begin(), times.end());

  std::vector<ClosingLine> lines;
  for (const auto& [text, course] : CoursesOf(quotes, start)) {
    if (!course.last_offered) continue;
    ClosingLine line{*course.last_offered, CloseState::kClosed,
                     course.last_offered->stamp.known_time};
    const std::vector<absl::Time>& times =
        seen[{line.quote.sportsbook, IsEventDocument(line.quote.raw_document)}];
    const absl::Time end = course.gone_time.value_or(start);
    const auto after = std::lower_bound(times.begin(), times.end(), end);
    if (after != times.begin()) line.sight_time = std::max(line.sight_time, *std::prev(after));
    if (precision == StartPrecision::kDay) {
      line.state = CloseState::kStartUnknown;
    } else if (course.gone_time) {
      line.state = CloseState::kGone;
    } else if (start - line.sight_time > kCloseAgeMax) {
      line.state = CloseState::kStale;
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace overround::collector
