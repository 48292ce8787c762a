#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "formats/json.h"
#include "net/http_client.h"

namespace vent {

// Where a Packet API is, and how to be let in.
struct PacketAccess {
  std::string url;         // with the prefix its paths have: "http://127.0.0.1:7480/metal/v1"
  Secret token;            // sent as X-Auth-Token, shown nowhere
  std::string token_hint;  // what to do when the API doesn't take the token
};

struct PacketParameter {
  std::string name;
  std::string value;  // as it is meant; it is escaped for the address here
};
using PacketParameters = std::vector<PacketParameter>;

// The Packet API at any address: what is common to all its calls. Only reading is ever repeated by itself; whoever
// changes something must look first what became of it (may_have_been_done).
//
//   PacketApi api(access, http, clock, stop);
//   for (const Json& device : TRY(api.list("/projects/" + id + "/devices", "devices"))) …
class PacketApi {
 public:
  PacketApi(PacketAccess access, HttpClient& http, Clock& clock, std::stop_token stop = {});

  // Reads. A crowded (429, with its Retry-After), broken or silent API is asked again a few times.
  Result<Json> get(const std::string& path, const PacketParameters& parameters = {});
  // All items of a list, page by page, each item once, in the order of the API. What `meta` says about pages is believed
  // only as far as it fits what is seen; when it doesn't fit at the end either, that is an error (VENT_API_PAGES).
  // A parameter per_page decides the size of the pages.
  Result<std::vector<Json>> list(const std::string& path, const std::string& key,
                                 const PacketParameters& parameters = {});
  // Changes something: POST, PUT, PATCH or DELETE, sent once. An empty answer is null.
  Result<Json> change(const std::string& method, const std::string& path, const Json& body = {},
                      const PacketParameters& parameters = {});

  const std::string& url() const { return access_.url; }

 private:
  Result<Json> send(const std::string& method, const std::string& path, const Json& body,
                    const PacketParameters& parameters);

  PacketAccess access_;
  HttpClient& http_;
  Clock& clock_;
  std::stop_token stop_;
};

// Whether a change that ended with this error may have happened all the same: false only when the API itself has said
// no, or nobody was there to hear it.
bool may_have_been_done(const Error& error);

// The part of an address behind the last slash: what an `href` of the API points to.
std::string id_of_href(const std::string& href);

}  // namespace vent
