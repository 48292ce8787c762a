#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "metal/device_json.h"
#include "metal/lab.h"
#include "net/http_client.h"

namespace vent::metal {

struct LabStatus {
  int process_id = 0;
  std::string cgroups;  // "v1" or "v2", of the machine the hosts run on
  int hosts = 0;
};

struct ConsolePiece {
  std::string text;
  std::size_t end = 0;  // where it ends in the whole, and the next piece begins
};

// The commands' side of the lab's HTTP API.
class Client {
 public:
  explicit Client(const Lab& lab);

  Result<LabStatus> status();
  Result<std::vector<HostView>> hosts();
  // By name or id; an error that names near ones when there is none, or all when there are several.
  Result<HostView> host(const std::string& name_or_id);
  Result<HostView> create(const std::string& name, const std::string& user_data,
                          const std::vector<std::string>& authorized_keys);
  Result<> remove(const HostView& host);
  Result<> act(const HostView& host, const std::string& action);  // power_on, power_off, reboot, reinstall
  // The console's text from an offset on.
  Result<ConsolePiece> console(const HostView& host, std::size_t from);
  Result<std::vector<Link>> links();
  Result<> set_link(const Link& link);
  // The spot market of every place and plan, and its seed and notice. See docs/metal.md.
  Result<Json> market();
  Result<> change_market(const Json& change);

 private:
  // Sends it and reads the answer; an error answer of the API becomes our error.
  Result<HttpResponse> send(const std::string& method, const std::string& path, const std::string& body = {});

  const Lab& lab_;
  std::unique_ptr<HttpClient> http_;
};

}  // namespace vent::metal
