package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarCoercion;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarValue;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The concrete state of a run in progress, as far as states of the verifier describe it: registers
 * of all frames, their stacks, and the addresses of context, maps and map values. Finds where it is
 * outside a state.
 */
final class Concrete {
  private final ArenaMemory memory;
  private final long context;
  private final List<BpfMap> maps;
  private final Map<MapSpec, List<Long>> values = new IdentityHashMap<>();
  private final long[][] registers = new long[VerifierState.MAX_CALL_FRAMES][FrameState.REGISTERS];

  Concrete(ArenaMemory memory, long context, List<BpfMap> maps) {
    this.memory = memory;
    this.context = context;
    this.maps = maps;
    for (BpfMap map : maps) {
      List<Long> known = new ArrayList<>();
      if (map.directValueAddress() != 0) {
        known.add(map.directValueAddress());
      }
      values.put(map.spec(), known);
    }
  }

  void setRegisters(int frame, long[] from) {
    System.arraycopy(from, 0, registers[frame], 0, FrameState.REGISTERS);
  }

  long register(int frame, int number) {
    return registers[frame][number];
  }

  /** Notes that a value of this map is at an address: a lookup or an iteration returned it. */
  void addValue(MapSpec map, long address) {
    List<Long> known = values.get(map);
    if (known != null && !known.contains(address)) {
      known.add(address);
    }
  }

  /** Frame and slot of a stack address, as {@code frame << 8 | slot}, or -1. */
  int stackSlot(int depth, long address) {
    for (int f = depth; f >= 0; f--) {
      long below = registers[f][FrameState.FRAME_POINTER] - 1 - address;
      if (below >= 0 && below < 512) {
        return f << 8 | (int) (below / StackSlot.SIZE);
      }
    }
    return -1;
  }

  /** Where a run is outside a state that is trusted to contain it, or null. */
  @Nullable String outside(VerifierState state, @Nullable TrustedState trust) {
    for (int f = 0; f <= state.currentFrame(); f++) {
      FrameState frame = state.frame(f);
      for (int r = 0; r < FrameState.REGISTERS; r++) {
        if (trust == null || trust.register(f, r)) {
          String what = outside(frame.register(r), registers[f][r]);
          if (what != null) {
            return "frame " + f + ", R" + r + " " + what;
          }
        }
      }
      for (int s = 0; s < frame.slotCount(); s++) {
        if (trust == null || trust.slot(f, s)) {
          String what = outside(frame.slot(s), f, s);
          if (what != null) {
            return "frame " + f + ", fp" + -8 * (s + 1) + " " + what;
          }
        }
      }
    }
    return null;
  }

  private @Nullable String outside(StackSlot slot, int frame, int index) {
    long kinds = slot.kinds();
    if (kinds == 0) {
      return null;
    }
    long address = registers[frame][FrameState.FRAME_POINTER] - (long) StackSlot.SIZE * (index + 1);
    int spilled = 0;
    for (int i = 0; i < StackSlot.SIZE; i++) {
      int kind = slot.kind(i);
      if (kind == StackSlot.SPILL) {
        spilled++;
      } else if (kind == StackSlot.ZERO && memory.getByte(address + 7 - i) != 0) {
        return "byte %d is %x, expected 0".formatted(7 - i, memory.getByte(address + 7 - i));
      }
    }
    if (spilled == 0) {
      return null;
    }
    long value = memory.getLong(address);
    if (spilled == StackSlot.SIZE) {
      return outside(slot.register, value);
    }
    if (!slot.register.isScalar()) {
      return null;
    }
    int unused = Long.SIZE - spilled * Byte.SIZE;
    ScalarValue scratch = new ScalarValue(slot.register.domain());
    scratch.copyFrom(slot.register);
    ScalarCoercion.zeroExtend(scratch, spilled);
    long low = value << unused >>> unused;
    return scratch.contains(low) ? null : "low %d bytes %x".formatted(spilled, low) + in(scratch);
  }

  @SuppressWarnings("ReferenceEquality") // two maps with equal definitions are not the same map
  private @Nullable String outside(RegisterState register, long value) {
    int type = register.type();
    switch (RegisterType.base(type)) {
      case RegisterType.NOT_INIT -> {
        return null;
      }
      case RegisterType.SCALAR_VALUE -> {
        return register.contains(value) ? null : "%x".formatted(value) + in(register);
      }
      case RegisterType.PTR_TO_STACK -> {
        long base = registers[register.frameNumber()][FrameState.FRAME_POINTER];
        return at(register, value, base) ? null : pointer("fp", value - base, register);
      }
      case RegisterType.PTR_TO_CTX -> {
        return at(register, value, context) ? null : pointer("ctx", value - context, register);
      }
      case RegisterType.CONST_PTR_TO_MAP -> {
        for (BpfMap map : maps) {
          if (map.spec() == register.map() && map.address() == value) {
            return null;
          }
        }
        return "%x is not the map".formatted(value);
      }
      case RegisterType.PTR_TO_MAP_VALUE -> {
        return outsideValue(register, value);
      }
      default -> {
        return value == 0 && !RegisterType.mayBeNull(type)
            ? "is NULL, expected " + RegisterType.text(type)
            : null;
      }
    }
  }

  private @Nullable String outsideValue(RegisterState register, long value) {
    if (value == 0 && RegisterType.mayBeNull(register.type())) {
      return null;
    }
    List<Long> known = values.getOrDefault(register.requireMap(), List.of());
    for (long base : known) {
      if (at(register, value, base)) {
        return null;
      }
    }
    StringBuilder distances = new StringBuilder();
    for (long base : known) {
      distances.append(distances.isEmpty() ? "" : " or ").append(value - base);
    }
    return "is map value + " + distances + ", expected + " + register.off() + in(register);
  }

  private static boolean at(RegisterState register, long value, long base) {
    return register.contains(value - base - register.off());
  }

  private static String pointer(String what, long distance, RegisterState register) {
    return "is %s%+d, expected %+d".formatted(what, distance, register.off()) + in(register);
  }

  private static String in(ScalarValue v) {
    return " is not in "
        + v
        + " u64 %x..%x s64 %x..%x u32 %x..%x s32 %x..%x bits %s"
            .formatted(
                v.umin(),
                v.umax(),
                v.smin(),
                v.smax(),
                v.u32Min(),
                v.u32Max(),
                v.s32Min(),
                v.s32Max(),
                v.tnum());
  }
}
