// vent-node: what vent runs on a host, for as long as it is connected.

#include <fmt/core.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "node/serve.h"

int main(int count, char** words) {
  if (count == 2 && std::string_view(words[1]) == "--version") {
    fmt::print("vent-node {}\n", VENT_VERSION);
    return EXIT_SUCCESS;
  }
  if (count != 2 || std::string_view(words[1]) != "serve") {
    fmt::print(stderr,
               "vent-node is run by vent, as `vent-node serve`, and answers on its standard input and output\n");
    return 64;
  }
  // A connection that breaks is an error to handle, and not the end in the middle of something.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGHUP, SIG_IGN);
  vent::Server server(vent::ServeSettings{});
  const vent::Result<> served = server.serve();
  if (served) std::_Exit(EXIT_SUCCESS);  // the thread that reads may still wait
  fmt::print(stderr, "{}\n", served.error().text());
  std::_Exit(vent::exit_code(served.error().kind));
}
