#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "node/contents.h"
#include "node/manifest.h"
#include "resources/resource.h"

namespace vent {

// What a look at one resource found.
struct Sight {
  std::string id;
  std::vector<Change> changes;            // none: it is as it should be
  std::optional<std::string> found_text;  // what stands in a file that differs, when it is text and no secret
  std::optional<Error> error;             // it could not be looked at
};

// Whether a look brings along what stands in files that differ, for people to compare.
enum class Texts { no, yes };

// What became of one resource, as it happens.
enum class Step { making, made, unchanged, undoing, undone, failed };
struct StepTaken {
  Step step = Step::making;
  std::string id;
  std::vector<Change> changes = {};
  std::optional<Error> error = {};
};
using StepListener = std::function<void(const StepTaken&)>;

std::string_view step_name(Step step);

// The things of one chapter on this host, done in order: looked at, made, or taken back.
class Batch {
 public:
  Batch(ThisHost& host, Manifest& manifest, Contents& contents, StepListener listener)
      : host_(host), manifest_(manifest), contents_(contents), listener_(std::move(listener)) {}

  std::vector<Sight> look(std::span<const Resource> resources, Texts texts = Texts::yes) const;
  // What the manifest has for this chapter and the chapter no longer wants, newest first.
  std::vector<std::string> leftovers(const std::string& chapter, std::span<const Resource> resources) const;

  // Makes what differs, in order, looks again after each, and takes back what the chapter no longer wants. Ends at the
  // first failure; the listener has been told. Files are written without waiting for the disk.
  Result<> make(const std::string& chapter, std::span<const Resource> resources);
  // Takes everything back that the manifest has (of these, when some are named), newest first. Goes on after a failure;
  // what failed stays in the manifest.
  Result<> undo(const std::optional<std::vector<std::string>>& ids = std::nullopt);

 private:
  Result<> remember(const std::string& chapter, std::span<const Resource> resources);
  std::vector<MadeThing> directories_on_the_way(const std::string& chapter, const Spec& spec) const;
  Result<> sweep() const;
  Result<> check_space(std::span<const Resource> resources) const;
  Result<> make_one(const std::string& chapter, const Resource& resource);
  Result<std::vector<Change>> what_is_left(const Spec& spec) const;
  Result<> undo_one(const MadeThing& thing);
  Result<> stop_if_asked() const;

  ThisHost& host_;
  Manifest& manifest_;
  Contents& contents_;
  StepListener listener_;
};

}  // namespace vent
