#pragma once

#include <functional>
#include <memory>
#include <stop_token>

#include "chapters/design.h"
#include "remote/byte_stream.h"
#include "remote/cluster_state.h"
#include "status/status.h"

namespace vent {

// Runs a command on a host, over ssh; in tests on this machine.
using RunThere = std::function<Result<std::unique_ptr<ByteStream>>(const Host& host, const std::string& command)>;

// By the keys that are pinned for the cluster. It shares no connection: an apply that runs keeps its own.
RunThere by_ssh(const ClusterState& state);

// The longest that anybody waits for a host to say its first word, and for one that has begun to come to its end: it may
// have much to do.
inline constexpr std::chrono::seconds kFirstWordDeadline{6}, kAnswerDeadline{20};

enum class Questions { all, certificates };

// Looks at all hosts at once, with one question and one answer each. A host that doesn't answer in time has that as its
// error; the others don't wait for it.
ClusterStatus look_at(const Design& outline, const RunThere& run_there, std::stop_token stop,
                      Questions questions = Questions::all,
                      std::chrono::milliseconds first_word_deadline = kFirstWordDeadline);

}  // namespace vent
