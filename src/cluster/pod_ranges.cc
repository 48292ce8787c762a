#include "cluster/pod_ranges.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "formats/json.h"

namespace vent {
namespace {

// The range of pods, cut into pieces of the size that a host gets, and which of them are taken.
class Pieces {
 public:
  explicit Pieces(const Ipv4Range& pods) : pods_(pods), taken_(pods.size() >> (32 - kPodRangePrefix)) {}

  void take(const Ipv4Range& range) {
    if (!pods_.overlaps(range)) return;
    const std::uint64_t last = piece_of(std::min(range.last(), pods_.last()));
    for (std::uint64_t piece = piece_of(std::max(range.first, pods_.first)); piece <= last && piece < taken_.size();
         ++piece)
      taken_[piece] = true;
  }
  std::optional<Ipv4Range> take_lowest() {
    while (next_ < taken_.size() && taken_[next_]) ++next_;
    if (next_ == taken_.size()) return std::nullopt;
    taken_[next_] = true;
    return Ipv4Range{.first = pods_.at(next_ << (32 - kPodRangePrefix)), .prefix = kPodRangePrefix};
  }
  std::uint64_t count_free() const { return static_cast<std::uint64_t>(std::ranges::count(taken_, false)); }

 private:
  std::uint64_t piece_of(Ipv4 address) const {
    return (std::uint64_t{address.value} - pods_.first.value) >> (32 - kPodRangePrefix);
  }

  Ipv4Range pods_;
  std::vector<bool> taken_;
  std::size_t next_ = 0;  // all before it are taken
};

Error taken_already(const Host& host, const GivenRange& other) {
  return Error(ErrorKind::bad_input, fmt::format("the pod range {} of {} is wanted, and {} has {}",
                                                 host.pod_range->text(), host.name, other.host, other.range.text()))
      .with_id("VENT_POD_RANGE_TAKEN")
      .with_hint(fmt::format("a host keeps its range: choose another one for {}, or leave podRange away", host.name));
}

Error none_left(const Cluster& cluster, const std::string& host) {
  return Error(ErrorKind::bad_input,
               fmt::format("no /{} of the pods' {} is left for {}", kPodRangePrefix, cluster.pods.text(), host))
      .with_id("VENT_RANGE_SIZE")
      .with_hint("a new cluster can have a larger network.pods, as 172.16.0.0/16");
}

// Those that the file gives stand in the list, and of the others those that don't get into their way.
Result<std::vector<GivenRange>> with_those_of_the_file(const Cluster& cluster, std::vector<GivenRange> given) {
  std::erase_if(given, [&](const GivenRange& one) { return !cluster.pods.contains(one.range); });
  for (const Host& host : cluster.hosts) {
    if (!host.pod_range) continue;
    std::erase_if(given, [&](const GivenRange& one) { return one.host == host.name; });
    for (const GivenRange& other : given) {
      const Host* owner = cluster.find(other.host);
      // Whose range the file changes as well gets its new one in this loop.
      if (owner != nullptr && !owner->pod_range && other.range.overlaps(*host.pod_range))
        return fail(taken_already(host, other));
    }
    std::erase_if(given, [&](const GivenRange& one) { return one.range.overlaps(*host.pod_range); });
    given.push_back({.host = host.name, .range = *host.pod_range});
  }
  return given;
}

Result<std::vector<GivenRange>> read_all(std::string_view text, const std::string& file) {
  const Json read = TRY(parse_json(text, file));
  const std::vector<Json> items = TRY(read.list("ranges"));
  std::vector<GivenRange> given;
  for (const Json& item : items) {
    GivenRange one;
    one.host = TRY(item.text("host"));
    one.range = TRY(Ipv4Range::parse(TRY(item.text("range"))));
    given.push_back(std::move(one));
  }
  return given;
}

}  // namespace

std::string write_given_ranges(const std::vector<GivenRange>& given) {
  Json ranges = Json::array();
  for (const GivenRange& one : given) ranges.push(Json::object().set("host", one.host).set("range", one.range.text()));
  return Json::object().set("schemaVersion", 1).set("ranges", std::move(ranges)).pretty() + "\n";
}

Result<std::vector<GivenRange>> read_given_ranges(std::string_view text, const std::string& file) {
  Result<std::vector<GivenRange>> given = read_all(text, file);
  if (given) return given;
  return fail(
      std::move(given).error().with_hint(fmt::format("bring {} back from a backup; what nodes have: kubectl get nodes "
                                                     "--output=custom-columns=:.metadata.name,:.spec.podCIDR",
                                                     file)));
}

Result<std::vector<GivenRange>> give_pod_ranges(const Cluster& cluster, std::vector<GivenRange> given) {
  given = TRY(with_those_of_the_file(cluster, std::move(given)));
  Pieces never_given(cluster.pods), of_nobody(cluster.pods);
  for (const GivenRange& one : given) {
    never_given.take(one.range);
    if (cluster.find(one.host) != nullptr) of_nobody.take(one.range);
  }
  for (const Host& host : cluster.hosts) {
    if (std::ranges::find(given, host.name, &GivenRange::host) != given.end()) continue;
    std::optional<Ipv4Range> range = never_given.take_lowest();
    if (range)
      of_nobody.take(*range);
    else
      range = of_nobody.take_lowest();
    if (!range) return fail(none_left(cluster, host.name));
    std::erase_if(given, [&](const GivenRange& one) { return one.range.overlaps(*range); });
    given.push_back({.host = host.name, .range = *range});
  }
  std::ranges::sort(given, {}, &GivenRange::range);
  return given;
}

void fill_in(Cluster& cluster, const std::vector<GivenRange>& given) {
  for (Host& host : cluster.hosts)
    if (const auto found = std::ranges::find(given, host.name, &GivenRange::host); found != given.end())
      host.pod_range = found->range;
}

std::uint64_t count_free_pod_ranges(const Cluster& cluster) {
  Pieces pieces(cluster.pods);
  for (const Host& host : cluster.hosts)
    if (host.pod_range) pieces.take(*host.pod_range);
  return pieces.count_free();
}

}  // namespace vent
