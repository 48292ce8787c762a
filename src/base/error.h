#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vent {

// What went wrong, by consequence for the caller. The kind decides the exit code (see exit_code).
enum class ErrorKind {
  bad_input,      // the user gave something we can't use: a file, an option, a name
  not_permitted,  // we lack a right: not root, a wrong key, a refused token
  missing,        // something needed is not there: a program, a file, a host
  conflict,       // somebody or something else is in the way: a lock, a port, an address
  not_reachable,  // the other side can't be reached
  timed_out,      // a named wait came to its deadline
  failed,         // it was tried and refused or broke: a command, a request
  no_space,       // a disk or a quota is full
  interrupted,    // stopped on request
  bug,            // must not happen: tell us
};

// Whether trying the same thing again can help.
enum class Retry { never, later };

// A place in a file a person wrote. Lines and columns count from 1; column 0 means the whole line, line 0 the file.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;

  std::string text() const;  // "cluster.yaml:12:7"
  bool operator==(const Place&) const = default;
};

// Everything a person needs to understand a failure: what, where, why, what to do next.
//
//   return fail(Error(ErrorKind::missing, "debootstrap is not installed")
//                   .with_id("VENT_PROGRAM_MISSING")
//                   .with_hint("apt-get install debootstrap"));
//
// The message is one sentence, lower case, no final period. Callers on the way up add context, never replace it.
struct Error {
  Error(ErrorKind error_kind, std::string error_message) : kind(error_kind), message(std::move(error_message)) {}

  ErrorKind kind;
  std::string message;
  std::string id;  // stable, for search and for scripts: VENT_…; empty for those without
  std::optional<Place> place;
  std::vector<std::string> context;  // what was being done, shown behind "while", innermost first
  std::string hint;                  // what to do next, may have several lines
  std::string details;               // evidence, printed whole: a program's output, a log's tail
  Retry retry = Retry::never;

  Error&& with_id(std::string value) &&;
  Error&& with_place(Place value) &&;
  Error&& with_context(std::string value) &&;
  Error&& with_hint(std::string value) &&;
  Error&& with_details(std::string value) &&;
  Error&& with_retry(Retry value) &&;

  // The whole error as lines for a person (no colours, ends without a newline):
  //   error: cluster.yaml:12:7: unknown field 'contoller' [VENT_UNKNOWN_FIELD]
  //     while reading the cluster file
  //     | details, each line behind a bar
  //     next: did you mean 'controller'?
  std::string text() const;
};

// The process exit code for an error: bad_input 64, not_permitted 77, missing 69, conflict 75, not_reachable 68,
// timed_out 74, failed 1, no_space 73, interrupted 130, bug 70.
int exit_code(ErrorKind kind);

// "bad_input", "conflict", … as written in JSON output.
std::string_view kind_name(ErrorKind kind);

}  // namespace vent
