package io.github.hidbpf4j.bpf.verifier;

import static io.github.hidbpf4j.bpf.asm.Opcode.*;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.Subprogram;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;

/**
 * The shape of a program: its functions, where jumps may go, what is one instruction. Checked
 * before anything is known of values (Linux 6.12: {@code add_subprog_and_kfunc}, {@code
 * check_subprogs}, {@code resolve_pseudo_ldimm64}, {@code check_cfg}).
 */
final class Structure {
  /** BPF_COMPLEXITY_LIMIT_INSNS. */
  static final int MAX_SLOTS = 1_000_000;

  /** BPF_MAX_SUBPROGS. */
  private static final int MAX_SUBPROGRAMS = 256;

  /** BPF_MAX_VAR_OFF. */
  private static final int MAX_VALUE_OFFSET = 1 << 29;

  private final LinkedProgram program;
  private final List<Instruction> slots;
  private final List<Subprogram> functions;
  private final int[] starts;

  private Structure(LinkedProgram program, List<Subprogram> functions) {
    this.program = program;
    this.slots = program.instructions();
    this.functions = functions;
    this.starts = functions.stream().mapToInt(Subprogram::start).toArray();
  }

  /** Finds the functions and checks the shape. */
  static Structure of(LinkedProgram program) throws Refusal {
    int count = program.instructions().size();
    if (count == 0) {
      throw new Refusal(Errno.E2BIG, Refusal.WHOLE_PROGRAM, "the program has no instruction", "");
    }
    if (count > MAX_SLOTS) {
      throw new Refusal(
          Errno.E2BIG,
          Refusal.WHOLE_PROGRAM,
          "BPF program is too large. It has " + count + " insn (limit " + MAX_SLOTS + ")",
          "");
    }
    Structure structure = new Structure(program, functions(program));
    structure.checkJumps();
    structure.checkImmediates();
    structure.checkReachable();
    return structure;
  }

  /** All functions in order of start. */
  List<Subprogram> functions() {
    return functions;
  }

  /** Index of the function that a slot is in. */
  int functionAt(int slot) {
    int found = Arrays.binarySearch(starts, slot);
    return found >= 0 ? found : -found - 2;
  }

  /** Index of the function that starts in a slot. */
  int functionStartingAt(int slot) {
    return Arrays.binarySearch(starts, slot);
  }

  private static List<Subprogram> functions(LinkedProgram program) throws Refusal {
    List<Instruction> slots = program.instructions();
    TreeSet<Integer> starts = new TreeSet<>();
    starts.add(0);
    boolean callsKernel = false;
    for (int slot = 0; slot < slots.size(); slot++) {
      Instruction i = slots.get(slot);
      boolean call = i.opcode() == (JMP | CALL);
      if (call && i.src() == PSEUDO_CALL || i.opcode() == LD_IMM64 && i.src() == PSEUDO_FUNC) {
        long target = slot + 1L + i.imm();
        if (target < 0 || target >= slots.size()) {
          throw new Refusal(
              Errno.EINVAL,
              slot,
              "call to invalid destination",
              "slot " + target + " is not in the program");
        }
        starts.add((int) target);
        if (starts.size() > MAX_SUBPROGRAMS) {
          throw new Refusal(Errno.E2BIG, slot, "too many subprograms", "Linux takes 256");
        }
      } else if (call && i.src() == PSEUDO_KFUNC_CALL && !callsKernel) {
        callsKernel = true;
        if (!program.gplCompatible()) {
          throw new Refusal(
              Errno.EINVAL,
              slot,
              "cannot call kernel function from non-GPL compatible program",
              "the licence is '"
                  + program.license()
                  + "'; kfuncs need one such as 'GPL' or 'Dual BSD/GPL'");
        }
      }
    }
    return named(program, new ArrayList<>(starts));
  }

