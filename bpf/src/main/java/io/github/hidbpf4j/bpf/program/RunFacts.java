package io.github.hidbpf4j.bpf.program;

import java.util.BitSet;
import java.util.Map;

/**
 * Information about a program that the verifier passes to engines besides its instructions.
 *
 * @param unreachable slots that no path reaches
 * @param probeLoads slots of loads through pointers that may be stale or NULL: they read 0 instead
 *     of faulting (the kernel's PROBE_MEM)
 * @param objectCalls calls of kfuncs that need the type of an object, by slot
 * @param exceptionCallback slot of the function that runs after {@code bpf_throw}, or -1: then the
 *     value thrown is the result
 * @param contextSize bytes of the context that the program may access: a run with a shorter context
 *     returns -EINVAL (syscall programs)
 * @param uninitializedStack whether the program may read stack that it has not written
 */
public record RunFacts(
    BitSet unreachable,
    BitSet probeLoads,
    Map<Integer, ObjectCall> objectCalls,
    int exceptionCallback,
    int contextSize,
    boolean uninitializedStack) {
  /** No special facts. */
  public static final RunFacts NONE = of(new BitSet());

  /** Copies. */
  public RunFacts {
    unreachable = (BitSet) unreachable.clone();
    probeLoads = (BitSet) probeLoads.clone();
    objectCalls = Map.copyOf(objectCalls);
  }

  /**
   * {@return facts of a program with probing loads and nothing else special}
   *
   * @param probeLoads slots of those loads; copied
   */
  public static RunFacts of(BitSet probeLoads) {
    return new RunFacts(new BitSet(), probeLoads, Map.of(), -1, 0, false);
  }
}
