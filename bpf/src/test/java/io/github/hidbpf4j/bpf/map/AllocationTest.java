package io.github.hidbpf4j.bpf.map;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.MapType;
import java.lang.management.ManagementFactory;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The program face allocates nothing on the Java heap. */
class AllocationTest {
  private static final int WARM_UP = 30_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int RUNS = 10_000;

  private final ArenaMemory memory = ArenaMemory.heap(20);
  private final MapEnvironment environment = MapEnvironment.of(memory).withCpus(2, () -> 1);
  private final long key = memory.allocate(8, "key");
  private final long value = memory.allocate(16, "value");

  private static void assertAllocatesNothing(IntConsumer operation) {
    long least = Long.MAX_VALUE;
    // The compiler may deoptimise once more: one clean round is the proof.
    for (int round = 0; round < 5 && least != 0; round++) {
      for (int i = 0; i < WARM_UP; i++) {
        operation.accept(i);
      }
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < RUNS; i++) {
        operation.accept(i);
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    // The two readings themselves may cost a little; one object per operation would be 160,000.
    assertThat(least).isLessThan(1000);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"ARRAY", "PERCPU_ARRAY", "HASH", "PERCPU_HASH", "LRU_HASH", "LRU_PERCPU_HASH"})
  void keyedMaps(MapType type) {
    BpfMap map = MapFactory.create(Specs.of(type, 4, 16, 64).spec(), environment);
    ElementVisitor visitor = (_, _) -> 0;
    assertAllocatesNothing(
        i -> {
          memory.putInt(key, i % 80);
          map.update(key, value, 0);
          map.lookup(key);
          map.lookupPerCpu(key, 0);
          memory.putInt(key, i % 70);
          map.delete(key);
          if (i % 64 == 0) {
            map.forEach(visitor);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"QUEUE", "STACK"})
  void queues(MapType type) {
    BpfMap map = MapFactory.create(Specs.of(type, 0, 16, 8).spec(), environment);
    assertAllocatesNothing(
        _ -> {
          map.push(value, BpfMap.BPF_EXIST);
          map.peek(value);
          map.pop(value);
        });
  }

  @Test
  void ringBuffer() {
    RingBufferMap ring =
        (RingBufferMap)
            MapFactory.create(Specs.of(MapType.RINGBUF, 0, 0, 4096).spec(), environment);
    RingBufferMap.RecordHandler handler = (_, _, _) -> 0;
    assertAllocatesNothing(
        i -> {
          ring.output(value, 16, 0);
          long record = ring.reserve(i % 50, 0);
          ring.discard(record, 0);
          if (i % 8 == 0) {
            ring.consume(handler);
          }
        });
  }

  @Test
  void registry() {
    BpfMap map = MapFactory.create(Specs.of(MapType.ARRAY, 4, 16, 64).spec(), environment);
    assertAllocatesNothing(_ -> environment.registry().map(map.address()));
  }
}
