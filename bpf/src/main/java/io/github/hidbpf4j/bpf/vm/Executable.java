package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.map.ProgramHandle;
import io.github.hidbpf4j.bpf.map.ProgramOwner;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A program loaded into a {@link Machine}. Runs are independent of each other: it may run on
 * several threads at once and inside itself. If it is closed while running, the run completes;
 * later attempts to run it get an {@link IllegalStateException}.
 */
public final class Executable implements ProgramHandle, AutoCloseable {
  private static final AtomicInteger IDS = new AtomicInteger();
  private final Machine machine;
  private final DecodedProgram decoded;
  private final List<BpfMap> maps;
  private final int id = IDS.incrementAndGet();
  private final AtomicInteger references = new AtomicInteger(1);
  private final AtomicBoolean closed = new AtomicBoolean();

  Executable(Machine machine, DecodedProgram decoded, List<BpfMap> maps) {
    this.machine = machine;
    this.decoded = decoded;
    this.maps = maps;
  }

  /** The loaded program. */
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
   * @throws IllegalStateException when it is unloaded
   */
  public long run(long r1) {
    return machine.run(this, r1, 0);
  }

  /**
   * Runs it with two arguments: profile {@code raw} has R1 = memory, R2 = its length.
   *
   * @throws ExecutionException at a fault
   * @throws IllegalStateException when it is unloaded
   */
  public long run(long r1, long r2) {
    return machine.run(this, r1, r2);
  }

  /** Whether new runs use compiled code. */
  public boolean isCompiled() {
    return decoded.isCompiled();
  }

  /** Why it stays with the interpreter, or null when it is compiled or may still be. */
  public @Nullable String interpretedBecause() {
    return decoded.interpretedBecause();
  }

  /** The value by which programs name the function that starts at this slot. */
  public long functionAddress(int slot) {
    return CodeAddress.of(decoded.id(), slot);
  }

  /** Its id, unique in the process, from 1. */
  @Override
  public int id() {
    return id;
  }

  @Override
  public ProgramOwner owner() {
    return ownerOf(decoded.source());
  }

  /** The properties that decide which program arrays a program may use and join. */
  static ProgramOwner ownerOf(VerifiedProgram program) {
    return new ProgramOwner(program.source().type(), false, 0, program.source().target());
  }

  /** Takes a reference, for a program array or a pending callback: it stays loaded meanwhile. */
  @Override
  public void acquire() {
    if (!tryAcquire()) {
      throw new IllegalStateException(
          "program '%s' is unloaded already".formatted(program().source().name()));
    }
  }

  @Override
  public boolean tryAcquire() {
    return references.getAndUpdate(n -> n == 0 ? 0 : n + 1) != 0;
  }

  /**
   * Drops a reference; the last one unloads it, once no run in progress can use it: callbacks to it
   * then fail, and its maps are released.
   */
  @Override
  public void release() {
    int left = references.decrementAndGet();
    if (left == 0) {
      decoded.retire();
      machine.afterRuns(
          () -> {
            machine.unload(decoded);
            maps.forEach(BpfMap::release);
          });
    } else if (left < 0) {
      throw new IllegalStateException(
          "program '%s': reference released twice".formatted(program().source().name()));
    }
  }

  /** Drops the loader's reference. */
  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      release();
    }
  }

  /** Whether nothing holds it any more. */
  boolean isUnloaded() {
    return references.get() == 0;
  }

  DecodedProgram decoded() {
    return decoded;
  }
}
