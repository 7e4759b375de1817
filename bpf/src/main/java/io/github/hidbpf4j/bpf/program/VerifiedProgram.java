package io.github.hidbpf4j.bpf.program;

import io.github.hidbpf4j.bpf.asm.Instruction;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program that the verifier accepted under a named API profile: the only thing engines run. Made
 * by the verifier alone (an architecture test keeps it so).
 */
public final class VerifiedProgram {
  private final LinkedProgram source;
  private final String profile;
  private final List<Instruction> instructions;
  private final List<Subprogram> subprograms;
  private final RunFacts facts;

  /**
   * For the verifier only.
   *
   * @param source the program as it was linked
   * @param profile name of the API profile it was accepted under
   * @param instructions the slots to run: those of {@code source}, after the verifier's own
   *     rewriting
   * @param subprograms functions of {@code instructions}
   * @param probeLoads slots of loads through pointers that may be stale or NULL: they read 0
   *     instead of faulting (the kernel's PROBE_MEM)
   */
  public VerifiedProgram(
      LinkedProgram source,
      String profile,
      List<Instruction> instructions,
      List<Subprogram> subprograms,
      BitSet probeLoads) {
    this.source = source;
    this.profile = profile;
    this.instructions = List.copyOf(instructions);
    this.subprograms = List.copyOf(subprograms);
    this.facts = RunFacts.of(probeLoads);
  }

  /**
   * For the verifier only.
   *
   * @param source the program as it was linked
   * @param profile name of the API profile it was accepted under
   * @param instructions the slots to run: those of {@code source}, after the verifier's own
   *     rewriting
   * @param subprograms functions of {@code instructions}
   * @param facts what else engines need to know
   */
  public VerifiedProgram(
      LinkedProgram source,
      String profile,
      List<Instruction> instructions,
      List<Subprogram> subprograms,
      RunFacts facts) {
    this.source = source;
    this.profile = profile;
    this.instructions = List.copyOf(instructions);
    this.subprograms = List.copyOf(subprograms);
    this.facts = facts;
  }

  /** The program as it was linked: names, types, maps, BTF, lines. */
  public LinkedProgram source() {
    return source;
  }

  /** Name of the API profile it was accepted under. */
  public String profile() {
    return profile;
  }

  /** The slots to run. */
  public List<Instruction> instructions() {
    return instructions;
  }

  /** Functions in order of start; the first is the main program. */
  public List<Subprogram> subprograms() {
    return subprograms;
  }

  /** Whether the load in this slot reads 0 where its address is not live, instead of faulting. */
  public boolean isProbeLoad(int slot) {
    return facts.probeLoads().get(slot);
  }

  /** What the kfunc call in this slot has to know of its object, or null. */
  public @Nullable ObjectCall objectCall(int slot) {
    return facts.objectCalls().get(slot);
  }

  /** Slot of the function that runs after {@code bpf_throw}, or -1 when there is none. */
  public int exceptionCallback() {
    return facts.exceptionCallback();
  }

  /** Bytes that a context must have at least. */
  public int contextSize() {
    return facts.contextSize();
  }
}
