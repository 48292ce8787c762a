#include "cluster/value_form.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "base/text.h"
#include "cluster/host_key.h"
#include "formats/problems.h"
#include "net/ipv4.h"

namespace vent {
namespace {

constexpr std::size_t kLongestLabel = 63;
constexpr std::size_t kLongestDomainName = 253;
constexpr std::size_t kLongestInterface = 15;

// clang-format off
#define VENT_BYTE "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
constexpr std::array<FormFacts, 31> kForms = {{
    {Form::group, "a mapping", "", ""},
    {Form::wish, "a mapping, {} is enough", "", ""},
    {Form::list, "a list of mappings", "", ""},
    {Form::api_version, "vent/v1", "vent/v1", ""},
    {Form::kind, "Cluster", "Cluster", ""},
    {Form::label, "a name of lower-case letters, digits and inner dashes, at most 63 characters", "",
     "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"},
    {Form::role, "controller, worker or both", "controller|worker|both", ""},
    {Form::address, "an IPv4 address or a name that ssh knows", "", "^[A-Za-z0-9_][A-Za-z0-9._-]*$"},
    {Form::ipv4, "an IPv4 address", "", "^(" VENT_BYTE "\\.){3}" VENT_BYTE "$"},
    {Form::ipv4_range, "an IPv4 range", "", "^(" VENT_BYTE "\\.){3}" VENT_BYTE "/([12]?[0-9]|3[0-2])$"},
    {Form::domain_name, "a domain name", "", "^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$"},
    {Form::user, "a login", "", "^[A-Za-z0-9_][A-Za-z0-9_.@+-]*$"},
    {Form::port, "a whole number from 1 to 65535", "", ""},
    {Form::path, "a path on this machine", "", "^[^\n]+$"},
    {Form::jump_host, "[user@]host[:port], or several with commas between", "", "^[A-Za-z0-9_][A-Za-z0-9_.@+:,-]*$"},
    {Form::host_key, "a type and a public key in base64", "", "^ *(ssh|ecdsa)-[a-z0-9-]+ +[A-Za-z0-9+/]+=*( .*)?$"},
    {Form::interface, "the name of a network interface", "", "^[A-Za-z0-9_][A-Za-z0-9_.-]*$"},
    {Form::version, "a version", "", "^[0-9]+(\\.[0-9]+)*([-+][A-Za-z0-9.+-]+)?$"},
    {Form::architecture, "amd64 or arm64", "amd64|arm64", ""},
    {Form::encryption, "secretbox or aescbc", "secretbox|aescbc", ""},
    {Form::cgroup_driver, "systemd or cgroupfs", "systemd|cgroupfs", ""},
    {Form::dns_servers, "hosts, none, or IPv4 addresses with commas between", "", "^(hosts|none|[0-9.]+(,[0-9.]+)*)$"},
    {Form::runtimes, "runc, or runc,gvisor", "runc|runc,gvisor", ""},
    {Form::api_access, "public or private", "public|private", ""},
    {Form::api_name, "a domain name or an IPv4 address", "", "^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$"},
    {Form::api_names, "such a name or address, or several with commas between", "",
     "^[A-Za-z0-9]([A-Za-z0-9.,-]*[A-Za-z0-9])?$"},
    {Form::count, "a whole number from 0 to 1000", "", ""},
    {Form::slug, "a word, as the machine API has it", "", "^[A-Za-z0-9_][A-Za-z0-9_.-]*$"},
    {Form::slugs, "such a word, or several with commas between", "", "^[A-Za-z0-9_][A-Za-z0-9_.-]*(,[A-Za-z0-9_.-]+)*$"},
    {Form::price, "dollars an hour", "", "^[0-9]+([.][0-9]+)?$"},
    {Form::overlay, "flannel or vxlan", "flannel|vxlan", ""},
}};
#undef VENT_BYTE
// clang-format on

constexpr bool each_form_is_at_its_index() {
  for (std::size_t index = 0; index < kForms.size(); ++index)
    if (static_cast<std::size_t>(kForms[index].form) != index) return false;
  return true;
}
static_assert(each_form_is_at_its_index());

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_letter(char c) { return is_lower(c) || (c >= 'A' && c <= 'Z'); }

// Only letters, digits and these, and neither '-' nor '.' first: no program takes it for an option.
bool is_word(std::string_view text, std::string_view others) {
  const bool begins_well = !text.empty() && (is_letter(text[0]) || is_digit(text[0]) || text[0] == '_');
  return begins_well && std::ranges::all_of(text, [&](char c) {
           return is_letter(c) || is_digit(c) || others.find(c) != std::string_view::npos;
         });
}

bool is_domain_label(std::string_view text) {
  return is_word(text, "-") && text.size() <= kLongestLabel && text.back() != '-';
}

Error bad_value(std::string message, std::string_view hint) {
  return Error(ErrorKind::bad_input, std::move(message)).with_id("VENT_BAD_VALUE").with_hint(std::string(hint));
}

// The reason that is worth a message of its own.
Result<> check_no_option(std::string_view text) {
  if (!text.starts_with('-')) return Ok{};
  return fail(bad_value(fmt::format("{} begins with '-'", in_quotes(text)), "ssh would take it for an option"));
}

// `vent init` leaves such where only the user knows what to write.
Result<> check_filled_in(std::string_view text) {
  if (!text.starts_with('<') || !text.ends_with('>')) return Ok{};
  return fail(Error(ErrorKind::bad_input, fmt::format("{} is to be filled in", in_quotes(text)))
                  .with_id("VENT_PLACEHOLDER")
                  .with_hint("write your own value in its place, or leave the field out where that is possible"));
}

Result<> check_choice(std::string_view choices, std::string_view text) {
  const std::vector<std::string> all = split(choices, '|');
  if (std::ranges::find(all, text) != all.end()) return Ok{};
  const std::optional<std::string> meant = nearest(text, all);
  return fail(bad_value(fmt::format("{} is not {}", in_quotes(text), join(all, " or ")),
                        meant ? fmt::format("did you mean {}?", *meant) : fmt::format("write {}", join(all, " or "))));
}

Result<> check_label(std::string_view text) {
  const bool is_lower_case = std::ranges::all_of(text, [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
  if (is_lower_case && is_domain_label(text)) return Ok{};
  return fail(bad_value(fmt::format("{} can't be a name here", in_quotes(text)),
                        "use lower-case letters, digits and inner dashes, at most 63 characters, as worker-0"));
}

Result<> check_address(std::string_view text) {
  TRY(check_no_option(text));
  if (text.find(':') != std::string_view::npos)
    return fail(bad_value(fmt::format("{} is not an IPv4 address or a name", in_quotes(text)),
                          "a port stands in ssh.port; IPv6 addresses are not supported"));
  // What looks like an address is meant as one.
  if (!text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos) {
    TRY(Ipv4::parse(text));
    return Ok{};
  }
  if (is_word(text, "._-") && text.size() <= kLongestDomainName) return Ok{};
  return fail(bad_value(fmt::format("{} is not an IPv4 address or a name", in_quotes(text)),
                        "write it as 198.51.100.3 or worker-0.example.com"));
}

Result<> check_ipv4(std::string_view text) {
  TRY(Ipv4::parse(text));
  return Ok{};
}

Result<> check_ipv4_range(std::string_view text) {
  TRY(Ipv4Range::parse(text));
  return Ok{};
}

Result<> check_domain_name(std::string_view text) {
  const std::vector<std::string> labels = split(text, '.');
  const bool is_number = std::ranges::all_of(labels.back(), is_digit);
  if (text.size() <= kLongestDomainName && std::ranges::all_of(labels, is_domain_label) &&
      text.find('_') == std::string_view::npos && !is_number)
    return Ok{};
  return fail(bad_value(fmt::format("{} is no domain name", in_quotes(text)), "write it as worker-0.example.com"));
}

// What looks like an address is meant as one.
Result<> check_api_name(std::string_view text) {
  const bool is_number = !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
  return is_number ? check_ipv4(text) : check_domain_name(text);
}

Result<> check_api_names(std::string_view text) {
  for (const std::string& name : split(text, ',')) TRY(check_api_name(name));
  return Ok{};
}

Result<> check_user(std::string_view text) {
  TRY(check_no_option(text));
  if (is_word(text, "_.@+-")) return Ok{};
  return fail(bad_value(fmt::format("{} can't be a login", in_quotes(text)),
                        "use letters, digits and the characters _ . @ + -"));
}

Result<> check_port(std::string_view text) {
  if (parse_integer(text, kLowestPort, kHighestPort)) return Ok{};
  return fail(bad_value(fmt::format("{} is no port", in_quotes(text)), "write a whole number from 1 to 65535"));
}

Result<> check_path(std::string_view text) {
  if (text.empty()) return fail(bad_value("the path is empty", "leave the field out, or name the file"));
  if (text.find_first_of("\n\t") != std::string_view::npos)
    return fail(bad_value(fmt::format("{} is no path", in_quotes(text)), "it has a line break or a tab in it"));
  const bool is_of_another_user = text.starts_with('~') && !text.starts_with("~/");
  if (is_of_another_user)
    return fail(bad_value(fmt::format("{} is the home of another user", in_quotes(text)),
                          "only ~/ is understood; write the whole path"));
  return Ok{};
}

Result<> check_one_jump(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at != std::string_view::npos) TRY(check_user(text.substr(0, at)));
  std::string_view host = at == std::string_view::npos ? text : text.substr(at + 1);
  const std::size_t colon = host.find(':');
  if (colon != std::string_view::npos) TRY(check_port(host.substr(colon + 1)));
  return check_address(host.substr(0, colon));
}

Result<> check_jump_host(std::string_view text) {
  for (const std::string& jump : split(text, ',')) TRY(check_one_jump(jump));
  return Ok{};
}

Result<> check_host_key(std::string_view text) {
  TRY(parse_host_key(text));
  return Ok{};
}

Result<> check_interface(std::string_view text) {
  if (is_word(text, "_.-") && text.size() <= kLongestInterface) return Ok{};
  return fail(bad_value(fmt::format("{} can't be a network interface", in_quotes(text)),
                        "use its name on the hosts, as bond0; at most 15 characters"));
}

Result<> check_version(std::string_view text) {
  const std::size_t end = std::min(text.find_first_of("-+"), text.size());
  const std::vector<std::string> numbers = split(text.substr(0, end), '.');
  const bool are_numbers = std::ranges::all_of(
      numbers, [](const std::string& number) { return !number.empty() && std::ranges::all_of(number, is_digit); });
  const bool has_good_end = end == text.size() || is_word(text.substr(end + 1), ".+-");
  if (are_numbers && has_good_end) return Ok{};
  return fail(bad_value(fmt::format("{} is no version", in_quotes(text)), "write it as 1.36.3, without a v"));
}

Result<> check_dns_servers(std::string_view text) {
  if (text == "hosts" || text == "none") return Ok{};
  for (const std::string& address : split(text, ','))
    if (!Ipv4::parse(address))
      return fail(bad_value(fmt::format("{} is no list of DNS servers", in_quotes(text)),
                            "write hosts, none, or addresses: 192.0.2.1,192.0.2.2"));
  return Ok{};
}

Result<> check_count(std::string_view text) {
  if (parse_integer(text, 0, kMostMachines)) return Ok{};
  return fail(bad_value(fmt::format("{} is no number of machines", in_quotes(text)),
                        fmt::format("write a whole number from 0 to {}", kMostMachines)));
}

Result<> check_slug(std::string_view text) {
  if (is_word(text, "_.-")) return Ok{};
  return fail(bad_value(fmt::format("{} is no word of a machine API", in_quotes(text)),
                        "use letters, digits and the characters _ . -"));
}

Result<> check_slugs(std::string_view text) {
  for (const std::string& word : split(text, ',')) TRY(check_slug(word));
  return Ok{};
}

Result<> check_price(std::string_view text) {
  if (const std::optional<double> price = parse_price(text); price && *price > 0) return Ok{};
  return fail(bad_value(fmt::format("{} is no price", in_quotes(text)), "write dollars an hour, as 0.30"));
}

}  // namespace

std::span<const FormFacts> all_forms() { return kForms; }

std::optional<double> parse_price(std::string_view text) {
  const auto is_good = [](char c) { return is_digit(c) || c == '.'; };
  if (text.empty() || !is_digit(text.front()) || !std::ranges::all_of(text, is_good)) return std::nullopt;
  double price = 0;
  const auto [stopped_at, error] = std::from_chars(text.data(), text.data() + text.size(), price);
  if (error != std::errc() || stopped_at != text.data() + text.size() || text.back() == '.') return std::nullopt;
  return price;
}

const FormFacts& form_facts(Form form) { return kForms[static_cast<std::size_t>(form)]; }

Result<> check_value(Form form, std::string_view text) {
  TRY(check_filled_in(text));
  switch (form) {
    case Form::group:
    case Form::wish:
    case Form::list:
      return Ok{};
    case Form::api_version:
    case Form::kind:
    case Form::role:
    case Form::architecture:
    case Form::encryption:
    case Form::cgroup_driver:
    case Form::runtimes:
    case Form::api_access:
    case Form::overlay:
      return check_choice(form_facts(form).choices, text);
    case Form::label:
      return check_label(text);
    case Form::address:
      return check_address(text);
    case Form::ipv4:
      return check_ipv4(text);
    case Form::ipv4_range:
      return check_ipv4_range(text);
    case Form::domain_name:
      return check_domain_name(text);
    case Form::user:
      return check_user(text);
    case Form::port:
      return check_port(text);
    case Form::path:
      return check_path(text);
    case Form::jump_host:
      return check_jump_host(text);
    case Form::host_key:
      return check_host_key(text);
    case Form::interface:
      return check_interface(text);
    case Form::version:
      return check_version(text);
    case Form::dns_servers:
      return check_dns_servers(text);
    case Form::api_name:
      return check_api_name(text);
    case Form::api_names:
      return check_api_names(text);
    case Form::count:
      return check_count(text);
    case Form::slug:
      return check_slug(text);
    case Form::slugs:
      return check_slugs(text);
    case Form::price:
      return check_price(text);
  }
  return Ok{};
}

}  // namespace vent
