// A description of a cluster from anybody, in any of the formats: it is read or refused with reasons that can be shown;
// what was read holds what a Cluster promises, and is the same when it is written and read again.
#include <cstddef>
#include <cstdint>
#include <set>
#include <string_view>

#include "cluster/cluster_writer.h"
#include "cluster/read_cluster.h"
#include "cluster/without_passwords.h"
#include "fuzz/require.h"

namespace vent {
namespace {

const Surroundings kSurroundings = {.home = "/home/ada", .folder = "/work"};

void require_promises(const Cluster& cluster) {
  require(!cluster.with_role(Role::controller).empty());
  std::set<std::string> names;
  std::set<Ipv4> addresses;
  for (const Host& host : cluster.hosts) {
    require(!host.name.empty() && names.insert(host.name).second);
    require(addresses.insert(host.private_address).second);
    require(!host.address.empty() && !host.domain_name.empty());
    require(host.ssh.port >= 1 && host.ssh.port <= 65535);
    // What becomes a word for ssh.
    for (const std::string& word : {host.address, host.ssh.user, host.ssh.jump_host, host.ssh.key_file}) {
      require(!word.starts_with('-'));
      require(word.find_first_of(std::string_view("\n\0", 2)) == std::string::npos);
    }
  }
}

void check(std::string_view text, const char* file) {
  Result<Cluster> cluster = read_cluster(text, file, kSurroundings);
  if (!cluster) {
    require(!cluster.error().message.empty());
    for (const char c : cluster.error().text()) require(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
    return;
  }
  require_promises(*cluster);
  for (const Commentary commentary : {Commentary::bare, Commentary::explained}) {
    Result<Cluster> again = read_cluster(write_cluster(*cluster, commentary), "again.yaml", kSurroundings);
    require(again.has_value() && again->notes.empty());
    again->notes = cluster->notes;  // which are comments now
    require(*again == *cluster);
  }
}

}  // namespace
}  // namespace vent

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  vent::require(vent::without_passwords(text).size() == text.size());
  // The content decides for the first; the others see what they would refuse by their look.
  for (const char* file : {"hosts", "cluster.yaml", "hosts.ini", "machines.txt"}) vent::check(text, file);
  return 0;
}
