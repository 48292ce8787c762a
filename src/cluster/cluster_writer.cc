#include "cluster/cluster_writer.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <vector>

#include "base/text.h"
#include "cluster/fields.h"
#include "formats/yaml_writer.h"

namespace vent {
namespace {

constexpr std::size_t kExplanationColumn = 44;

using Values = std::map<std::string, std::string, std::less<>>;  // by the field's path

// How to log in, by the key below `ssh`. A host key is the host's own, always.
Values shared_access(const SshAccess& ssh) {
  return {{"user", ssh.user}, {"port", std::to_string(ssh.port)}, {"key", ssh.key_file}, {"jumpHost", ssh.jump_host}};
}

// What all hosts have in common, those of pools too.
Values common_access(const Cluster& cluster) {
  Values common = cluster.hosts.empty() ? Values() : shared_access(cluster.hosts.front().ssh);
  for (const Host& host : cluster.hosts) {
    const Values own = shared_access(host.ssh);
    std::erase_if(common, [&](const auto& entry) { return own.find(entry.first)->second != entry.second; });
  }
  return common;
}

// Sets what is worth to be written.
void set(Values& values, const std::string& path, const std::string& text) {
  const Field* field = find_field(path);
  if (!text.empty() && text != field->fallback) values[path] = text;
}

Values values_of(const Cluster& cluster) {
  Values values = {{"apiVersion", "vent/v1"}, {"kind", "Cluster"}, {"name", cluster.name}};
  for (const auto& [key, text] : common_access(cluster)) set(values, "ssh." + key, text);
  if (cluster.fake0) {
    values["network.fake0"] = "{}";
    set(values, "network.fake0.parent", cluster.fake0->parent);
  }
  set(values, "network.pods", cluster.pods.text());
  set(values, "network.services", cluster.services.text());
  if (cluster.private_range) values["network.privateRange"] = cluster.private_range->text();
  set(values, "network.overlay", std::string(overlay_name(cluster.overlay)));
  set(values, "network.upstreamDns", cluster.upstream_dns);
  set(values, "api.access", std::string(api_access_text(cluster.api)));
  set(values, "api.names", join(cluster.api.names, ","));
  set(values, "api.endpoint", cluster.api.endpoint);
  set(values, "encryption", std::string(encryption_name(cluster.encryption)));
  set(values, "cgroupDriver", std::string(cgroup_driver_name(cluster.cgroup_driver)));
  set(values, "runtimes", std::string(runtimes_text(cluster.has_gvisor)));
  for (const auto& [component, version] : cluster.versions) values["versions." + component] = version;
  set(values, "lab", cluster.lab);
  return values;
}

Values values_of(const Pool& pool) {
  Values values = {{"pools.name", pool.name},
                   {"pools.role", std::string(role_name(pool.role))},
                   {"pools.count", std::to_string(pool.count)},
                   {"pools.plan", pool.plan},
                   {"pools.facilities", join(pool.facilities, ",")}};
  set(values, "pools.operatingSystem", pool.operating_system);
  if (pool.max_price) values["pools.maxPrice"] = fmt::format("{:.2f}", *pool.max_price);
  set(values, "pools.architecture", std::string(architecture_name(pool.architecture)));
  return values;
}

Values values_of(const Host& host, const Values& common) {
  Values values = {
      {"hosts.name", host.name}, {"hosts.role", std::string(role_name(host.role))}, {"hosts.address", host.address}};
  set(values, "hosts.architecture", std::string(architecture_name(host.architecture)));
  if (host.private_address.text() != host.address) values["hosts.privateAddress"] = host.private_address.text();
  if (host.domain_name != host.name) values["hosts.domainName"] = host.domain_name;
  if (host.pod_range) values["hosts.podRange"] = host.pod_range->text();
  for (const auto& [key, text] : shared_access(host.ssh)) {
    const Field* field = find_field("ssh." + key);
    if (!common.contains(key) && !text.empty() && text != field->fallback) values["hosts.ssh." + key] = text;
  }
  set(values, "hosts.ssh.hostKey", host.ssh.host_key);
  return values;
}

// Some readers of YAML take "10.80" for a number, but no address and no range.
std::string scalar(const Field& field, const std::string& text) {
  const bool is_plain = field.form == Form::port || field.form == Form::count || field.form == Form::price ||
                        Ipv4::parse(text) || Ipv4Range::parse(text);
  return is_plain ? text : std::string(trim_end(write_yaml(text)));
}

// Whether the field or one below it has a value.
bool is_used(const Field& field, const Values& values) {
  return std::ranges::any_of(values, [&](const auto& entry) {
    const std::string_view path = entry.first;
    return path.starts_with(field.path) && (path.size() == field.path.size() || path[field.path.size()] == '.');
  });
}

bool is_used_below(const Field& field, const Values& values) {
  return std::ranges::any_of(fields_below(field.path), [&](const Field* below) { return is_used(*below, values); });
}

struct Line {
  std::size_t indentation = 0;
  std::size_t hash = 0;  // where the # stands when the field isn't used
  bool is_used = true;
  std::string text;
  std::string explanation;
};

class Writer {
 public:
  Writer(const Cluster& cluster, Commentary commentary)
      : cluster_(cluster), common_(common_access(cluster)), commentary_(commentary) {}

