#include "metal/first_boot_scripts.h"

#include <fmt/core.h>

#include "base/shell_quote.h"
#include "base/text.h"

namespace vent::metal {
namespace {

// The output of programs gets its prefix from a filter behind a named pipe, not from `main | filter`: with that, the
// script would wait for every daemon that a command of the user leaves behind.
// `true > file` and not `: > file`: when that can't be written, `:` ends the whole script.
constexpr std::string_view kHead = R"sh(#!/bin/sh
# Made by vent metal from this host's user data.
umask 022
state=@STATE@
@GUARD@
pipe=/run/vent-metal-@NAME@
rm -f "$pipe"
mkfifo -m 0600 "$pipe"
{ @FILTER@; } < "$pipe" &
exec > "$pipe" 2>&1
rm -f "$pipe"

problems=0

say() {
  printf '%s\n' "$1"
}

attempt() {
  what=$1
  shift
  say "$what"
  "$@" && return
  say "failed, status $?: $what"
  problems=$((problems + 1))
}
)sh";

constexpr std::string_view kFileFunctions = R"sh(
decode() {
  cp -- "$source" "$state/content" || return
  for encoding; do
    case $encoding in
      base64) base64 --decode --ignore-garbage < "$state/content" > "$state/content.next" ;;
      gzip) gzip --decompress --stdout < "$state/content" > "$state/content.next" ;;
    esac || return
    mv -- "$state/content.next" "$state/content" || return
  done
}

install_content() {
  install -D -T --mode="$mode" --owner="$owner" --group="$group" -- "$state/content" "$target"
}

write_file() {
  source=$1 target=$2 mode=$3 owner=$4 group=$5
  shift 5
  decode "$@" && install_content
}

# What stood there at first is kept, so that a second run does not append a second time.
append_file() {
  source=$1 target=$2 mode=$3 owner=$4 group=$5
  shift 5
  if [ ! -e "$source.before" ]; then
    if [ -e "$target" ]; then cp -- "$target" "$source.next"; else true > "$source.next"; fi || return
    mv -- "$source.next" "$source.before" || return
  fi
  decode "$@" && cat -- "$source.before" "$state/content" > "$state/content.next" &&
    mv -- "$state/content.next" "$state/content" && install_content
}
)sh";

constexpr std::string_view kAccountFunctions = R"sh(
add_group() {
  getent group "$1" > /dev/null || groupadd -- "$1"
}

# Whoever finds the mark at the beginning came after a power cut: what is there is half an account.
add_user() {
  name=$1
  shift
  if [ -e "$state/making-$name" ]; then
    userdel --remove -- "$name" 2> /dev/null
  elif getent passwd "$name" > /dev/null; then
    return 0
  fi
  true > "$state/making-$name" || return
  useradd "$@" -- "$name"
  status=$?
  rm -f "$state/making-$name"
  return $status
}

set_password_hash() {
  chpasswd --encrypted < "$1"
}

add_sudo_rules() {
  if command -v visudo > /dev/null; then visudo --check --file="$1" > /dev/null || return; fi
  install -D -T --mode=0440 --owner=root --group=root -- "$1" "$2"
}

add_keys() {
  home=$(getent passwd "$1" | cut -d : -f 6)
  group=$(id -g -- "$1") || return
  install -d --mode=0700 --owner="$1" --group="$group" -- "$home/.ssh" || return
  keys=$home/.ssh/authorized_keys
  [ -e "$keys" ] || true > "$keys" || return
  awk '!seen[$0]++' "$keys" "$2" > "$state/content" || return
  install -T --mode=0600 --owner="$1" --group="$group" -- "$state/content" "$keys"
}

check_host_key() {
  if ! public=$(ssh-keygen -y -P '' -f "$1"); then
    rm -f -- "$1" "$1.pub"
    return 1
  fi
  [ -e "$1.pub" ] || printf '%s\n' "$public" > "$1.pub"
}

make_host_keys() {
  for key in /etc/ssh/ssh_host_*_key; do
    [ ! -e "$key" ] || return 0
  done
  ssh-keygen -A
}

# A power cut inside useradd leaves these behind.
for file in passwd shadow group gshadow subuid subgid; do
  rm -f "/etc/$file.lock"
done
)sh";

struct StageText {
  Stage stage;
  std::string_view name, description, order, guard, filter, functions, begin, end;
};

constexpr std::string_view kPrefix = "sed -u 's/^/user data: /'";
constexpr std::string_view kPrefixAndLog = "tee -a /var/log/cloud-init-output.log | sed -u 's/^/user data: /'";