  private static List<Subprogram> named(LinkedProgram program, List<Integer> starts) {
    List<Subprogram> functions = new ArrayList<>();
    for (int n = 0; n < starts.size(); n++) {
      int start = starts.get(n);
      int end = n + 1 < starts.size() ? starts.get(n + 1) : program.instructions().size();
      Subprogram known =
          program.subprograms().stream()
              .filter(s -> s.start() == start)
              .findFirst()
              .orElse(new Subprogram(n == 0 ? program.name() : "func#" + n, start, end, 0, false));
      functions.add(new Subprogram(known.name(), start, end, known.funcTypeId(), known.global()));
    }
    return List.copyOf(functions);
  }

  private void checkJumps() throws Refusal {
    for (Subprogram f : functions) {
      for (int slot = f.start(); slot < f.end(); slot++) {
        Instruction i = slots.get(slot);
        if (isBranch(i)) {
          long target = target(slot, i);
          if (target < f.start() || target >= f.end()) {
            throw new Refusal(
                Errno.EINVAL,
                slot,
                "jump out of range from insn " + slot + " to " + target,
                "function '" + f.name() + "' is slots " + f.start() + " to " + (f.end() - 1));
          }
        }
      }
      int last = f.end() - 1;
      int code = slots.get(last).opcode();
      if (code != (JMP | EXIT) && code != (JMP | JA) && code != (JMP32 | JA)) {
        throw new Refusal(
            Errno.EINVAL,
            last,
            "last insn is not an exit or jmp",
            "function '" + f.name() + "' would run into what follows it");
      }
    }
  }

  /** Whether it has a jump target in the function: a jump, but no call and no exit. */
  static boolean isBranch(Instruction i) {
    int operation = operation(i.opcode());
    return isJumpClass(i.opcode()) && operation != CALL && operation != EXIT;
  }

  /** Whether it goes on in one place only. */
  static boolean isUnconditional(Instruction i) {
    return isJumpClass(i.opcode()) && operation(i.opcode()) == JA;
  }

  /** The slot that a jump goes to. */
  static long target(int slot, Instruction jump) {
    return slot + 1L + (jump.opcode() == (JMP32 | JA) ? jump.imm() : jump.offset());
  }

  private void checkImmediates() throws Refusal {
    for (int slot = 0; slot < slots.size(); slot++) {
      Instruction i = slots.get(slot);
      int mode = mode(i.opcode());
      if (i.instructionClass() == LDX && (mode != MEM && mode != MEMSX || i.imm() != 0)) {
        throw refused(slot, "BPF_LDX uses reserved fields");
      }
      if (i.opcode() == LD_IMM64) {
        checkImmediate(slot, i);
        slot++;
      } else if (!isKnown(i.opcode())) {
        throw refused(slot, "unknown opcode %02x".formatted(i.opcode()));
      }
    }
  }

  private static Refusal refused(int slot, String reason) {
    return new Refusal(Errno.EINVAL, slot, reason, "");
  }

  private void checkImmediate(int slot, Instruction i) throws Refusal {
    Instruction second = slot + 1 < slots.size() ? slots.get(slot + 1) : null;
    if (second == null
        || second.opcode() != 0
        || second.dst() != 0
        || second.src() != 0
        || second.offset() != 0) {
      throw refused(slot, "invalid bpf_ld_imm64 insn");
    }
    switch (i.src()) {
      case 0, PSEUDO_FUNC -> {}
      case PSEUDO_BTF_ID -> {
        if (new ProgramNames(program).kernelSymbol(i.imm()) == null) {
          throw refused(slot, "ldimm64 insn specifies invalid btf_id " + i.imm() + ".");
        }
      }
      case PSEUDO_MAP_IDX, PSEUDO_MAP_IDX_VALUE -> {
        throw new Refusal(
            Errno.EPROTO,
            slot,
            "fd_idx without fd_array is invalid",
            "a linked program refers to its maps with source 1 or 2");
      }
      case PSEUDO_MAP_FD, PSEUDO_MAP_VALUE -> checkMap(slot, i, second);
      default -> throw refused(slot, "unrecognized bpf_ld_imm64 insn");
    }
  }

