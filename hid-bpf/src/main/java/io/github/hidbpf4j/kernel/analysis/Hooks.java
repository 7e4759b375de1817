package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.kernel.analysis.Value.Region;
import io.github.hidbpf4j.kernel.analysis.Value.Scalar;
import java.util.List;

/** What is known when a function is entered. */
final class Hooks {
  /** Where in a state's stack the array of arguments of a hook is kept. */
  static final long ARGUMENTS_AT = -16 * Value.FRAME;

  /** The same for bytes of the event buffer that are known. */
  static final long DATA_AT = -32 * Value.FRAME;

  private static final int INPUT = 0;

  private Hooks() {}

  /** A hook at its start; a syscall program likewise. */
  static PathState enter(Code code) {
    PathState s = new PathState(0);
    if (code.hook().isEmpty()) {
      s.registers[1] = Value.pointer(Region.OTHER, "", 0);
    } else {
      s.registers[1] = Value.pointer(Region.ARGUMENTS, "", 0);
      s.store(ARGUMENTS_AT, 8, Value.pointer(Region.HOOK_CONTEXT, "", 0));
    }
    return s;
  }

  /**
   * The event hook at its start for a report that a program injected.
   *
   * @param bytes what is known of the report
   * @param type its type, a constant or unknown
   */
  static PathState enterInjected(Code code, List<Value> bytes, Value type) {
    PathState s = enter(code);
    boolean structOps =
        code.program().target()
            instanceof io.github.hidbpf4j.bpf.program.AttachTarget.StructOpsMember;
    if (structOps) {
      s.store(ARGUMENTS_AT + 8, 8, type.number() == null ? Value.constant(INPUT) : type);
      s.store(ARGUMENTS_AT + 16, 8, Value.pointer(Region.OTHER, "", 0));
    }
    for (int at = 0; at < bytes.size(); at++) {
      if (bytes.get(at) instanceof Scalar b && b.isConstant()) {
        s.store(DATA_AT + at, 1, b);
      }
    }
    return s;
  }

  /** A callback of a timer or work queue: map, key, value. */
  static PathState enterCallback(int slot, String element) {
    PathState s = new PathState(slot);
    Value.Pointer value = Value.pointer(Region.MAP_VALUE, element, 0);
    s.registers[1] = Value.pointer(Region.MAP, value.map(), 0);
    s.registers[2] = Value.pointer(Region.OTHER, "", 0);
    s.registers[3] = value;
    return s;
  }
}
