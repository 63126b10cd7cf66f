#include "services/gateway/edge/backends.h"

#include <future>

#include <catch2/catch.hpp>
#include <overround/collector/v1/collector_service.grpc.pb.h>

#include "libs/rpc/test_caller.h"

namespace overround::gateway {
namespace {

class EndlessCollector final : public collector::v1::CollectorService::Service {
  grpc::Status WatchQuotes(
      grpc::ServerContext* context, const collector::v1::WatchQuotesRequest*,
      grpc::ServerWriter<collector::v1::WatchQuotesResponse>* writer) override {
    return rpc::Stream(*context, writer,
                       [](const rpc::Call&, rpc::Sink<collector::v1::WatchQuotesResponse>& sink) {
                         absl::Status status;
                         while (status.ok()) {
                           status = sink.Write(collector::v1::WatchQuotesResponse());
                         }
                         return status;
                       });
  }
};

TEST_CASE("closing ends calls under way before their channel goes", "[edge]") {
  SystemClock wall;
  EndlessCollector collector;
  rpc::TestServer server("collector", {&collector});
  rpc::TokenSource tokens(server.gateway_key(), wall);
  auto channel = std::make_unique<rpc::Channel>(server.NewChannel(tokens));
  std::promise<void> begun;
  std::atomic<int> messages{0};
  std::atomic<bool> ended{false};
  grpc::Status end;
  Backends backends({{"collector", channel.get()}});
  backends.Stream("collector", "/overround.collector.v1.CollectorService/WatchQuotes", "",
                  {.caller = Caller::User("users/ada"),
                   .request_id = "1",
                   .client_address = "",
                   .deadline = absl::InfiniteFuture()},
                  {.on_message =
                       [&](const std::string&) {
                         if (messages.fetch_add(1) == 0) begun.set_value();
                         return true;
                       },
                   .on_done =
                       [&](const grpc::Status& status) {
                         end = status;
                         ended = true;
                       }});
  begun.get_future().wait();
  backends.Close();
  CHECK(ended);
  CHECK(end.error_code() == grpc::StatusCode::CANCELLED);
}

}  // namespace
}  // namespace overround::gateway
