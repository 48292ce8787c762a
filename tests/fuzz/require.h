#pragma once

#include <cstdlib>

namespace vent {

// What must hold for every input. libFuzzer keeps the input that breaks it and shows where.
inline void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace vent
