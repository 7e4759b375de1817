package io.github.hidbpf4j.tools.selftests;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.async.AsyncCallbacks;
import io.github.hidbpf4j.bpf.async.AsyncRules;
import io.github.hidbpf4j.bpf.heap.ProgramHeap;
import io.github.hidbpf4j.bpf.helper.GenericHelpers;
import io.github.hidbpf4j.bpf.helper.HelperRegistry;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.map.MapEnvironment;
import io.github.hidbpf4j.bpf.map.MapFactory;
import io.github.hidbpf4j.bpf.map.ProgArrayMap;
import io.github.hidbpf4j.bpf.map.SpecialFieldHooks;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.object.LinkedObject;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.Implementations;
import io.github.hidbpf4j.bpf.verifier.Verifier;
import io.github.hidbpf4j.bpf.vm.Executable;
import io.github.hidbpf4j.bpf.vm.Machine;
import io.github.hidbpf4j.time.VirtualClock;
import io.github.hidbpf4j.tools.testrun.PacketHelpers;
import io.github.hidbpf4j.tools.testrun.TestRun;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs a selftest program once, in a machine of its own: the object's maps are created, the program
 * and those that it may tail-call are verified and loaded, then it runs on 64 zero bytes, or
 * without context, in virtual time that advances until nothing is left to run.
 */
final class SelftestRun implements Implementations {
  private static final int ARENA_BITS = 26;
  private static final int PACKET = 64;
  private static final int ARRAY_BYTES = 48;
  private static final long BUDGET = 1L << 28;

  private final LinkedObject object;
  private final ApiProfile profile;
  private final VirtualClock clock = new VirtualClock(1);
  private final ArenaMemory memory = ArenaMemory.mapped(ARENA_BITS);
  private final HelperRegistry functions;
  private final Machine machine;
  private final MapEnvironment environment;
  private final Map<String, BpfMap> maps = new LinkedHashMap<>();
  private final Map<String, Executable> programs = new LinkedHashMap<>();

  SelftestRun(LinkedObject object, ApiProfile profile, Engine engine) {
    this.object = object;
    this.profile = profile;
    MapEnvironment plain = MapEnvironment.of(memory).withRandom(clock::nextRandom);
    machine =
        Machine.builder(memory, clock)
            .maps(plain.registry()::map)
            .packets(TestRun.PACKETS)
            .engine(engine)
            .budget(BUDGET)
            .build();
    AsyncCallbacks async =
        new AsyncCallbacks(memory, clock, AsyncRules.of(profile), machine::runCallback);
    ProgramHeap heap = new ProgramHeap(memory, machine::afterRuns);
    HelperRegistry.Builder all = GenericHelpers.registry().toBuilder();
    PacketHelpers.addTo(all);
    async.addTo(all);
    heap.addTo(all);
    TestModule.addTo(all, memory, heap);
    functions = all.build();
    machine.provide(functions);
    environment =
        plain.withGracePeriod(machine::afterRuns).withHooks(SpecialFieldHooks.both(async, heap));
  }

  @Override
  public boolean helper(int number) {
    return functions.isImplemented(number);
  }

  @Override
  public boolean kfunc(String name) {
    return functions.isImplemented(name);
  }

  /**
   * Runs a program.
   *
   * @return its return value, or the negative errno of a run that did not take place
   * @throws BpfException if it cannot be loaded, or faults
   */
  int run(LinkedProgram program) {
    Executable main = load(program);
    fillSlots();
    fillArrays();
    byte[] data = new byte[program.type() == ProgramType.SYSCALL ? 0 : PACKET];
    int[] result = new int[1];
    BpfException[] fault = new BpfException[1];
    clock.call(
        "run of " + program.name(),
        () -> {
          try {
            TestRun.Result run = TestRun.run(main, data);
            result[0] = run.error() != 0 ? run.error() : run.result();
          } catch (BpfException e) {
            fault[0] = e;
          }
        });
    if (fault[0] != null) {
      throw fault[0];
    }
    clock.runUntilIdle();
    return result[0];
  }

  private Executable load(LinkedProgram program) {
    Executable loaded = programs.get(program.name());
    if (loaded == null) {
      VerifiedProgram verified = Verifier.verify(program, profile, this);
      List<BpfMap> used = new ArrayList<>();
      for (MapSpec spec : program.maps()) {
        used.add(map(spec));
      }
      loaded = machine.load(verified, used);
      programs.put(program.name(), loaded);
    }
    return loaded;
  }

  private BpfMap map(MapSpec spec) {
    BpfMap map = maps.get(spec.name());
    if (map == null) {
      map = MapFactory.createLikeLibbpf(spec, environment, warning -> {});
      boolean _ = map.acquireUser();
      maps.put(spec.name(), map);
    }
    return map;
  }

  /** Fills program arrays and maps of maps as the object specifies. */
  private void fillSlots() {
    List<BpfMap> now = new ArrayList<>(maps.values());
    for (BpfMap map : now) {
      for (MapSpec.Slot slot : map.spec().slots()) {
        if (map instanceof ProgArrayMap array) {
          Executable target = loadable(slot.target());
          if (target != null) {
            long _ = array.put(slot.index(), target);
          }
        } else {
          long _ =
              map.userUpdate(word(slot.index()), word(inner(slot.target()).id()), BpfMap.BPF_ANY);
        }
      }
    }
  }

  private @Nullable Executable loadable(String name) {
    try {
      return load(object.program(name));
    } catch (BpfException _) {
      return null; // its slot stays empty
    }
  }

  private BpfMap inner(String name) {
    for (MapSpec spec : object.maps()) {
      if (spec.name().equals(name)) {
        return map(spec);
      }
    }
    throw new BpfException("no map '%s' in the object".formatted(name));
  }

  /** Fills arrays of this shape as the tests' runner does before a run. */
  private void fillArrays() {
    for (String name : List.of("map_array_ro", "map_array_48b")) {
      BpfMap map = maps.get(name);
      if (map != null) {
        ByteBuffer value = ByteBuffer.allocate(ARRAY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        value.putInt(0, 6 * 4 + 4).putInt(6 * 4 + 4, 0xabcdef12);
        long _ = map.userUpdate(word(0), value.array(), BpfMap.BPF_ANY);
      }
    }
  }

  private static byte[] word(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }
}
