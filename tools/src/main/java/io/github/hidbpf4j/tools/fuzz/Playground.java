package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.helper.GenericHelpers;
import io.github.hidbpf4j.bpf.helper.HelperFunction;
import io.github.hidbpf4j.bpf.helper.HelperRegistry;
import io.github.hidbpf4j.bpf.helper.RunContext;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.map.MapEnvironment;
import io.github.hidbpf4j.bpf.map.MapFactory;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.vm.Executable;
import io.github.hidbpf4j.bpf.vm.InstructionObserver;
import io.github.hidbpf4j.bpf.vm.Machine;
import io.github.hidbpf4j.time.VirtualClock;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A machine that runs generated programs one after another; the interpreter checks every access
 * against live memory and frames. Maps and context are filled from a seed before each run.
 */
final class Playground {
  private static final int ARENA_BITS = 18;
  private static final int RANDOM = 7;
  private static final long BUDGET = 40_000;

  private final ArenaMemory memory = ArenaMemory.heap(ARENA_BITS);
  private final List<BpfMap> maps = new ArrayList<>();
  private final Machine machine;
  private final long context;
  private final long key;
  private final long value;
  private final CallLog calls = new CallLog();
  private @Nullable InstructionObserver observer;
  private SplittableRandom random = new SplittableRandom(0);

  /** Creates a machine whose runs are observed. */
  Playground() {
    this(Engine.INTERPRETER, null);
  }

  /** Creates a machine that logs calls of the helpers that a profile has. */
  Playground(Engine engine, @Nullable ApiProfile noted) {
    MapEnvironment environment = MapEnvironment.of(memory);
    FuzzWorld.MAPS.forEach(spec -> maps.add(MapFactory.create(spec, environment)));
    Machine.Builder builder =
        Machine.builder(memory, new VirtualClock(1))
            .maps(environment.registry()::map)
            .engine(engine)
            .budget(BUDGET);
    if (noted == null) {
      builder.observer(this::observed);
    }
    if (engine == Engine.INTERPRETER) {
      builder.trackStackFrames();
    }
    machine = builder.build();
    machine.provide(GenericHelpers.registry());
    machine.provideHelper(RANDOM, this::random);
    if (noted != null) {
      noteCalls(noted);
    }
    context = memory.allocate(FuzzWorld.CONTEXT_SIZE, "context");
    key = memory.allocate(8, "key");
    value = memory.allocate(FuzzWorld.ARRAY_VALUE, "value");
  }

  private void noteCalls(ApiProfile profile) {
    HelperRegistry all = GenericHelpers.registry();
    profile
        .helpers(ProgramType.SYSCALL)
        .entries()
        .forEach(
            (number, entries) -> {
              HelperFunction function = number == RANDOM ? this::random : all.helper(number);
              if (function != null) {
                int arguments = entries.getFirst().prototype().arguments().size();
                machine.provideHelper(number, calls.noting(number, arguments, function));
              }
            });
    int number = -1;
    for (String name : FuzzWorld.KFUNCS) {
      HelperFunction function = Objects.requireNonNull(all.kfunc(name));
      machine.provideKfunc(name, calls.noting(number--, FuzzWorld.arguments(name), function));
    }
  }

  /**
   * A random number derived from the seed of the run: a program does the same whatever ran before.
   */
  private long random(RunContext run, long r1, long r2, long r3, long r4, long r5) {
    return word(random) & 0xffff_ffffL;
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

  /** The concrete state for comparison with verifier states during the next run. */
  Concrete concrete() {
    return new Concrete(memory, context, maps);
  }

  /** Fills context and maps, and runs under observation. */
  long run(Executable program, long seed, InstructionObserver each) {
    observer = each;
    try {
      return run(program, seed);
    } finally {
      observer = null;
    }
  }

  /** Fills context and maps, and runs. */
  long run(Executable program, long seed) {
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
    calls.clear();
    return program.run(context);
  }

  /** A difference between what the last run left here and in another machine, or null. */
  @Nullable String difference(Playground other) {
    String difference = calls.difference(other.calls);
    if (difference != null) {
      return difference;
    }
    long end = memory.reserved();
    if (end != other.memory.reserved()) {
      return "%d bytes are allocated, %d in the other".formatted(end, other.memory.reserved());
    }
    long at = ArenaMemory.TAG + end;
    ArenaMemory.Allocation a = memory.allocationNear(at);
    while (a != null) {
      if (!a.equals(other.memory.allocationNear(a.address()))) {
        return "not allocated alike: " + a;
      }
      difference = a.what().startsWith("stack ") ? null : difference(other, a);
      if (difference != null) {
        return difference;
      }
      a = memory.allocationNear(a.address() - 1);
    }
    return null;
  }

  private @Nullable String difference(Playground other, ArenaMemory.Allocation a) {
    long from = memory.offset(a.address());
    long at =
        MemorySegment.mismatch(
            memory.segment(), from, from + a.size(), other.memory.segment(), from, from + a.size());
    return at < 0
        ? null
        : "byte %d of %s is %x, %x in the other"
            .formatted(
                at,
                a.what(),
                memory.getByte(a.address() + at),
                other.memory.getByte(a.address() + at));
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
