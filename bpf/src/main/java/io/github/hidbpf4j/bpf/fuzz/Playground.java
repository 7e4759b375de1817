package io.github.hidbpf4j.bpf.fuzz;

import io.github.hidbpf4j.bpf.helper.GenericHelpers;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.map.MapEnvironment;
import io.github.hidbpf4j.bpf.map.MapFactory;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.vm.Executable;
import io.github.hidbpf4j.bpf.vm.InstructionObserver;
import io.github.hidbpf4j.bpf.vm.Machine;
import io.github.hidbpf4j.time.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A machine that runs generated programs one after the other, every access checked against live
 * memory and frames. Maps and context get contents from a seed before each run.
 */
final class Playground {
  private static final int ARENA_BITS = 18;
  private static final int RANDOM = 7;
  private static final long BUDGET = 400_000;

  private final ArenaMemory memory = ArenaMemory.heap(ARENA_BITS);
  private final List<BpfMap> maps = new ArrayList<>();
  private final Machine machine;
  private final long context;
  private final long key;
  private final long value;
  private @Nullable InstructionObserver observer;
  private SplittableRandom random = new SplittableRandom(0);

  Playground() {
    MapEnvironment environment = MapEnvironment.of(memory);
    FuzzWorld.MAPS.forEach(spec -> maps.add(MapFactory.create(spec, environment)));
    machine =
        Machine.builder(memory, new VirtualClock(1))
            .maps(environment.registry()::map)
            .trackStackFrames()
            .instructionBudget(BUDGET)
            .observer(this::observed)
            .build();
    machine.provide(GenericHelpers.registry());
    // Drawn from the seed of the run: a program does the same whatever ran before.
    machine.provideHelper(RANDOM, (_, _, _, _, _, _) -> word(random) & 0xffff_ffffL);
    context = memory.allocate(FuzzWorld.CONTEXT_SIZE, "context");
    key = memory.allocate(8, "key");
    value = memory.allocate(FuzzWorld.ARRAY_VALUE, "value");
  }

  private void observed(VerifiedProgram program, int slot, int frame, long[] registers) {
    InstructionObserver now = observer;
    if (now != null) {
      now.before(program, slot, frame, registers);
    }
  }

  Executable load(VerifiedProgram program) {
    return machine.load(program, maps);
  }

  /** What states are compared with during the next run. */
  Concrete concrete() {
    return new Concrete(memory, context, maps);
  }

  /** Fills context and maps, and runs. */
  long run(Executable program, long seed, InstructionObserver each) {
    random = new SplittableRandom(seed);
    fill(context, FuzzWorld.CONTEXT_SIZE);
    for (int i = 0; i < FuzzWorld.ARRAY_ENTRIES; i++) {
      set(FuzzWorld.ARRAY, i, FuzzWorld.ARRAY_VALUE);
    }
    set(FuzzWorld.DATA, 0, FuzzWorld.DATA_VALUE);
    for (int i = 0; i < 16; i++) {
      memory.putLong(key, i);
      maps.get(FuzzWorld.HASH).delete(key);
    }
    int count = random.nextInt(FuzzWorld.HASH_ENTRIES);
    for (int i = 0; i < count; i++) {
      set(FuzzWorld.HASH, random.nextInt(12), FuzzWorld.HASH_VALUE);
    }
    observer = each;
    try {
      return program.run(context);
    } finally {
      observer = null;
    }
  }

  private void set(int map, long index, int size) {
    memory.putLong(key, index);
    fill(value, size);
    maps.get(map).update(key, value, BpfMap.BPF_ANY);
  }

  private void fill(long address, int size) {
    for (int at = 0; at < size; at += 8) {
      memory.putLong(address + at, word(random));
    }
  }

  private static long word(SplittableRandom random) {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextInt(-4, 5);
      case 1 -> random.nextInt(64);
      case 2 -> 1L << random.nextInt(64);
      case 3 -> random.nextInt();
      case 4 -> (long) random.nextInt(8) << 32 | random.nextInt(256);
      default -> random.nextLong();
    };
  }
}
