#include "providers/packet/packet_error.h"

#include <fmt/core.h>

#include <vector>

#include "base/text.h"
#include "formats/json.h"

namespace vent {
namespace {

constexpr int kLinesShown = 12;
constexpr long long kLongestWait = 3600;
constexpr int kDeepest = 4;

// Every text below a value, in order; behind the key it has in a mapping.
void add_texts(const Json& value, const std::string& key, int depth, std::vector<std::string>& texts) {
  if (depth > kDeepest) return;
  if (const Result<std::string> text = value.text(); text && !text->empty())
    texts.push_back(key.empty() ? *text : fmt::format("{} {}", key, *text));
  for (const Json& item : value.items()) add_texts(item, key, depth + 1, texts);
  for (const JsonEntry& entry : value.entries())
    add_texts(entry.value, entry.key == "message" || entry.key == "detail" ? key : entry.key, depth + 1, texts);
}

// What the body has to say, as one sentence; empty when it says nothing we understand.
std::string message_of(const Json& body) {
  std::vector<std::string> texts;
  for (const char* key : {"errors", "error", "message"}) {
    if (!texts.empty()) break;
    if (const Result<Json> value = body.field(key)) add_texts(*value, "", 0, texts);
  }
  if (texts.empty() && !body.is_object()) add_texts(body, "", 0, texts);
  std::string message = join(texts, ", ");
  while (message.ends_with('.') || message.ends_with(' ')) message.pop_back();
  return message;
}

std::string first_lines(const std::string& body) {
  const std::vector<std::string> lines = split_lines(body);
  std::string text;
  for (std::size_t i = 0; i < lines.size() && i < kLinesShown; ++i) text += elide_middle(lines[i], 160) + "\n";
  return text;
}

struct Meaning {
  ErrorKind kind;
  const char* id;
  Retry retry = Retry::never;
};
Meaning meaning_of(int status) {
  if (status == 401) return {ErrorKind::not_permitted, "VENT_API_TOKEN"};
  if (status == 403) return {ErrorKind::not_permitted, "VENT_API_FORBIDDEN"};
  if (status == 404) return {ErrorKind::missing, "VENT_API_NOT_FOUND"};
  if (status == 408) return {ErrorKind::timed_out, "VENT_API_FAILED", Retry::later};
  if (status == 429) return {ErrorKind::failed, "VENT_API_BUSY", Retry::later};
  if (status >= 400 && status < 500) return {ErrorKind::bad_input, "VENT_API_REFUSED"};
  if (status >= 500) return {ErrorKind::failed, "VENT_API_FAILED", Retry::later};
  return {ErrorKind::failed, "VENT_API_NOT_JSON"};
}

}  // namespace

bool is_json_answer(const HttpResponse& response) {
  const std::string type = response.header("Content-Type").value_or("");
  return type.starts_with("application/json") || type.starts_with("application/vnd.api+json");
}

std::optional<std::chrono::seconds> retry_after(const HttpResponse& response) {
  const std::optional<std::string> text = response.header("Retry-After");
  if (!text) return std::nullopt;
  const std::optional<long long> seconds = parse_integer(trim(*text), 0, kLongestWait);
  if (!seconds) return std::nullopt;
  return std::chrono::seconds(*seconds);
}

Error packet_error(const HttpResponse& response, const std::string& request) {
  const Meaning meaning = meaning_of(response.status);
  const Result<Json> body = parse_json(response.body, "the answer");
  if (!body || (!is_json_answer(response) && !body->is_object())) {
    const bool may_help = meaning.retry == Retry::later;
    return Error(ErrorKind::failed, fmt::format("{} was answered with status {} and no JSON", request, response.status))
        .with_id(may_help ? meaning.id : "VENT_API_NOT_JSON")
        .with_retry(meaning.retry)
        .with_details(first_lines(response.body))
        .with_hint(may_help ? "something before the API is in trouble: try again later"
                            : "this is not the API, or something stands before it: is the address right?");
  }
  std::string message = message_of(*body);
  if (message.empty()) message = fmt::format("status {}", response.status);
  Error error(meaning.kind, fmt::format("the API refused {}: {}", request, message));
  if (meaning.retry == Retry::later) error.message = fmt::format("the API failed at {}: {}", request, message);
  error.id = meaning.id;
  error.retry = meaning.retry;
  // The cloud of this machine adds what to do next, the rented ones don't.
  error.hint = body->optional_text("hint").value_or(std::nullopt).value_or("");
  if (const std::optional<std::chrono::seconds> wait = retry_after(response); wait && error.hint.empty())
    error.hint = fmt::format("it asks to be left alone for {} s", wait->count());
  if (error.hint.empty() && meaning.retry == Retry::later)
    error.hint = "the fault is the API's: say it again later, what was done by then is found";
  return error;
}

}  // namespace vent
