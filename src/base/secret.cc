#include "base/secret.h"

#include <string.h>

#include <utility>

namespace vent {
namespace {

// A short string lives inside the object and stays there when it is moved from, so all of the capacity is wiped and
// not only what size() admits to.
void wipe(std::string& value) noexcept {
  value.resize(value.capacity());
  ::explicit_bzero(value.data(), value.size());
  value.clear();
}

}  // namespace

Secret::Secret(std::string value) : value_(std::move(value)) { wipe(value); }

Secret::Secret(Secret&& other) noexcept : value_(std::move(other.value_)) { wipe(other.value_); }

Secret& Secret::operator=(const Secret& other) {
  if (this == &other) return *this;
  wipe(value_);
  value_ = other.value_;
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe(value_);
  value_ = std::move(other.value_);
  wipe(other.value_);
  return *this;
}

Secret::~Secret() { wipe(value_); }

bool Secret::operator==(const Secret& other) const {
  if (value_.size() != other.value_.size()) return false;
  unsigned difference = 0;
  for (std::size_t index = 0; index < value_.size(); ++index) {
    // volatile: the compiler must not leave the loop at the first difference.
    const volatile unsigned char mine = static_cast<unsigned char>(value_[index]);
    difference |= static_cast<unsigned>(mine ^ static_cast<unsigned char>(other.value_[index]));
  }
  return difference == 0;
}

}  // namespace vent
