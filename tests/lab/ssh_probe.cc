// One ssh session as vent has it, without what vent does in it:
//
//   ssh_probe CLUSTER_FILE HOST COMMAND
//
// Sends its standard input to the command on the host, writes what comes back, and says why it ended: the error, and in
// a last line "KIND ID RETRY" for tests to compare. The exit code is that of the error.

#include <unistd.h>

#include <cstdio>
#include <string>

#include "cluster/read_cluster.h"
#include "remote/cluster_state.h"
#include "remote/known_hosts.h"
#include "remote/ssh_session.h"

namespace {

using namespace vent;  // NOLINT(google-build-using-namespace): this is main's own file

const Patience kPatience{.silence = std::chrono::minutes(2)};

std::string read_input() {
  std::string input;
  char piece[65536];
  for (ssize_t size = 0; (size = ::read(STDIN_FILENO, piece, sizeof piece)) > 0;)
    input.append(piece, static_cast<std::size_t>(size));
  return input;
}

// Until the session ends; why it did.
Error talk(SshSession& session, const std::string& input) {
  if (const Result<> written = session.write_all(input, kPatience); !written) return written.error();
  char piece[65536];
  while (true) {
    const Result<std::size_t> size = session.read_some(piece, kPatience);
    if (!size) return size.error();
    if (*size == 0) return session.why_it_ended();
    std::fwrite(piece, 1, *size, stdout);
    std::fflush(stdout);
  }
}

Result<Error> probe(const std::string& file, const std::string& host_name, const std::string& command) {
  const Cluster cluster = TRY(load_cluster(file));
  const Host* host = cluster.find(host_name);
  if (host == nullptr) return fail(Error(ErrorKind::missing, "no such host in the file"));
  const ClusterState state = TRY(ClusterState::open(cluster.name));
  TRY(pin_given_keys(state.known_hosts(), cluster));
  const SshPlaces places{.known_hosts = state.known_hosts(), .control_path = state.control_path(host_name)};
  const std::unique_ptr<SshSession> session = TRY(SshSession::start(*host, places, command));
  return talk(*session, read_input());
}

}  // namespace

int main(int count, char** words) {
  if (count != 4) {
    std::fputs("ssh_probe CLUSTER_FILE HOST COMMAND\n", stderr);
    return 64;
  }
  const Result<Error> why = probe(words[1], words[2], words[3]);
  const Error& error = why ? *why : why.error();
  const std::string last_line = std::string(kind_name(error.kind)) + " " + (error.id.empty() ? "-" : error.id) + " " +
                                (error.retry == Retry::later ? "later" : "never");
  std::fprintf(stderr, "%s\n%s\n", error.text().c_str(), last_line.c_str());
  return exit_code(error.kind);
}
