package io.github.hidbpf4j.bpf.helper;

import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.map.ProgramHandle;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.time.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * What a helper may ask of the run it is called in. One object per run in progress, reused; not for
 * keeping.
 */
public interface RunContext extends CallbackInvoker {
  /** The memory that addresses point into. */
  ArenaMemory memory();

  /** The map whose {@code struct bpf_map} is at this address, or null. */
  @Nullable BpfMap map(long address);

  /** The program that runs. */
  VerifiedProgram program();

  /**
   * The same as something to hold a reference to, for callbacks that outlive the run; null when it
   * is unloaded, or the engine has no such thing.
   */
  default @Nullable ProgramHandle handle() {
    return null;
  }

  /**
   * Name of the function at an address that a program passes as a callback; "" when it is not
   * known.
   */
  default String functionName(long function) {
    return "";
  }

  /** Time, timers, work items, preemption points. */
  Scheduler scheduler();

  /** Number of the CPU it runs on. */
  int cpu();

  /** The next 32 random bits of the run, from its seed. */
  int nextRandom();

  /**
   * From here to the matching {@link #preemptEnable} nothing may preempt the run: a spin lock is
   * held or the program disabled preemption. Calls nest.
   */
  default void preemptDisable() {}

  /** Ends what {@link #preemptDisable} began. */
  default void preemptEnable() {}

  /** Where {@code bpf_printk} output goes. */
  TraceSink trace();
}
