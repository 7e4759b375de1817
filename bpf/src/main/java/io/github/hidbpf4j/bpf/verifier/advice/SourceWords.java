package io.github.hidbpf4j.bpf.verifier.advice;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.program.Subprogram;
import io.github.hidbpf4j.bpf.text.ProgramNames;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Describes the origin of a value: which parameter, field or call. */
final class SourceWords {
  private static final List<String> CALLBACK_PARAMETERS =
      List.of("the map", "the key", "the value");

  private final Situation situation;
  private final FailingPath path;

  SourceWords(Situation situation, FailingPath path) {
    this.situation = situation;
    this.path = path;
  }

  /** Description of a value; empty when there is nothing to say. */
  String of(ValueHistory.Origin origin) {
    return switch (origin.kind()) {
      case RESULT -> "the result of " + called(origin.slot());
      case LOADED -> loaded(origin);
      case CONSTANT -> "a constant";
      case ADDRESS -> address(origin.slot());
      case FRAME -> "the address of a local variable";
      case PATCHED -> "on the stack, partly overwritten";
      case TRUNCATED -> "the low 32 bits of a pointer";
      case PARAMETER -> parameter(origin);
      case COMPUTED, UNKNOWN -> "";
    };
  }

  /** The function that an instruction calls, with parentheses. */
  String called(int slot) {
    String callee = situation.callee(slot);
    return callee.isEmpty() ? "a call" : callee + "()";
  }

  /** Whether a load reads an argument of the hook: tracing hooks have them in their context. */
  boolean isHookArgument(ValueHistory.Origin origin) {
    Instruction insn = situation.instruction(origin.slot());
    ProgramType type = situation.program().type();
    return origin.kind() == ValueHistory.Kind.LOADED
        && insn != null
        && insn.instructionClass() == Opcode.LDX
        && origin.step() >= 0
        && RegisterType.base(path.type(origin.step(), insn.src())) == RegisterType.PTR_TO_CTX
        && (type == ProgramType.STRUCT_OPS || type == ProgramType.TRACING)
        && insn.offset() % Long.BYTES == 0;
  }

  private String parameter(ValueHistory.Origin origin) {
    Subprogram function = situation.functionAt(origin.slot());
    if (path.deferredAt() < 0 && origin.slot() == 0 && origin.register() == 1) {
      return "the context that the program is called with";
    }
    String name = function == null ? "the function" : function.name() + "()";
    String number = "parameter " + origin.register() + " of " + name;
    return path.deferredAt() >= 0 && origin.register() <= CALLBACK_PARAMETERS.size()
        ? number + ", " + CALLBACK_PARAMETERS.get(origin.register() - 1)
        : number;
  }

  private String loaded(ValueHistory.Origin origin) {
    Instruction insn = situation.instruction(origin.slot());
    if (insn == null || insn.instructionClass() != Opcode.LDX || origin.step() < 0) {
      return "read from memory";
    }
    if (isHookArgument(origin)) {
      String struct = structAfter(origin);
      return "argument %d of the hook%s"
          .formatted(
              insn.offset() / Long.BYTES + 1,
              struct.isEmpty() ? "" : ", a struct " + struct + " *");
    }
    String field = field(origin.step(), insn);
    if (!field.isEmpty()) {
      return "read from " + field;
    }
    ValueHistory.Origin from =
        ValueHistory.originAt(
            situation.program(), path, origin.step(), insn.src(), new ArrayList<>());
    if (from.kind() == ValueHistory.Kind.RESULT) {
      return "read through R%d, the result of %s".formatted(insn.src(), called(from.slot()));
    }
    String where =
        switch (RegisterType.base(path.type(origin.step(), insn.src()))) {
          case RegisterType.PTR_TO_CTX -> "the program's context";
          case RegisterType.PTR_TO_MAP_VALUE -> "a map value or global variable";
          case RegisterType.PTR_TO_STACK -> "the stack";
          default -> "memory";
        };
    return "read from " + where + " through R" + insn.src();
  }

  /** The struct that a register points to after the load that filled it; empty when unknown. */
  private String structAfter(ValueHistory.Origin origin) {
    int next = origin.step() + 1;
    return next < path.size() ? structName(path.struct(next, origin.register())) : "";
  }

  private String structName(int id) {
    return composite(id) instanceof BtfType.Composite struct ? struct.name() : "";
  }

  private @Nullable BtfType composite(int id) {
    Btf btf = path.structs();
    return btf == null || id == 0 ? null : btf.resolved(id);
  }

  /** {@code struct hid_bpf_ctx.size}, if a load reads a field of a kernel struct. */
  private String field(int step, Instruction insn) {
    Btf btf = path.structs();
    int id = path.struct(step, insn.src());
    if (btf == null || !(composite(id) instanceof BtfType.Composite struct)) {
      return "";
    }
    List<String> names = new ArrayList<>();
    collect(btf, struct, insn.offset(), names);
    return names.isEmpty()
        ? "struct " + struct.name()
        : "struct " + struct.name() + "." + String.join(" or .", names);
  }

  /** Collects the members that start at an offset, descending into anonymous structs and unions. */
  private static void collect(Btf btf, BtfType.Composite struct, long offset, List<String> names) {
    for (BtfType.Member member : struct.members()) {
      if (member.name().isEmpty()
          && btf.resolved(member.type()) instanceof BtfType.Composite inner
          && offset >= member.byteOffset()
          && offset < member.byteOffset() + inner.size()) {
        collect(btf, inner, offset - member.byteOffset(), names);
      } else if (member.byteOffset() == offset && !member.name().isEmpty()) {
        names.add(member.name());
      }
    }
  }

  private String address(int slot) {
    Instruction insn = situation.instruction(slot);
    String map = insn == null ? null : new ProgramNames(situation.program()).map(insn.imm());
    return switch (insn == null ? 0 : insn.src()) {
      case Opcode.PSEUDO_MAP_FD, Opcode.PSEUDO_MAP_IDX ->
          map == null ? "a map" : "the map '" + map + "'";
      case Opcode.PSEUDO_MAP_VALUE, Opcode.PSEUDO_MAP_IDX_VALUE ->
          "the address of a variable" + (map == null ? "" : " in '" + map + "'");
      case Opcode.PSEUDO_FUNC -> "the address of a function";
      default -> "the address of a variable of the kernel";
    };
  }
}