constexpr StageText kStages[] = {
    {.stage = Stage::boot,
     .name = "boot",
     .description = "User data, in every boot: bootcmd",
     .order = "Before=vent-metal-configure.service ssh.service\n",
     .guard = "",
     .filter = kPrefix,
     .functions = "",
     .begin = "",
     .end = ""},
    {.stage = Stage::configure,
     .name = "configure",
     .description = "User data, before sshd: files, accounts and keys",
     .order = "Before=ssh.service\n",
     .guard = "[ ! -e \"$state/configure.done\" ] || exit 0\n",
     .filter = kPrefix,
     .functions = kAccountFunctions,
     .begin = "",
     .end = "true > \"$state/configure.done\"\n"},
    {.stage = Stage::run,
     .name = "run",
     .description = "User data, at the end of the first boot: scripts and commands",
     .order = "After=network.target ssh.service vent-metal-configure.service multi-user.target\n",
     // Commands of the user can't be expected to bear a second run, so this is begun at most once.
     .guard = "[ ! -e \"$state/run.done\" ] || exit 0\n"
              "(umask 077; true >> /var/log/cloud-init-output.log)\n",
     .filter = kPrefixAndLog,
     .functions = "",
     .begin = "if [ -e \"$state/run.begun\" ]; then\n"
              "  say 'the host went down before its user data had ended; it is not run again'\n"
              "  true > \"$state/run.done\"\n"
              "  exit 1\n"
              "fi\n"
              "true > \"$state/run.begun\" || exit 1\n",
     .end = "true > \"$state/run.done\"\n"},
};

const StageText& text_of(Stage stage) { return kStages[static_cast<std::size_t>(stage)]; }

std::string script_path(Stage stage) { return fmt::format("{}/{}", kFirstBootDirectory, text_of(stage).name); }

// A plain first word could still be a word of the shell's grammar (`if`, `A=b`); in quotes it is none.
std::string command_line(std::span<const std::string> words) {
  const std::string first = shell_quote(words.front());
  std::string line = first == words.front() ? fmt::format("'{}'", first) : first;
  if (words.size() > 1) line += " " + shell_quote(words.subspan(1));
  return line;
}

}  // namespace

std::string_view stage_name(Stage stage) { return text_of(stage).name; }

std::string unit_name(Stage stage) { return fmt::format("vent-metal-{}.service", text_of(stage).name); }

std::string render_unit(Stage stage) {
  // What a command leaves running belongs to the unit: RemainAfterExit and KillMode let it live.
  return fmt::format(
      "[Unit]\n"
      "Description={}\n"
      "ConditionPathExists={}\n"
      "{}"
      "\n"
      "[Service]\n"
      "Type=oneshot\n"
      "RemainAfterExit=yes\n"
      "KillMode=process\n"
      "TimeoutStartSec=infinity\n"
      "ExecStart={}\n"
      "StandardOutput=journal+console\n"
      "\n"
      "[Install]\n"
      "WantedBy=multi-user.target\n",
      text_of(stage).description, script_path(stage), text_of(stage).order, script_path(stage));
}

std::string render_script(Stage stage, std::span<const std::string> messages, std::span<const Step> steps) {
  const StageText& text = text_of(stage);
  std::string script(kHead);
  script = replace_all(std::move(script), "@STATE@", kFirstBootDirectory);
  script = replace_all(std::move(script), "@NAME@", text.name);
  script = replace_all(std::move(script), "@GUARD@", text.guard);
  script = replace_all(std::move(script), "@FILTER@", text.filter);
  if (stage != Stage::boot) script += kFileFunctions;
  script += text.functions;
  script += "\n";
  script += text.begin;
  for (const std::string& message : messages) script += fmt::format("say {}\n", shell_quote(message));
  for (const Step& step : steps) {
    script += fmt::format("attempt {} {}\n", shell_quote(step.what), shell_quote(step.words));
  }
  script += text.end;
  script += fmt::format(
      "say \"{} ended, problems: $problems\"\n"
      "[ \"$problems\" -eq 0 ]\n",
      text.name);
  return script;
}

std::string render_commands(std::string_view what, std::span<const BootCommand> commands) {
  std::string script = fmt::format(
      "#!/bin/sh\n"
      "# Made by vent metal from this host's user data: {0}.\n"
      "vent_metal_problems=0\n"
      "\n"
      "vent_metal_ended() {{\n"
      "  if [ \"$1\" -ne 0 ]; then\n"
      "    printf '%s\\n' \"failed, status $1: item $2 of {0}\"\n"
      "    vent_metal_problems=1\n"
      "  fi\n"
      "}}\n"
      "\n",
      what);
  int number = 0;
  for (const BootCommand& command : commands) {
    if (const auto* words = std::get_if<std::vector<std::string>>(&command)) {
      script += command_line(*words);
    } else {
      // `command` keeps an error of grammar in one item from ending the whole script.
      script += "command eval " + shell_quote(std::get<std::string>(command));
    }
    script += fmt::format("\nvent_metal_ended $? {}\n", ++number);
  }
  script += "exit $vent_metal_problems\n";
  return script;
}

}  // namespace vent::metal
