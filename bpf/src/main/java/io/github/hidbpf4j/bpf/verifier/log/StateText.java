package io.github.hidbpf4j.bpf.verifier.log;

import io.github.hidbpf4j.bpf.btf.KernelTypeNames;
import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarText;
import io.github.hidbpf4j.bpf.verifier.state.DynptrType;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;
import org.jspecify.annotations.Nullable;

/**
 * Writes source lines, instructions and changes of the state to the log, in the kernel's form
 * ({@code print_verifier_state}, {@code print_insn_state}, {@code verbose_linfo}).
 */
public final class StateText {
  private static final int MIN_ALIGNMENT = 8;
  private static final int ALIGNMENT = 40;

  private final LogBuffer log;
  private final LinkedProgram program;
  private final InstructionText instructions;
  private final MapNames mapNames;
  private final boolean showsLiveness;
  private final boolean foldsOffsets;
  private final boolean idsAreReferences;
  private int changedRegisters;
  private long changedSlots;
  private @Nullable LineInfo previousLine;
  private long previousPosition;
  private long previousLength;

  /** Creates it for one verification. */
  public StateText(LogBuffer log, LinkedProgram program, ApiProfile profile) {
    this.log = log;
    this.program = program;
    this.instructions = new InstructionText(program, profile.has(VerifierRule.ORDERED_ACCESSES));
    this.mapNames = new MapNames(program.object());
    showsLiveness = !profile.has(VerifierRule.STATES_WITHOUT_LIVENESS);
    foldsOffsets = profile.has(VerifierRule.OFFSETS_FOLDED);
    idsAreReferences = profile.has(VerifierRule.REFERENCES_BY_ID);
  }

  /** Texts of instructions. */
  public InstructionText instructions() {
    return instructions;
  }

  /** Marks a register to be shown after this instruction ({@code mark_reg_scratched}). */
  public void touchRegister(int register) {
    changedRegisters |= 1 << register;
  }

  /** Marks a stack slot to be shown after this instruction ({@code mark_stack_slot_scratched}). */
  public void touchSlot(int slot) {
    changedSlots |= 1L << slot;
  }

  /** Marks everything to be shown ({@code mark_verifier_state_scratched}). */
  public void touchAll() {
    changedRegisters = -1;
    changedSlots = -1;
  }

  /** Starts another function: its first source line is shown in any case. */
  public void resetLine() {
    previousLine = null;
  }

  /** Prints the source line of a slot, unless it was the last one shown ({@code verbose_linfo}). */
  public void printLine(int slot, String prefix) {
    if (!log.isOn()) {
      return;
    }
    LineInfo line = program.lineAt(slot);
    LineInfo previous = previousLine;
    if (line == null
        || previous != null
            && line.line() == previous.line()
            && line.file().equals(previous.file())) {
      return;
    }
    log.append(prefix);
    log.append(line.text().stripLeading());
    log.append(" @ ");
    log.append(line.file().substring(line.file().lastIndexOf('/') + 1));
    log.append(":" + line.line() + "\n");
    previousLine = line;
  }

  /**
   * Prints one step: the state changed by the last instruction, the source line, the instruction.
   */
  public void printStep(FrameState frame, int slot) {
    if (changedRegisters != 0 || changedSlots != 0) {
      printChanges(frame, slot);
    }
    printLine(slot, "; ");
    long start = log.position();
    log.append(slot + ": " + instructions.text(slot) + "\n");
    previousLength = log.position() - start;
    previousPosition = log.position();
  }

  /**
   * Prints what the last instruction changed, on the same line if nothing was logged since ({@code
   * print_insn_state}).
   */
  public void printChanges(FrameState frame, int slot) {
    if (previousPosition != 0 && previousPosition == log.position()) {
      log.cutTo(previousPosition - 1);
      long at = Math.max(previousLength + MIN_ALIGNMENT / 2, ALIGNMENT);
      long column = (at + MIN_ALIGNMENT - 1) / MIN_ALIGNMENT * MIN_ALIGNMENT;
      log.append(" ".repeat((int) Math.max(1, column - previousLength - 1)) + ";");
    } else {
      log.append(slot + ":");
    }
    print(frame, false);
  }

