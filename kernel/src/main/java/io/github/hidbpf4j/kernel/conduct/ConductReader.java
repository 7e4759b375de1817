package io.github.hidbpf4j.kernel.conduct;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.DataVariable;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.Subprogram;
import io.github.hidbpf4j.bpf.proto.Effect;
import io.github.hidbpf4j.bpf.proto.KernelFunction;
import io.github.hidbpf4j.bpf.proto.Trait;
import io.github.hidbpf4j.bpf.verifier.paths.Operand;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths;
import io.github.hidbpf4j.kernel.analysis.AnalyzedProgram;
import io.github.hidbpf4j.kernel.analysis.DeferredField;
import io.github.hidbpf4j.kernel.analysis.EntryPoint;
import io.github.hidbpf4j.kernel.analysis.EventBytes;
import io.github.hidbpf4j.kernel.analysis.TimerUses;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Derives the behaviour of an object's programs from their paths. */
public final class ConductReader {
  private static final int ARGUMENTS = 5;

  private final BpfObject object;
  private final ReportIds ids;

  private ConductReader(BpfObject object, ReportIds ids) {
    this.object = object;
    this.ids = ids;
  }

  /**
   * Returns the behaviour of each program, followed by that of the callbacks it sets.
   *
   * @param programs the accepted programs of the object
   * @param ids possible first bytes of input reports: the device's ids if known
   */
  public static List<ProgramConduct> read(
      BpfObject object, List<AnalyzedProgram> programs, ReportIds ids) {
    ConductReader reader = new ConductReader(object, ids);
    Set<EntryPoint> entries = new TimerUses(programs).entryPoints();
    List<ProgramConduct> all = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    for (AnalyzedProgram program : programs) {
      all.add(reader.conduct(EntryPoint.of(program)));
      for (EntryPoint entry : entries) {
        if (entry.program().equals(program) && entry.field() != null) {
          ProgramConduct callback = reader.conduct(entry);
          if (seen.add(callback.name() + callback.callbackOf())) {
            all.add(callback);
          }
        }
      }
    }
    return all;
  }

  private ProgramConduct conduct(EntryPoint entry) {
    AnalyzedProgram program = entry.program();
    DeferredField field = entry.field();
    Bytes bytes = new Bytes(program.isEventHook());
    boolean complete = program.paths().isComplete();
    if (field == null && !program.hook().isEmpty()) {
      ReportIds first = program.isEventHook() ? ids : ReportIds.ALL;
      complete &= HookWalk.over(program, first, bytes);
    }
    Set<CallUse> calls = new LinkedHashSet<>();
    Map<String, VariableUse> variables = new TreeMap<>();
    program.forEachReached(
        entry.node(),
        node -> {
          call(program, entry, node, calls);
          use(program.paths(), node, variables);
        });
    int slot = program.paths().slot(entry.node());
    return new ProgramConduct(
        functionAt(program.paths().program(), slot),
        field == null ? program.hook() : "",
        field == null
            ? ""
            : "%s in %s"
                .formatted(
                    entry.isTimerCallback() ? "timer" : "work queue",
                    field.isKnown() ? field.map() : "a map"),
        shown(program.where(slot)),
        uses(bytes.reads),
        uses(bytes.writes),
        bytes.results.entrySet().stream()
            .map(e -> new ResultUse(e.getKey(), e.getValue()))
            .toList(),
        List.copyOf(calls),
        List.copyOf(variables.values()),
        complete);
  }

  private static String shown(String where) {
    return where.startsWith("./") ? where.substring(2) : where;
  }

  private static String functionAt(LinkedProgram program, int slot) {
    if (slot == 0) {
      return program.name();
    }
    return program.subprograms().stream()
        .filter(f -> f.start() <= slot && slot < f.end())
        .map(Subprogram::name)
        .findFirst()
        .orElse(program.name());
  }

  // ---- bytes

  /** Collects what a walk finds. */
  private static final class Bytes implements HookWalk.Visitor {
    private final boolean reports;
    final Map<ReportIds, Found> reads = new LinkedHashMap<>();
    final Map<ReportIds, Found> writes = new LinkedHashMap<>();
    final Map<Long, ReportIds> results = new TreeMap<>();

