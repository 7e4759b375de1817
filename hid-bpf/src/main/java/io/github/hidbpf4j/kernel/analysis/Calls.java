package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.proto.DataFunctions;
import io.github.hidbpf4j.bpf.proto.Effect;
import io.github.hidbpf4j.bpf.proto.KernelFunction;
import io.github.hidbpf4j.bpf.proto.Trait;
import io.github.hidbpf4j.kernel.analysis.Value.Pointer;
import io.github.hidbpf4j.kernel.analysis.Value.Region;
import io.github.hidbpf4j.kernel.analysis.Value.Scalar;
import java.util.List;
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

  void apply(PathState s, int slot, @Nullable KernelFunction function, Walk.Assume assume) {
    Value[] r = s.registers;
    for (int n = 1; n <= 5; n++) {
      watcher.used(r[n]);
    }
    int id = resultId(s);
    boolean well = succeeds(s, function, assume);
    Value result = result(s, function, slot, well);
    if (function == DataFunctions.MAP_UPDATE_ELEM && r[1] instanceof Pointer map) {
      s.marks.add("updated " + map.name());
    }
    written(s, function);
    r[0] = result;
    for (int n = 1; n <= 5; n++) {
      r[n] = Value.Scalar.UNKNOWN;
    }
  }

  private Value result(PathState s, @Nullable KernelFunction function, int slot, boolean well) {
    Value[] r = s.registers;
    int id = resultId(s);
    for (Effect effect : effects(function)) {
      switch (effect) {
        case Effect.ReturnsNumber(long least, long failed, long most) -> {
          return new Scalar(id, well ? least : failed, most, slot);
        }
        case Effect.ReturnsPointer(Effect.Region region, boolean mayBeNull) -> {
          boolean nullable = mayBeNull && !well;
          return switch (region) {
            case EVENT_DATA -> data(r[1], r[2], id, nullable);
            case OWN_CONTEXT -> new Pointer(Region.OWN_CONTEXT, "", 0, nullable, id);
            case MAP_VALUE -> lookedUp(s, id, nullable);
            // Whether there is room nobody knows beforehand.
            case MEMORY ->
                mayBeNull
                    ? new Pointer(Region.OTHER, "", 0, true, id)
                    : Value.pointer(Region.OTHER, "", 0);
          };
        }
        default -> {}
      }
    }
    return new Scalar(id, Long.MIN_VALUE, Long.MAX_VALUE, slot);
  }

  private static List<Effect> effects(@Nullable KernelFunction function) {
    return function == null ? List.of() : function.effects();
  }

  /** Whether the call is taken to succeed: not where failing may be how a program tells. */
  private boolean succeeds(PathState s, @Nullable KernelFunction function, Walk.Assume assume) {
    if (assume == Walk.Assume.NOTHING) {
      return false;
    }
    if (function == null) {
      return true;
    }
    if (function.is(Trait.INITIALISES_FIELD)) {
      return s.registers[2] instanceof Pointer map && s.marks.contains("updated " + map.name());
    }
    if (function.is(Trait.TAKES_FROM_QUEUE)) {
      return assume == Walk.Assume.CALLBACK_SUCCEEDS;
    }
    if (function == DataFunctions.MAP_LOOKUP_ELEM) {
      return s.registers[1] instanceof Pointer map && has(s, map.name());
    }
    if (function == DataFunctions.MAP_UPDATE_ELEM) {
      return Objects.equals(s.registers[4].number(), 0L);
    }
    return function != DataFunctions.MAP_DELETE_ELEM;
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
  private void written(PathState s, @Nullable KernelFunction function) {
    Value[] r = s.registers;
    if (function != null && function.is(Trait.WRITES_NO_MEMORY)) {
      return;
    }
    Effect.Writes writes = function == null ? null : function.effect(Effect.Writes.class);
    if (writes != null) {
      Long size =
          writes.size() == Effect.VALUE_OF_MAP ? valueSize(r[1]) : r[writes.size()].number();
      forget(s, r[writes.pointer()], size);
      return;
    }
    for (int n = 1; n <= 5; n++) {
      forget(s, r[n], null);
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
