package io.github.hidbpf4j.bpf.verifier;

import static io.github.hidbpf4j.bpf.asm.Opcode.*;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Register;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.ContextDescription;
import io.github.hidbpf4j.bpf.verifier.Value.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What an instruction that is no jump, and no call of the program's own functions, does to a state.
 */
final class Transfer {
  private final LinkedProgram program;
  private final Calls calls;
  private final @Nullable ContextDescription context;
  private final HookArguments hook;

  Transfer(LinkedProgram program, ApiProfile profile, Calls calls) {
    this.program = program;
    this.calls = calls;
    this.context = profile.context(program.type());
    this.hook = new HookArguments(program, profile);
  }

  /** The state that the main program begins in. */
  State atStart() {
    State state = State.atEntry();
    if (program.type() == ProgramType.UNSPEC || context instanceof ContextDescription.RawMemory) {
      state.defineArgument(Register.R1, Value.MEMORY_OR_NULL);
      state.defineArgument(Register.R1 + 1, Value.UNKNOWN);
    } else {
      state.set(Register.R1, Value.CONTEXT);
    }
    return state;
  }

  void apply(int slot, Instruction i, State state) {
    switch (i.instructionClass()) {
      case ALU, ALU64 -> {
        Value operand =
            source(i.opcode()) == X && operation(i.opcode()) != END
                ? state.get(i.src())
                : Value.constant(i.imm());
        Value result = Arithmetic.result(i, state.get(i.dst()), operand);
        boolean copies = operation(i.opcode()) == MOV && source(i.opcode()) == X && i.offset() == 0;
        if (copies && result.equals(operand)) {
          state.move(i.dst(), i.src(), slot);
        } else {
          state.set(i.dst(), result);
        }
      }
      case LDX -> load(slot, i, state);
      case ST -> store(slot, i, state, InstructionRules.NONE);
      case STX -> {
        if (mode(i.opcode()) == ATOMIC) {
          atomic(i, state);
        } else {
          store(slot, i, state, i.src());
        }
      }
      case LD -> {
        if (i.opcode() == LD_IMM64) {
          state.set(i.dst(), immediate(slot, i));
        } else {
          state.clobber();
          state.set(Register.R0, sized(bytes(i.opcode())));
        }
      }
      default -> {
        if (i.opcode() == (JMP | CALL)) {
          calls.apply(i, state);
          state.define(Register.R0, state.get(Register.R0), slot);
        }
      }
    }
  }

  private Value immediate(int slot, Instruction i) {
    int upper = program.instructions().get(slot + 1).imm();
    return switch (i.src()) {
      case PSEUDO_MAP_FD -> Value.map(i.imm());
      case PSEUDO_MAP_VALUE -> Value.mapValue(i.imm(), Integer.toUnsignedLong(upper));
      case PSEUDO_BTF_ID -> Value.MEMORY;
      case PSEUDO_FUNC -> Value.function(slot + 1 + i.imm());
      default -> Value.constant((long) upper << 32 | i.imm() & 0xffffffffL);
    };
  }

  private void load(int slot, Instruction i, State state) {
    Value base = state.get(i.src());
    int bytes = bytes(i.opcode());
    if (base.is(Kind.STACK) && base.min() == base.max() && mode(i.opcode()) == MEM) {
      if (state.fill(i.dst(), base.min() + i.offset(), bytes)) {
        return;
      }
    }
    state.define(i.dst(), loaded(i, state), slot);
  }

  private Value loaded(Instruction i, State state) {
    Value base = state.get(i.src());
    int bytes = bytes(i.opcode());
    Value constant = frozen(base, i.offset(), bytes);
    if (constant != null) {
      boolean signed = mode(i.opcode()) == MEMSX;
      return signed ? Value.constant(Arithmetic.signExtend(constant.min(), 8 * bytes)) : constant;
    }
    if (mode(i.opcode()) == MEMSX) {
      return Value.UNKNOWN;
    }
    if (base.is(Kind.CONTEXT)) {
      return switch (context) {
        // any field of any size may be a pointer
        case ContextDescription.Fields _ -> Value.LOADED;
        case ContextDescription.FunctionArguments _ when bytes == 8 -> hook.argument(i.offset());
        case null, default -> sized(bytes);
      };
    }
    return sized(bytes);
  }

  /** What is read from memory: eight bytes may be a pointer, fewer are a number. */
  private static Value sized(int bytes) {
    return bytes == 8 ? Value.LOADED : Value.range(0, (1L << 8 * bytes) - 1);
  }

  /** The number at a known place of a constant map, or null. */
  private @Nullable Value frozen(Value base, int offset, int bytes) {
    if (!base.is(Kind.MAP_VALUE) || base.nullable() || base.id() < 0 || base.min() > base.max()) {
      return null;
    }
    MapSpec map = program.maps().get(base.id());
    long at = base.min() + offset;
    if (!map.frozen() || at < 0 || at + bytes > map.valueSize()) {
      return null;
    }
    byte[] data = map.initialData();
    long value = 0;
    for (int n = 0; n < bytes; n++) {
      long b = data == null || at + n >= data.length ? 0 : data[(int) at + n] & 0xff;
      value |= b << 8 * n;
    }
    return Value.constant(value);
  }

  private static void store(int slot, Instruction i, State state, int register) {
    Value base = state.get(i.dst());
    int bytes = bytes(i.opcode());
    if (base.is(Kind.STACK)) {
      state.overwrite(base.min() + i.offset(), base.max() + i.offset(), bytes);
      if (base.min() == base.max()) {
        Value value =
            register == InstructionRules.NONE ? Value.constant(i.imm()) : state.get(register);
        state.spill(base.min() + i.offset(), bytes, value, register, slot);
      }
    } else if (!base.is(Kind.MAP_VALUE) && !base.is(Kind.CONTEXT)) {
      // it may be the stack under another name
      state.forgetSpills();
    }
  }

  private static void atomic(Instruction i, State state) {
    Value base = state.get(i.dst());
    int bytes = bytes(i.opcode());
    if (base.is(Kind.STACK)) {
      state.overwrite(base.min() + i.offset(), base.max() + i.offset(), bytes);
    } else if (!base.is(Kind.MAP_VALUE)) {
      state.forgetSpills();
    }
    int result = InstructionRules.writes(i);
    if (result != InstructionRules.NONE) {
      state.set(result, sized(bytes));
    }
  }
}
