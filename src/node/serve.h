#pragma once

#include <memory>
#include <optional>
#include <stop_token>

#include "base/files.h"
#include "base/result.h"
#include "node/background_sync.h"
#include "node/batch.h"
#include "node/contents.h"
#include "node/manifest.h"
#include "node/message.h"
#include "node/probe.h"

namespace vent {

struct ServeSettings {
  Path root = "/";               // resources count from here
  Path state = "/var/lib/vent";  // manifest, and what stood in files before
  int input = 0;
  int output = 1;
  std::stop_token stop = {};  // asked to end: as if the connection ended
};

// vent-node's work: answers the operator's requests, one after another, until the operator says that it is over or the
// connection ends. Then what is being made is finished, and nothing new is begun: the host is left consistent.
//
// A request is {"request": 7, "do": "look", …}. Whatever comes back carries its number: {"request": 7, "event": {…}} on
// the way, and at the end {"request": 7, "answer": {…}} or {"request": 7, "error": {…}}.
//
//   facts                        → Facts
//   probe {from, peers}          → how each peer is reached
//   look {stages: [{chapter, resources}], texts}   → per stage what differs, what is left over; and which contents are missing
//   content {digest, packed} + bytes        a small one (has no answer)
//   contents {contents: [{digest, size}], purpose, owner}   large ones come next (has an answer only when they are refused)
//   content {digest, packed, at} + bytes    a piece of one (when it can't be taken, that is the answer to `contents`)
//   make {chapter, resources, purpose, owner}      → an event per resource
//   make {…, contents}           the same with what that request announced; refused when that was
//   make {…, after}              the same, unless the `make` of that number came to nothing
//   undo {purpose, owner}        → an event per thing; at the end, how many are left
//   manifest                     → what vent has made here
//   question {question, subject} → text for an error report
//   settle                       → when all that was made is on the disk
//   stop                         stops between two things (has no answer)
// The number of the answer that comes unasked when the program starts: the facts.
constexpr int kGreeting = 0;

// The error of a `make` that was sent before the one it follows had failed.
constexpr const char* kNotTried = "VENT_NOT_TRIED";

class Server {
 public:
  explicit Server(ServeSettings settings);
  // Until the end of the input. An error is one of the connection or of our own state, not of a request.
  Result<> serve();

 private:
  struct Request;
  Result<> take(const Message& message);
  Result<Json> answer(const Request& request);
  Result<Json> facts();
  Result<Json> probe(const Json& request);
  Result<Json> look(const Json& request);
  Result<Json> make(const Request& request);
  Result<> make_stage(const Request& request);
  Result<Json> undo(const Request& request);
  Result<Json> manifest();
  Result<> expect_contents(const Request& request);
  Result<> take_content(const Message& message);
  Result<> take_piece(const Message& message);
  Result<> refuse_contents(Result<> taken);
  Result<> lock(const Json& request);
  Result<> remove_other_versions() const;
  Result<> sweep_state() const;
  Result<Manifest*> opened_manifest();
  Result<> forget_everything();
  StepListener tell(std::int64_t request);
  Result<> send(const Json& header);

  ServeSettings settings_;
  std::stop_source stop_;
  Contents contents_;
  ThisHost host_;
  std::optional<Manifest> manifest_;
  std::optional<FileLock> lock_;
  std::unique_ptr<ProbeAnswerer> answerer_;
  std::int64_t contents_request_ = 0;      // the last one
  std::optional<Error> contents_refused_;  // what it came to
  std::int64_t failed_make_ = 0;           // the number of the last one that came to nothing
  BackgroundSync sync_;
};

}  // namespace vent
