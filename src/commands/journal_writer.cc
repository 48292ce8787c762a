#include "commands/journal_writer.h"

namespace vent {

JournalWriter::JournalWriter(CommandContext& context, const ClusterRun& run, const ClusterOptions& options)
    : context_(context) {
  keep(begin(run, options));
}

void JournalWriter::add(const Stage& stage, const StageResult& result) {
  if (journal_) keep(journal_->add_step(run_, journal_step(stage, result)));
}

void JournalWriter::end(RunEnd end) {
  if (journal_) keep(journal_->end_run(run_, end, context_.clock.wall()));
}

Result<> JournalWriter::begin(const ClusterRun& run, const ClusterOptions& options) {
  journal_ = TRY(Journal::open(run.state.journal(), [&](const std::string& text) { context_.bus.warn(text); }));
  run_ = TRY(journal_->begin_run({.command = options.command_line,
                                  .cluster = run.design.cluster.name,
                                  .version = options.version,
                                  .owner = TRY(this_owner()),
                                  .started = context_.clock.wall()}));
  return Ok{};
}

void JournalWriter::keep(const Result<>& result) {
  if (!result) give_up(result.error());
}

void JournalWriter::give_up(const Error& error) {
  context_.bus.warn("this run is not in the journal: " + error.message);
  journal_.reset();
}

}  // namespace vent
