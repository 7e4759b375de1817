package io.github.hidbpf4j.bpf.verifier.prune;

import io.github.hidbpf4j.bpf.verifier.state.RegisterState;

/**
 * Maps ids of an old state to those of the current one: ids equal in one must be equal in the other
 * ({@code struct bpf_idmap}).
 */
final class IdMap {
  private int[] old = new int[32];
  private int[] current = new int[32];
  private int count;
  private int temporary;

  /** Clears the map; temporary ids from here on are above {@code lastId}. */
  void reset(int lastId) {
    count = 0;
    temporary = lastId;
  }

  /** {@code check_ids}. */
  boolean match(int oldId, int currentId) {
    if (oldId == 0 || currentId == 0) {
      return oldId == currentId;
    }
    for (int i = 0; i < count; i++) {
      if (old[i] == oldId) {
        return current[i] == currentId;
      }
      if (current[i] == currentId) {
        return false;
      }
    }
    if (count == old.length) {
      old = java.util.Arrays.copyOf(old, count * 2);
      current = java.util.Arrays.copyOf(current, count * 2);
    }
    old[count] = oldId;
    current[count++] = currentId;
    return true;
  }

  /** {@code check_scalar_ids}: a scalar without an id matches any. */
  boolean matchScalar(int oldId, int currentId) {
    if (oldId == 0) {
      return true;
    }
    int id = currentId != 0 ? currentId : ++temporary;
    if (!match(oldId, id)) {
      return false;
    }
    return (oldId & RegisterState.ADD_CONST) == 0
        || match(oldId & ~RegisterState.ADD_CONST, id & ~RegisterState.ADD_CONST);
  }
}
