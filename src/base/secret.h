#pragma once

#include <string>
#include <string_view>

namespace vent {

// A value that must not be shown: a private key, a token. It has no formatter and no <<; the only way to the bytes is
// reveal(), which is easy to find in a review. The memory is wiped at the end.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value);
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept;
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();

  std::string_view reveal() const { return value_; }
  bool empty() const { return value_.empty(); }
  // Takes the same time wherever the difference is.
  bool operator==(const Secret& other) const;

 private:
  std::string value_;
};

}  // namespace vent
