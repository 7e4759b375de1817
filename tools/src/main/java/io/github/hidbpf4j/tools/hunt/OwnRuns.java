package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.btf.BtfRecord;
import io.github.hidbpf4j.bpf.helper.GenericHelpers;
import io.github.hidbpf4j.bpf.helper.HelperFunction;
import io.github.hidbpf4j.bpf.helper.HelperRegistry;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.map.MapEnvironment;
import io.github.hidbpf4j.bpf.map.MapFactory;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.proto.CoreFunctions;
import io.github.hidbpf4j.bpf.proto.DataFunctions;
import io.github.hidbpf4j.bpf.proto.IteratorFunctions;
import io.github.hidbpf4j.bpf.vm.Executable;
import io.github.hidbpf4j.bpf.vm.Machine;
import io.github.hidbpf4j.time.VirtualClock;
import io.github.hidbpf4j.tools.testrun.PacketHelpers;
import io.github.hidbpf4j.tools.testrun.TestRun;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program here as a kernel is to run it. What depends on something that is no rule is told:
 * on addresses (which are other in a second run), on stack that nobody wrote, on time, chance, the
 * machine or the order of a hash map (calls of functions that are not known to do the same each
 * time).
 */
final class OwnRuns {
  private static final int ARENA_BITS = 20;
  private static final int SHIFT = (1 << 17) + 4104;
  private static final long BUDGET = 40_000;
  private static final int MOST_MAP_BYTES = 1 << 16;

  /** Helpers that do the same each time; those of packets besides. */
  private static final Set<Integer> REPEATABLE =
      Set.of(
          DataFunctions.MAP_LOOKUP_ELEM.number(),
          DataFunctions.MAP_UPDATE_ELEM.number(),
          DataFunctions.MAP_DELETE_ELEM.number(),
          DataFunctions.FOR_EACH_MAP_ELEM.number(),
          CoreFunctions.LOOP.number(),
          CoreFunctions.STRTOL.number(),
          CoreFunctions.STRTOUL.number(),
          CoreFunctions.STRNCMP.number());

  private static final Set<String> REPEATABLE_KFUNCS =
      Set.of(
          IteratorFunctions.ITER_NUM_NEW.name(),
          IteratorFunctions.ITER_NUM_NEXT.name(),
          IteratorFunctions.ITER_NUM_DESTROY.name());

  private OwnRuns() {}

  /** Why the run of a program says nothing. */
  static final class NoRuleException extends BpfException {
    private static final long serialVersionUID = 1L;

    NoRuleException(String why) {
      super(why);
    }
  }

  /** Whether it can be run with inputs: its type, and all its maps. */
  static boolean isRunnable(LinkedProgram program) {
    return TestRun.supports(program.type())
        && program.maps().stream()
            .allMatch(
                map ->
                    (map.type() == MapType.ARRAY || map.type() == MapType.HASH)
                        && (long) map.valueSize() * map.maxEntries() <= MOST_MAP_BYTES);
  }

  /**
   * What a run comes to.
   *
   * @throws NoRuleException when it says nothing
   * @throws EnginesDifferException when it comes to something else in compiled code
   */
  static String run(VerifiedProgram program, RunInput input) {
    if (program.mayReadUninitializedStack()) {
      throw new NoRuleException("may read stack that it has not written");
    }
    String first = new Side(program, Engine.INTERPRETER, false).run(input);
    String other = new Side(program, Engine.INTERPRETER, true).run(input);
    String compiled = new Side(program, Engine.COMPILED, true).run(input);
    if (!compiled.equals(other)) {
      throw new EnginesDifferException(other, compiled);
    }
    if (!first.equals(other)) {
      throw new NoRuleException("depends on addresses");
    }
    return first;
  }

  /** Both engines did not come to the same. */
  static final class EnginesDifferException extends BpfException {
    private static final long serialVersionUID = 1L;

    EnginesDifferException(String interpreted, String compiled) {
      super("interpreted: %s, compiled: %s".formatted(interpreted, compiled));
    }
  }

