#include "libs/http/transfer.h"

#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/http/gunzip.h"

namespace overround::http {
namespace {

constexpr size_t kIdleMax = 16;

// What curl's callbacks write into.
struct Receiver {
  Response response;
  size_t body_bytes_max = 0;
  bool too_large = false;
  bool head_complete = false;
};

size_t ReceiveBody(char* bytes, size_t, size_t size, void* user) {
  auto& receiver = *static_cast<Receiver*>(user);
  if (receiver.response.body.size() + size > receiver.body_bytes_max) {
    receiver.too_large = true;
    return 0;
  }
  receiver.response.body.append(bytes, size);
  return size;
}

size_t ReceiveHeader(char* bytes, size_t, size_t size, void* user) {
  auto& receiver = *static_cast<Receiver*>(user);
  const absl::string_view line(bytes, size);
  const size_t colon = line.find(':');
  if (absl::StartsWith(line, "HTTP/")) {
    // A new status line: what came before it was only 100 Continue.
    receiver.response.headers = Headers();
  } else if (line == "\r\n" || line == "\n") {
    receiver.head_complete = true;
  } else if (colon != absl::string_view::npos) {
    receiver.response.headers.Add(line.substr(0, colon),
                                  absl::StripAsciiWhitespace(line.substr(colon + 1)));
  }
  return size;
}

// The list curl wants; freed with it.
class HeaderList {
 public:
  ~HeaderList() { curl_slist_free_all(list_); }
  void Add(const std::string& line) { list_ = curl_slist_append(list_, line.c_str()); }
  curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

bool HasLineBreak(absl::string_view text) {
  return text.find_first_of(absl::string_view("\r\n\0", 3)) != absl::string_view::npos;
}

absl::Status CheckRequest(const Request& request) {
  const auto refuse = [&](absl::string_view what) {
    return MakeFailure(Failure::kBadRequest, absl::StrCat(WithoutSecrets(request.url), ": ", what));
  };
  if (!absl::StartsWith(request.url, "http://") && !absl::StartsWith(request.url, "https://")) {
    return refuse("want an http or https URL");
  }
  if (HasLineBreak(request.url) || HasLineBreak(request.method)) return refuse("has a line break");
  if (request.timeout < absl::Milliseconds(1)) return refuse("the deadline has passed");
  for (const auto& [name, value] : request.headers.all()) {
    if (HasLineBreak(name) || HasLineBreak(value)) return refuse("a header has a line break");
  }
  return absl::OkStatus();
}

Failure FailureFor(CURLcode code, const Receiver& receiver, bool while_connecting) {
  if (receiver.too_large) return Failure::kTooLarge;
  switch (code) {
    case CURLE_FILESIZE_EXCEEDED:
      return Failure::kTooLarge;
    case CURLE_OPERATION_TIMEDOUT:
      return while_connecting ? Failure::kConnect : Failure::kTimeout;
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
      return Failure::kTruncated;
    case CURLE_BAD_CONTENT_ENCODING:
      return Failure::kBadEncoding;
    case CURLE_URL_MALFORMAT:
      return Failure::kBadRequest;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
      return Failure::kConnect;
    default:
      return Failure::kProtocol;
  }
}

void SetMethod(CURL* handle, const Request& request) {
  if (request.method == "HEAD") {
    curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
  } else if (request.method != "GET" || !request.body.empty()) {
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.data());
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
}

void SetBounds(CURL* handle, const Request& request, const ClientOptions& options) {
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS,
                   static_cast<long>(absl::ToInt64Milliseconds(request.timeout)));
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(absl::ToInt64Milliseconds(options.connect_timeout)));
  curl_easy_setopt(handle, CURLOPT_MAXFILESIZE_LARGE,
                   static_cast<curl_off_t>(request.body_bytes_max));
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  // Signals and threads do not mix.
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  // An empty text also keeps curl from asking the environment.
  curl_easy_setopt(handle, CURLOPT_PROXY, options.proxy.c_str());
}

void SetHeaders(CURL* handle, const Request& request, HeaderList& list) {
  for (const auto& [name, value] : request.headers.all()) {
    // With a ';' curl sends an empty header; with ':' and nothing behind it would drop it.
    list.Add(value.empty() ? absl::StrCat(name, ";") : absl::StrCat(name, ": ", value));
  }
  // Waiting for 100 Continue costs a second with servers that do not know it.
  list.Add("Expect:");
  if (!request.headers.Find("Content-Type")) list.Add("Content-Type:");
  // Not by CURLOPT_ACCEPT_ENCODING: curl takes a cut gzip stream for a whole one.
  if (!request.headers.Find("Accept-Encoding")) list.Add("Accept-Encoding: gzip");
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, list.get());
}

