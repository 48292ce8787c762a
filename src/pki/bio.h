#pragma once

#include <openssl/bio.h>

#include <memory>
#include <string>
#include <string_view>

namespace vent {

// OpenSSL reads and writes through these. Only for the .cc files of this folder.
struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;

inline Bio reading_from(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}
inline Bio writing_to_memory() { return Bio(BIO_new(BIO_s_mem())); }
inline std::string written(const Bio& bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace vent
