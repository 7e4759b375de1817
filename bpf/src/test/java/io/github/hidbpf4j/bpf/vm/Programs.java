package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.program.Subprogram;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.verifier.UnverifiedPrograms;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Programs and machines for tests; programs here skip the verifier. */
final class Programs {
  static final int ADD_K = 0x07;
  static final int ADD_X = 0x0f;
  static final int MOV_K = 0xb7;
  static final int MOV_X = 0xbf;
  static final int LDXB = 0x71;
  static final int LDXH = 0x69;
  static final int LDXW = 0x61;
  static final int LDXDW = 0x79;
  static final int STXB = 0x73;
  static final int STXH = 0x6b;
  static final int STXW = 0x63;
  static final int STXDW = 0x7b;
  static final int STDW = 0x7a;
  static final int ATOMIC_DW = 0xdb;
  static final int JA = 0x05;
  static final int JEQ_K = 0x15;
  static final int JNE_K = 0x55;
  static final int CALL = 0x85;
  static final int MAY_GOTO = 0xe5;

  static final int PSEUDO_CALL = 1;
  static final int PSEUDO_KFUNC = 2;

  private Programs() {}

  static Instruction insn(int opcode, int dst, int src, int offset, int imm) {
    return new Instruction(opcode, dst, src, (short) offset, imm);
  }

  static Instruction mov(int dst, int imm) {
    return insn(MOV_K, dst, 0, 0, imm);
  }

  static Instruction movx(int dst, int src) {
    return insn(MOV_X, dst, src, 0, 0);
  }

  static Instruction add(int dst, int imm) {
    return insn(ADD_K, dst, 0, 0, imm);
  }

  static Instruction addx(int dst, int src) {
    return insn(ADD_X, dst, src, 0, 0);
  }

  static Instruction exit() {
    return insn(0x95, 0, 0, 0, 0);
  }

  static Instruction helper(int id) {
    return insn(CALL, 0, 0, 0, id);
  }

  static Instruction call(int distance) {
    return insn(CALL, 0, PSEUDO_CALL, 0, distance);
  }

  /** The two slots of a 64-bit load. */
  static List<Instruction> load(int dst, int kind, int imm, int second) {
    return List.of(insn(0x18, dst, kind, 0, imm), insn(0, 0, 0, 0, second));
  }

  /** Joins instructions and lists of them. */
  static List<Instruction> slots(Object... parts) {
    List<Instruction> all = new ArrayList<>();
    for (Object part : parts) {
      if (part instanceof List<?> list) {
        list.forEach(i -> all.add((Instruction) i));
      } else {
        all.add((Instruction) part);
      }
    }
    return all;
  }

  static VerifiedProgram program(Object... parts) {
    return program("test", slots(parts), List.of(), null, new BitSet());
  }

  /** A program whose functions start in these slots. */
  static VerifiedProgram program(
      String name,
      List<Instruction> slots,
      List<Integer> starts,
      @Nullable Btf kernelBtf,
      BitSet probeLoads) {
    List<Subprogram> subprograms = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      int end = i + 1 < starts.size() ? starts.get(i + 1) : slots.size();
      subprograms.add(new Subprogram("f" + i, starts.get(i), end, 0, false));
    }
    if (starts.isEmpty()) {
      subprograms.add(new Subprogram("main", 0, slots.size(), 0, true));
    }
    LinkedProgram linked =
        new LinkedProgram(
            "test.bpf.o",
            name,
            "syscall",
            ProgramType.SYSCALL,
            false,
            new AttachTarget.None(),
            "Dual BSD/GPL",
            slots,
            subprograms,
            List.of(new LineInfo(0, "test.bpf.c", 7, 1, "int main(void)")),
            List.of(),
            null,
            kernelBtf);
    return UnverifiedPrograms.of(linked, slots, subprograms, probeLoads);
  }

  static VerifiedProgram functions(List<Instruction> slots, Integer... starts) {
    return program("test", slots, List.of(starts), null, new BitSet());
  }

  static ArenaMemory memory() {
    return ArenaMemory.heap(20);
  }

  static Machine.Builder machine() {
    return Machine.builder(memory(), new CountingScheduler());
  }

  /** Loads and runs it once on a machine of its own. */
  static long run(VerifiedProgram program, long r1) {
    return machine().build().load(program, List.of()).run(r1);
  }
}
