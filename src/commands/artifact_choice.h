#pragma once

#include <vector>

#include "artifacts/catalogue.h"
#include "artifacts/store.h"
#include "artifacts/wanted.h"
#include "commands/artifacts.h"

namespace vent {

// What the commands about artifacts begin with.
Result<Catalogue> catalogue_of_this_vent();
Result<Store> store_of_this_user();
Result<std::vector<Wanted>> choose(const Catalogue& catalogue, const ChoiceOptions& options);

// "1.2 GB", "340 MB", "12 KB"
std::string bytes_text(std::uint64_t bytes);

}  // namespace vent
