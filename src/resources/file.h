#pragma once

#include <optional>
#include <string>
#include <vector>

#include "formats/json.h"
#include "resources/content.h"
#include "resources/ownership.h"
#include "resources/state.h"
#include "resources/this_host.h"

namespace vent {

// How a person makes it, who has other keys than vent has: out of files in the directory $KEYS. Hosts are not told.
struct FromKeys {
  std::vector<std::string> names;  // of those files: "ca.crt"
  std::string text = {};  // what a here-document holds, with $(…) that reads them; empty: it is the only one itself
};

struct File {
  Path path;
  Content content;
  Ownership ownership = {};
  std::optional<FromKeys> from_keys = {};
  // Why another one that is there already stays, and making this one fails; empty: it is replaced.
  std::string never_replaced_because = {};
};

std::string id_of(const File& file);
State wanted(const File& file);
Result<State> observe(const File& file, const ThisHost& host);
Result<> make(const File& file, ThisHost& host);
// What was there before is kept by its digest (State "content"), and comes back from the host's bytes.
Result<> undo(const File& file, const State& before, ThisHost& host);
std::string as_shell(const File& file);
Json to_json(const File& file);
Result<File> file_from_json(const Json& json);

// Shell that writes exactly these bytes to a path, readable where they are text.
std::string shell_that_writes(const Path& path, const Ownership& ownership, std::string_view bytes);

}  // namespace vent
