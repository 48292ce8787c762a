#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "cis/item.h"
#include "formats/json.h"

namespace vent {

struct OnHostJudged {
  std::string host;
  Judgement judgement;
};

// One item on all hosts: it failed when it did on one of them, and doesn't apply when it does on none.
struct CisResult {
  const CisItem* item = nullptr;
  CisEnd end = CisEnd::does_not_apply;
  std::vector<OnHostJudged> hosts;

  // It failed, and nobody meant it to.
  bool is_unexplained() const { return end == CisEnd::failed && item->explained.empty(); }
  std::string reason() const;  // in one line
};

struct HostUnread {
  std::string host;
  Error error;
};

struct CisReport {
  std::vector<CisResult> results;
  std::vector<HostUnread> unread;  // nothing is known of these

  std::size_t count(CisEnd end) const;
  std::size_t explained() const;
  bool is_well() const;  // nothing failed that isn't explained, and all hosts were read
};

CisReport judge_all_hosts(const std::vector<CisItem>& items, const std::vector<HostFacts>& hosts);

std::string cis_text(const CisReport& report);
Json cis_json(const CisReport& report);

}  // namespace vent
