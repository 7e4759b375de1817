package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.kernel.analysis.Value.Pointer;
import io.github.hidbpf4j.kernel.analysis.Value.Region;
import io.github.hidbpf4j.kernel.analysis.Value.Scalar;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What calls of helpers and kernel functions leave. */
final class Calls {
  private final Code code;
  private final Walk.Watcher watcher;

  Calls(Code code, Walk.Watcher watcher) {
    this.code = code;
    this.watcher = watcher;
  }

  /** Id of the result of a call at this place. */
  static int resultId(PathState s) {
    return s.pc * 16 + s.depth();
  }

  /** The place of such a call. */
  static int slotOf(int resultId) {
    return resultId / 16;
  }

  void apply(PathState s, int slot, String function, Walk.Assume assume) {
    Value[] r = s.registers;
    for (int n = 1; n <= 5; n++) {
      watcher.used(r[n]);
    }
    int id = resultId(s);
    boolean well = succeeds(s, function, assume);
    Value result =
        switch (function) {
          case "hid_bpf_get_data" -> data(r[1], r[2], id, !well);
          case "hid_bpf_allocate_context" -> new Pointer(Region.OWN_CONTEXT, "", 0, !well, id);
          case "bpf_map_lookup_elem", "bpf_map_lookup_percpu_elem" -> lookedUp(s, id, !well);
          case "bpf_ringbuf_reserve", "bpf_per_cpu_ptr" ->
              new Pointer(Region.OTHER, "", 0, true, id);
          case "bpf_this_cpu_ptr" -> Value.pointer(Region.OTHER, "", 0);
          case "hid_bpf_hw_request", "hid_bpf_hw_output_report" ->
              new Scalar(id, well ? 1 : Integer.MIN_VALUE, Integer.MAX_VALUE, slot);
          case "bpf_timer_cancel" -> new Scalar(id, well ? 0 : Integer.MIN_VALUE, 1, slot);
          case "hid_bpf_schedule_delayed_work" -> new Scalar(id, well ? 1 : 0, 1, slot);
          case "bpf_map_update_elem",
              "bpf_map_delete_elem",
              "bpf_map_push_elem",
              "bpf_map_pop_elem",
              "bpf_map_peek_elem",
              "bpf_timer_init",
              "bpf_timer_set_callback",
              "bpf_timer_set_sleepable_cb",
              "bpf_timer_set_sleepable_cb_impl",
              "bpf_timer_start",
              "bpf_wq_init",
              "bpf_wq_set_callback_impl",
              "bpf_wq_start",
              "hid_bpf_input_report",
              "hid_bpf_try_input_report" ->
              new Scalar(id, well ? 0 : Integer.MIN_VALUE, 0, slot);
          default -> new Scalar(id, Long.MIN_VALUE, Long.MAX_VALUE, slot);
        };
    if (function.equals("bpf_map_update_elem") && r[1] instanceof Pointer map) {
      s.marks.add("updated " + map.name());
    }
    written(s, function);
    r[0] = result;
    for (int n = 1; n <= 5; n++) {
      r[n] = Value.Scalar.UNKNOWN;
    }
  }

  /** Whether the call is taken to succeed: not where failing may be how a program tells. */
  private boolean succeeds(PathState s, String function, Walk.Assume assume) {
    if (assume == Walk.Assume.NOTHING) {
      return false;
    }
    return switch (function) {
      case "bpf_map_lookup_elem" -> s.registers[1] instanceof Pointer map && has(s, map.name());
      case "bpf_timer_init", "bpf_wq_init" ->
          s.registers[2] instanceof Pointer map && s.marks.contains("updated " + map.name());
      case "bpf_map_update_elem" -> Objects.equals(s.registers[4].number(), 0L);
      case "bpf_map_delete_elem" -> false;
      case "bpf_map_pop_elem", "bpf_map_peek_elem" -> assume == Walk.Assume.CALLBACK_SUCCEEDS;
      default -> true;
    };
  }

  /** Whether the element that is looked up is there for certain. */
  private boolean has(PathState s, String map) {
    if (s.marks.contains("updated " + map)) {
      return true;
    }
    for (MapSpec spec : code.program().maps()) {
      if (spec.name().equals(map)) {
        return spec.maxEntries() == 1
            || spec.type() == MapType.ARRAY
            || spec.type() == MapType.PERCPU_ARRAY;
      }
    }
    return false;
  }

  private static Pointer data(Value context, Value offset, int id, boolean nullable) {
    if (!(context instanceof Pointer ctx) || !ctx.in(Region.HOOK_CONTEXT)) {
      return new Pointer(Region.OTHER, "", 0, nullable, id);
    }
    Long from = offset.number();
    return new Pointer(Region.DATA, "", from == null ? Value.ANYWHERE : from, nullable, id);
  }

  private Value lookedUp(PathState s, int id, boolean nullable) {
    if (!(s.registers[1] instanceof Pointer p) || !p.in(Region.MAP)) {
      return new Pointer(Region.OTHER, "", 0, nullable, id);
    }
    String element = p.name() + "#?";
    for (MapSpec spec : code.program().maps()) {
      if (spec.name().equals(p.name()) && Code.isMapOfMaps(spec)) {
        return new Pointer(Region.MAP, p.name() + " (inner)", 0, nullable, id);
      }
      if (spec.name().equals(p.name())) {
        element = spec.maxEntries() == 1 ? p.name() : p.name() + "#" + key(s, spec);
      }
    }
    return new Pointer(Region.MAP_VALUE, element, 0, nullable, id);
  }

  private static String key(PathState s, MapSpec map) {
    Long key =
        s.registers[2] instanceof Pointer at && at.in(Region.STACK)
            ? s.load(at.offset(), map.keySize()).number()
            : null;
    return key == null ? "?" : Long.toString(key);
  }

  /** Forgets what a call may have written to the stack. */
  private void written(PathState s, String function) {
    Value[] r = s.registers;
    switch (function) {
      case "bpf_map_lookup_elem",
          "bpf_map_update_elem",
          "bpf_map_delete_elem",
          "bpf_map_push_elem",
          "hid_bpf_input_report",
          "hid_bpf_try_input_report",
          "hid_bpf_hw_output_report",
          "bpf_trace_printk",
          "bpf_trace_vprintk",
          "bpf_ringbuf_output" -> {}
      case "hid_bpf_hw_request" -> forget(s, r[2], r[3].number());
      case "bpf_map_pop_elem", "bpf_map_peek_elem" -> forget(s, r[2], valueSize(r[1]));
      default -> {
        for (int n = 1; n <= 5; n++) {
          forget(s, r[n], null);
        }
      }
    }
  }

  private @Nullable Long valueSize(Value map) {
    if (map instanceof Pointer p && p.in(Region.MAP)) {
      for (MapSpec spec : code.program().maps()) {
        if (spec.name().equals(p.name())) {
          return (long) spec.valueSize();
        }
      }
    }
    return null;
  }

  private static void forget(PathState s, Value at, @Nullable Long size) {
    if (at instanceof Pointer p && p.in(Region.STACK)) {
      s.forget(p.offset(), size == null ? Value.FRAME / 2 : size);
    } else if (at instanceof Pointer p && p.in(Region.DATA)) {
      s.forget(Hooks.DATA_AT, Value.FRAME);
    }
  }
}
