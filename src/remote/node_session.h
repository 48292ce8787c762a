#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "node/facts.h"
#include "node/message.h"
#include "node/probe.h"
#include "node/wire.h"
#include "remote/byte_stream.h"
#include "remote/node_program.h"
#include "remote/piece_cache.h"

namespace vent {

// The resources of one chapter on one host.
struct StageResources {
  std::string chapter;
  std::vector<Resource> resources;
};

struct LookAndProbe {
  LookAnswer look;
  std::vector<Reach> reaches;
};

// vent-node on one host, from our side of the connection. Blocking calls, for one thread at a time. A failed call that
// says the host is not reachable ends it for good; other failures are answers.
class NodeSession {
 public:
  // Starts vent-node over a connection that runs its bootstrap command, and sends it there if need be. Large contents
  // come from a cache that all hosts share.
  static Result<std::unique_ptr<NodeSession>> open(std::unique_ptr<ByteStream> stream, const NodeProgram& program,
                                                   std::stop_token stop,
                                                   std::shared_ptr<PieceCache> pieces = std::make_shared<PieceCache>());

  const Facts& facts() const { return facts_; }  // as they were at the beginning
  // How often we waited for an answer; one that is on its way while we send more counts once.
  int round_trips() const { return round_trips_; }

  // Both in one round trip. Without peers nothing is probed. The stages are let go of as soon as they are sent, since
  // the contents of 300 hosts at once would fill the memory.
  Result<LookAndProbe> look_and_probe(std::vector<StageResources> stages, Texts texts, Ipv4 from,
                                      std::span<const Peer> peers);
  // Sends what is needed for the stage and not there yet, and has it made. A stop takes effect between two resources.
  Result<> make(const StageResources& stage, const std::string& purpose, const StepListener& listener);
  Result<> undo(const std::string& purpose, const StepListener& listener);
  // Waits until all that was made is on the host's disk.
  Result<> settle();
  Result<std::vector<std::string>> manifest();
  Result<std::string> question(const std::string& question, const std::string& subject);

 private:
  NodeSession(std::unique_ptr<ByteStream> stream, std::stop_token stop, std::shared_ptr<PieceCache> pieces)
      : stream_(std::move(stream)), stop_(std::move(stop)), pieces_(std::move(pieces)) {}

  Result<> begin_with(const NodeProgram& program);
  Result<> start_node(const NodeProgram& program);
  Result<std::string> read_line();
  Result<> send(const Json& header, std::string body = {});
  Result<std::int64_t> begin(const std::string& verb, Json fields);  // the request's number
  Result<Json> ask(const std::string& verb, Json fields, const StepListener& listener = {});
  Result<LookAnswer> take_look(std::int64_t request);
  Result<> make_now(const StageResources& stage, const std::string& purpose, const StepListener& listener);
  Result<Json> wait_for(std::int64_t request, const StepListener& listener);
  Result<Message> next_message();
  // The number of the request that announced large ones, when there are some.
  Result<std::optional<std::int64_t>> send_contents(const StageResources& stage, const std::string& purpose);
  Result<std::int64_t> send_large(const std::vector<Content>& contents, const std::string& purpose);
  Result<> send_piece(const Content& content, std::uint64_t at);
  Result<std::optional<Message>> message_that_is_there();

  std::unique_ptr<ByteStream> stream_;
  std::stop_token stop_;
  std::shared_ptr<PieceCache> pieces_;
  MessageReader reader_;
  Facts facts_;
  std::set<std::string> missing_;  // contents that the host said it needs
  std::int64_t last_request_ = 0;
  int round_trips_ = 0;
  bool stop_was_sent_ = false;
};

}  // namespace vent
