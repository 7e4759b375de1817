package io.github.hidbpf4j.bpf.verifier.operand;

import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.prune.History;
import io.github.hidbpf4j.bpf.verifier.prune.Precision;
import io.github.hidbpf4j.bpf.verifier.type.TypeChecker;

/**
 * The checks of this package for one verification. All work on the current state ({@link
 * VerifierEnv#state}) and refuse with {@link io.github.hidbpf4j.bpf.verifier.env.Rejection} after
 * logging the reason.
 *
 * @param registers reads and writes of registers
 * @param regions bounds of memory
 * @param memory what loads and stores access
 * @param callMemory what calls access
 * @param nulls NULL checks
 * @param precision tracks which scalars matter
 */
public record Operands(
    Registers registers,
    Regions regions,
    MemoryAccess memory,
    CallMemory callMemory,
    NullChecks nulls,
    Precision precision) {
  /** Creates the checks of a verification. */
  public static Operands of(
      VerifierEnv env, TypeChecker types, History history, Precision precision) {
    Registers registers = new Registers(env);
    Regions regions = new Regions(env, types);
    NullChecks nulls = new NullChecks(env, types.fields());
    StackAccess stack = new StackAccess(env, registers, history, precision);
    MemoryAccess memory = new MemoryAccess(env, types, stack, regions);
    CallMemory callMemory = new CallMemory(env, types, regions, stack, memory, nulls, precision);
    return new Operands(registers, regions, memory, callMemory, nulls, precision);
  }
}
