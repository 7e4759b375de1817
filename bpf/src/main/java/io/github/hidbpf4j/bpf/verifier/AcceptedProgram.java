package io.github.hidbpf4j.bpf.verifier;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.ObjectCall;
import io.github.hidbpf4j.bpf.program.RunFacts;
import io.github.hidbpf4j.bpf.program.Subprogram;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one kind of {@link VerifiedProgram}. Only the verifier can construct one. Immutable. */
public final class AcceptedProgram implements VerifiedProgram {
  private final LinkedProgram source;
  private final String profile;
  private final List<Instruction> instructions;
  private final List<Subprogram> subprograms;
  private final RunFacts facts;

  AcceptedProgram(
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

  @Override
  public LinkedProgram source() {
    return source;
  }

  @Override
  public String profile() {
    return profile;
  }

  @Override
  public List<Instruction> instructions() {
    return instructions;
  }

  @Override
  public List<Subprogram> subprograms() {
    return subprograms;
  }

  @Override
  public boolean isReachable(int slot) {
    return !facts.unreachable().get(slot);
  }

  @Override
  public boolean isProbeLoad(int slot) {
    return facts.probeLoads().get(slot);
  }

  @Override
  public @Nullable ObjectCall objectCall(int slot) {
    return facts.objectCalls().get(slot);
  }

  @Override
  public int exceptionCallback() {
    return facts.exceptionCallback();
  }

  @Override
  public int contextSize() {
    return facts.contextSize();
  }

  @Override
  public boolean mayReadUninitializedStack() {
    return facts.uninitializedStack();
  }
}