  /** A machine for one run. */
  private static final class Side {
    private final ArenaMemory memory = ArenaMemory.heap(ARENA_BITS);
    private final List<BpfMap> maps = new ArrayList<>();
    private final Executable program;

    Side(VerifiedProgram verified, Engine engine, boolean isOther) {
      if (isOther) {
        long _ = memory.allocate(SHIFT, "other addresses");
      }
      MapEnvironment environment = MapEnvironment.of(memory);
      for (MapSpec spec : verified.source().maps()) {
        BpfMap map = MapFactory.create(spec, environment);
        if (!map.record().equals(BtfRecord.EMPTY)) {
          throw new NoRuleException("map with special fields");
        }
        maps.add(map);
      }
      Machine.Builder parts =
          Machine.builder(memory, new VirtualClock(1))
              .maps(environment.registry()::map)
              .packets(TestRun.PACKETS)
              .engine(engine)
              .budget(BUDGET);
      if (engine == Engine.INTERPRETER) {
        parts.trackStackFrames();
      }
      Machine machine = parts.build();
      provide(machine, environment);
      program = machine.load(verified, maps);
    }

    private static void provide(Machine machine, MapEnvironment environment) {
      HelperRegistry.Builder packets = HelperRegistry.builder();
      PacketHelpers.addTo(packets);
      HelperRegistry repeatable = packets.build();
      HelperRegistry all = GenericHelpers.registry();
      machine.provide(all);
      machine.provide(repeatable);
      for (int number : all.helpers()) {
        if (!REPEATABLE.contains(number) && !all.isHandledByEngine(number)) {
          machine.provideHelper(number, (_, _, _, _, _, _) -> noRule("helper " + number));
        }
      }
      int forEach = DataFunctions.FOR_EACH_MAP_ELEM.number();
      HelperFunction each = Objects.requireNonNull(all.helper(forEach));
      machine.provideHelper(
          forEach,
          (run, map, r2, r3, r4, r5) -> {
            BpfMap found = environment.registry().map(map);
            boolean isInOrder = found != null && found.spec().type() == MapType.ARRAY;
            return isInOrder ? each.call(run, map, r2, r3, r4, r5) : noRule("each of a hash map");
          });
      for (String kfunc : all.kfuncs()) {
        if (!REPEATABLE_KFUNCS.contains(kfunc)) {
          machine.provideKfunc(kfunc, (_, _, _, _, _, _) -> noRule(kfunc));
        }
      }
    }

    private static long noRule(String function) {
      throw new NoRuleException("calls " + function);
    }

    String run(RunInput input) {
      for (int i = 0; i < maps.size(); i++) {
        RunInput.Contents contents = input.maps().get(i);
        if (contents != null) {
          fill(maps.get(i), contents);
        }
      }
      TestRun.Result run;
      try {
        run = TestRun.run(program, input.data());
      } catch (BpfException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        throw cause instanceof NoRuleException noRule
            ? noRule
            : new NoRuleException("faults here: " + cause.getMessage());
      }
      List<SortedMap<String, String>> contents = new ArrayList<>();
      for (int i = 0; i < maps.size(); i++) {
        if (input.maps().get(i) != null) {
          contents.add(contents(maps.get(i)));
        }
      }
      return new RunAnswer(run.error(), run.result(), run.data(), contents).text();
    }

    private static void fill(BpfMap map, RunInput.Contents contents) {
      for (int i = 0; i < contents.keys().size(); i++) {
        long _ = map.userUpdate(contents.keys().get(i), contents.values().get(i), BpfMap.BPF_ANY);
      }
    }

    private static SortedMap<String, String> contents(BpfMap map) {
      SortedMap<String, String> contents = new TreeMap<>();
      byte[] key = map.userNextKey(null);
      while (key != null) {
        byte @Nullable [] value = map.userLookup(key);
        if (value != null) {
          contents.put(
              HexFormat.of().formatHex(key),
              HexFormat.of().formatHex(value, 0, map.spec().valueSize()));
        }
        key = map.userNextKey(key);
      }
      return contents;
    }
  }
}