  std::vector<Line> write() {
    write_below("", values_of(cluster_), {});
    return std::move(lines_);
  }

 private:
  void write_below(std::string_view path, const Values& values, const Line& line);
  void write_field(const Field& field, const Values& values, Line line);
  void write_list(const Field& field, const Line& line);
  std::vector<Values> items_of(const Field& list) const;

  const Cluster& cluster_;
  const Values common_;
  Commentary commentary_;
  std::vector<Line> lines_;
};

// `line` says where the next line stands.
void Writer::write_below(std::string_view path, const Values& values, const Line& line) {
  for (const Field* field : fields_below(path)) {
    Line own = line;
    own.is_used = line.is_used && (field->form == Form::list ? !items_of(*field).empty() : is_used(*field, values));
    if (line.is_used) own.hash = own.indentation;
    if (commentary_ != Commentary::bare) own.explanation = first_sentence(*field);
    if (own.is_used || commentary_ == Commentary::explained) write_field(*field, values, std::move(own));
  }
}

void Writer::write_field(const Field& field, const Values& values, Line line) {
  line.text = fmt::format("{}:", key_of(field));
  Line below = line;
  below.indentation += 2;
  if (field.form == Form::list) {
    lines_.push_back(std::move(line));
    return write_list(field, below);
  }
  const auto value = values.find(field.path);
  const std::string written = value == values.end() ? std::string(field.example) : scalar(field, value->second);
  const bool stands_alone = field.form == Form::wish && !is_used_below(field, values);
  if (!has_fields(field.form)) line.text += " " + written;
  if (stands_alone) line.text += " {}";
  lines_.push_back(std::move(line));
  if (has_fields(field.form) && !stands_alone) write_below(field.path, values, below);
}

std::vector<Values> Writer::items_of(const Field& list) const {
  std::vector<Values> items;
  if (list.path == "pools")
    for (const Pool& pool : cluster_.pools) items.push_back(values_of(pool));
  else
    for (const Host& host : cluster_.hosts)
      if (host.pool.empty()) items.push_back(values_of(host, common_));
  return items;
}

void Writer::write_list(const Field& field, const Line& line) {
  std::vector<Values> items = items_of(field);
  if (items.empty()) items.emplace_back();  // an example, behind the # of the list
  const Commentary before = commentary_;
  for (const Values& item : items) {
    const std::size_t first = lines_.size();
    Line own = line;
    own.indentation += 2;
    own.explanation.clear();
    write_below(field.path, item, own);
    lines_[first].indentation -= 2;
    lines_[first].text.insert(0, "- ");
    commentary_ = Commentary::bare;  // once is enough
  }
  commentary_ = before;
}

std::string render(const Line& line) {
  if (line.is_used) return std::string(line.indentation, ' ') + line.text;
  return std::string(line.hash, ' ') + "#" + std::string(line.indentation - line.hash, ' ') + line.text;
}

}  // namespace

std::string write_cluster(const Cluster& cluster, Commentary commentary) {
  std::string text = "# A cluster for vent. More about each field: vent explain, vent explain hosts.ssh\n";
  for (const std::string& note : cluster.notes) text += fmt::format("# {}\n", note);
  for (const Line& line : Writer(cluster, commentary).write()) {
    const std::string code = render(line);
    const bool begins_a_part = line.indentation == 0 && line.text.ends_with(':');
    if (begins_a_part) text += '\n';
    if (line.explanation.empty())
      text += code + "\n";
    else if (code.size() < kExplanationColumn)
      text += fmt::format("{:{}}# {}\n", code, kExplanationColumn, line.explanation);
    else
      text += fmt::format("{:{}}# {}\n{}\n", "", line.hash, line.explanation, code);
  }
  return text;
}

Cluster example_cluster() {
  Cluster cluster;
  cluster.name = "paris";
  const auto add = [&](const char* name, Role role, std::uint32_t number) {
    Host& host = cluster.hosts.emplace_back();
    host.name = host.domain_name = name;
    host.role = role;
    host.address = fmt::format("192.0.2.{}", 10 + number);
    host.private_address = Ipv4{(10U << 24) + (number + 1)};
  };
  add("controller-0", Role::controller, 0);
  add("worker-0", Role::worker, 1);
  add("worker-1", Role::worker, 2);
  return cluster;
}

}  // namespace vent
