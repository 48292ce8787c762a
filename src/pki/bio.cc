#include "pki/bio.h"

#include <openssl/bio.h>

namespace vent {

void FreeBio::operator()(bio_st* bio) const { BIO_free(bio); }

Bio reading_from(std::string_view text) { return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

Bio writing_to_memory() { return Bio(BIO_new(BIO_s_mem())); }

std::string_view written(const Bio& bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace vent
