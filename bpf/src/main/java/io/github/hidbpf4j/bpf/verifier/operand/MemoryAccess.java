package io.github.hidbpf4j.bpf.verifier.operand;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.BtfField;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.ContextAccess;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.scalar.ReturnRange;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarCoercion;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.type.ContextRules;
import io.github.hidbpf4j.bpf.verifier.type.PointerOffsets;
import io.github.hidbpf4j.bpf.verifier.type.TypeChecker;

/** Checks loads and stores through every kind of pointer ({@code check_mem_access}). */
public final class MemoryAccess {
  /** Maximum size in bytes of a context that is plain memory. */
  static final int MOST_CONTEXT = 0xffff;

  private final VerifierEnv env;
  private final TypeChecker types;
  private final StackAccess stack;
  private final Regions regions;

  MemoryAccess(VerifierEnv env, TypeChecker types, StackAccess stack, Regions regions) {
    this.env = env;
    this.types = types;
    this.stack = stack;
    this.regions = regions;
  }

  /** Checks an access, and sets the register that is loaded. */
  public void check(MemoryOperand operand) {
    RegisterState pointer = env.register(operand.register());
    regions.checkAlignment(pointer, operand.off(), operand.size(), operand.aligned());
    access(operand, pointer, operand.off() + pointer.off());
    extend(operand);
  }

  private void access(MemoryOperand operand, RegisterState pointer, int off) {
    int type = pointer.type();
    switch (RegisterType.base(type)) {
      case RegisterType.PTR_TO_MAP_KEY -> mapKey(operand, pointer, off);
      case RegisterType.PTR_TO_MAP_VALUE -> mapValue(operand, pointer, off);
      case RegisterType.PTR_TO_MEM -> memory(operand, pointer, off);
      case RegisterType.PTR_TO_CTX -> context(operand, pointer, off);
      case RegisterType.PTR_TO_STACK -> stack(operand, off);
      case RegisterType.PTR_TO_PACKET, RegisterType.PTR_TO_PACKET_META -> packet(operand, off);
      case RegisterType.PTR_TO_FLOW_KEYS -> {
        regions.checkFlowKeys(off, operand.size());
        markUnknownIfRead(operand);
      }
      case RegisterType.PTR_TO_SOCKET,
          RegisterType.PTR_TO_SOCK_COMMON,
          RegisterType.PTR_TO_TCP_SOCK,
          RegisterType.PTR_TO_XDP_SOCK ->
          socket(operand, type, off);
      case RegisterType.PTR_TO_TP_BUFFER -> {
        regions.checkBuffer("tracepoint", pointer, operand.register(), off, operand.size());
        markUnknownIfRead(operand);
      }
      case RegisterType.PTR_TO_BTF_ID -> {
        checkNotNull(operand, type);
        types.checkStructAccess(
            operand.register(), off, operand.size(), operand.access(), operand.value());
      }
      case RegisterType.CONST_PTR_TO_MAP ->
          types.checkMapStructAccess(
              operand.register(), off, operand.size(), operand.access(), operand.value());
      case RegisterType.PTR_TO_BUF -> buffer(operand, pointer, off);
      case RegisterType.PTR_TO_ARENA -> markUnknownIfRead(operand);
      default -> throw invalid(operand, type);
    }
  }

  /** A load of less than 8 bytes zero-extends or sign-extends. */
  private void extend(MemoryOperand operand) {
    if (operand.size() == Long.BYTES || !operand.fillsRegister()) {
      return;
    }
    RegisterState value = env.register(operand.value());
    if (!value.isScalar()) {
      return;
    }
    if (operand.signExtends()) {
      ScalarCoercion.signExtend(value, operand.size());
    } else {
      ScalarCoercion.zeroExtend(value, operand.size());
    }
  }

  private Rejection invalid(MemoryOperand operand, int type) {
    return env.reject(
        Errno.EACCES, "R%d invalid mem access '%s'", operand.register(), RegisterType.text(type));
  }

  private void checkNotNull(MemoryOperand operand, int type) {
    if (RegisterType.mayBeNull(type)) {
      throw invalid(operand, type);
    }
  }

  private void checkNotReadOnly(MemoryOperand operand, int type) {
    if (operand.isWrite() && RegisterType.isReadOnly(type)) {
      throw cannotWrite(operand, type);
    }
  }

  private Rejection cannotWrite(MemoryOperand operand, int type) {
    return env.reject(
        Errno.EACCES, "R%d cannot write into %s", operand.register(), RegisterType.text(type));
  }

  private void unknown(int value) {
    if (value >= 0) {
      env.markUnknown(value);
    }
  }

  private void markUnknownIfRead(MemoryOperand operand) {
    if (!operand.isWrite()) {
      unknown(operand.value());
    }
  }

