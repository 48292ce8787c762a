#pragma once

#include "base/files.h"
#include "base/result.h"

namespace vent::metal {

// What all hosts of a lab share, because they share a kernel and its root. The kernel lets each user watch files by so many
// inotify instances; systemd, containerd, the kubelet and each part of the control plane take some, about twenty on a
// host with Kubernetes, and with the usual limit of 128 the parts of a sixth host end with "too many open files".
inline constexpr const char* kInotifyInstances = "/proc/sys/fs/inotify/max_user_instances";
inline constexpr long long kEnoughInotifyInstances = 8192;

// Raises it where it is lower. It is never lowered again: others may have come to count on it.
Result<> raise_limit(const Path& setting, long long enough);

}  // namespace vent::metal