  private void checkMap(int slot, Instruction i, Instruction second) throws Refusal {
    boolean value = i.src() == PSEUDO_MAP_VALUE;
    if (!value && second.imm() != 0) {
      throw refused(slot, "unrecognized bpf_ld_imm64 insn");
    }
    if (i.imm() < 0 || i.imm() >= program.maps().size()) {
      throw new Refusal(
          Errno.EBADF,
          slot,
          "fd " + i.imm() + " is not pointing to valid bpf_map",
          "the program has " + program.maps().size() + " maps");
    }
    if (!value) {
      return;
    }
    var map = program.maps().get(i.imm());
    switch (map.type()) {
      case ARRAY -> {}
      case ARENA -> {
        return;
      }
      default -> throw refused(slot, "no direct value access support for this map type");
    }
    if (Integer.compareUnsigned(second.imm(), MAX_VALUE_OFFSET) >= 0) {
      throw refused(
          slot,
          "direct value offset of " + Integer.toUnsignedString(second.imm()) + " is not allowed");
    }
    if (map.maxEntries() != 1 || second.imm() >= map.valueSize()) {
      throw refused(
          slot,
          "invalid access to map value pointer, value_size="
              + map.valueSize()
              + " off="
              + second.imm());
    }
  }

  /** The opcodes of Linux 6.12's {@code bpf_opcode_in_insntable}. */
  private static boolean isKnown(int opcode) {
    int operation = operation(opcode);
    int mode = mode(opcode);
    return switch (opcode & 0x07) {
      case ALU -> operation <= END && !(operation == NEG && source(opcode) == X);
      case ALU64 ->
          operation <= END && !((operation == NEG || operation == END) && source(opcode) == X);
      case LD -> (mode == ABS || mode == IND) && size(opcode) != DW;
      case LDX -> mode == MEM || mode == MEMSX && size(opcode) != DW;
      case ST -> mode == MEM;
      case STX -> mode == MEM || mode == ATOMIC && (size(opcode) == W || size(opcode) == DW);
      case JMP32 ->
          operation == JA
              ? source(opcode) == K
              : operation != CALL && operation != EXIT && operation < JCOND;
      default ->
          switch (operation) {
            case JA, CALL, EXIT, JCOND -> source(opcode) == K;
            default -> operation < JCOND;
          };
    };
  }

  private void checkReachable() throws Refusal {
    BitSet seen = new BitSet(slots.size());
    ArrayDeque<Integer> open = new ArrayDeque<>();
    open.push(0);
    while (!open.isEmpty()) {
      int slot = open.pop();
      if (slot >= slots.size() || seen.get(slot)) {
        continue;
      }
      seen.set(slot);
      Instruction i = slots.get(slot);
      if (i.opcode() == LD_IMM64) {
        open.push(slot + 2);
        if (i.src() == PSEUDO_FUNC) {
          open.push(slot + 1 + i.imm());
        }
      } else if (isBranch(i)) {
        open.push((int) target(slot, i));
        if (!isUnconditional(i)) {
          open.push(slot + 1);
        }
      } else if (i.opcode() != (JMP | EXIT)) {
        open.push(slot + 1);
        if (i.opcode() == (JMP | CALL) && i.src() == PSEUDO_CALL) {
          open.push(slot + 1 + i.imm());
        }
      }
    }
    for (int slot = 0; slot < slots.size(); slot++) {
      if (!seen.get(slot)) {
        throw new Refusal(
            Errno.EINVAL, slot, "unreachable insn " + slot, "no jump and no call leads there");
      }
      if (slots.get(slot).opcode() == LD_IMM64) {
        if (seen.get(slot + 1)) {
          throw refused(slot, "jump into the middle of ldimm64 insn " + slot);
        }
        slot++;
      }
    }
  }
}