  private void mapKey(MemoryOperand operand, RegisterState pointer, int off) {
    if (operand.isWrite()) {
      throw env.reject(Errno.EACCES, "write to change key R%d not allowed", operand.register());
    }
    int keySize = pointer.requireMap().keySize();
    regions.checkRegion(operand.register(), off, operand.size(), keySize, false);
    unknown(operand.value());
  }

  private void memory(MemoryOperand operand, RegisterState pointer, int off) {
    int type = pointer.type();
    checkNotNull(operand, type);
    checkNotReadOnly(operand, type);
    boolean untrusted = RegisterType.isReadOnly(type) && (type & RegisterType.PTR_UNTRUSTED) != 0;
    if (!untrusted) { // a fault of such a load is handled
      regions.checkRegion(operand.register(), off, operand.size(), pointer.memSize(), false);
    }
    markUnknownIfRead(operand);
  }

  private void buffer(MemoryOperand operand, RegisterState pointer, int off) {
    int type = pointer.type();
    checkNotNull(operand, type);
    checkNotReadOnly(operand, type);
    String kind = RegisterType.isReadOnly(type) ? "rdonly" : "rdwr";
    regions.checkBuffer(kind, pointer, operand.register(), off, operand.size());
    markUnknownIfRead(operand);
  }

  private void stack(MemoryOperand operand, int off) {
    int register = operand.register();
    int size = operand.size();
    stack.checkBounds(register, off, size, false, operand.access());
    if (operand.isWrite()) {
      stack.write(operand.slot(), register, off, size, operand.value());
    } else {
      stack.read(register, off, size, operand.value());
    }
  }

  private void packet(MemoryOperand operand, int off) {
    if (operand.isWrite() && !ContextRules.packetAccess(env.program.type(), true)) {
      throw env.reject(Errno.EACCES, "cannot write into packet");
    }
    regions.checkPacket(operand.register(), off, operand.size(), false);
    markUnknownIfRead(operand);
  }

  private void socket(MemoryOperand operand, int type, int off) {
    if (!RegisterType.isSocketPointer(type)) {
      throw invalid(operand, type);
    }
    if (operand.isWrite()) {
      throw cannotWrite(operand, type);
    }
    types.checkSocketAccess(operand.register(), off, operand.size(), operand.access());
    unknown(operand.value());
  }

  private void mapValue(MemoryOperand operand, RegisterState pointer, int off) {
    if (pointer.type() != RegisterType.PTR_TO_MAP_VALUE) {
      throw invalid(operand, pointer.type());
    }
    int register = operand.register();
    int size = operand.size();
    int value = operand.value();
    MapSpec map = pointer.requireMap();
    regions.checkMapAccessType(register, off, size, operand.access());
    regions.checkMap(register, off, size, false, true);
    if (pointer.isConst()) {
      BtfField kernelPointer = types.kernelPointerAt(map, off + pointer.tnum().value());
      if (kernelPointer != null) {
        types.checkKernelPointerAccess(operand.slot(), register, value, kernelPointer);
        return;
      }
    }
    if (!operand.fillsRegister()) {
      return;
    }
    if (pointer.isConst() && ConstantMemory.isConstant(map)) {
      int at = off + (int) pointer.tnum().value();
      env.markKnown(value, ConstantMemory.read(map, at, size, operand.signExtends()));
    } else {
      env.markUnknown(value);
    }
  }

  private void context(MemoryOperand operand, RegisterState pointer, int whole) {
    int off = whole;
    boolean asMemory = env.has(VerifierRule.CONTEXT_AS_MEMORY);
    boolean plain = asMemory && CallMemory.isPlainContext(env.program.type());
    if (asMemory && env.program.type() == ProgramType.SYSCALL) {
      regions.checkRegion(operand.register(), off, operand.size(), MOST_CONTEXT, false);
      off += (int) (pointer.foldedMax() - pointer.off());
    } else {
      PointerOffsets.check(env, pointer, operand.register(), plain);
    }
    ContextAccess result;
    try {
      result =
          types.checkContextAccess(off, operand.size(), operand.access(), operand.signExtends());
      env.reachContext(off + operand.size());
    } catch (Rejection rejection) {
      env.text.printLine(operand.slot(), "; ");
      throw rejection;
    }
    if (operand.fillsRegister()) {
      load(env.register(operand.value()), result);
    }
  }

  private void load(RegisterState to, ContextAccess from) {
    int type = from.type();
    if (type == RegisterType.SCALAR_VALUE) {
      to.setUnknownImprecise();
      ReturnRange returned = from.returned();
      if (returned != null) {
        to.narrowToSigned32(returned.min(), returned.max());
      }
      return;
    }
    if (RegisterType.base(type) == RegisterType.PTR_TO_BTF_ID) {
      to.becomeStructPointer(type, from.btf(), from.btfId());
    } else {
      to.becomePointer(type);
    }
    to.markImprecise();
    if (RegisterType.mayBeNull(type)) {
      to.setId(env.newId());
    }
  }
}
