#include "services/collector/quotes/board_text.h"

#include <cstdint>
#include <optional>
#include <utility>

#include <absl/status/statusor.h>

#include "libs/base/check.h"
#include "libs/json/json.h"
#include "services/collector/quotes/selection_key.h"
#include "services/collector/quotes/store_rows.h"

namespace overround::collector::quotes {
namespace {

using json::Elements;
using json::Value;

bool IsOfOneAnswer(const Quote& a, const Quote& b) {
  return a.raw_document == b.raw_document && a.source == b.source &&
         a.stamp.receive_time == b.stamp.receive_time && a.stamp.known_time == b.stamp.known_time;
}

// Where its answer stands among these, each told by a quote of it; at the end where it is new.
int64_t PlaceOf(const Quote& quote, std::vector<const Quote*>& answers) {
  size_t place = 0;
  while (place < answers.size() && !IsOfOneAnswer(*answers[place], quote)) ++place;
  if (place == answers.size()) answers.push_back(&quote);
  return static_cast<int64_t>(place);
}

void WriteQuote(const CurrentQuote& current, int64_t answer, json::Writer& writer) {
  const Quote& quote = current.quote;
  writer.BeginArray().Text(SlotTextOf(quote.market));
  if (quote.market.line_quarters) {
    writer.Int64(*quote.market.line_quarters);
  } else {
    writer.Null();
  }
  writer.Text(ToString(quote.side)).Bool(quote.is_lay).Bool(quote.is_bettable);
  writer.Int64(quote.odds.profit()).Int64(quote.odds.stake());
  writer.Text(quote.odds_text).Text(ToString(quote.format));
  if (current.previous) {
    writer.Int64(current.previous->odds.profit()).Int64(current.previous->odds.stake());
    writer.Text(current.previous->text);
  } else {
    writer.Null().Null().Null();
  }
  writer.Bool(quote.is_in_play);
  if (quote.provider_time) {
    writer.Int64(absl::ToUnixMicros(*quote.provider_time));
  } else {
    writer.Null();
  }
  writer.Text(quote.stamp.fact_id.ToString()).Int64(answer).EndArray();
}

void WriteAnswer(const Quote& quote, json::Writer& writer) {
  writer.BeginArray().Text(quote.source).Text(quote.raw_document);
  writer.Int64(absl::ToUnixMicros(quote.stamp.receive_time));
  writer.Int64(absl::ToUnixMicros(quote.stamp.known_time));
  writer.Text(ToString(quote.stamp.basis)).EndArray();
}

// The values of an array, one after the other. Requires: as many as are asked for, of their kinds.
class Cells {
 public:
  explicit Cells(const Value& array) : at_(Must(array.Array()).begin()) {}

  Value Next() {
    const Value value = *at_;
    ++at_;
    return value;
  }
  std::string Text() { return std::string(Must(Next().Text())); }
  bool Bool() { return Must(Next().Bool()); }
  int64_t Int64() { return Must(Next().Int64()); }
  int32_t Int32() { return static_cast<int32_t>(Int64()); }
  absl::Time Time() { return absl::FromUnixMicros(Int64()); }
  // Where it is null it is passed over.
  bool SkipNull() {
    if (!(*at_).is_null()) return false;
    ++at_;
    return true;
  }

  template <typename T>
  static T Must(absl::StatusOr<T> read) {
    OVERROUND_CHECK(read.ok());
    return *std::move(read);
  }

 private:
  Elements::Iterator at_;
};

Provenance ReadAnswer(const Value& value) {
  Cells cells(value);
  Provenance answer;
  answer.source = cells.Text();
  answer.raw_document = cells.Text();
  answer.receive_time = cells.Time();
  answer.known_time = cells.Time();
  answer.basis = BasisFromText(cells.Text());
  return answer;
}

std::optional<PreviousOdds> ReadPrevious(Cells& cells) {
  if (cells.SkipNull()) {
    cells.SkipNull();
    cells.SkipNull();
    return std::nullopt;
  }
  const int32_t profit = cells.Int32();
  const Odds odds = ReadOdds(profit, cells.Int32());
  return PreviousOdds{odds, cells.Text()};
}

CurrentQuote ReadQuote(const Value& value, const GameId& game, const std::string& sportsbook,
                       const std::vector<Provenance>& answers) {
  Cells cells(value);
  const std::string slot = cells.Text();
  std::optional<int32_t> line;
  if (!cells.SkipNull()) line = cells.Int32();
  const Side side = Cells::Must(ParseSide(cells.Text()));
  const bool is_lay = cells.Bool();
  const bool is_bettable = cells.Bool();
  const int32_t profit = cells.Int32();
  const Odds odds = ReadOdds(profit, cells.Int32());
  std::string text = cells.Text();
  const QuoteFormat format = QuoteFormatFromText(cells.Text());
  std::optional<PreviousOdds> previous = ReadPrevious(cells);
  const bool is_in_play = cells.Bool();
  std::optional<absl::Time> provider_time;
  if (!cells.SkipNull()) provider_time = cells.Time();
  const Uuid id = Cells::Must(Uuid::Parse(cells.Text()));
  const Provenance& answer = answers.at(static_cast<size_t>(cells.Int64()));
  return {{game, sportsbook, MarketOf(slot, line), side, is_lay, is_bettable, QuoteState::kOffered,
           odds, std::move(text), format, is_in_play, provider_time, answer.source,
           answer.raw_document, answer.StampOf(id)},
          std::move(previous),
          std::nullopt};
}

}  // namespace

std::string WriteBoard(const std::vector<CurrentQuote>& offered) {
  std::vector<const Quote*> answers;
  json::Writer writer;
  writer.BeginObject().Key("quotes").BeginArray();
  for (const CurrentQuote& current : offered) {
    WriteQuote(current, PlaceOf(current.quote, answers), writer);
  }
  writer.EndArray().Key("answers").BeginArray();
  for (const Quote* quote : answers) WriteAnswer(*quote, writer);
  writer.EndArray().EndObject();
  return writer.Take();
}

std::vector<CurrentQuote> ReadBoard(const GameId& game, const std::string& sportsbook,
                                    std::string text) {
  const json::Document document = Cells::Must(json::Document::Parse(std::move(text)));
  std::vector<Provenance> answers;
  const Elements told = Cells::Must(document.root().Array("answers"));
  for (const Value value : told) answers.push_back(ReadAnswer(value));
  std::vector<CurrentQuote> offered;
  const Elements quotes = Cells::Must(document.root().Array("quotes"));
  for (const Value value : quotes) {
    offered.push_back(ReadQuote(value, game, sportsbook, answers));
  }
  return offered;
}

}  // namespace overround::collector::quotes
