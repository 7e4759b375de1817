package io.github.hidbpf4j.bpf.verifier.walk;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.AccessType;
import io.github.hidbpf4j.bpf.verifier.env.InstructionFacts;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.operand.MemoryAccess;
import io.github.hidbpf4j.bpf.verifier.operand.MemoryOperand;
import io.github.hidbpf4j.bpf.verifier.operand.Registers;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;

/**
 * Load, store and atomic instructions ({@code check_load_mem}, {@code check_store_reg}, {@code
 * check_atomic}); their pointer must be of the same kind on all paths.
 */
final class MemoryChecker {
  private final VerifierEnv env;
  private final Registers registers;
  private final MemoryAccess memory;

  MemoryChecker(VerifierEnv env, Registers registers, MemoryAccess memory) {
    this.env = env;
    this.registers = registers;
    this.memory = memory;
  }

  void load(Instruction insn, int slot) {
    boolean signExtends = Opcode.mode(insn.opcode()) == Opcode.MEMSX;
    int size = Opcode.bytes(insn.opcode());
    load(
        insn,
        MemoryOperand.load(slot, insn.src(), insn.offset(), size, insn.dst(), signExtends),
        true,
        "ldx");
  }

  private void load(
      Instruction insn, MemoryOperand operand, boolean trustMayDiffer, String context) {
    registers.checkReadable(insn.src());
    registers.checkWritableUnmarked(insn.dst());
    int type = env.register(insn.src()).type();
    memory.check(operand);
    savePointerType(operand.slot(), type, trustMayDiffer);
    registers.checkBounds(env.register(insn.dst()), context);
  }

  void store(Instruction insn, int slot) {
    if (Opcode.mode(insn.opcode()) != Opcode.MEM || insn.imm() != 0) {
      throw env.reject(Errno.EINVAL, "BPF_STX uses reserved fields");
    }
    int size = Opcode.bytes(insn.opcode());
    store(insn, MemoryOperand.store(slot, insn.dst(), insn.offset(), size, insn.src()));
  }

  private void store(Instruction insn, MemoryOperand operand) {
    registers.checkReadable(insn.src());
    registers.checkReadable(insn.dst());
    int type = env.register(insn.dst()).type();
    memory.check(operand);
    savePointerType(operand.slot(), type, false);
  }

  void storeImmediate(Instruction insn, int slot) {
    if (Opcode.mode(insn.opcode()) != Opcode.MEM || insn.src() != 0) {
      throw env.reject(Errno.EINVAL, "BPF_ST uses reserved fields");
    }
    registers.checkReadable(insn.dst());
    int type = env.register(insn.dst()).type();
    int size = Opcode.bytes(insn.opcode());
    memory.check(
        MemoryOperand.store(slot, insn.dst(), insn.offset(), size, MemoryOperand.NO_VALUE));
    savePointerType(slot, type, false);
  }

  /** {@code check_atomic}. */
  void atomic(Instruction insn, int slot) {
    boolean ordered = env.has(VerifierRule.ORDERED_ACCESSES) && Opcode.isOrderedAccess(insn.imm());
    if (!ordered) {
      readModifyWrite(insn, slot);
    } else if (insn.imm() == Opcode.LOAD_ACQ) {
      loadAcquire(insn, slot);
    } else {
      storeRelease(insn, slot);
    }
  }

  /** {@code check_atomic_load}. */
  private void loadAcquire(Instruction insn, int slot) {
    boolean first = env.has(VerifierRule.ACQUIRES_CHECKED_FIRST);
    if (first) {
      registers.checkReadable(insn.src());
      checkAcquire(insn, RegisterType.mayFault(env.register(insn.src()).type()));
    }
    int size = Opcode.bytes(insn.opcode());
    load(
        insn,
        MemoryOperand.atomic(slot, insn.src(), insn.offset(), size, AccessType.READ, insn.dst()),
        false,
        "atomic_load");
    if (!first) {
      checkAcquire(insn, false);
    }
  }

  private void checkAcquire(Instruction insn, boolean mayFault) {
    RegisterState pointer = env.register(insn.src());
    if (mayFault || !isAtomicTarget(pointer)) {
      throw env.reject(
          Errno.EACCES,
          "BPF_ATOMIC loads from R%d %s is not allowed",
          insn.src(),
          RegisterType.text(pointer.type()));
    }
  }

  /** {@code check_atomic_store}: the pointer's target is checked last. */
  private void storeRelease(Instruction insn, int slot) {
    int size = Opcode.bytes(insn.opcode());
    store(
        insn,
        MemoryOperand.atomic(slot, insn.dst(), insn.offset(), size, AccessType.WRITE, insn.src()));
    if (!isAtomicTarget(env.register(insn.dst()))) {
      throw storesInto(insn);
    }
  }

