package io.github.hidbpf4j.bpf.asm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The slots assembled so far, their labels, and the references to labels not defined yet. */
final class Emitter {
  /** The field of a slot that holds the distance to a label. */
  enum Field {
    OFFSET,
    IMM
  }

  private record Reference(int slot, Field field, String label, int line, int column) {}

  private record Label(int slot, int line) {}

  /**
   * Number of slots of the largest program that Linux accepts (BPF_COMPLEXITY_LIMIT_INSNS, 6.12).
   */
  private static final int MAX_SLOTS = 1_000_000;

  private final List<Instruction> slots = new ArrayList<>();
  private final Map<String, Label> labels = new HashMap<>();
  private final List<Reference> references = new ArrayList<>();

  int slot() {
    return slots.size();
  }

  void emit(int opcode, int dst, int src, int offset, int imm) {
    emit(new Instruction(opcode, dst, src, (short) offset, imm));
  }

  void emit(Instruction instruction) {
    slots.add(instruction);
  }

  void emitImmediate64(int dst, int src, int lower, int upper) {
    emit(Opcode.LD_IMM64, dst, src, 0, lower);
    emit(0, 0, 0, 0, upper);
  }

  Instruction get(int slot) {
    return slots.get(slot);
  }

  void label(Tokens at, AsmToken name) {
    Label before = labels.putIfAbsent(name.text(), new Label(slot(), at.line()));
    if (before != null) {
      throw at.error(name, "label '" + name.text() + "' already exists, in line " + before.line());
    }
  }

  /** Records that the slot to be emitted next refers to a label. */
  void refer(Tokens at, AsmToken label, Field field) {
    references.add(new Reference(slot(), field, label.text(), at.line(), label.column()));
  }

  void checkSize(Tokens at) {
    if (slots.size() > MAX_SLOTS) {
      throw at.error(
          at.peek(), "the program has more than " + MAX_SLOTS + " slots, which Linux never loads");
    }
  }

  /** All slots, with every reference resolved. */
  List<Instruction> finish() {
    for (Reference r : references) {
      Label target = labels.get(r.label());
      if (target == null) {
        throw new AssemblerException(
            r.line(), r.column(), "there is no label '" + r.label() + "' in the program");
      }
      int distance = target.slot() - r.slot() - 1;
      Instruction i = slots.get(r.slot());
      if (r.field() == Field.IMM) {
        slots.set(r.slot(), i.withImm(distance));
      } else if (distance == (short) distance) {
        slots.set(r.slot(), i.withOffset(distance));
      } else {
        throw new AssemblerException(
            r.line(),
            r.column(),
            "label '"
                + r.label()
                + "' is "
                + distance
                + " slots away, a jump reaches -32768 to 32767: go through a gotol");
      }
    }
    return List.copyOf(slots);
  }
}
