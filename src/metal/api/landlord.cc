#include "metal/api/landlord.h"

#include <fmt/core.h>

#include "metal/api/spot_requests.h"

namespace vent::metal {
namespace {

constexpr std::chrono::milliseconds kPause{500};

Result<> outbid(ApiContext& context, const Host& host, Duration notice) {
  const WallTime end = context.now() + std::chrono::duration_cast<WallTime::duration>(notice);
  bool is_new = false;
  const Host changed = TRY(context.cloud.change(host.id, [&](Host& found) {
    // Saved, or ended by its owner, since we looked.
    is_new = found.rental.spot_instance && !found.rental.termination_time;
    if (!is_new) return;
    found.rental.termination_time = end;
    found.rental.outbid = true;
  }));
  if (!is_new) return Ok{};
  return write_event(context.store(), changed,
                     {"instance.spot_outbid", fmt::format("\"%device%\" was outbid and ends at {}", format_utc(end))},
                     context.now());
}

// Of a host that went by itself since we looked, nothing is left to do.
Result<> unless_gone(const Result<>& done) {
  return !done && done.error().kind == ErrorKind::missing ? Result<>(Ok{}) : done;
}

}  // namespace

Result<> end_leases(ApiContext& context) {
  const std::vector<Host> hosts = context.cloud.hosts();
  const Market market = TRY(read_market(context.store()));
  // Who has notice is as good as gone: when one must go, one goes.
  InUse in_use;
  for (const Host& host : hosts)
    if (!host.wanted.deleted && !host.rental.outbid) ++in_use[market_place(host.rental)];
  for (const Host& host : hosts) {
    if (host.wanted.deleted) continue;
    const Bid bid{.place = market_place(host.rental),
                  .is_spot = host.rental.spot_instance,
                  .price_max = host.rental.spot_price_max.value_or(0),
                  .termination_time = host.rental.termination_time};
    switch (next_bid_step(market, bid, in_use, context.now())) {
      case BidStep::keep:
        break;
      case BidStep::outbid:
        TRY(unless_gone(outbid(context, host, market.notice)));
        --in_use[bid.place];
        break;
      case BidStep::remove:
        TRY(unless_gone(return_device(context, host)));
        break;
    }
  }
  return Ok{};
}

Result<> fill_spot_requests(ApiContext& context) {
  for (SpotRequest& request : TRY(spot_requests(context.store(), std::nullopt))) {
    const bool has_ended = request.end_at && *request.end_at <= context.now();
    if (has_ended || (request.facilities.empty() && !request.metro)) continue;
    std::vector<std::string> names;
    for (const Host& host : context.cloud.hosts())
      if (host.rental.spot_request == request.id && !host.wanted.deleted) names.push_back(host.name);
    std::string problem;
    while (problem.empty() && static_cast<int>(names.size()) < request.devices_max) {
      const Result<Host> host = rent_device(context, request.project, device_body(request, names), false, request.id);
      if (host) {
        names.push_back(host->name);
      } else {
        problem = host.error().message;
      }
    }
    if (problem == request.problem) continue;
    request.problem = problem;
    // Not when it was deleted meanwhile.
    if (TRY(context.store().record("spot request", request.id))) TRY(keep_spot_request(context.store(), request));
  }
  return Ok{};
}

Landlord::Landlord(ApiContext& context, EventBus& bus)
    : context_(context), bus_(bus), thread_([this](std::stop_token stop) {
        while (context_.cloud.clock().sleep_for(kPause, stop))
          for (const Result<>& done : {end_leases(context_), fill_spot_requests(context_)})
            if (!done) bus_.warn(done.error().text());
      }) {}

}  // namespace vent::metal
