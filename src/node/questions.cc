#include "node/questions.h"

#include <fmt/core.h>

namespace vent {

Result<std::string> answer_question(const std::string& question, const std::string& subject, const ThisHost& host) {
  std::vector<std::string> program;
  if (question == "unit") program = {"systemctl", "status", "--no-pager", "--full", "--lines=0", "--", subject};
  if (question == "journal")
    program = {"journalctl", "--no-pager", "--quiet", "--output=short-iso", "--lines=50", "--unit=" + subject};
  if (question == "ports") program = {"ss", "--listening", "--tcp", "--udp", "--numeric", "--processes"};
  if (question == "certificate")
    program = {"openssl", "x509", "-noout", "-subject", "-issuer", "-dates", "-in", host.at(subject)};
  if (program.empty())
    return fail(Error(ErrorKind::bad_input, fmt::format("a host has no answer to the question '{}'", question)));
  const Finished finished = TRY(host.look(program));
  return finished.output + finished.error_output;
}

}  // namespace vent
