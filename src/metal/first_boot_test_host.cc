#include "metal/first_boot_test_host.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/text.h"

namespace vent::metal {
namespace {

// Stands in for the programs that would change accounts of the machine the test runs on. It writes down how it was
// called, and keeps just enough of /etc/passwd and /etc/group for the scripts to see what they have done. When the file
// `cut` holds the number of this call, the power goes off in the middle of it.
constexpr std::string_view kFakeProgram = R"sh(#!/bin/sh
program=${0##*/}
printf '%s\0' "$#" "$program" "$@" >> "$FAKES/calls"
power_off() {
  [ -e "$FAKES/cut" ] || return 0
  read -r calls_left < "$FAKES/cut"
  echo $((calls_left - 1)) > "$FAKES/cut"
  [ "$calls_left" -eq 1 ] || return 0
  read -r script < "$FAKES/script.pid"
  kill -9 "$script"
  exit 1
}
for word; do name=$word; done
case $program in
  install)
    power_off
    for word; do
      shift
      case $word in --owner=* | --group=*) ;; *) set -- "$@" "$word" ;; esac
    done
    exec /usr/bin/install "$@" ;;
  useradd)
    echo "$name:x:1000:1000::$ROOT/home/$name:/bin/sh" >> "$FAKES/passwd"
    power_off
    mkdir -p "$ROOT/home/$name"
    echo skeleton > "$ROOT/home/$name/.profile" ;;
  userdel)
    sed -i "/^$name:/d" "$FAKES/passwd"
    rm -rf "$ROOT/home/$name"
    power_off ;;
  groupadd)
    echo "$name" >> "$FAKES/group"
    power_off ;;
  getent)
    power_off
    grep "^$2\(:\|$\)" "$FAKES/$1" || exit 2 ;;
  id)
    power_off
    grep -q "^$name:" "$FAKES/passwd" && echo 1000 ;;
  chpasswd)
    power_off
    cat > "$FAKES/password" ;;
  visudo)
    power_off
    ! grep -q nonsense "${2#--file=}" ;;
  ssh-keygen)
    power_off
    case $1 in
      -A) echo made > "$ROOT/etc/ssh/ssh_host_ed25519_key" ;;
      *) grep -q PRIVATE "$name" && echo 'ssh-ed25519 DERIVED' ;;
    esac ;;
  cp | mv)
    power_off
    exec "/usr/bin/$program" "$@" ;;
  *)
    power_off ;;
esac
)sh";

// Unlike write_file, this doesn't wait for the disk.
void put(const Path& path, std::string_view content, mode_t mode = 0644) {
  std::ofstream(path, std::ios::binary) << content;
  std::filesystem::permissions(path, static_cast<std::filesystem::perms>(mode));
}

}  // namespace

FirstBootTestHost::FirstBootTestHost(const FirstBoot& first_boot) {
  for (const std::string folder : {"/etc/ssh", "/var/log", "/run", "/home", "/fakes/bin"}) {
    make_directories(path(folder)).value();
  }
  put(path("/fakes/passwd"), "root:x:0:0::" + path("/root") + ":/bin/sh\n");
  put(path("/fakes/group"), "root\n");
  put(path("/fakes/bin/fake"), kFakeProgram, 0755);
  for (const std::string program : {"useradd", "userdel", "usermod", "groupadd", "getent", "id", "chpasswd", "visudo",
                                    "ssh-keygen", "install", "cp", "mv", "record"}) {
    std::filesystem::create_symlink("fake", path("/fakes/bin/" + program));
  }
  for (const DiskEntry& entry : first_boot.entries) place(entry);
}

std::string FirstBootTestHost::read(const std::string& on_host) const {
  return read_file(path(on_host)).value_or("(no such file)");
}

void FirstBootTestHost::write(const std::string& on_host, std::string_view content) const {
  make_directories(Path(path(on_host)).parent_path()).value();
  put(path(on_host), content);
}

Finished FirstBootTestHost::start(const std::string& script) const {
  const std::string file = path("/var/lib/vent-metal/" + script);
  Finished finished =
      run({.arguments = {"sh", "-c", "echo $$ > \"$FAKES/script.pid\"; exec /bin/sh \"$1\"", "sh", file},
           .environment = {{"PATH", path("/fakes/bin") + ":/usr/bin:/bin"},
                           {"ROOT", path("")},
                           {"FAKES", path("/fakes")}}})
          .value();
  finished.output = replace_all(finished.output, path(""), "");
  return finished;
}

std::vector<FirstBootTestHost::Words> FirstBootTestHost::calls() const {
  const std::string text = read_file_if_present(path("/fakes/calls")).value().value_or("");
  Words fields = split(text, '\0');
  std::vector<Words> result;
  for (std::size_t at = 0; at + 1 < fields.size();) {
    const std::size_t count = std::stoul(fields[at]) + 1;
    Words words(fields.begin() + static_cast<std::ptrdiff_t>(at + 1),
                fields.begin() + static_cast<std::ptrdiff_t>(at + 1 + count));
    for (std::string& word : words) word = replace_all(word, path(""), "");
    result.push_back(std::move(words));
    at += count + 1;
  }
  return result;
}

