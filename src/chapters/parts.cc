#include "chapters/parts.h"

#include <fmt/core.h>

#include "base/text.h"
#include "chapters/layout.h"
#include "resources/started_unit.h"

namespace vent {

Resource file(Path path, std::string_view text, std::string why, Ownership ownership) {
  return {.spec = File{.path = std::move(path), .content = open_content(text), .ownership = std::move(ownership)},
          .why = std::move(why)};
}

Resource secret_file(Path path, const Secret& bytes, const std::string& group, std::string why) {
  return {.spec = File{.path = std::move(path),
                       .content = secret_content(bytes),
                       .ownership = {.mode = group == "root" ? mode_t{0400} : mode_t{0440}, .group = group}},
          .why = std::move(why)};
}

Resource from_keys(Resource made, std::vector<std::string> names, std::string text) {
  std::get<File>(made.spec).from_keys = FromKeys{.names = std::move(names), .text = std::move(text)};
  return made;
}

std::string base64_of_key_file(std::string_view name) { return fmt::format("$(base64 -w 0 \"$KEYS\"/{})", name); }

Resource directory(Path path, std::string why, Ownership ownership, Inside inside) {
  return {.spec = Directory{.path = std::move(path), .ownership = std::move(ownership), .inside = inside},
          .why = std::move(why)};
}

Resource user(std::string name, std::string why) {
  return {.spec = User{.name = std::move(name)}, .why = std::move(why)};
}

Resource artifact(const Design& design, const Host& host, const std::string& name, const Path& folder, std::string why,
                  mode_t mode) {
  const StoredArtifact& stored = design.artifacts.file(name, host.architecture);
  const Artifact& known = stored.artifact;
  return {
      .spec = ArtifactFile{.path = folder / name,
                           .content = stored_content(stored.path, known.digest, known.size),
                           .ownership = {.mode = mode},
                           .name = name,
                           .source = fmt::format("{} {}: {}", known.name.component, known.name.version, known.source)},
      .why = std::move(why)};
}

Resource wait_until(std::string name, std::vector<std::string> probe, std::string why, std::chrono::seconds deadline) {
  return {.spec = Wait{.name = std::move(name), .probe = std::move(probe), .deadline = deadline},
          .why = std::move(why)};
}

Resource unit(std::string name, UnitFile file, const std::vector<Resource>& started_from, std::string why) {
  return {.spec = started_unit(std::move(name), std::move(file), started_from), .why = std::move(why)};
}

void append(std::vector<Resource>& to, std::vector<Resource> more) {
  for (Resource& resource : more) to.push_back(std::move(resource));
}

const std::vector<std::string>& strong_ciphers() {
  static const std::vector<std::string> ciphers = {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                                                   "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                                                   "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"};
  return ciphers;
}

std::string program(std::string_view name) { return fmt::format("{}/{}", kPrograms, name); }

UnitFile service_unit(std::string_view description, std::string_view type, const std::vector<std::string>& command) {
  UnitFile unit;
  unit.section("Unit")
      .set("Description", without_specifiers(description))
      .set("After", "network-online.target")
      .set("Wants", "network-online.target")
      // At boot parts wait for one another by failing: they are tried again for as long as it takes.
      .set("StartLimitIntervalSec", "0");
  unit.section("Service")
      .set("Type", type)
      .set("ExecStart", exec_line(command))
      .set("Restart", "always")
      .set("RestartSec", "2")
      .set("LimitNOFILE", "1048576");
  unit.section("Install").set("WantedBy", "multi-user.target");
  return unit;
}

void harden(UnitFile& unit, const std::string& user, const std::vector<std::string>& writable) {
  UnitFile::Section& service = unit.section("Service");
  service.set("User", user).set("Group", user);
  for (const char* setting : {"NoNewPrivileges", "PrivateTmp", "PrivateDevices", "PrivateUsers", "ProtectHome",
                              "ProtectClock", "ProtectHostname", "ProtectKernelLogs", "ProtectKernelModules",
                              "ProtectKernelTunables", "ProtectControlGroups", "RestrictNamespaces", "RestrictRealtime",
                              "RestrictSUIDSGID", "LockPersonality", "MemoryDenyWriteExecute", "RemoveIPC"})
    service.set(setting, "yes");
  service.set("ProtectSystem", "strict")
      .set("ProtectProc", "invisible")
      .set("ProcSubset", "pid")
      .set("CapabilityBoundingSet", "")
      .set("AmbientCapabilities", "")
      .set("RestrictAddressFamilies", "AF_INET AF_INET6 AF_UNIX")
      .set("SystemCallArchitectures", "native")
      .set("SystemCallFilter", "@system-service")
      .set("SystemCallFilter", "~@privileged @resources")
      .set("SystemCallErrorNumber", "EPERM")
      .set("UMask", "0077");
  if (!writable.empty()) service.set("ReadWritePaths", join(writable, " "));
}

}  // namespace vent
