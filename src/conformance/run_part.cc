#include "conformance/run_part.h"

#include <fmt/core.h>

#include <fstream>
#include <thread>

#include "base/process.h"
#include "base/text.h"
#include "events/activity.h"

namespace vent {
namespace {

// ginkgo ends what runs when the time is up, and needs some more to clean up and to write its report.
constexpr std::chrono::minutes kAfterLimit{10};
constexpr std::chrono::seconds kBetweenLooks{10}, kMostAway{60};
constexpr std::string_view kDot = "•";  // ginkgo prints one for each spec that ended
constexpr int kShownLines = 15;

std::string report_name(const PartRun& run) { return fmt::format("{}.json", part_name(run.part)); }

// Looks whether the API is there while tests run, and ends them when it isn't for long: each of hundreds would wait for it.
class ApiWatch {
 public:
  ApiWatch(const ApiAccess& access, Clock& clock)
      : thread_([this, access, &clock](const std::stop_token& stop) { watch(access, clock, stop); }) {}

  std::stop_token tripped() const { return tripped_.get_token(); }
  bool has_tripped() const { return tripped_.stop_requested(); }

 private:
  void watch(const ApiAccess& access, Clock& clock, const std::stop_token& stop) {
    Moment answered = clock.now();
    while (clock.sleep_for(kBetweenLooks, stop)) {
      if (api_is_ready(access, stop)) answered = clock.now();
      if (stop.stop_requested()) return;
      if (clock.now() - answered >= kMostAway) {
        tripped_.request_stop();
        return;
      }
    }
  }

  std::stop_source tripped_;
  std::jthread thread_;  // last: it uses the above
};

Result<SpecReport> report_of(const PartRun& run) {
  return read_spec_report(TRY(read_file(run.folder / report_name(run))), run.access.server);
}

}  // namespace

std::vector<std::string> ginkgo_command(const PartRun& run) {
  std::vector<std::string> words = {run.ginkgo.string(),
                                    "--no-color",
                                    "--silence-skips",
                                    fmt::format("--procs={}", run.processes),
                                    fmt::format("--timeout={}m", run.limit.count()),
                                    "--output-dir=" + run.folder.string(),
                                    "--json-report=" + report_name(run)};
  for (std::string& word : choosing_words(run.choice, run.part)) words.push_back(std::move(word));
  words.insert(words.end(), {run.tests.string(), "--", "--kubeconfig=" + run.access.kubeconfig.string(),
                             "--kubectl-path=" + run.access.kubectl.string(), "--provider=skeleton",
                             fmt::format("--num-nodes={}", run.nodes), "--minStartupPods=0",
                             "--dns-domain=cluster.local", "--disable-log-dump"});
  return words;
}

void PrintedProgress::take(std::string_view piece) {
  for (const char character : piece) {
    line_ += character;
    if (line_.ends_with(kDot)) ++ended_;
    if (character != '\n') continue;
    take_line();
    line_.clear();
  }
}

// "Will run 411 of 7123 specs"
void PrintedProgress::take_line() {
  const std::vector<std::string> words = split_words(line_);
  if (words.size() != 6 || words[0] != "Will" || words[1] != "run" || words[5] != "specs") return;
  if (const auto count = parse_integer(words[2], 0, 1'000'000)) chosen_ = static_cast<std::size_t>(*count);
}

Result<PartResult> run_part(const PartRun& part, EventBus& bus, Clock& clock, const std::stop_token& stop) {
  PartResult result;
  result.part = part.part;
  result.printed = part.folder / fmt::format("{}.log", part_name(part.part));
  TRY(remove_tree(part.folder / report_name(part)));
  std::ofstream printed(result.printed, std::ios::binary | std::ios::trunc);
  Activity activity(bus, fmt::format("{} specs", part_name(part.part)));
  PrintedProgress progress;
  const Moment begin = clock.now();
  ApiWatch watch(part.access, clock);
  std::stop_source both;
  const std::stop_callback by_user(stop, [&] { both.request_stop(); });
  const std::stop_callback by_watch(watch.tripped(), [&] { both.request_stop(); });
  std::vector<std::string> words = {"sh", "-c", R"(exec "$@" 2>&1)", "sh"};
  for (std::string& word : ginkgo_command(part)) words.push_back(std::move(word));
  const Result<Finished> finished = run({.arguments = words,
                                         .directory = part.folder.string(),
                                         .deadline = part.limit + kAfterLimit,
                                         .stop = both.get_token(),
                                         .output_limit = 64 * 1024,
                                         .on_output = [&](std::string_view piece) {
                                           printed.write(piece.data(), static_cast<std::streamsize>(piece.size()));
                                           printed.flush();
                                           // What is stopped is told as ended too.
                                           if (!both.stop_requested()) progress.take(piece);
                                           if (progress.chosen() > 0)
                                             activity.progress_of(progress.ended(), progress.chosen());
                                         }});
  result.took = clock.now() - begin;
  result.report.chosen = progress.chosen();
  if (!finished) {
    if (stop.stop_requested())
      return fail(Error(ErrorKind::interrupted,
                        fmt::format("stopped, when {} of {} specs had ended", progress.ended(), progress.chosen())));
    if (!watch.has_tripped() && finished.error().kind != ErrorKind::timed_out) return fail(finished.error());
    result.report.cut_off.push_back(watch.has_tripped() ? fmt::format("the API at {} was away for {}",
                                                                      part.access.server, format_duration(kMostAway))
                                                        : finished.error().message);
    activity.finish(Outcome::failed);
    return result;
  }
  Result<SpecReport> report = report_of(part);
  if (!report)
    return fail(std::move(report)
                    .error()
                    .with_details(last_lines(finished->output, kShownLines))
                    .with_hint(fmt::format("what ginkgo printed: {}", result.printed.string())));
  result.report = *std::move(report);
  activity.finish(finished->exit_code == 0 ? Outcome::done : Outcome::failed);
  return result;
}

}  // namespace vent
