package io.github.hidbpf4j.bpf.vm.compiler;

import java.util.Arrays;

/**
 * Tracks registers that differ by known numbers, modulo 2^64: compilers test a copy of a loop
 * counter from before its increment, and the result applies to both.
 */
final class Differences {
  /**
   * The lowest register to which the difference is known; the register itself if there is no other.
   */
  private final int[] leader = new int[Ranges.REGISTERS];

  /** Value of a register minus its leader's. */
  private final long[] delta = new long[Ranges.REGISTERS];

  Differences() {
    for (int r = 0; r < leader.length; r++) {
      leader[r] = r;
    }
  }

  void copyFrom(Differences other) {
    System.arraycopy(other.leader, 0, leader, 0, leader.length);
    System.arraycopy(other.delta, 0, delta, 0, delta.length);
  }

  boolean areKnown(int a, int b) {
    return leader[a] == leader[b];
  }

  /** Value of {@code a} minus that of {@code b}, which is known. */
  long between(int a, int b) {
    return delta[a] - delta[b];
  }

  /** Assigns an unknown value to a register. */
  void forget(int register) {
    int next = -1;
    for (int r = register + 1; r < leader.length && leader[register] == register; r++) {
      if (leader[r] == register) {
        next = next < 0 ? r : next;
        leader[r] = next;
        delta[r] -= r == next ? 0 : delta[next];
      }
    }
    if (next >= 0) {
      delta[next] = 0;
    }
    leader[register] = register;
    delta[register] = 0;
  }

  /** Assigns the value of another register plus a number. */
  void move(int register, int from, long plus) {
    if (register == from) {
      add(register, plus);
      return;
    }
    forget(register);
    int old = leader[from];
    long difference = delta[from] + plus;
    if (register > old) {
      leader[register] = old;
      delta[register] = difference;
      return;
    }
    for (int r = 0; r < leader.length; r++) {
      if (leader[r] == old) {
        leader[r] = register;
        delta[r] -= difference;
      }
    }
  }

  private void add(int register, long plus) {
    if (leader[register] != register) {
      delta[register] += plus;
      return;
    }
    for (int r = register + 1; r < leader.length; r++) {
      if (leader[r] == register) {
        delta[r] -= plus;
      }
    }
  }

  /**
   * Keeps what holds both here and in the other, with these ranges of registers; returns whether
   * anything was lost.
   */
  boolean join(Differences other, Ranges here, Ranges there) {
    int[] oldLeader = leader.clone();
    long[] oldDelta = delta.clone();
    for (int r = 0; r < leader.length; r++) {
      leader[r] = r;
      delta[r] = 0;
      for (int q = 0; q < r; q++) {
        boolean constantHere = here.isConstant(r) && here.isConstant(q);
        boolean constantThere = there.isConstant(r) && there.isConstant(q);
        if (leader[q] != q
            || !(constantHere || oldLeader[r] == oldLeader[q])
            || !(constantThere || other.areKnown(r, q))) {
          continue;
        }
        long a = constantHere ? here.min[r] - here.min[q] : oldDelta[r] - oldDelta[q];
        long b = constantThere ? there.min[r] - there.min[q] : other.between(r, q);
        if (a == b) {
          leader[r] = q;
          delta[r] = a;
          break;
        }
      }
    }
    return !Arrays.equals(leader, oldLeader) || !Arrays.equals(delta, oldDelta);
  }
}
