#pragma once

#include <functional>
#include <string>

#include "base/files.h"
#include "base/secret.h"

namespace vent {

// The file that kubectl reads when it is told nothing: of those in KUBECONFIG the first that exists, else the last of
// them; without the variable ~/.kube/config.
Path kubeconfig_path(const std::string& variable, const Path& home);

// Changes it as kubectl does: beside it stands FILE.lock as long as that takes, so that neither overwrites the other;
// the file before is kept as FILE.before-vent; nobody else may read either. Returns whether there was anything to change.
Result<bool> change_kubeconfig(const Path& file, const std::function<Result<Secret>(std::string_view text)>& change);

}  // namespace vent
