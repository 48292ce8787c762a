#pragma once

#include <tl/expected.hpp>
#include <utility>

#include "base/error.h"

namespace vent {

// Success without a value. (`void` would need special cases in TRY.)
struct Ok {};

// Either a value or an Error. Expected failures travel this way; exceptions are for bugs only.
template <class T = Ok>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

// Adds "while …" to a failed result and passes a good one through:
//   return while_doing("building the base image", build(recipe));
template <class T>
Result<T> while_doing(std::string what, Result<T> result) {
  if (!result) result.error().context.push_back(std::move(what));
  return result;
}

}  // namespace vent

// The value of a Result, or return its error from the function we are in:
//   const std::string text = TRY(read_file(path));
#define TRY(expression) VENT_TRY_AS(VENT_JOIN(vent_try_, __COUNTER__), expression)

// Each TRY has a name of its own, so that one can stand inside another.
#define VENT_JOIN(a, b) VENT_JOIN_NOW(a, b)
#define VENT_JOIN_NOW(a, b) a##b
#define VENT_TRY_AS(name, expression)                        \
  ({                                                         \
    auto name = (expression);                                \
    if (!name) return ::vent::fail(std::move(name).error()); \
    std::move(name).value();                                 \
  })
