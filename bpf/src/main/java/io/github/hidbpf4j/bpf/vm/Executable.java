package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.program.VerifiedProgram;

/**
 * A program loaded into a {@link Machine}. Runs are independent of each other: it may run on
 * several threads at once and inside itself.
 */
public final class Executable implements AutoCloseable {
  private final Machine machine;
  private final DecodedProgram decoded;

  Executable(Machine machine, DecodedProgram decoded) {
    this.machine = machine;
    this.decoded = decoded;
  }

  /** What was loaded. */
  public VerifiedProgram program() {
    return decoded.source();
  }

  /** The machine it belongs to. */
  public Machine machine() {
    return machine;
  }

  /**
   * Runs it from its first instruction to its exit.
   *
   * @param r1 its argument, usually the address of a context
   * @return its R0, all 64 bits
   * @throws ExecutionException at a fault
   */
  public long run(long r1) {
    return machine.run(decoded, 0, r1, 0, 0, 0, 0);
  }

  /**
   * Runs it with two arguments: profile {@code raw} has R1 = memory, R2 = its length.
   *
   * @throws ExecutionException at a fault
   */
  public long run(long r1, long r2) {
    return machine.run(decoded, 0, r1, r2, 0, 0, 0);
  }

  /** The value by which programs name the function that starts in this slot. */
  public long functionAddress(int slot) {
    return CodeAddress.of(decoded.id(), slot);
  }

  /** Takes it out of its machine: tail calls and callbacks to it fail from now on. */
  @Override
  public void close() {
    machine.unload(decoded);
  }

  DecodedProgram decoded() {
    return decoded;
  }
}
