#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/locked.h"
#include "readings/apply.h"
#include "readings/survey_report.h"

namespace vent {

// Hosts that are a vent-node each, on a root of their own below a scratch directory, and three chapters whose resources
// a test decides: 01_first, 02_second, which needs it, and 03_all, which needs 02_second on every host. One at a time in
// a program, because a chapter is a plain function.
class LocalFleet {
 public:
  explicit LocalFleet(std::size_t hosts);
  ~LocalFleet();
  LocalFleet(const LocalFleet&) = delete;
  LocalFleet& operator=(const LocalFleet&) = delete;

  void want(std::string_view chapter, const std::string& host, std::vector<Resource> resources);
  // A check of 01_first that finds this wrong.
  void find_wrong(const std::string& host, const Finding& finding);
  // Or one that tells which hosts it was judged with.
  void find_who_is_known();
  void refuse_connections(const std::string& host) { refusing_.push_back(host); }
  int connections(const std::string& host) const;

  Path at(const std::string& host, const Path& path) const { return root_.path() / host / path.relative_path(); }
  std::string read(const std::string& host, const Path& path) const;  // "(none)" when there is none
  void write(const std::string& host, const Path& path, const std::string& text) const;

  // Each is a run of vent of its own.
  std::unique_ptr<Fleet> begin(std::stop_token stop = {}) const;
  SurveyReport survey(Fleet& fleet) const;
  ApplyResult apply(Fleet& fleet, std::stop_token stop = {}, Listener* listener = nullptr) const;
  ApplyResult apply() const { return apply(*begin()); }

 private:
  Result<std::unique_ptr<ByteStream>> connect(const Host& host) const;

  TemporaryDirectory root_ = *TemporaryDirectory::make();
  Design design_;
  mutable RealClock clock_;
  std::vector<std::string> refusing_;
  mutable Locked<std::map<std::string, int>> connections_;
};

// A file that belongs to whoever runs the test, and a wait for what never comes.
Resource test_file(const std::string& path, const std::string& text);
Resource endless_wait();

// How each stage ended, a line each: "01_first on host-0: changed (2)".
std::string ends_of(const ApplyResult& result);
// "host-0: 01_first: file /a", a line each.
std::string made_of(const ApplyResult& result);

}  // namespace vent
