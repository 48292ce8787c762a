#include "metal/api/answering.h"

#include <fmt/core.h>

#include "base/sha256.h"
#include "base/text.h"
#include "metal/api/errors.h"
#include "metal/api/routes.h"

namespace vent::metal {
namespace {

constexpr std::size_t kTagLength = 32;

// Some clients send what they want in the query and no body.
Json body_of_query(const std::multimap<std::string, std::string>& query) {
  Json body = Json::object();
  for (const auto& [key, value] : query)
    if (!key.empty()) body.set(key, value);
  return body;
}

Result<Answer> answer(ApiContext& context, const std::string& path, const WireRequest& request,
                      DeviceFault device_fault) {
  for (const Route& route : routes()) {
    if (route.method != request.method) continue;
    std::optional<std::map<std::string, std::string>> names = match(route.pattern, path);
    if (!names) continue;
    Call call{.method = request.method, .path = path, .names = *std::move(names), .query = request.query};
    if (request.method != "GET") {
      call.body = body_of_query(request.query);
      if (!trim(request.body).empty()) call.body = TRY(parse_json(request.body, "the request"));
      if (device_fault != DeviceFault::none && call.body.is_object())
        call.body.set("vent_fault", fault_name(device_fault));
    }
    return route.endpoint(context, call);
  }
  return fail(not_found(fmt::format("{} {}", request.method, path)));
}

WireAnswer on_the_wire(const Result<Answer>& result, bool has_prefix) {
  WireAnswer wire;
  if (!result) {
    wire.status = http_status(result.error());
    wire.body = error_body(result.error()).compact();
    return wire;
  }
  wire.status = result->status;
  if (!result->body) return wire;
  wire.body = result->body->compact();
  // References name the API they were asked of. Text of others can't look like this: its quotes are escaped.
  if (has_prefix) wire.body = replace_all(std::move(wire.body), R"("href":"/)", R"("href":"/metal/v1/)");
  const Result<std::string> href = result->body->text("href");
  if (result->status == 201 && href) wire.headers["Location"] = (has_prefix ? "/metal/v1" : "") + *href;
  wire.headers["Etag"] = fmt::format("W/\"{}\"", sha256_hex(wire.body).substr(0, kTagLength));
  return wire;
}

WireAnswer refusal(int status, const std::string& text) {
  return {.status = status, .body = Json::object().set("errors", Json::array().push(text)).compact(), .headers = {}};
}

// What is sent instead of doing the work; nothing when the work is done.
std::optional<WireAnswer> instead(const FaultRule& fault) {
  switch (fault.kind) {
    case FaultKind::too_many: {
      WireAnswer wire = refusal(429, "Too many requests");
      wire.headers["Retry-After"] = fmt::format("{:.0f}", fault.seconds);
      return wire;
    }
    case FaultKind::server_error:
      return refusal(fault.status, fault.status == 503 ? "Service Unavailable" : "Oh snap, something went wrong!");
    case FaultKind::html:
      return WireAnswer{.status = fault.status,
                        .body = fmt::format("<html><body><h1>{}</h1></body></html>\n", fault.status),
                        .type = "text/html; charset=utf-8",
                        .headers = {}};
    case FaultKind::cut_before:
      return WireAnswer{.headers = {}, .is_cut = true};
    case FaultKind::delay:
    case FaultKind::cut_after:
    case FaultKind::device:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

WireAnswer answer_to(ApiContext& context, const WireRequest& request) {
  const PlainPath plain = plain_path(request.path);
  std::optional<FaultRule> fault;
  if (!plain.path.starts_with("/lab/"))
    fault = context.faults.with([&](FaultRules& rules) { return next_fault(rules, request.method, plain.path); });
  if (fault)
    if (std::optional<WireAnswer> other = instead(*fault)) return *std::move(other);
  const DeviceFault device_fault = fault ? fault->device_fault : DeviceFault::none;
  WireAnswer wire = on_the_wire(answer(context, plain.path, request, device_fault), plain.has_prefix);
  if (fault && fault->kind == FaultKind::delay) wire.delay_seconds = fault->seconds;
  if (fault && fault->kind == FaultKind::cut_after) wire.is_cut = true;
  return wire;
}

WireAnswer unauthorized_answer() { return {.status = 401, .body = unauthorized_body().compact(), .headers = {}}; }

}  // namespace vent::metal
