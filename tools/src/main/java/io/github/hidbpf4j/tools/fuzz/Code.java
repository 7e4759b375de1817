package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;

/** Code under construction: labels are targets of jumps, calls and function pointers. */
final class Code {
  private final List<Instruction> slots = new ArrayList<>();
  private final BitSet references = new BitSet();
  private final EnumMap<Feature, BitSet> features = new EnumMap<>(Feature.class);
  private int[] places = new int[16];
  private int labels;

  int size() {
    return slots.size();
  }

  int newLabel() {
    if (labels == places.length) {
      places = Arrays.copyOf(places, labels * 2);
    }
    places[labels] = -1;
    return labels++;
  }

  void place(int label) {
    places[label] = slots.size();
  }

  /** Marks the next instruction with a feature. */
  void has(Feature feature) {
    features.computeIfAbsent(feature, _ -> new BitSet()).set(slots.size());
  }

  void emit(int opcode, int dst, int src, int offset, int imm) {
    slots.add(new Instruction(opcode, dst, src, (short) offset, imm));
  }

  void alu(boolean wide, int operation, int dst, int imm) {
    emit((wide ? Opcode.ALU64 : Opcode.ALU) | Opcode.K | operation, dst, 0, 0, imm);
  }

  void aluX(boolean wide, int operation, int dst, int src) {
    emit((wide ? Opcode.ALU64 : Opcode.ALU) | Opcode.X | operation, dst, src, 0, 0);
  }

  void mov(int dst, int imm) {
    alu(true, Opcode.MOV, dst, imm);
  }

  void movX(int dst, int src) {
    aluX(true, Opcode.MOV, dst, src);
  }

  void load(int size, boolean signed, int dst, int base, int offset) {
    emit(Opcode.LDX | (signed ? Opcode.MEMSX : Opcode.MEM) | size, dst, base, offset, 0);
  }

  void store(int size, int base, int offset, int src) {
    emit(Opcode.STX | Opcode.MEM | size, base, src, offset, 0);
  }

  void storeImm(int size, int base, int offset, int imm) {
    emit(Opcode.ST | Opcode.MEM | size, base, 0, offset, imm);
  }

  void imm64(int dst, long value) {
    emit(Opcode.LD_IMM64, dst, 0, 0, (int) value);
    emit(0, 0, 0, 0, (int) (value >>> 32));
  }

  void map(int dst, int map) {
    emit(Opcode.LD_IMM64, dst, Opcode.PSEUDO_MAP_FD, 0, map);
    emit(0, 0, 0, 0, 0);
  }

  void mapValue(int dst, int map, int offset) {
    emit(Opcode.LD_IMM64, dst, Opcode.PSEUDO_MAP_VALUE, 0, map);
    emit(0, 0, 0, 0, offset);
  }

  void kernelSymbol(int dst, int id) {
    emit(Opcode.LD_IMM64, dst, Opcode.PSEUDO_BTF_ID, 0, id);
    emit(0, 0, 0, 0, 0);
  }

  void function(int dst, int label) {
    references.set(slots.size());
    emit(Opcode.LD_IMM64, dst, Opcode.PSEUDO_FUNC, 0, label);
    emit(0, 0, 0, 0, 0);
  }

  void call(int label) {
    references.set(slots.size());
    emit(Opcode.JMP | Opcode.CALL, 0, Opcode.PSEUDO_CALL, 0, label);
  }

  void helper(int number) {
    emit(Opcode.JMP | Opcode.CALL, 0, Opcode.CALL_HELPER, 0, number);
  }

  void kfunc(int id) {
    emit(Opcode.JMP | Opcode.CALL, 0, Opcode.PSEUDO_KFUNC_CALL, 0, id);
  }

  /** Adds a jump to a label. */
  void jump(int opcode, int dst, int src, int imm, int label) {
    references.set(slots.size());
    emit(opcode, dst, src, label, imm);
  }

  void exit() {
    emit(Opcode.JMP | Opcode.EXIT, 0, 0, 0, 0);
  }

  EnumMap<Feature, BitSet> features() {
    return features;
  }

  /** Returns all slots, with labels replaced by distances. */
  List<Instruction> finish() {
    for (int slot = references.nextSetBit(0); slot >= 0; slot = references.nextSetBit(slot + 1)) {
      Instruction insn = slots.get(slot);
      boolean inImm =
          insn.opcode() == Opcode.LD_IMM64 || insn.opcode() == (Opcode.JMP | Opcode.CALL);
      int distance = places[inImm ? insn.imm() : insn.offset()] - slot - 1;
      slots.set(slot, inImm ? insn.withImm(distance) : insn.withOffset(distance));
    }
    return slots;
  }
}