// Replaces a compressed body by what it holds.
absl::Status Decode(Response& response, size_t bytes_max) {
  const std::optional<absl::string_view> encoding = response.headers.Find("Content-Encoding");
  if (!encoding || response.body.empty() || absl::EqualsIgnoreCase(*encoding, "identity")) {
    return absl::OkStatus();
  }
  if (!absl::EqualsIgnoreCase(*encoding, "gzip") && !absl::EqualsIgnoreCase(*encoding, "x-gzip")) {
    return MakeFailure(Failure::kBadEncoding, "an encoding that was not asked for");
  }
  OVERROUND_ASSIGN_OR_RETURN(response.body, Gunzip(response.body, bytes_max));
  return absl::OkStatus();
}

absl::Status WithUrl(const Request& request, const absl::Status& failure) {
  return MakeFailure(FailureOf(failure).value_or(Failure::kProtocol),
                     absl::StrCat(WithoutSecrets(request.url), ": ", failure.message()));
}

// True when nothing was sent yet. The time it took would not tell: a time-out may come a moment
// early.
bool TimedOutConnecting(CURL* handle) {
  long sent = 0;
  curl_easy_getinfo(handle, CURLINFO_REQUEST_SIZE, &sent);
  return sent == 0;
}

absl::Status Perform(CURL* handle, Receiver& receiver) {
  const CURLcode code = curl_easy_perform(handle);
  if (code == CURLE_OK && receiver.head_complete) {
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    receiver.response.status = static_cast<int>(status);
    return absl::OkStatus();
  }
  if (code == CURLE_OK) return MakeFailure(Failure::kTruncated, "the head is not whole");
  const Failure failure = FailureFor(code, receiver, TimedOutConnecting(handle));
  return MakeFailure(failure,
                     receiver.too_large ? "the body is too large" : curl_easy_strerror(code));
}

}  // namespace

Handles::Handles() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

Handle Handles::Take() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (idle_.empty()) return Handle(curl_easy_init());
  Handle handle = std::move(idle_.back());
  idle_.pop_back();
  return handle;
}

void Handles::GiveBack(Handle handle) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (idle_.size() < kIdleMax) idle_.push_back(std::move(handle));
}

absl::StatusOr<Response> Transfer(CURL* handle, const Request& request,
                                  const ClientOptions& options) {
  OVERROUND_RETURN_IF_ERROR(CheckRequest(request));
  curl_easy_reset(handle);
  Receiver receiver;
  receiver.body_bytes_max = request.body_bytes_max;
  HeaderList headers;
  curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(handle, CURLOPT_USERAGENT, options.user_agent.c_str());
  SetMethod(handle, request);
  SetBounds(handle, request, options);
  SetHeaders(handle, request, headers);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &ReceiveBody);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &receiver);
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &ReceiveHeader);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, &receiver);
  absl::Status status = Perform(handle, receiver);
  if (status.ok()) status = Decode(receiver.response, request.body_bytes_max);
  if (!status.ok()) return WithUrl(request, status);
  return std::move(receiver.response);
}

}  // namespace overround::http
