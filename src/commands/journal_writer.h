#pragma once

#include <optional>
#include <string>

#include "commands/cluster_run.h"
#include "graph/journal.h"

namespace vent {

// Writes into the cluster's journal what a command does. That it can't is told once, and stops nothing: the journal is
// no source of truth.
class JournalWriter {
 public:
  JournalWriter(CommandContext& context, const ClusterRun& run, const ClusterOptions& options);

  void add(const Stage& stage, const StageResult& result);
  void end(RunEnd end);

 private:
  Result<> begin(const ClusterRun& run, const ClusterOptions& options);
  void keep(const Result<>& result);
  void give_up(const Error& error);

  CommandContext& context_;
  std::optional<Journal> journal_;
  std::int64_t run_ = 0;
};

}  // namespace vent
