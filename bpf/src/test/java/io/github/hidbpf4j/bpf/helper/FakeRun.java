package io.github.hidbpf4j.bpf.helper;

import io.github.hidbpf4j.bpf.IdleScheduler;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.proto.HelperNames;
import io.github.hidbpf4j.bpf.verifier.UnverifiedPrograms;
import io.github.hidbpf4j.time.ClockId;
import io.github.hidbpf4j.time.Scheduler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A run without an engine: helpers are called directly, callbacks are Java. */
final class FakeRun extends IdleScheduler implements RunContext {
  final ArenaMemory memory;
  final Map<ClockId, Long> clocks = new HashMap<>();
  final Map<Long, BpfMap> maps = new HashMap<>();
  final List<String> printed = new ArrayList<>();
  CallbackInvoker callback = (function, r1, r2, r3, r4, r5) -> 0;
  int random;
  int cpu;
  int preemptDisabled;

  FakeRun() {
    this(ArenaMemory.heap(20));
  }

  private FakeRun(ArenaMemory memory) {
    this.memory = memory;
  }

  /** Another run in the same memory. */
  FakeRun sharing() {
    return new FakeRun(memory);
  }

  /** Calls a helper by name. */
  long call(String helper, long... arguments) {
    int number = HelperNames.number(helper).orElseThrow();
    return call(GenericHelpers.registry().helper(number), arguments);
  }

  /** Calls a kfunc by name. */
  long kfunc(String name, long... arguments) {
    return call(GenericHelpers.registry().kfunc(name), arguments);
  }

  private long call(@Nullable HelperFunction function, long... a) {
    long[] r = Arrays.copyOf(a, 5);
    return Objects.requireNonNull(function).call(this, r[0], r[1], r[2], r[3], r[4]);
  }

  /** New memory with these bytes. */
  long bytes(byte... bytes) {
    long address = memory.allocate(bytes.length, "test bytes");
    memory.putBytes(address, bytes);
    return address;
  }

  /** New memory with this string and a NUL. */
  long string(String s) {
    byte[] text = s.getBytes(StandardCharsets.UTF_8);
    return bytes(Arrays.copyOf(text, text.length + 1));
  }

  /** New memory of 0xff bytes. */
  long filled(int size) {
    long address = memory.allocate(size, "test bytes");
    memory.fill(address, size, (byte) -1);
    return address;
  }

  @Override
  public ArenaMemory memory() {
    return memory;
  }

  @Override
  public @Nullable BpfMap map(long address) {
    return maps.get(address);
  }

  @Override
  public VerifiedProgram program() {
    LinkedProgram source =
        new LinkedProgram(
            "test.o",
            "prog",
            "test",
            ProgramType.SYSCALL,
            true,
            new AttachTarget.None(),
            "GPL",
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            null,
            null);
    return UnverifiedPrograms.of(source);
  }

  @Override
  public Scheduler scheduler() {
    return this;
  }

  @Override
  public int cpu() {
    return cpu;
  }

  @Override
  public int nextRandom() {
    return random;
  }

  @Override
  public void preemptDisable() {
    preemptDisabled++;
  }

  @Override
  public void preemptEnable() {
    preemptDisabled--;
  }

  @Override
  public TraceSink trace() {
    return (program, line) -> printed.add(program + ": " + line);
  }

  @Override
  public long invoke(long function, long r1, long r2, long r3, long r4, long r5) {
    return callback.invoke(function, r1, r2, r3, r4, r5);
  }

  @Override
  public long now(ClockId clock) {
    return clocks.getOrDefault(clock, 0L);
  }

  @Override
  public boolean maySleep() {
    return true;
  }
}
