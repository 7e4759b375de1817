package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.helper.HelperFunction;
import io.github.hidbpf4j.bpf.helper.ObjectFunction;
import io.github.hidbpf4j.bpf.helper.RunContext;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.program.KernelAddress;
import io.github.hidbpf4j.bpf.program.ObjectCall;
import io.github.hidbpf4j.bpf.program.Subprogram;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.text.ProgramNames;
import io.github.hidbpf4j.bpf.vm.code.Atomic;
import io.github.hidbpf4j.bpf.vm.code.Op;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Translates a verified program for the interpreter, resolving everything that can be looked up in
 * advance: maps, kernel symbols, helpers, kfuncs, jump targets. Encodings as in RFC 9669 sections 3
 * to 5; pseudo values as in Linux 6.12 {@code include/uapi/linux/bpf.h}.
 */
final class Decoder {
  private static final int REGISTERS = 11;
  private static final int HELPER_TAIL_CALL = 12;

  /** Reach of the offsets that the verifier allows (BPF_MAX_VAR_OFF), fixed and variable. */
  private static final long NEAR_NULL = 1L << 30;

  private final Machine machine;
  private final int id;
  private final VerifiedProgram program;
  private final ProgramNames names;
  private final List<BpfMap> maps;
  private final List<Instruction> slots;
  private final int[] code;
  private final long[] immediates;
  private final List<HelperFunction> functions = new ArrayList<>();
  private final BitSet stackUsers = new BitSet();
  private final TreeSet<Integer> entries = new TreeSet<>(List.of(0));

  private Decoder(Machine machine, int id, VerifiedProgram program, List<BpfMap> maps) {
    this.machine = machine;
    this.id = id;
    this.program = program;
    this.names = new ProgramNames(program.source());
    this.maps = maps;
    this.slots = program.instructions();
    this.code = new int[slots.size() + 2];
    this.code[slots.size() + 1] = Op.EXIT;
    this.immediates = new long[slots.size() + 2];
  }

  /**
   * Decodes a program.
   *
   * @param id the machine's number for it
   * @param maps the maps that its instructions refer to by index
   * @throws BpfException when the program needs something that the machine lacks
   */
  static DecodedProgram decode(
      Machine machine, int id, VerifiedProgram program, List<BpfMap> maps) {
    return new Decoder(machine, id, program, maps).decode();
  }

  private DecodedProgram decode() {
    markStackUsers();
    for (int slot = 0; slot < slots.size(); slot++) {
      Instruction i = slots.get(slot);
      if (i.dst() >= REGISTERS || i.instructionClass() != 5 && i.src() >= REGISTERS) {
        throw refuse(slot, "register above R10");
      }
      switch (i.instructionClass()) {
        case 0 -> slot += decodeLoad(slot, i) - 1;
        case 1 -> put(slot, loadOp(slot, i), i, 0);
        case 2 -> put(slot, storeOp(slot, i, Op.ST8), i, i.imm());
        case 3 -> put(slot, storeRegisterOp(slot, i), i, i.imm());
        case 4, 7 -> put(slot, arithmeticOp(slot, i), i, i.imm());
        default -> decodeJump(slot, i);
      }
    }
    return new DecodedProgram(
        id,
        program,
        code,
        immediates,
        functions.toArray(HelperFunction[]::new),
        stackUsers,
        entries,
        machine.countsExecution());
  }

  private void put(int slot, int op, Instruction i, long immediate) {
    code[slot] = op | i.dst() << 8 | i.src() << 12 | i.offset() << 16;
    immediates[slot] = immediate;
  }

  private void markStackUsers() {
    if (program.subprograms().isEmpty()) {
      stackUsers.set(0);
    }
    for (Subprogram s : program.subprograms()) {
      for (int slot = s.start(); slot < Math.min(s.end(), slots.size()); slot++) {
        if (slots.get(slot).dst() == 10 || slots.get(slot).src() == 10) {
          stackUsers.set(s.start());
          break;
        }
      }
    }
  }

  // ---- 64-bit immediates, packet loads

