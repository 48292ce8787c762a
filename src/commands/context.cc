#include "commands/context.h"

#include <cstdio>

namespace vent {

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

}  // namespace vent
