#pragma once

#include <cstdint>
#include <deque>
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
  // come from a cache that all hosts share. The owner is whose changes these are (node/host_lock.h).
  static Result<std::unique_ptr<NodeSession>> open(std::unique_ptr<ByteStream> stream, const NodeProgram& program,
                                                   std::stop_token stop,
                                                   std::shared_ptr<PieceCache> pieces = std::make_shared<PieceCache>(),
                                                   std::string owner = {});

  const Facts& facts() const { return facts_; }  // as they were at the beginning
  // How often we waited for an answer with nothing else on its way.
  int round_trips() const { return round_trips_; }

  // Both in one round trip. Without peers nothing is probed. The stages are let go of as soon as they are sent, since
  // the contents of 300 hosts at once would fill the memory.
  Result<LookAndProbe> look_and_probe(std::vector<StageResources> stages, Texts texts, Ipv4 from,
                                      std::span<const Peer> peers);
  // Sends what is needed for the stage and not there yet, and has it made. A stop takes effect between two resources.
  Result<> make(const StageResources& stage, const std::string& purpose, const StepListener& listener);
  // The same in two steps, so that more can be asked for in between: asks, and says the number of the request. With
  // `after`, nothing is made (kNotTried) when that request comes to nothing.
  Result<std::int64_t> begin_make(const StageResources& stage, const std::string& purpose,
                                  std::optional<std::int64_t> after = std::nullopt);
  // And waits for the end. A content that is missing (kContentMissing) is up to the caller: make() sees to that.
  Result<> finish_make(std::int64_t request, const StepListener& listener);
  // Whether that much has to be sent for the stage that the host would wait for it.
  bool is_large(const StageResources& stage) const;
  Result<> undo(const std::string& purpose, const StepListener& listener);
  // Waits until all that was made is on the host's disk.
  Result<> settle();
  Result<std::vector<std::string>> manifest();
  Result<std::string> question(const std::string& question, const std::string& subject);

 private:
  NodeSession(std::unique_ptr<ByteStream> stream, std::stop_token stop, std::shared_ptr<PieceCache> pieces,
              std::string owner)
      : stream_(std::move(stream)), stop_(std::move(stop)), pieces_(std::move(pieces)), owner_(std::move(owner)) {}

  Result<> begin_with(const NodeProgram& program);
  Result<> start_node(const NodeProgram& program);
  Result<std::string> read_line();
  Result<> send(const Json& header, std::string body = {});
  Result<> write(std::string_view bytes, const std::stop_token& stop);
  Result<> check_whole() const;
  void forget_damaged(const Error& error);
  Json changes_for(const std::string& purpose) const;
  Result<std::int64_t> begin(const std::string& verb, Json fields);  // the request's number
  Result<Json> ask(const std::string& verb, Json fields, const StepListener& listener = {});
  Result<LookAnswer> take_look(std::int64_t request);
  Result<Json> wait_for(std::int64_t request, const StepListener& listener);
  Result<Message> next_message_for(std::int64_t request);
  Result<Message> next_message();
  // The number of the request that announced large ones, when there are some.
  Result<std::optional<std::int64_t>> send_contents(const StageResources& stage, const std::string& purpose);
  Result<std::int64_t> send_large(const std::vector<Content>& contents, const std::string& purpose);
  Result<> send_piece(const Content& content, std::uint64_t at);
  Result<std::optional<Message>> message_that_is_there();

  std::unique_ptr<ByteStream> stream_;
  std::stop_token stop_;
  std::shared_ptr<PieceCache> pieces_;
  std::string owner_;
  MessageReader reader_;
  Facts facts_;
  std::set<std::string> missing_;   // contents that the host said it needs
  std::vector<std::string> large_;  // those that were announced last, by digest
  std::deque<Message> early_;       // answers that came before somebody waited for them
  std::int64_t last_request_ = 0;
  int under_way_ = 0;  // requests to make something
  int round_trips_ = 0;
  bool stop_was_sent_ = false;
  bool was_cut_ = false;  // in the middle of a message
};

}  // namespace vent