  /** Returns how many slots the instruction takes. */
  private int decodeLoad(int slot, Instruction i) {
    int mode = i.opcode() & 0xe0;
    if (mode == 0x20 || mode == 0x40) {
      if ((i.opcode() & 0x18) == 0x18) {
        throw unknown(slot, i);
      }
      int size = sizeIndex(i);
      code[slot] = Op.LD_PACKET | size << 8 | i.src() << 12 | (mode == 0x40 ? 1 << 16 : 0);
      immediates[slot] = i.imm();
      return 1;
    }
    if (i.opcode() != 0x18) {
      throw unknown(slot, i);
    }
    if (slot + 1 >= slots.size() || slots.get(slot + 1).opcode() != 0) {
      throw refuse(slot, "64-bit load without its second slot");
    }
    int second = slots.get(slot + 1).imm();
    put(slot, Op.LD_IMM64, i, pseudoValue(slot, i, second));
    return 2;
  }

  private long pseudoValue(int slot, Instruction i, int second) {
    return switch (i.src()) {
      case 0 -> i.imm() & 0xffff_ffffL | (long) second << 32;
      case 1, 5 -> mapAt(slot, i.imm()).address();
      case 2, 6 -> {
        BpfMap map = mapAt(slot, i.imm());
        long values = map.directValueAddress();
        if (values == 0) {
          throw refuse(
              slot,
              "map '%s' of type %s has no directly addressed value"
                  .formatted(map.spec().name(), map.spec().type()));
        }
        yield values + (second & 0xffff_ffffL);
      }
      case 3 -> {
        Btf btf = program.source().kernelBtf();
        if (btf == null) {
          throw refuse(slot, "load of a kernel symbol without kernel BTF");
        }
        yield symbolAddress(slot, btf, i.imm());
      }
      case 4 -> {
        int function = targetOf(slot, slot + 1L + i.imm());
        entries.add(function);
        yield CodeAddress.of(id, function);
      }
      default -> throw refuse(slot, "unknown kind " + i.src() + " of 64-bit load");
    };
  }

  /**
   * The address of a kernel symbol, which must satisfy the verifier's assumptions: not NULL, nor
   * within the allowed offsets of NULL, and for a variable, readable.
   */
  private long symbolAddress(int slot, Btf btf, int id) {
    long address = machine.kernelSymbols().address(btf, id);
    if (address > -NEAR_NULL && address < NEAR_NULL) {
      throw refuse(slot, "no address for kernel symbol '%s'".formatted(btf.type(id).name()));
    }
    if (KernelAddress.isReadable(btf, id)
        && !machine.memory().isReadable(address, btf.sizeOf(id))) {
      throw refuse(
          slot,
          "kernel variable '%s' at 0x%x has no memory of %d bytes"
              .formatted(btf.type(id).name(), address, btf.sizeOf(id)));
    }
    return address;
  }

  private BpfMap mapAt(int slot, int index) {
    if (index < 0 || index >= maps.size()) {
      throw refuse(slot, "map %d of %d".formatted(index, maps.size()));
    }
    return maps.get(index);
  }

  // ---- loads and stores

  private int loadOp(int slot, Instruction i) {
    boolean probe = program.isProbeLoad(slot);
    return switch (i.opcode() & 0xe0) {
      case 0x60 -> (probe ? Op.PROBE8 : Op.LDX8) + sizeIndex(i);
      case 0x80 -> {
        if (sizeIndex(i) == 3) {
          throw unknown(slot, i);
        }
        yield (probe ? Op.PROBESX8 : Op.LDSX8) + sizeIndex(i);
      }
      default -> throw unknown(slot, i);
    };
  }

  private int storeOp(int slot, Instruction i, int first) {
    if ((i.opcode() & 0xe0) != 0x60) {
      throw unknown(slot, i);
    }
    return first + sizeIndex(i);
  }

  private int storeRegisterOp(int slot, Instruction i) {
    if ((i.opcode() & 0xe0) != 0xc0) {
      return storeOp(slot, i, Op.STX8);
    }
    switch (i.imm()) {
      case Atomic.LOAD_ACQUIRE -> {
        return Op.ACQUIRE8 + sizeIndex(i);
      }
      case Atomic.STORE_RELEASE -> {
        return Op.RELEASE8 + sizeIndex(i);
      }
      case Atomic.ADD, Atomic.OR, Atomic.AND, Atomic.XOR -> {}
      case Atomic.ADD | Atomic.FETCH,
          Atomic.OR | Atomic.FETCH,
          Atomic.AND | Atomic.FETCH,
          Atomic.XOR | Atomic.FETCH -> {}
      case Atomic.XCHG, Atomic.CMPXCHG -> {}
      default -> throw refuse(slot, "unknown atomic operation 0x%x".formatted(i.imm()));
    }
    return switch (sizeIndex(i)) {
      case 2 -> Op.ATOMIC32;
      case 3 -> Op.ATOMIC64;
      default -> throw refuse(slot, "atomic operation of less than 4 bytes");
    };
  }

