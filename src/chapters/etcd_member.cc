#include "chapters/etcd_member.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/shell_quote.h"
#include "base/text.h"
#include "chapters/layout.h"
#include "chapters/objects.h"
#include "chapters/parts.h"

namespace vent {
namespace {

constexpr const char* kScript = "/usr/local/sbin/vent-etcd-member";
// Members join one after another, and etcd takes the next only when those before have been well for some seconds. The
// script gives up before, to say what etcd said last.
constexpr std::chrono::seconds kJoinDeadline{180};

std::string peer_url(const Host& host) {
  return fmt::format("https://{}:{}", host.private_address.text(), kEtcdPeerPort);
}

std::string script(const Host& host) {
  return fmt::format(
      R"sh(#!/bin/sh
# Tells etcd of members that come and go. Each step may be said again at any time.
#   vent-etcd-member STEP NAME=URL...
# with all controllers of the cluster, and where their members are asked by each other.
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY  # none leads to private addresses
step=$1
shift
name={name}
url={url}
data={data}
start={start}
joined=$data/joined

all= others= clients=
for member; do
  all="$all${{all:+,}}$member"
  other=${{member#*=}}
  [ "$other" = "$url" ] && continue
  others="$others $other"
  clients="$clients${{clients:+,}}${{other%:*}}:{client_port}"
done

ask() {{
  {etcdctl} --cacert={etc}/ca.crt --cert={etc}/server.crt --key={etc}/server.key --command-timeout=5s "$@"
}}
ask_others() {{ ask --endpoints="$clients" "$@"; }}
ask_own() {{ ask --endpoints=https://127.0.0.1:{client_port} "$@"; }}
# The port of members answers as soon as etcd runs, also when there are too few to decide anything.
ask_member() {{
  curl --http1.1 --silent --connect-timeout 2 --max-time 5 --cacert {etc}/ca.crt --cert {etc}/peer.crt --key {etc}/peer.key "$1"
}}

# A member that was ever ready has told the others where clients find it.
cluster_is_there() {{
  for other in $others; do
    ask_member "$other/members" | grep -q clientURLs && return 0
  done
  return 1
}}

has_data() {{ [ -d "$data/member/wal" ]; }}
has_joined() {{ [ -e "$joined" ] && has_data; }}

# A line of `etcdctl member list` is: ID, status, name, peer URL, client URL, is learner.
line_of() {{ awk -F ', ' -v url="$1" '$4 == url'; }}
field() {{ echo "$1" | awk -F ', ' "{{ print \$$2 }}"; }}

# What etcd reads once, when it has no data yet.
start_text() {{ printf 'ETCD_INITIAL_CLUSTER=%s\nETCD_INITIAL_CLUSTER_STATE=%s\n' "$1" "$2"; }}
start_among() {{
  start_text "$(echo "$1" | awk -F ', ' -v url="$url" -v name="$name" \
    '{{ printf "%s%s=%s", comma, ($4 == url ? name : $3), $4; comma = "," }}')" existing
}}
write_start() {{ cat > "$start.new" && mv "$start.new" "$start"; }}

# The others know better, when they answer.
is_no_member() {{ members=$(ask_others member list 2>/dev/null) && [ -z "$(echo "$members" | line_of "$url")" ]; }}

# What was prepared before may be of no use by now.
is_prepared() {{
  if [ -e "$joined" ]; then
    has_data || return 1  # lost
    ask_own member list >/dev/null 2>&1 || ! is_no_member
    return
  fi
  [ -e "$start" ] || return 1
  if ! has_data && grep -q '=new$' "$start"; then
    [ "$(cat "$start")" = "$(start_text "$all" new)" ]
    return
  fi
  members=$(ask_others member list 2>/dev/null) || return 0
  if has_data; then
    [ -n "$(echo "$members" | line_of "$url")" ]
  else
    [ "$(cat "$start")" = "$(start_among "$members")" ]
  fi
}}

add() {{ ask_others member add "$name" --learner --peer-urls="$url" >/dev/null; }}
join() {{
  members=$(ask_others member list) || return
  rm -f "$joined"
  own=$(echo "$members" | line_of "$url")
  if [ -z "$own" ]; then
    if has_data; then  # of a member that is none any more; etcd would not start with it
      systemctl stop etcd.service 2>/dev/null
      rm -rf "$data/before-joining" && mv "$data/member" "$data/before-joining" || return
    fi
    add || return
  elif ! has_data && [ -n "$(field "$own" 5)" ]; then  # it has lost its memory, and must not vote as if it had it
    ask_others member remove "$(field "$own" 1)" >/dev/null && add || return
  fi
  members=$(ask_others member list) || return
  start_among "$members" | write_start
}}

# One that still learns doesn't answer this.
has_vote() {{ ask_own member list >/dev/null; }}
get_vote() {{
  has_vote && return 0
  own=$(ask_others member list | line_of "$url")
  [ "$(field "$own" 6)" = true ] && ask_others member promote "$(field "$own" 1)" >/dev/null && has_vote
}}

# Again and again, for etcd takes no member as long as one is missing, or another one learns.
keep_trying() {{
  end=$(($(date +%s) + 150))
  until said=$("$@" 2>&1); do
    if [ "$(date +%s)" -ge "$end" ]; then
      echo "$said" >&2
      return 1
    fi
    sleep 1
  done
}}

# Members that are no controllers of the cluster any more. Nobody, when etcd can't say, or for a controller that has no
# kubectl yet: those that have one see to it.
lost() {{
  [ -x {kubectl_program} ] || return 0
  ask_own member list 2>/dev/null | awk -F ', ' -v all=",$all," '!index(all, "=" $4 ",")'
}}

forget() {{
  id=$(field "$1" 1)
  lost_name=$(field "$1" 3)
  lost_url=$(field "$1" 4)
  ask_member "$lost_url/version" >/dev/null
  case $? in
    7 | 28) ;;  # nobody listens, or no way there; no answer. All else comes from somebody.
    *)
      echo "$lost_name is not in the cluster file any more, and its etcd still runs: put it back, then: vent remove $lost_name" >&2
      return 1 ;;
  esac
  case ",$all" in
    *",$lost_name="*) lost_name= ;;  # another host has its name now
  esac
  # One that never started has none.
  [ -z "$lost_name" ] || {kubectl} --request-timeout=20s delete node --ignore-not-found "$lost_name" || return
  # Somebody else may have been faster.
  ask_own member remove "$id" || ! ask_own member list | grep -q "^$id,"
}}

case $step in
  is-prepared) is_prepared ;;
  join)
    keep_trying join || {{
      echo "vent knows of other members, and they don't answer. If they are gone for good: vent reset, on all hosts" >&2
      exit 1
    }} ;;
  prepare)
    if cluster_is_there; then keep_trying join; else start_text "$all" new | write_start; fi ;;
  has-joined) has_joined ;;
  vote) keep_trying get_vote && touch "$joined" ;;
  has-lost-none) [ -z "$(lost)" ] ;;
  forget-lost)
    lost | {{
      failed=0
      while read -r line; do forget "$line" || failed=1; done
      exit $failed
    }} ;;