  /** Prints the whole frame. */
  public void printAll(FrameState frame) {
    if (log.isOn()) {
      print(frame, true);
    }
  }

  private void print(FrameState frame, boolean all) {
    StringBuilder out = new StringBuilder(128);
    if (frame.number() != 0) {
      out.append(" frame").append(frame.number()).append(':');
    }
    for (int i = 0; i < FrameState.REGISTERS; i++) {
      RegisterState register = frame.register(i);
      if (register.type() != RegisterType.NOT_INIT && (all || (changedRegisters >> i & 1) != 0)) {
        out.append(" R").append(i);
        appendLiveness(out, register);
        out.append('=');
        appendRegister(out, frame, register);
      }
    }
    for (int i = 0; i < frame.slotCount(); i++) {
      if (all || (changedSlots >> i & 1) != 0) {
        i = appendSlot(out, frame, i);
      }
    }
    for (int i = 0; i < frame.referenceCount(); i++) {
      out.append(i == 0 ? " refs=" : ",").append(frame.reference(i).id());
    }
    if (frame.inCallback()) {
      out.append(" cb");
    }
    if (frame.inAsyncCallback()) {
      out.append(" async_cb");
    }
    log.append(out.append('\n'));
    if (!all) {
      changedRegisters = 0;
      changedSlots = 0;
    }
  }

  private void appendLiveness(StringBuilder out, RegisterState register) {
    if (!showsLiveness) {
      return;
    }
    if (register.isRead() || register.isWritten() || register.isDone()) {
      out.append('_');
    }
    if (register.isRead()) {
      out.append('r');
    }
    if (register.isWritten()) {
      out.append('w');
    }
    if (register.isDone()) {
      out.append('D');
    }
  }

  /** Appends a stack slot; returns the index of the last slot that the text covers. */
  private int appendSlot(StringBuilder out, FrameState frame, int index) {
    StackSlot slot = frame.slot(index);
    if (slot.kinds() == StackSlot.allOf(StackSlot.INVALID)) {
      return index;
    }
    RegisterState register = slot.register;
    switch (slot.kind(StackSlot.SIZE - 1)) {
      case StackSlot.SPILL -> {
        appendSlotName(out, index, register);
        for (int i = 0; i < StackSlot.SIZE && slot.kind(i) != StackSlot.SPILL; i++) {
          out.append(StackSlot.letter(slot.kind(i)));
        }
        appendRegister(out, frame, register);
      }
      case StackSlot.DYNPTR -> {
        int main = index + 1;
        register = frame.slot(main).register;
        appendSlotName(out, main, register);
        DynptrType type = register.dynptrType();
        out.append("dynptr_").append(type == null ? "<invalid>" : type.text()).append('(');
        String separator = "";
        if (register.id() != 0) {
          out.append("id=").append(register.id());
          separator = ",";
        }
        if (register.refObjId() != 0) {
          out.append(separator)
              .append(idsAreReferences ? "parent_id=" : "ref_id=")
              .append(register.refObjId());
          separator = ",";
        }
        if (register.dynptrId() != 0 && !idsAreReferences) {
          out.append(separator).append("dynptr_id=").append(register.dynptrId());
        }
        out.append(')');
        return main;
      }
      case StackSlot.ITER -> {
        if (register.refObjId() != 0) {
          appendSlotName(out, index, register);
          String name = register.requireBtf().type(register.btfId()).name();
          out.append("iter_")
              .append(
                  name.startsWith(KernelTypeNames.ITER_PREFIX)
                      ? name.substring(KernelTypeNames.ITER_PREFIX.length())
                      : name)
              .append(idsAreReferences ? "(id=" : "(ref_id=")
              .append(register.refObjId())
              .append(",state=")
              .append(register.iteratorState().text())
              .append(",depth=")
              .append(register.iteratorDepth())
              .append(')');
        }
      }
      default -> {
        appendSlotName(out, index, register);
        out.append(slot.text());
      }
    }
    return index;
  }

