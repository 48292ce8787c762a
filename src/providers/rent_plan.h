#pragma once

#include <chrono>
#include <optional>

namespace vent {

// What to do next to have one machine and never two, from what is known: pure, so that every order of faults can be
// played through. Nothing is created before a look found nothing; after an answer that leaves open whether a machine was
// made, several looks with pauses between them, since it may appear late.

struct RentSight {
  bool was_found = false;
  bool has_looked = false;   // since the last create, or ever when there was none
  bool is_in_doubt = false;  // the last create ended without a clear answer
  int empty_looks = 0;       // since the last create
  int creates = 0;
};

enum class RentStep { look, pause, create, take, give_up };
RentStep next_rent_step(const RentSight& sight, bool has_paused);

// Before the n-th look after a doubtful answer, from 0.
std::chrono::seconds rent_pause(int empty_looks);

inline constexpr int kLooksInDoubt = 4;
inline constexpr int kMostCreates = 3;

}  // namespace vent
