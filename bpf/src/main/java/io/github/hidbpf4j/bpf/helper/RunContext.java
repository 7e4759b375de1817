package io.github.hidbpf4j.bpf.helper;

import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.map.ProgramHandle;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.time.Scheduler;
import org.jspecify.annotations.Nullable;

/** The run in which a helper is called. One object per run in progress, reused: do not keep it. */
public interface RunContext extends CallbackInvoker {
  /** The memory that addresses point into. */
  ArenaMemory memory();

  /** The map whose {@code struct bpf_map} is at this address, or null. */
  @Nullable BpfMap map(long address);

  /** The running program. */
  VerifiedProgram program();

  /**
   * A handle to take references to the running program, for callbacks that outlive the run; null
   * when the program is unloaded, or the engine has no handles.
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

  /** Number of the CPU that the run is on. */
  int cpu();

  /** The next 32 random bits of the run, from its seed. */
  int nextRandom();

  /**
   * From here to the matching {@link #preemptEnable} the run must not be preempted: a spin lock is
   * held or the program disabled preemption. Calls nest.
   */
  default void preemptDisable() {}

  /** Ends the section that the matching {@link #preemptDisable} started. */
  default void preemptEnable() {}

  /** Where {@code bpf_printk} output goes. */
  TraceSink trace();
}