  private void appendSlotName(StringBuilder out, int index, RegisterState register) {
    out.append(" fp").append(-(index + 1) * StackSlot.SIZE);
    appendLiveness(out, register);
    out.append('=');
  }

  /** Appends a register, as {@code print_reg_state} does. */
  public void appendRegister(StringBuilder out, FrameState frame, RegisterState register) {
    int type = register.type();
    if (type == RegisterType.SCALAR_VALUE) {
      if (register.isPrecise()) {
        out.append('P');
      }
      if (register.isConst()) {
        ScalarText.appendSigned(out, register.tnum().value());
        return;
      }
    }
    out.append(RegisterType.text(type));
    if (type == RegisterType.PTR_TO_ARENA) {
      return;
    }
    if (type == RegisterType.PTR_TO_STACK) {
      if (frame.number() != register.frameNumber()) {
        out.append('[').append(register.frameNumber()).append(']');
      }
      if (register.isConst()) {
        ScalarText.appendSigned(out, register.tnum().value() + register.off());
        return;
      }
    }
    int base = RegisterType.base(type);
    if (base == RegisterType.PTR_TO_BTF_ID) {
      out.append(register.requireBtf().type(register.btfId()).name());
    }
    out.append('(');
    appendAttributes(out, register, base);
    out.append(')');
  }

  private void appendAttributes(StringBuilder out, RegisterState register, int base) {
    int start = out.length();
    boolean owns =
        idsAreReferences
            && register.refObjId() != 0
            && (register.id() == 0 || register.id() == register.refObjId());
    if (owns) {
      out.append("id=").append(register.refObjId());
    } else if (register.id() != 0) {
      out.append("id=").append(register.id() & ~RegisterState.ADD_CONST);
      if ((register.id() & RegisterState.ADD_CONST) != 0) {
        out.append(register.off() >= 0 ? "+" : "").append(register.off());
      }
    }
    int parent = register.dynptrId() != 0 ? register.dynptrId() : register.refObjId();
    if (!idsAreReferences && register.refObjId() != 0) {
      comma(out, start).append("ref_obj_id=").append(register.refObjId());
    } else if (idsAreReferences && !owns && parent != 0) {
      comma(out, start).append("parent_id=").append(parent);
    }
    if (RegisterType.isNonOwningReference(register.type())) {
      comma(out, start).append("non_own_ref");
    }
    MapSpec map = register.map();
    if (map != null) {
      String name = mapNames.of(map);
      if (!name.isEmpty()) {
        comma(out, start).append("map=").append(name);
      }
      comma(out, start).append("ks=").append(map.keySize()).append(",vs=").append(map.valueSize());
    }
    boolean pointer = base != RegisterType.SCALAR_VALUE;
    if (pointer && !foldsOffsets && register.off() != 0) {
      ScalarText.appendSigned(comma(out, start).append("off="), register.off());
    }
    if (register.isPacketPointer()) {
      ScalarText.appendUnsigned(comma(out, start).append("r="), register.range());
    }
    if (base == RegisterType.PTR_TO_MEM) {
      ScalarText.appendUnsigned(
          comma(out, start).append("sz="), Integer.toUnsignedLong(register.memSize()));
    }
    DynptrType dynptr = register.dynptrType();
    if (base == RegisterType.CONST_PTR_TO_DYNPTR && dynptr != null) {
      comma(out, start).append("type=").append(dynptr.text());
    }
    if (register.isConst()) {
      long value = register.tnum().value() + (pointer && foldsOffsets ? register.off() : 0);
      if (value != 0) {
        ScalarText.appendSigned(comma(out, start).append("imm="), value);
      }
    } else {
      boolean folded = pointer && foldsOffsets && register.off() != 0;
      ScalarText.appendBounds(
          out, folded ? register.folded() : register, out.length() == start ? "" : ",");
    }
  }

  private static StringBuilder comma(StringBuilder out, int start) {
    return out.length() == start ? out : out.append(',');
  }
}
