#pragma once

namespace vent {

// One function per alternative of a variant, for std::visit. A missing one does not compile.
template <class... Functions>
struct Match : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
Match(Functions...) -> Match<Functions...>;

}  // namespace vent