  /** 0 to 3 for sizes 1, 2, 4, 8: RFC 9669 section 5 encodes W, H, B, DW. */
  private static int sizeIndex(Instruction i) {
    return switch (i.opcode() & 0x18) {
      case 0x00 -> 2;
      case 0x08 -> 1;
      case 0x10 -> 0;
      default -> 3;
    };
  }

  // ---- arithmetic

  private int arithmeticOp(int slot, Instruction i) {
    boolean wide = i.instructionClass() == 7;
    int x = i.opcode() >>> 3 & 1;
    int variant = i.offset();
    int op =
        switch (i.opcode() & 0xf0) {
          case 0x00 -> wide ? Op.ADD64_K : Op.ADD32_K;
          case 0x10 -> wide ? Op.SUB64_K : Op.SUB32_K;
          case 0x20 -> wide ? Op.MUL64_K : Op.MUL32_K;
          case 0x30 ->
              variant == 1 ? (wide ? Op.SDIV64_K : Op.SDIV32_K) : (wide ? Op.DIV64_K : Op.DIV32_K);
          case 0x40 -> wide ? Op.OR64_K : Op.OR32_K;
          case 0x50 -> wide ? Op.AND64_K : Op.AND32_K;
          case 0x60 -> wide ? Op.LSH64_K : Op.LSH32_K;
          case 0x70 -> wide ? Op.RSH64_K : Op.RSH32_K;
          case 0x80 -> wide ? Op.NEG64 : Op.NEG32;
          case 0x90 ->
              variant == 1 ? (wide ? Op.SMOD64_K : Op.SMOD32_K) : (wide ? Op.MOD64_K : Op.MOD32_K);
          case 0xa0 -> wide ? Op.XOR64_K : Op.XOR32_K;
          case 0xb0 -> moveOp(slot, i, wide);
          case 0xc0 -> wide ? Op.ARSH64_K : Op.ARSH32_K;
          case 0xd0 -> endOp(slot, i, wide);
          default -> throw unknown(slot, i);
        };
    return switch (i.opcode() & 0xf0) {
      case 0x80 -> x == 0 && variant == 0 ? op : fail(slot, i);
      case 0xb0 -> variant == 0 ? op + x : op;
      case 0xd0 -> op;
      case 0x30, 0x90 -> variant == 0 || variant == 1 ? op + x : fail(slot, i);
      default -> variant == 0 ? op + x : fail(slot, i);
    };
  }

  private int moveOp(int slot, Instruction i, boolean wide) {
    if (i.offset() == 0) {
      return wide ? Op.MOV64_K : Op.MOV32_K;
    }
    if ((i.opcode() & 0x08) == 0) {
      throw unknown(slot, i);
    }
    return switch (i.offset()) {
      case 8 -> wide ? Op.MOVSX8_64 : Op.MOVSX8_32;
      case 16 -> wide ? Op.MOVSX16_64 : Op.MOVSX16_32;
      case 32 -> wide ? Op.MOVSX32_64 : fail(slot, i);
      case 1 -> throw refuse(slot, "addr_space_cast is not supported: there are no arena maps");
      default -> throw unknown(slot, i);
    };
  }

  private int endOp(int slot, Instruction i, boolean wide) {
    int width =
        switch (i.imm()) {
          case 16 -> 0;
          case 32 -> 1;
          case 64 -> 2;
          default -> throw unknown(slot, i);
        };
    boolean toBig = (i.opcode() & 0x08) != 0;
    if (wide && toBig) {
      throw unknown(slot, i);
    }
    return (wide ? Op.BSWAP16 : toBig ? Op.BE16 : Op.LE16) + width;
  }

  // ---- control flow

  private void decodeJump(int slot, Instruction i) {
    boolean wide = i.instructionClass() == 5;
    switch (i.opcode()) {
      case 0x05 -> put(slot, Op.JA, i, targetOf(slot, slot + 1L + i.offset()));
      case 0x06 -> put(slot, Op.JA, i, targetOf(slot, slot + 1L + i.imm()));
      case 0x85 -> decodeCall(slot, i);
      case 0x95 -> put(slot, Op.EXIT, i, 0);
      case 0xe5 -> {
        if (i.src() != 0) {
          throw refuse(slot, "unknown kind " + i.src() + " of conditional pseudo jump");
        }
        put(slot, Op.MAY_GOTO, i, targetOf(slot, slot + 1L + i.offset()));
      }
      default -> {
        int op = conditionOp(i, wide);
        if (op < 0) {
          throw unknown(slot, i);
        }
        if (i.src() >= REGISTERS) {
          throw refuse(slot, "register above R10");
        }
        targetOf(slot, slot + 1L + i.offset());
        put(slot, op + (i.opcode() >>> 3 & 1), i, i.imm());
      }
    }
  }

