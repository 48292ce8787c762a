#include "node/serve.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <map>
#include <utility>

#include "base/compression.h"
#include "node/error_json.h"
#include "node/facts.h"
#include "node/host_lock.h"
#include "node/inbox.h"
#include "node/large_file.h"
#include "node/questions.h"
#include "node/wire.h"

namespace vent {
namespace {

constexpr std::chrono::seconds kProbeDeadline{3};

Result<std::vector<Resource>> resources_in(const Json& request) {
  std::vector<Resource> resources;
  for (const Json& resource : TRY(request.list("resources"))) resources.push_back(TRY(resource_from_json(resource)));
  return resources;
}

}  // namespace

struct Server::Request {
  std::int64_t number = 0;
  std::string verb;
  const Json& fields;
};

Server::Server(ServeSettings settings)
    : settings_(std::move(settings)),
      contents_(settings_.state),
      host_(
          settings_.root, [this](const std::string& digest) { return contents_.bytes(digest); },
          [this](const std::string& digest, const Path& path, const NewFile& file, DigestMemory& digests) {
            return contents_.place(digest, path, file, digests);
          },
          settings_.state / "digests", stop_.get_token()),
      sync_([root = settings_.root] { return sync_file_system(root); }) {}

Result<> Server::serve() {
  Inbox inbox(settings_.input, stop_, settings_.stop);
  // The operator always wants to know the host first, so that is said unasked and saves a round trip.
  TRY(take({.header = Json::object().set("request", kGreeting).set("do", "facts")}));
  while (const std::optional<Message> message = TRY(inbox.next())) TRY(take(*message));
  return Ok{};
}

Result<> Server::take(const Message& message) {
  const std::string verb = TRY(message.header.text("do"));
  if (verb == "content") return take_content(message);
  if (verb == "stop") return Ok{};
  const Request request{.number = TRY(message.header.integer("request")), .verb = verb, .fields = message.header};
  if (verb == "contents") {
    contents_request_ = request.number;
    contents_refused_.reset();
    return refuse_contents(expect_contents(request));
  }
  const Result<Json> result = answer(request);
  Json reply = Json::object().set("request", request.number);
  if (result) return send(reply.set("answer", *result));
  return send(reply.set("error", to_json(result.error())));
}

Result<Json> Server::answer(const Request& request) {
  if (request.verb == "facts") return facts();
  if (request.verb == "probe") return probe(request.fields);
  if (request.verb == "look") return look(request.fields);
  if (request.verb == "make") return make(request);
  if (request.verb == "undo") return undo(request);
  if (request.verb == "manifest") return manifest();
  if (request.verb == "settle") {
    TRY(sync_.wait());
    return Json::object();
  }
  if (request.verb == "question")
    return Json::object().set(
        "text", TRY(answer_question(TRY(request.fields.text("question")), TRY(request.fields.text("subject")), host_)));
  return fail(Error(ErrorKind::bug, fmt::format("this vent-node doesn't know the request '{}'", request.verb)));
}

Result<Json> Server::facts() {
  Facts facts = TRY(gather_facts(host_, settings_.state));
  if (answerer_ == nullptr) answerer_ = TRY(ProbeAnswerer::start());
  facts.probe_port = answerer_->port();
  facts.time_ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count();
  return to_json(facts);
}

Result<Json> Server::probe(const Json& request) {
  const Ipv4 from = TRY(Ipv4::parse(TRY(request.text("from"))));
  std::vector<Peer> peers;
  for (const Json& peer : TRY(request.list("peers"))) peers.push_back(TRY(peer_from_json(peer)));
  Json reaches = Json::array();
  for (const Reach& reach : probe_peers(from, peers, kProbeDeadline)) reaches.push(to_json(reach));
  return Json::object().set("reaches", reaches);
}

Result<Json> Server::look(const Json& request) {
  Batch batch(host_, *TRY(opened_manifest()), contents_, {});
  const Texts texts = TRY(request.boolean("texts")) ? Texts::yes : Texts::no;
  LookAnswer answer;
  for (const Json& stage : TRY(request.list("stages"))) {
    const std::string chapter = TRY(stage.text("chapter"));
    const std::vector<Resource> resources = TRY(resources_in(stage));
    const std::vector<Sight> sights = batch.look(resources, texts);
    for (std::size_t i = 0; i < resources.size(); ++i)
      if (!sights[i].changes.empty())
        for (const Content& content : contents_of(resources[i].spec))
          if (!contents_.has(content.digest)) answer.missing.insert(content.digest);
    answer.stages.push_back(
        {.chapter = chapter, .resources = sights, .leftovers = batch.leftovers(chapter, resources)});
  }
  // What was read now need not be read again. A host that vent never changed is left without a trace.
  if (path_exists(settings_.state / "manifest")) {
    static_cast<void>(host_.digests().save());
    TRY(sweep_state());
  }
  return to_json(answer);
}

// Beside our own state, what one of us was writing when it was killed.
Result<> Server::sweep_state() const {
  for (const std::string& name : TRY(list_directory(settings_.state)))
    if (is_abandoned(name)) TRY(remove_tree(settings_.state / name));
  return Ok{};
}

Result<> Server::take_content(const Message& message) {
  if (message.header.has("at")) return contents_refused_ ? Result<>(Ok{}) : refuse_contents(take_piece(message));
  const std::string digest = TRY(message.header.text("digest"));
  const bool packed = TRY(message.header.boolean("packed"));
  contents_.add(digest, packed ? TRY(decompress(message.body, kPieceBytes)) : message.body);
  return Ok{};
}

Result<> Server::take_piece(const Message& message) {
  const std::string digest = TRY(message.header.text("digest"));
  const std::int64_t at = TRY(message.header.integer("at"));
  const bool packed = TRY(message.header.boolean("packed"));
  if (at < 0 || !contents_.is_expected(digest))
    return fail(Error(ErrorKind::bug, "a piece came of a content that was not announced"));
  if (!packed) return contents_.add_piece(digest, static_cast<std::uint64_t>(at), message.body);
  const std::string bytes = TRY(decompress(message.body, kPieceBytes));
  return contents_.add_piece(digest, static_cast<std::uint64_t>(at), bytes);
}

// Large contents are written before they are made anything of, so one who may not change the host is told so now.
Result<> Server::expect_contents(const Request& request) {
  TRY(lock(request.fields));
  std::map<std::string, std::uint64_t> sizes;
  for (const Json& json : TRY(request.fields.list("contents"))) {
    const Content content = TRY(content_from_json(json));
    sizes[content.digest] = content.size;
  }
  return contents_.expect(sizes);
}

// The operator goes on sending until this is read. What still comes is for nobody.
Result<> Server::refuse_contents(Result<> taken) {
  if (taken) return Ok{};
  contents_refused_ = taken.error();
  return send(Json::object().set("request", contents_request_).set("error", to_json(taken.error())));
}

Result<Json> Server::make(const Request& request) {
  const Result<> made = make_stage(request);
  if (made) return Json::object();
  failed_make_ = request.number;
  return fail(made.error());
}

Result<> Server::make_stage(const Request& request) {
  const bool is_after = request.fields.has("after");
  if (is_after && TRY(request.fields.integer("after")) == failed_make_)
    return fail(Error(ErrorKind::failed, "what stands before it failed").with_id(kNotTried));
  const bool has_large = request.fields.has("contents");
  if (has_large && contents_refused_ && TRY(request.fields.integer("contents")) == contents_request_)
    return fail(*contents_refused_);
  TRY(lock(request.fields));
  const std::string chapter = TRY(request.fields.text("chapter"));
  const std::vector<Resource> resources = TRY(resources_in(request.fields));
  Batch batch(host_, *TRY(opened_manifest()), contents_, tell(request.number));
  Result<> made = batch.make(chapter, resources);
  sync_.begin();
  return made;
}

Result<Json> Server::undo(const Request& request) {
  TRY(lock(request.fields));
  Manifest& made = *TRY(opened_manifest());
  Batch batch(host_, made, contents_, tell(request.number));
  TRY(batch.undo());
  if (made.things().empty()) TRY(forget_everything());
  return Json::object();
}

// The last traces: our own state, and this program, which goes on running from memory.
Result<> Server::forget_everything() {
  manifest_.reset();
  // The lock is given back last, so nobody begins in what is being removed.
  TRY(remove_tree(settings_.state));
  lock_.reset();
  return remove_tree(host_.at("/run/vent"));
}

Result<Json> Server::manifest() {
  Json things = Json::array();
  for (const MadeThing& thing : TRY(opened_manifest())->things())
    things.push(Json::object().set("id", id_of(thing.resource)).set("chapter", thing.chapter));
  return Json::object().set("things", things);
}

// Two operators must not change one host at once. Held until the connection ends.
Result<> Server::lock(const Json& request) {
  if (lock_) return Ok{};
  TRY(make_directories(settings_.state, 0700));
  lock_ = TRY(take_host_lock(settings_.state / "lock", TRY(request.text("purpose")),
                             TRY(request.optional_text("owner")).value_or("")));
  manifest_.reset();  // another may have written to it before we had the lock
  TRY(contents_.sweep());
  return remove_other_versions();
}

// Programs of earlier versions of vent, and what was left of sending one. A running one goes on.
Result<> Server::remove_other_versions() const {
  std::error_code none;
  const Path ours = std::filesystem::read_symlink("/proc/self/exe", none).filename();
  for (const std::string& name : TRY(list_directory(settings_.state)))
    if (name.starts_with("node-") && name != ours) TRY(remove_tree(settings_.state / name));
  return Ok{};
}

Result<Manifest*> Server::opened_manifest() {
  if (!manifest_) manifest_ = TRY(Manifest::open(settings_.state / "manifest"));
  return &*manifest_;
}

StepListener Server::tell(std::int64_t request) {
  return [this, request](const StepTaken& step) {
    // A lost connection is noticed where it is read.
    static_cast<void>(send(Json::object().set("request", request).set("event", to_json(step))));
  };
}

Result<> Server::send(const Json& header) {
  const std::string bytes = encode({.header = header});
  std::string_view rest = bytes;
  while (!rest.empty()) {
    const ssize_t size = ::write(settings_.output, rest.data(), rest.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return fail(Error(ErrorKind::not_reachable, "the operator is gone"));
    rest.remove_prefix(static_cast<std::size_t>(size));
  }
  return Ok{};
}

}  // namespace vent
