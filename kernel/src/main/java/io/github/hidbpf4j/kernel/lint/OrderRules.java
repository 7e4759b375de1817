package io.github.hidbpf4j.kernel.lint;

import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.kernel.analysis.AnalyzedProgram;
import io.github.hidbpf4j.kernel.analysis.EventBytes;
import io.github.hidbpf4j.kernel.conduct.HookWalk;
import io.github.hidbpf4j.kernel.conduct.HookWalk.Trail;
import io.github.hidbpf4j.kernel.conduct.ReportIds;
import io.github.hidbpf4j.kernel.dispatch.HidBpfOps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Checks that programs of an object which change the same bytes specify their order. */
final class OrderRules {
  private static final String HOOK = "hid_device_event";

  /** Offset of {@code flags} in {@code struct hid_bpf_ops}, after {@code hid_id}. */
  private static final int FLAGS_AT = 4;

  /** A map with an event hook. */
  private record Attached(MapSpec map, AnalyzedProgram program, Map<Integer, ReportIds> written) {}

  private OrderRules() {}

  static void check(LintedObject object, LintMessages messages) {
    List<Attached> all = new ArrayList<>();
    for (MapSpec map : object.object().maps()) {
      AnalyzedProgram program = eventHook(map, object);
      if (program != null && !isBefore(map)) {
        all.add(new Attached(map, program, written(program, object)));
      }
    }
    for (int i = 0; i < all.size(); i++) {
      for (int j = i + 1; j < all.size(); j++) {
        if (!all.get(i).program().name().equals(all.get(j).program().name())) {
          compare(all.get(i), all.get(j), messages);
        } // otherwise one program for several devices
      }
    }
  }

  private static @Nullable AnalyzedProgram eventHook(MapSpec map, LintedObject object) {
    MapSpec.StructOps ops = map.structOps();
    String name = ops == null ? null : ops.programs().get(HOOK);
    return object.programs().stream().filter(p -> p.name().equals(name)).findFirst().orElse(null);
  }

  private static boolean isBefore(MapSpec map) {
    return map.valueSize() > FLAGS_AT && (map.initialByte(FLAGS_AT) & HidBpfOps.BPF_F_BEFORE) != 0;
  }

  /** For each byte that it writes, the reports in which it does. */
  private static Map<Integer, ReportIds> written(AnalyzedProgram program, LintedObject object) {
    Map<Integer, ReportIds> all = new HashMap<>();
    boolean _ =
        HookWalk.over(
            program,
            new InputReports(object.device()).ids(),
            new HookWalk.Visitor() {
              @Override
              public void written(int node, EventBytes bytes, Trail trail) {
                for (int b = 0; bytes.isPrecise() && b < bytes.size(); b++) {
                  all.merge((int) bytes.offset() + b, trail.ids(), ReportIds::union);
                }
              }
            });
    return all;
  }

  private static void compare(Attached one, Attached other, LintMessages messages) {
    one.written().entrySet().stream()
        .filter(e -> overlaps(e.getValue(), other.written().get(e.getKey())))
        .map(Map.Entry::getKey)
        .min(Integer::compare)
        .ifPresent(
            at ->
                messages.add(
                    LintRule.ORDER_NOT_SAID,
                    Objects.requireNonNull(other.map()).name(),
                    "%s and %s of %s both change byte %d: which comes first is up to the loader"
                        .formatted(
                            other.program().name(), one.program().name(), one.map().name(), at)));
  }

  private static boolean overlaps(ReportIds ids, @Nullable ReportIds others) {
    return others != null && !ids.filter(others::contains).equals(ReportIds.NONE);
  }
}