  private static int conditionOp(Instruction i, boolean wide) {
    return switch (i.opcode() & 0xf0) {
      case 0x10 -> wide ? Op.JEQ64_K : Op.JEQ32_K;
      case 0x20 -> wide ? Op.JGT64_K : Op.JGT32_K;
      case 0x30 -> wide ? Op.JGE64_K : Op.JGE32_K;
      case 0x40 -> wide ? Op.JSET64_K : Op.JSET32_K;
      case 0x50 -> wide ? Op.JNE64_K : Op.JNE32_K;
      case 0x60 -> wide ? Op.JSGT64_K : Op.JSGT32_K;
      case 0x70 -> wide ? Op.JSGE64_K : Op.JSGE32_K;
      case 0xa0 -> wide ? Op.JLT64_K : Op.JLT32_K;
      case 0xb0 -> wide ? Op.JLE64_K : Op.JLE32_K;
      case 0xc0 -> wide ? Op.JSLT64_K : Op.JSLT32_K;
      case 0xd0 -> wide ? Op.JSLE64_K : Op.JSLE32_K;
      default -> -1;
    };
  }

  private void decodeCall(int slot, Instruction i) {
    switch (i.src()) {
      case 0 -> {
        if (i.imm() == HELPER_TAIL_CALL) {
          put(slot, Op.TAIL_CALL, i, 0);
        } else {
          HelperFunction f = machine.helper(i.imm());
          String name = names.helper(i.imm());
          putFunction(slot, i, f, "helper " + i.imm() + (name == null ? "" : " (" + name + ")"));
        }
      }
      case 1 -> put(slot, Op.CALL, i, targetOf(slot, slot + 1L + i.imm()));
      case 2 -> {
        if (i.imm() == 0) {
          putFunction(slot, i, Decoder::callMissing, "weak kfunc");
        } else {
          String name = kfuncName(slot, i.imm());
          putFunction(slot, i, bound(slot, machine.kfunc(name)), "kfunc '" + name + "'");
        }
      }
      default -> throw refuse(slot, "unknown kind " + i.src() + " of call");
    }
  }

  /** The function for this call, if it depends on the verifier's knowledge of its object. */
  private @Nullable HelperFunction bound(int slot, @Nullable HelperFunction function) {
    ObjectCall call = program.objectCall(slot);
    return function instanceof ObjectFunction f && call != null ? f.at(call) : function;
  }

  private void putFunction(
      int slot, Instruction i, @Nullable HelperFunction function, String what) {
    if (function == null) {
      throw refuse(slot, "call of " + what + ", which this machine does not provide");
    }
    int index = functions.indexOf(function);
    if (index < 0) {
      index = functions.size();
      functions.add(function);
    }
    put(slot, Op.CALL_FUNCTION, i, index);
  }

  /** Call of a weak kfunc that the kernel lacks, which must be unreachable. */
  private static long callMissing(RunContext run, long r1, long r2, long r3, long r4, long r5) {
    throw new BpfException("call of a weak kfunc that the kernel lacks");
  }

  private String kfuncName(int slot, int typeId) {
    String name = names.kfunc(typeId);
    if (name == null) {
      throw refuse(
          slot, "call of BTF id " + typeId + ", which is not a function of the kernel BTF");
    }
    return name;
  }

  private int targetOf(int slot, long target) {
    if (target < 0 || target >= slots.size()) {
      throw refuse(
          slot, "jump or call to slot %d of a program of %d".formatted(target, slots.size()));
    }
    return (int) target;
  }

  private int fail(int slot, Instruction i) {
    throw unknown(slot, i);
  }

  private BpfException unknown(int slot, Instruction i) {
    return refuse(
        slot,
        "unknown instruction: opcode 0x%02x, source %d, offset %d, immediate %d"
            .formatted(i.opcode(), i.src(), i.offset(), i.imm()));
  }

  private BpfException refuse(int slot, String why) {
    return new BpfException(Location.of(program, slot) + ": cannot be loaded: " + why);
  }
}