    /**
     * @param reports whether the bytes are those of reports, so that the first may be an id
     */
    Bytes(boolean reports) {
      this.reports = reports;
    }

    @Override
    public void read(int node, EventBytes bytes, HookWalk.Trail trail) {
      add(reads, bytes, trail);
    }

    @Override
    public void written(int node, EventBytes bytes, HookWalk.Trail trail) {
      add(writes, bytes, trail);
    }

    @Override
    public void ended(int node, HookWalk.Trail trail) {
      results.merge(trail.result(), ids(trail), ReportIds::union);
    }

    /** Byte 0 is an id only where the bytes are a report's. */
    private ReportIds ids(HookWalk.Trail trail) {
      return reports ? trail.ids() : ReportIds.ALL;
    }

    private void add(Map<ReportIds, Found> to, EventBytes bytes, HookWalk.Trail trail) {
      Found found = to.computeIfAbsent(ids(trail), _ -> new Found());
      if (bytes.offset() < 0) {
        found.computed = true;
      } else {
        int from = (int) bytes.offset();
        found.bytes = found.bytes.with(from, from + bytes.size());
      }
    }
  }

  private static final class Found {
    ByteRanges bytes = ByteRanges.NONE;
    boolean computed;
  }

  /** The most general reports first, then by their ids. */
  private static List<BytesUse> uses(Map<ReportIds, Found> found) {
    Map<ReportIds, Found> left = new HashMap<>(found);
    return left.entrySet().stream()
        .map(e -> new BytesUse(e.getKey(), e.getValue().bytes, e.getValue().computed))
        .sorted(
            Comparator.comparingInt((BytesUse u) -> -u.ids().size())
                .thenComparing(u -> u.ids().toString()))
        .toList();
  }

  // ---- calls and variables

  private static void call(
      AnalyzedProgram program, EntryPoint entry, int node, Set<CallUse> calls) {
    KernelFunction function = program.paths().called(node);
    if (function == null) {
      return;
    }
    Effect.Starts starts = function.effect(Effect.Starts.class);
    DeferredField field = starts == null ? null : program.field(node, 1, entry);
    CallUse.Role role =
        function.is(Trait.INJECTS_REPORT)
            ? CallUse.Role.INJECTS
            : starts != null
                ? CallUse.Role.DEFERS
                : function.is(Trait.MAY_WAIT) ? CallUse.Role.ASKS : CallUse.Role.OTHER;
    calls.add(
        new CallUse(
            function.name(),
            role,
            field == null || !field.isKnown() ? "" : field.map(),
            shown(program.where(program.paths().slot(node)))));
  }

  private void use(ProgramPaths paths, int node, Map<String, VariableUse> all) {
    if (paths.isAccess(node)) {
      boolean load = paths.instruction(node).isLoad();
      if (paths.accessed(node) instanceof Operand.MapField(MapSpec map, long offset)) {
        add(map, offset, load, !load || paths.instruction(node).isReadModifyWrite(), all);
      }
    } else if (paths.isKernelCall(node)) {
      for (int n = 1; n <= ARGUMENTS; n++) {
        switch (paths.argument(node, n)) {
          case Operand.MapOf(MapSpec map) -> add(map, 0, true, true, all);
          case Operand.MapField(MapSpec map, long offset) -> add(map, offset, true, true, all);
          default -> {}
        }
      }
    }
  }

  private void add(
      MapSpec map, long offset, boolean read, boolean written, Map<String, VariableUse> all) {
    List<DataVariable> of =
        object.variables().stream().filter(v -> v.map().equals(map.name())).toList();
    if (of.isEmpty()) {
      if (!map.name().contains(".rodata")) {
        all.put(map.name(), new VariableUse(map.name(), true, true, true));
      }
      return;
    }
    for (DataVariable variable : of) {
      if (offset >= variable.offset() && offset < variable.offset() + variable.size()) {
        all.merge(
            variable.name(),
            new VariableUse(variable.name(), false, read, written && !map.frozen()),
            (a, b) ->
                new VariableUse(a.name(), false, a.read() || b.read(), a.written() || b.written()));
      }
    }
  }
}
