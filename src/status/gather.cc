#include "status/gather.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/thread_pool.h"
#include "remote/ssh_session.h"
#include "status/look_script.h"

namespace vent {
namespace {

constexpr std::size_t kMostThreads = 512;  // they mostly wait
constexpr std::size_t kLongestAnswer = 4UL * 1024 * 1024;

Error silent(const Host& host, std::chrono::milliseconds deadline) {
  return Error(ErrorKind::not_reachable,
               fmt::format("{} gave no answer within {}", host.name, format_duration(deadline)))
      .with_id("VENT_HOST_SILENT")
      .with_hint("is it switched on, and does the network reach it?")
      .with_retry(Retry::later);
}

Result<std::string> read_all(const Host& host, ByteStream& stream, std::chrono::milliseconds first_word_deadline,
                             const std::stop_token& stop) {
  std::chrono::milliseconds deadline = first_word_deadline;
  const Moment begin = std::chrono::steady_clock::now();
  std::array<char, 16384> piece{};
  std::string text;
  while (text.size() < kLongestAnswer) {
    const auto passed = std::chrono::steady_clock::now() - begin;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - passed);
    const Result<std::size_t> size =
        stream.read_some(piece, {.silence = std::max(left, std::chrono::milliseconds(0)), .stop = stop});
    if (!size) {
      stream.end({.silence = std::chrono::milliseconds(0)});
      return fail(size.error().kind == ErrorKind::timed_out ? silent(host, deadline) : size.error());
    }
    if (*size == 0) break;
    text.append(piece.data(), *size);
    deadline = kAnswerDeadline;
  }
  return text;
}

Result<HostLook> look_at_host(const Design& outline, const Host& host, const RunThere& run_there,
                              const std::stop_token& stop, Questions questions, std::chrono::milliseconds deadline) {
  LookWish wish = look_wish(outline, host);
  if (questions == Questions::certificates) wish = {.units = {}, .certificates = std::move(wish.certificates)};
  const std::string command = look_command(wish, host.ssh.user);
  const std::unique_ptr<ByteStream> stream = TRY(run_there(host, command));
  const std::string answer = TRY(read_all(host, *stream, deadline, stop));
  Result<HostLook> look = read_look(answer);
  // Without an answer, why the connection ended says more.
  if (!look && answer.find("@ vent 0") == std::string::npos) return fail(stream->why_it_ended());
  return while_doing("looking at " + host.name, std::move(look));
}

}  // namespace

RunThere by_ssh(const ClusterState& state) {
  return [known_hosts = state.known_hosts()](const Host& host,
                                             const std::string& command) -> Result<std::unique_ptr<ByteStream>> {
    return std::unique_ptr<ByteStream>(
        TRY(SshSession::start(host, {.known_hosts = known_hosts, .control_path = std::nullopt}, command)));
  };
}

ClusterStatus look_at(const Design& outline, const RunThere& run_there, std::stop_token stop, Questions questions,
                      std::chrono::milliseconds first_word_deadline) {
  ClusterStatus status{.cluster = &outline.cluster, .hosts = {}};
  for (const Host& host : outline.cluster.hosts)
    status.hosts.push_back({.host = &host, .error = std::nullopt, .look = {}});
  ThreadPool threads("status", static_cast<int>(std::clamp<std::size_t>(status.hosts.size(), 1, kMostThreads)));
  for (HostStatus& one : status.hosts)
    threads.add([&](const std::stop_token&) {
      Result<HostLook> look = look_at_host(outline, *one.host, run_there, stop, questions, first_word_deadline);
      if (look)
        one.look = *std::move(look);
      else
        one.error = look.error();
    });
  threads.wait_until_idle();
  return status;
}

}  // namespace vent
