#include "base/become.h"

#include <signal.h>
#include <unistd.h>

#include <cerrno>

#include "base/files.h"

namespace vent {

Result<int> become(const std::string& program, const std::vector<std::string>& arguments) {
  std::vector<char*> pointers;
  // execv does not write through them; its type is older than const.
  for (const std::string& argument : arguments) pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  // Blocked signals would stay blocked in the new program, and Ctrl-C would do nothing there.
  sigset_t none;
  sigemptyset(&none);
  ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
  ::execv(program.c_str(), pointers.data());
  return fail(file_error("starting", program, errno));
}

}  // namespace vent
