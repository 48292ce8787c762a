#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "metal/user_data.h"

namespace vent::metal {

// The shell scripts and systemd units of a host's first boot, as text; first_boot.h says what they are for.

// Where all of it lies on the host. Readable by root only.
constexpr std::string_view kFirstBootDirectory = "/var/lib/vent-metal";

enum class Stage { boot, configure, run };

std::string_view stage_name(Stage stage);  // also the script's file name
std::string unit_name(Stage stage);
std::string render_unit(Stage stage);

// One thing a script tries: a line for the console, and the words of a command.
struct Step {
  std::string what;
  std::vector<std::string> words;
};

// The commands that steps may use beside those of the host. Failing is up to their exit status.
//   write_file SOURCE TARGET MODE OWNER GROUP [base64|gzip]…
//   append_file, with the same words; doing it twice appends once
//   add_group NAME
//   add_user NAME [option of useradd]…     nothing when there is such an account
//   set_password_hash FILE                 holding NAME:HASH
//   add_sudo_rules FILE TARGET             refused when sudo could not read them
//   add_keys NAME FILE                     to the account's authorized keys
//   check_host_key FILE                    removed when sshd could not use it; its public half is made when missing
//   make_host_keys                         when there are none
std::string render_script(Stage stage, std::span<const std::string> messages, std::span<const Step> steps);

// A shell script of bootcmd or runcmd (`what`). All items run in one shell, so that a `cd` or a variable holds for the
// next ones, as it does with cloud-init. An item that fails is shown and the next one is run.
std::string render_commands(std::string_view what, std::span<const BootCommand> commands);

}  // namespace vent::metal