  private Rejection storesInto(Instruction insn) {
    return env.reject(
        Errno.EACCES,
        "BPF_ATOMIC stores into R%d %s is not allowed",
        insn.dst(),
        RegisterType.text(env.register(insn.dst()).type()));
  }

  /** {@code check_atomic_rmw}. */
  private void readModifyWrite(Instruction insn, int slot) {
    int operation = insn.imm();
    if (!Opcode.isAtomicOperation(operation)) {
      throw env.reject(Errno.EINVAL, "BPF_ATOMIC uses invalid atomic opcode %02x", operation);
    }
    int size = Opcode.bytes(insn.opcode());
    if (size != 4 && size != 8) {
      throw env.reject(Errno.EINVAL, "invalid atomic operand size");
    }
    registers.checkReadable(insn.src());
    registers.checkReadable(insn.dst());
    if (operation == Opcode.CMPXCHG) {
      registers.checkReadable(0);
    }
    if (!isAtomicTarget(env.register(insn.dst()))) {
      throw storesInto(insn);
    }
    int loaded = MemoryOperand.NO_VALUE;
    if ((operation & Opcode.FETCH) != 0) {
      loaded = operation == Opcode.CMPXCHG ? 0 : insn.src();
      registers.checkWritable(loaded);
    }
    int off = insn.offset();
    memory.check(
        MemoryOperand.atomic(slot, insn.dst(), off, size, AccessType.READ, MemoryOperand.NO_VALUE));
    if (loaded >= 0) {
      memory.check(MemoryOperand.atomic(slot, insn.dst(), off, size, AccessType.READ, loaded));
    }
    savePointerType(slot, env.register(insn.dst()).type(), false);
    memory.check(
        MemoryOperand.atomic(
            slot, insn.dst(), off, size, AccessType.WRITE, MemoryOperand.NO_VALUE));
  }

  /** {@code atomic_ptr_type_ok}. */
  private static boolean isAtomicTarget(RegisterState pointer) {
    return pointer.type() != RegisterType.PTR_TO_CTX
        && pointer.type() != RegisterType.PTR_TO_FLOW_KEYS
        && !pointer.isPacketPointer()
        && !RegisterType.isSocketPointer(pointer.type());
  }

  /** {@code save_aux_ptr_type}. */
  private void savePointerType(int slot, int type, boolean trustMayDiffer) {
    InstructionFacts facts = env.facts[slot];
    if (facts.pointerType() == RegisterType.NOT_INIT) {
      facts.setPointerType(type);
    } else if (type != facts.pointerType() && !(mayMix(type) && mayMix(facts.pointerType()))) {
      if (!trustMayDiffer || !mayMerge(type) || !mayMerge(facts.pointerType())) {
        throw env.reject(Errno.EINVAL, "same insn cannot be used with different pointers");
      }
      facts.setPointerType(merged(type, facts.pointerType()));
    }
  }

  /**
   * Whether loads through it are allowed where another path's load of the same instruction may
   * fault.
   */
  private boolean mayMerge(int type) {
    return RegisterType.base(type) == RegisterType.PTR_TO_BTF_ID
        || RegisterType.base(type) == RegisterType.PTR_TO_MEM
            && env.has(VerifierRule.UNTRUSTED_MEMORY);
  }

  /** {@code merge_ptr_types}, Linux 7.3. */
  private static int merged(int one, int other) {
    if (RegisterType.base(one) != RegisterType.PTR_TO_MEM
        && RegisterType.base(other) != RegisterType.PTR_TO_MEM) {
      return RegisterType.PTR_TO_BTF_ID | RegisterType.PTR_UNTRUSTED;
    }
    boolean faults =
        RegisterType.mayFault(one)
            || RegisterType.mayFault(other)
            || ((one | other) & RegisterType.PTR_UNTRUSTED) != 0;
    return RegisterType.PTR_TO_MEM
        | (faults
            ? RegisterType.MEM_RDONLY | RegisterType.PTR_UNTRUSTED
            : (one | other) & RegisterType.MEM_RDONLY);
  }

  /** {@code reg_type_mismatch_ok}. */
  private static boolean mayMix(int type) {
    return switch (RegisterType.base(type)) {
      case RegisterType.PTR_TO_CTX,
          RegisterType.PTR_TO_SOCKET,
          RegisterType.PTR_TO_SOCK_COMMON,
          RegisterType.PTR_TO_TCP_SOCK,
          RegisterType.PTR_TO_XDP_SOCK,
          RegisterType.PTR_TO_BTF_ID,
          RegisterType.PTR_TO_ARENA ->
          false;
      case RegisterType.PTR_TO_MEM -> (type & RegisterType.PTR_UNTRUSTED) == 0;
      default -> true;
    };
  }
}
