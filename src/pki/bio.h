#pragma once

#include <memory>
#include <string>
#include <string_view>

struct bio_st;

namespace vent {

// OpenSSL reads and writes through these.
struct FreeBio {
  void operator()(bio_st* bio) const;
};
using Bio = std::unique_ptr<bio_st, FreeBio>;

Bio reading_from(std::string_view text);
Bio writing_to_memory();
// All that was written so far, which OpenSSL still holds.
std::string_view written(const Bio& bio);

}  // namespace vent
