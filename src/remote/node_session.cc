#include "remote/node_session.h"

#include <fmt/core.h>

#include <array>

#include "base/compression.h"
#include "node/error_json.h"
#include "node/serve.h"
#include "remote/bootstrap_error.h"
#include "remote/piece_order.h"

namespace vent {
namespace {

constexpr std::chrono::seconds kStartPatience{60};
// A unit may take minutes to start, and a package to install. That a host is gone is told by ssh, much earlier.
constexpr std::chrono::minutes kWorkPatience{30};
constexpr std::size_t kLongestLine = 65536;
constexpr std::size_t kWorthPacking = 512;

Json add_stage(Json fields, const StageResources& stage) {
  Json resources = Json::array();
  for (const Resource& resource : stage.resources) resources.push(to_json(resource));
  fields.set("chapter", stage.chapter).set("resources", resources);
  return fields;
}

Json stage_json(const StageResources& stage) { return add_stage(Json::object(), stage); }

Json look_json(std::span<const StageResources> stages, Texts texts) {
  Json list = Json::array();
  for (const StageResources& stage : stages) list.push(stage_json(stage));
  return Json::object().set("stages", list).set("texts", texts == Texts::yes);
}

// From a file of ours, or too large for one message.
bool is_sent_in_pieces(const Content& content) {
  return content.size > kPieceBytes || (content.bytes == nullptr && content.size > 0);
}

Json peers_json(Ipv4 from, std::span<const Peer> peers) {
  Json list = Json::array();
  for (const Peer& peer : peers) list.push(to_json(peer));
  return Json::object().set("from", from.text()).set("peers", list);
}

}  // namespace

Result<std::unique_ptr<NodeSession>> NodeSession::open(std::unique_ptr<ByteStream> stream, const NodeProgram& program,
                                                       std::stop_token stop, std::shared_ptr<PieceCache> pieces,
                                                       std::string owner) {
  std::unique_ptr<NodeSession> session(
      new NodeSession(std::move(stream), std::move(stop), std::move(pieces), std::move(owner)));
  const Result<> started = session->begin_with(program);
  if (!started) return fail(explain_bootstrap(started.error()));
  return session;
}

Result<> NodeSession::begin_with(const NodeProgram& program) {
  TRY(start_node(program));
  facts_ = TRY(facts_from_json(TRY(wait_for(kGreeting, {}))));
  return Ok{};
}

Result<> NodeSession::start_node(const NodeProgram& program) {
  std::optional<FirstWords> words;
  ++round_trips_;
  while (!words) words = first_words(TRY(read_line()));
  if (words->is_there) return Ok{};
  const auto packed = program.packed.find(words->architecture);
  if (packed == program.packed.end())
    return fail(
        Error(ErrorKind::missing, fmt::format("there is no vent-node for the architecture '{}'", words->architecture))
            .with_id("VENT_ARCHITECTURE")
            .with_hint("build it with: ./dev build arm64 (x86_64 is always built)"));
  ++round_trips_;
  return stream_->write_all(fmt::format("{}\n", packed->second.size()) + packed->second,
                            {.silence = kStartPatience, .stop = stop_});
}

// Byte by byte, since what follows the line is not for us to keep here. It is short.
Result<std::string> NodeSession::read_line() {
  std::string line;
  while (line.size() < kLongestLine) {
    std::array<char, 1> byte{};
    const std::size_t size = TRY(stream_->read_some(byte, {.silence = kStartPatience, .stop = stop_}));
    if (size == 0) return fail(stream_->why_it_ended());
    if (byte[0] == '\n') return line;
    line += byte[0];
  }
  return fail(
      Error(ErrorKind::failed, "the host sends something else than vent's answers").with_details(line.substr(0, 500)));
}

Result<> NodeSession::send(const Json& header, std::string body) {
  return write(encode({.header = header, .body = std::move(body)}), stop_was_sent_ ? std::stop_token() : stop_);
}

// The host would take what comes next for the rest of half a message, so after that nothing is sent any more.
Result<> NodeSession::write(std::string_view bytes, const std::stop_token& stop) {
  TRY(check_whole());
  Result<> written = stream_->write_all(bytes, {.silence = kStartPatience, .stop = stop});
  was_cut_ = !written;
  return written;
}

Result<> NodeSession::check_whole() const {
  if (!was_cut_) return Ok{};
  return fail(Error(ErrorKind::not_reachable, "the conversation with the host was cut in the middle of a message"));
}

// What a request begins with that changes the host: others are told of it.
Json NodeSession::changes_for(const std::string& purpose) const {
  return Json::object().set("purpose", purpose).set("owner", owner_);
}

Result<std::int64_t> NodeSession::begin(const std::string& verb, Json fields) {
  const std::int64_t request = ++last_request_;
  TRY(send(fields.set("request", request).set("do", verb)));
  return request;
}

Result<Json> NodeSession::ask(const std::string& verb, Json fields, const StepListener& listener) {
  const std::int64_t request = TRY(begin(verb, std::move(fields)));
  ++round_trips_;
  return wait_for(request, listener);
}

Result<Json> NodeSession::wait_for(std::int64_t request, const StepListener& listener) {
  while (true) {
    const Message message = TRY(next_message_for(request));
    if (const auto event = TRY(message.header.optional_field("event"))) {
      if (listener) listener(TRY(step_from_json(*event)));
      continue;
    }
    if (const auto error = TRY(message.header.optional_field("error"))) return fail(error_from_json(*error));
    return message.header.field("answer");
  }
}

Result<Message> NodeSession::next_message_for(std::int64_t request) {
  for (auto message = early_.begin(); message != early_.end(); ++message) {
    if (TRY(message->header.integer("request")) != request) continue;
    Message found = std::move(*message);
    early_.erase(message);
    return found;
  }
  while (true) {
    Message message = TRY(next_message());
    if (TRY(message.header.integer("request")) == request) return message;
    early_.push_back(std::move(message));
  }
}

// A stop doesn't end the conversation: the host is told, and we wait until it has come to a safe point and says so.
Result<Message> NodeSession::next_message() {
  TRY(check_whole());
  std::array<char, 65536> piece{};
  while (true) {
    if (std::optional<Message> message = TRY(reader_.next())) return *std::move(message);
    const Patience patience{.silence = kWorkPatience, .stop = stop_was_sent_ ? std::stop_token() : stop_};
    const Result<std::size_t> size = stream_->read_some(piece, patience);
    if (!size && size.error().kind == ErrorKind::interrupted && !stop_was_sent_) {
      stop_was_sent_ = true;
      TRY(send(Json::object().set("do", "stop")));
      continue;
    }
    if (!size) return fail(size.error());
    if (*size == 0) return fail(stream_->why_it_ended());
    reader_.add({piece.data(), *size});
  }
}

Result<LookAndProbe> NodeSession::look_and_probe(std::vector<StageResources> stages, Texts texts, Ipv4 from,
                                                 std::span<const Peer> peers) {
  LookAndProbe both;
  const std::int64_t look = TRY(begin("look", look_json(stages, texts)));
  stages = {};
  std::optional<std::int64_t> probe;
  if (!peers.empty()) probe = TRY(begin("probe", peers_json(from, peers)));
  ++round_trips_;
  both.look = TRY(take_look(look));
  if (!probe) return both;
  const Json answer = TRY(wait_for(*probe, {}));
  for (const Json& reach : TRY(answer.list("reaches"))) both.reaches.push_back(TRY(reach_from_json(reach)));
  return both;
}

Result<LookAnswer> NodeSession::take_look(std::int64_t request) {
  LookAnswer answer = TRY(look_answer_from_json(TRY(wait_for(request, {}))));
  missing_.insert(answer.missing.begin(), answer.missing.end());
  return answer;
}

// What there is to be read now, without waiting.
Result<std::optional<Message>> NodeSession::message_that_is_there() {
  std::array<char, 4096> piece{};
  const Result<std::size_t> size = stream_->read_some(piece, {.silence = std::chrono::milliseconds(0), .stop = {}});
  if (!size && size.error().kind == ErrorKind::timed_out) return std::optional<Message>();
  if (!size) return fail(size.error());
  if (*size == 0) return fail(stream_->why_it_ended());
  reader_.add({piece.data(), *size});
  return reader_.next();
}

Result<> NodeSession::send_piece(const Content& content, std::uint64_t at) {
  const std::shared_ptr<const Piece> piece = TRY(pieces_->piece(content, at));
  const Json header = Json::object()
                          .set("do", "content")
                          .set("digest", content.digest)
                          .set("packed", piece->is_packed)
                          .set("at", static_cast<std::int64_t>(at));
  TRY(write(encode_without_body(header, piece->bytes.size()), stop_));
  return write(piece->bytes, stop_);
}

// The host says nothing but that it can't take them: then the rest isn't sent. Otherwise it takes what we send as fast
// as it can write it, and nobody waits for an answer.
Result<std::int64_t> NodeSession::send_large(const std::vector<Content>& contents, const std::string& purpose) {
  Json announced = Json::array();
  std::vector<std::uint64_t> sizes;
  large_.clear();
  for (const Content& content : contents) {
    large_.push_back(content.digest);
    announced.push(to_json(content));
    sizes.push_back(content.size);
  }
  const std::int64_t request = TRY(begin("contents", changes_for(purpose).set("contents", announced)));
  PieceOrder order(sizes);
  while (const auto next = order.next()) {
    TRY(send_piece(contents.at(next->content), next->at));
    std::optional<Message> message = TRY(message_that_is_there());
    if (!message) continue;
    if (TRY(message->header.integer("request")) == request)
      return fail(error_from_json(TRY(message->header.field("error"))));
    early_.push_back(*std::move(message));
  }
  return request;
}

Result<std::optional<std::int64_t>> NodeSession::send_contents(const StageResources& stage,
                                                               const std::string& purpose) {
  std::vector<Content> large;
  for (const Resource& resource : stage.resources) {
    for (const Content& content : contents_of(resource.spec)) {
      const bool is_known = content.bytes != nullptr || !content.file.empty();
      if (!is_known || !missing_.contains(content.digest)) continue;
      missing_.erase(content.digest);
      if (is_sent_in_pieces(content)) {
        large.push_back(content);
        continue;
      }
      const std::string_view bytes = content.size == 0 ? std::string_view() : content.bytes->reveal();
      const bool packed = bytes.size() >= kWorthPacking;
      TRY(send(Json::object().set("do", "content").set("digest", content.digest).set("packed", packed),
               packed ? compress(bytes) : std::string(bytes)));
    }
  }
  if (large.empty()) return std::optional<std::int64_t>();
  const Result<std::int64_t> sent = send_large(large, purpose);
  if (sent) return std::optional<std::int64_t>(*sent);
  forget_damaged(sent.error());
  // They may be asked for once more, over the same connection.
  for (const Content& content : large) missing_.insert(content.digest);
  return fail(sent.error());
}

// What was packed of a damaged file would be sent again by every later run, also when the file is whole again.
void NodeSession::forget_damaged(const Error& error) {
  if (error.id != kContentDamaged) return;
  for (const std::string& digest : large_) pieces_->forget(digest);
}

bool NodeSession::is_large(const StageResources& stage) const {
  for (const Resource& resource : stage.resources)
    for (const Content& content : contents_of(resource.spec))
      if (missing_.contains(content.digest) && is_sent_in_pieces(content)) return true;
  return false;
}

Result<std::int64_t> NodeSession::begin_make(const StageResources& stage, const std::string& purpose,
                                             std::optional<std::int64_t> after) {
  const std::optional<std::int64_t> large = TRY(send_contents(stage, purpose));
  Json fields = add_stage(changes_for(purpose), stage);
  if (large) fields.set("contents", *large);
  if (after) fields.set("after", *after);
  const std::int64_t request = TRY(begin("make", std::move(fields)));
  if (under_way_++ == 0) ++round_trips_;
  return request;
}

Result<> NodeSession::finish_make(std::int64_t request, const StepListener& listener) {
  const Result<Json> made = wait_for(request, listener);
  --under_way_;
  if (made) return Ok{};
  forget_damaged(made.error());
  return fail(made.error());
}

Result<> NodeSession::make(const StageResources& stage, const std::string& purpose, const StepListener& listener) {
  Result<> made = finish_make(TRY(begin_make(stage, purpose)), listener);
  if (made || made.error().id != kContentMissing) return made;
  // Something was right when we looked and no longer is, so its content was never asked for. Look again.
  const std::int64_t look = TRY(begin("look", look_json(std::span(&stage, 1), Texts::no)));
  ++round_trips_;
  TRY(take_look(look));
  return finish_make(TRY(begin_make(stage, purpose)), listener);
}

Result<> NodeSession::undo(const std::string& purpose, const StepListener& listener) {
  TRY(ask("undo", changes_for(purpose), listener));
  return Ok{};
}

Result<> NodeSession::settle() {
  TRY(ask("settle", Json::object()));
  return Ok{};
}

Result<std::vector<std::string>> NodeSession::manifest() {
  std::vector<std::string> ids;
  const Json answer = TRY(ask("manifest", Json::object()));
  for (const Json& thing : TRY(answer.list("things"))) ids.push_back(TRY(thing.text("id")));
  return ids;
}

Result<std::string> NodeSession::question(const std::string& question, const std::string& subject) {
  return TRY(ask("question", Json::object().set("question", question).set("subject", subject))).text("text");
}

}  // namespace vent