std::vector<FirstBootTestHost::Words> FirstBootTestHost::calls_of(const std::string& program) const {
  std::vector<Words> result;
  for (const Words& words : calls()) {
    if (words.front() == program) result.push_back(words);
  }
  return result;
}

void FirstBootTestHost::cut_power_in_call(int number) const { put(path("/fakes/cut"), std::to_string(number) + "\n"); }

void FirstBootTestHost::restore_power() const { remove_tree(path("/fakes/cut")).value(); }

std::string FirstBootTestHost::state() const {
  std::string result;
  for (const std::string folder : {"/etc", "/home", "/root", "/srv"}) {
    if (!has(folder)) continue;
    std::vector<std::string> lines;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path(folder))) {
      if (!entry.is_regular_file()) continue;
      lines.push_back(fmt::format("{} {:o}\n{}", replace_all(entry.path().string(), path(""), ""),
                                  static_cast<int>(entry.status().permissions()), read_file(entry.path()).value()));
    }
    std::sort(lines.begin(), lines.end());
    result += join(lines, "\n");
  }
  result += read("/fakes/passwd") + read("/fakes/group") + read("/fakes/password");
  return replace_all(result, path(""), "");
}

void FirstBootTestHost::place(const DiskEntry& entry) const {
  const Path target = path(entry.path);
  make_directories(target.parent_path()).value();
  if (entry.kind == EntryKind::directory) {
    make_directories(target, entry.mode).value();
  } else if (entry.kind == EntryKind::symlink) {
    std::filesystem::create_symlink(entry.content, target);
  } else {
    const bool is_script = entry.content.starts_with("#!/bin/sh\n# Made by vent metal");
    put(target, is_script ? moved(entry.content) : entry.content, entry.mode);
  }
}

std::string FirstBootTestHost::moved(std::string script) const {
  for (const std::string folder : {"/etc/", "/var/", "/run/", "/srv/", "/root/"}) {
    script = replace_all(std::move(script), folder, "\x02here\x02" + folder);
  }
  return replace_all(std::move(script), "\x02here\x02", path(""));
}

HostIdentity example_identity() {
  return {.hostname = "worker-1",
          .authorized_keys = {"ssh-ed25519 AAAAowner owner"},
          .host_keys = {{.type = HostKeyType::ed25519,
                         .private_key = Secret("-----BEGIN OPENSSH PRIVATE KEY-----\nIDENTITY\n"),
                         .public_key = "ssh-ed25519 AAAAidentity"}}};
}

UserData example_user_data() {
  UserData data;
  data.hostname = "database";
  data.domain_name = "database.example.com";
  data.authorized_keys = {"ssh-ed25519 AAAAadmin admin", "ssh-ed25519 AAAAowner owner"};
  data.host_keys = {{.type = HostKeyType::ed25519,
                     .private_key = Secret("-----BEGIN OPENSSH PRIVATE KEY-----\nFROM USER"),
                     .public_key = "ssh-ed25519 AAAAfromuser"},
                    {.type = HostKeyType::ecdsa, .private_key = Secret("PRIVATE\n"), .public_key = ""}};
  data.password_login = false;
  data.root_login = false;
  UserAccount deploy;
  deploy.name = "deploy";
  deploy.gecos = "Deployer, \"the\" $(first) 'one'";
  deploy.shell = "/bin/bash";
  deploy.groups = {"sudo", "docker"};
  deploy.sudo_rules = {"ALL=(ALL) NOPASSWD:ALL"};
  deploy.authorized_keys = {"ssh-ed25519 AAAAdeploy deploy"};
  deploy.password_hash = Secret("$6$salt$hash");
  deploy.lock_password = false;
  UserAccount service;
  service.name = "metrics";
  service.system = true;
  service.home = "/srv/metrics";
  service.primary_group = "metrics";
  service.user_id = 420;
  data.users = {deploy, service};
  data.files = {{.path = "/etc/motd", .content = "Welcome\n", .encodings = {}},
                {.path = "/etc/motd",
                 .content = "H4sIAAAAAAACA8tIzcnJVyjPL8pJ4QIAehKBLQwAAAA=\n",
                 .encodings = {ContentEncoding::base64},
                 .append = true},
                {.path = "/srv/app/it's here",
                 .content = std::string("bin\0ary", 7),
                 .encodings = {},
                 .mode = 0750,
                 .owner = "deploy",
                 .group = "deploy",
                 .deferred = true}};
  data.boot_commands = {"echo booting"};
  data.commands = {"cd /srv && echo \"$PWD\"",
                   std::vector<std::string>{"printf", "%s\n", "a b", "$(touch /tmp/owned)"}};
  data.warnings = {"line 3: unknown key 'packges', ignored"};
  return data;
}

}  // namespace vent::metal
