#include "artifacts/image_recipes.h"

#include <fmt/core.h>

namespace vent {
namespace {

// Numbers and not names, so that a kubelet can tell that it isn't root.
constexpr std::string_view kNobodyInParticular = "65532:65532";

constexpr std::string_view kPasswd =
    "root:x:0:0:root:/:/bin/sh\n"
    "nonroot:x:65532:65532:nonroot:/:/sbin/nologin\n"
    "nobody:x:65534:65534:nobody:/:/sbin/nologin\n";
constexpr std::string_view kGroup =
    "root:x:0:\n"
    "nonroot:x:65532:\n"
    "nogroup:x:65534:\n";

ImageEntry text_file(std::string path, std::string_view content) {
  return {.path = std::move(path), .content = ImageText{std::string(content)}, .mode = 0644};
}

ContainerImage named(std::string name, std::string_view tag, Architecture architecture, std::string_view what) {
  ContainerImage image;
  image.name = std::move(name);
  image.tag = tag;
  image.architecture = architecture;
  image.labels = {{"org.opencontainers.image.title", image.name},
                  {"org.opencontainers.image.version", image.tag},
                  {"org.opencontainers.image.description", std::string(what)}};
  return image;
}

}  // namespace

ImageDesign pause_image(Architecture architecture) {
  ContainerImage image = named("vent.local/pause", "1", architecture, "holds what the containers of a pod share");
  image.entrypoint = {"/pause"};
  image.user = kNobodyInParticular;
  return {.image = std::move(image), .inputs = {{.component = "vent", .file = "vent-pause", .path = "/pause"}}};
}

ImageDesign coredns_image(Architecture architecture, std::string_view version) {
  ContainerImage image = named("vent.local/coredns", version, architecture, "CoreDNS: the names of a cluster");
  image.entries = {text_file("/etc/passwd", kPasswd), text_file("/etc/group", kGroup)};
  image.entrypoint = {"/coredns"};
  image.user = kNobodyInParticular;
  return {.image = std::move(image), .inputs = {{.component = "coredns", .file = "coredns", .path = "/coredns"}}};
}

ImageDesign toolbox_image(Architecture architecture) {
  ContainerImage image = named("vent.local/toolbox", "1", architecture, "a shell, network tools, and an echo server");
  image.entries = {
      text_file("/etc/passwd", kPasswd),
      text_file("/etc/group", kGroup),
      text_file("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n"),
      {.path = "/tmp", .content = ImageDirectory{}, .mode = 01777},
  };
  for (const std::string& command : toolbox_commands())
    image.entries.push_back({.path = "/bin/" + command, .content = ImageLink{"busybox"}, .mode = 0777});
  image.command = {"/usr/bin/vent-echo"};
  image.environment = {{"HOME", "/"}, {"PATH", "/usr/bin:/bin"}};
  return {.image = std::move(image),
          .inputs = {{.component = "busybox", .file = "busybox", .path = "/bin/busybox"},
                     {.component = "vent", .file = "vent-echo", .path = "/usr/bin/vent-echo"}}};
}

const std::vector<std::string>& toolbox_commands() {
  static const std::vector<std::string> commands = {
      "arp",    "arping", "awk",       "base64", "basename", "cat",      "chmod",    "chown", "cmp",        "cp",
      "cut",    "date",   "dd",        "df",     "diff",     "dirname",  "dmesg",    "du",    "echo",       "env",
      "expr",   "false",  "find",      "free",   "grep",     "gunzip",   "gzip",     "head",  "hexdump",    "hostname",
      "id",     "ip",     "kill",      "less",   "ln",       "ls",       "md5sum",   "mkdir", "mkfifo",     "mktemp",
      "more",   "mount",  "mv",        "nc",     "netstat",  "nproc",    "nslookup", "od",    "pidof",      "ping",
      "ping6",  "printf", "ps",        "pwd",    "readlink", "realpath", "rm",       "rmdir", "route",      "sed",
      "seq",    "sh",     "sha256sum", "sleep",  "sort",     "stat",     "stty",     "sync",  "tail",       "tar",
      "tee",    "telnet", "test",      "time",   "timeout",  "top",      "touch",    "tr",    "traceroute", "true",
      "tty",    "umount", "uname",     "uniq",   "uptime",   "vi",       "watch",    "wc",    "wget",       "which",
      "whoami", "xargs",  "xxd",       "yes",    "zcat"};
  return commands;
}

Result<ContainerImage> with_inputs(const ImageDesign& design, const SourceOfInput& source_of) {
  ContainerImage image = design.image;
  for (const ImageInput& input : design.inputs) {
    Path source = TRY(source_of(input));
    image.entries.push_back({.path = input.path, .content = ImageFile{std::move(source)}, .mode = input.mode});
  }
  return image;
}

}  // namespace vent
