// vent-node: what vent runs on a host, for as long as it is connected.

#include <fmt/core.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "base/signals.h"
#include "node/serve.h"

namespace {

// The words behind the program's name, or nothing when they are none of ours.
//   serve               on the machine it runs on
//   serve --root DIR    on the files below DIR, for tests and local trials; programs still run on the machine itself
std::optional<vent::ServeSettings> settings_of(const std::vector<std::string>& words) {
  vent::ServeSettings settings;
  if (words == std::vector<std::string>{"serve"}) return settings;
  if (words.size() != 3 || words[0] != "serve" || words[1] != "--root") return std::nullopt;
  settings.root = words[2];
  settings.state = settings.root / "var/lib/vent";
  return settings;
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<std::string> words(arguments + 1, arguments + count);
  if (words == std::vector<std::string>{"--version"}) {
    fmt::print("vent-node {}\n", VENT_VERSION);
    return EXIT_SUCCESS;
  }
  std::optional<vent::ServeSettings> settings = settings_of(words);
  if (!settings) {
    fmt::print(stderr,
               "vent-node is run by vent, as `vent-node serve`, and answers on its standard input and output\n");
    return vent::exit_code(vent::ErrorKind::bad_input);
  }
  // A connection that breaks is an error to handle, and not the end in the middle of something.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGHUP, SIG_IGN);
  // The next one asks it when this one's operator is gone and the connection doesn't know yet.
  const vent::SignalStop terminated;
  settings->stop = terminated.token();
  const vent::Result<> served = vent::Server(*settings).serve();
  if (served) return EXIT_SUCCESS;
  fmt::print(stderr, "{}\n", served.error().text());
  return vent::exit_code(served.error().kind);
}
