package io.github.hidbpf4j.bpf.program;

import java.util.BitSet;
import java.util.Map;

/**
 * What the verifier passes to engines about a program besides its instructions.
 *
 * @param unreachable slots that no path leads to
 * @param probeLoads slots of loads through pointers that may be stale or NULL: they read 0 instead
 *     of faulting (the kernel's PROBE_MEM)
 * @param objectCalls by slot: calls of kfuncs that need to know the type of an object
 * @param exceptionCallback slot of the function that runs after {@code bpf_throw}, or -1: then what
 *     was thrown is the result
 * @param contextSize bytes of the context that the program may use: a run with a shorter one is
 *     -EINVAL (syscall programs)
 * @param uninitializedStack whether it may read stack that it has not written
 */
public record RunFacts(
    BitSet unreachable,
    BitSet probeLoads,
    Map<Integer, ObjectCall> objectCalls,
    int exceptionCallback,
    int contextSize,
    boolean uninitializedStack) {
  /** Nothing to tell. */
  public static final RunFacts NONE = of(new BitSet());

  /** Copies. */
  public RunFacts {
    unreachable = (BitSet) unreachable.clone();
    probeLoads = (BitSet) probeLoads.clone();
    objectCalls = Map.copyOf(objectCalls);
  }

  /**
   * {@return facts of a program that has probing loads, and nothing else to tell}
   *
   * @param probeLoads slots of those loads; copied
   */
  public static RunFacts of(BitSet probeLoads) {
    return new RunFacts(new BitSet(), probeLoads, Map.of(), -1, 0, false);
  }
}