esac
)sh",
      fmt::arg("name", shell_quote(host.name)), fmt::arg("url", peer_url(host)), fmt::arg("data", kEtcdData),
      fmt::arg("start", kEtcdFirstStart), fmt::arg("etc", kEtcd), fmt::arg("etcdctl", program("etcdctl")),
      fmt::arg("kubectl", join(kubectl({}), " ")), fmt::arg("kubectl_program", program("kubectl")),
      fmt::arg("client_port", kEtcdPort));
}

std::vector<std::string> call(const Cluster& cluster, std::string_view step) {
  std::vector<std::string> words = {kScript, std::string(step)};
  for (const Host* host : cluster.with_role(Role::controller))
    words.push_back(fmt::format("{}={}", host->name, peer_url(*host)));
  return words;
}

Resource once(const Cluster& cluster, std::string name, std::string_view probe, std::string_view run, std::string why) {
  return {.spec = CommandOnce{.name = std::move(name),
                              .probe = call(cluster, probe),
                              .run = call(cluster, run),
                              .undo = {},
                              .deadline = kJoinDeadline},
          .why = std::move(why)};
}

// When others are known to have members, one that doesn't answer just now must not be taken for one that never was.
bool must_join(const Design& design, const Host& host) {
  return std::ranges::any_of(design.cluster.with_role(Role::controller), [&](const Host* other) {
    return other->name != host.name && std::ranges::count(design.known_controllers, other->name) > 0;
  });
}

}  // namespace

std::vector<Resource> before_etcd_starts(const Design& design, const Host& host) {
  const Cluster& cluster = design.cluster;
  std::vector<Resource> resources;
  if (cluster.has_several_controllers())
    resources.push_back({.spec = Package{"curl"}, .why = "Asks the other members who they are."});
  resources.push_back(file(kScript, script(host), "Which members etcd has changes with the cluster.", {.mode = 0755}));
  resources.push_back(once(cluster, "etcd knows its first members", "is-prepared",
                           must_join(design, host) ? "join" : "prepare",
                           "The first members found the cluster together. One that comes later is added to it first."));
  return resources;
}

std::vector<Resource> when_etcd_runs(const Cluster& cluster) {
  std::vector<Resource> resources = {once(cluster, "etcd counts this member's vote", "has-joined", "vote",
                                          "One that comes later has none until it has learnt what the others know.")};
  if (cluster.has_several_controllers())
    resources.push_back(once(cluster, "etcd has forgotten who is lost", "has-lost-none", "forget-lost",
                             "A member that never comes back counts as one that is missing, until it is removed."));
  return resources;
}

}  // namespace vent
