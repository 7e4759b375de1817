package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.btf.KptrPolicy;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * The environment that maps need.
 *
 * @param memory arena of their values
 * @param registry where they are found by address and id
 * @param cpus number of possible CPUs, at least 1
 * @param cpuSource CPU that the calling thread runs on, from 0 to {@code cpus} - 1; must not
 *     allocate
 * @param random the run's random numbers: seeds of hash maps
 * @param hooks owners of special fields
 * @param kptrs which structs kptrs in values may point to
 * @param afterGracePeriod runs an action once all programs now running have ended; inner maps are
 *     released through it, so that a program keeps the one it looked up
 */
public record MapEnvironment(
    ArenaMemory memory,
    MapRegistry registry,
    int cpus,
    IntSupplier cpuSource,
    IntSupplier random,
    SpecialFieldHooks hooks,
    KptrPolicy kptrs,
    Consumer<Runnable> afterGracePeriod) {

  /** Requires at least one CPU. */
  public MapEnvironment {
    if (cpus < 1) {
      throw new IllegalArgumentException("%d CPUs, expected at least 1".formatted(cpus));
    }
  }

  /** One CPU, hash seed 0, no special-field hooks, no grace period. */
  public static MapEnvironment of(ArenaMemory memory) {
    return new MapEnvironment(
        memory,
        new MapRegistry(),
        1,
        () -> 0,
        () -> 0,
        SpecialFieldHooks.NONE,
        KptrPolicy.LOCAL,
        Runnable::run);
  }

  /** A copy with these CPUs. */
  public MapEnvironment withCpus(int count, IntSupplier current) {
    return new MapEnvironment(
        memory, registry, count, current, random, hooks, kptrs, afterGracePeriod);
  }

  /** A copy with this source of hash seeds. */
  public MapEnvironment withRandom(IntSupplier source) {
    return new MapEnvironment(
        memory, registry, cpus, cpuSource, source, hooks, kptrs, afterGracePeriod);
  }

  /** A copy with these hooks. */
  public MapEnvironment withHooks(SpecialFieldHooks fieldHooks) {
    return new MapEnvironment(
        memory, registry, cpus, cpuSource, random, fieldHooks, kptrs, afterGracePeriod);
  }

  /** A copy with this policy for kptrs. */
  public MapEnvironment withKptrs(KptrPolicy policy) {
    return new MapEnvironment(
        memory, registry, cpus, cpuSource, random, hooks, policy, afterGracePeriod);
  }

  /** A copy with this way to wait for running programs. */
  public MapEnvironment withGracePeriod(Consumer<Runnable> defer) {
    return new MapEnvironment(memory, registry, cpus, cpuSource, random, hooks, kptrs, defer);
  }

  /** Number of the current CPU. */
  public int currentCpu() {
    return cpuSource.getAsInt();
  }
}
