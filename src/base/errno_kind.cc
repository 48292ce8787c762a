#include "base/errno_kind.h"

#include <string.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <iterator>

namespace vent {
namespace {

struct ErrnoKind {
  int number;
  ErrorKind kind;
};

constexpr ErrnoKind kKinds[] = {
    {EACCES, ErrorKind::not_permitted},
    {EPERM, ErrorKind::not_permitted},
    {EROFS, ErrorKind::not_permitted},
    {ENOENT, ErrorKind::missing},
    {ESRCH, ErrorKind::missing},
    {EBUSY, ErrorKind::conflict},
    {EEXIST, ErrorKind::conflict},
    {EISDIR, ErrorKind::conflict},
    {ENOTDIR, ErrorKind::conflict},
    {ENOTEMPTY, ErrorKind::conflict},
    {EADDRINUSE, ErrorKind::conflict},
    {ETXTBSY, ErrorKind::conflict},
    {ENAMETOOLONG, ErrorKind::bad_input},
    {ELOOP, ErrorKind::bad_input},
    {ENOSPC, ErrorKind::no_space},
    {EDQUOT, ErrorKind::no_space},
    {ECONNREFUSED, ErrorKind::not_reachable},
    {EHOSTUNREACH, ErrorKind::not_reachable},
    {ENETUNREACH, ErrorKind::not_reachable},
    {ETIMEDOUT, ErrorKind::timed_out},
    {EINTR, ErrorKind::interrupted},
};

}  // namespace

ErrorKind kind_of_errno(int error_number) {
  const ErrnoKind* known = std::ranges::find(kKinds, error_number, &ErrnoKind::number);
  return known == std::end(kKinds) ? ErrorKind::failed : known->kind;
}

std::string errno_text(int error_number) {
  const char* description = ::strerrordesc_np(error_number);
  if (description == nullptr) return "error number " + std::to_string(error_number);
  std::string text = description;
  const auto second = static_cast<unsigned char>(text.size() > 1 ? text[1] : 'A');
  const bool is_acronym = std::isupper(second) != 0;
  if (!is_acronym) text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  return text;
}

}  // namespace vent
