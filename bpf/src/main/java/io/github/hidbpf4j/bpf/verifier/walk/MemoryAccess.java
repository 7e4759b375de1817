package io.github.hidbpf4j.bpf.verifier.walk;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.BtfField;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.verifier.env.AccessType;
import io.github.hidbpf4j.bpf.verifier.env.ContextAccess;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.scalar.ReturnRange;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarCoercion;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;

/** Loads and stores through every kind of pointer ({@code check_mem_access}). */
final class MemoryAccess {
  private final VerifierEnv env;
  private final StackAccess stack;
  private final Regions regions;

  MemoryAccess(VerifierEnv env, StackAccess stack, Regions regions) {
    this.env = env;
    this.stack = stack;
    this.regions = regions;
  }

  /** See {@link io.github.hidbpf4j.bpf.verifier.env.WalkOperations#checkMemoryAccess}. */
  void check(
      int slot,
      int register,
      int insnOff,
      int size,
      AccessType access,
      int value,
      boolean strictAlignment,
      boolean signExtends) {
    RegisterState pointer = env.register(register);
    regions.checkAlignment(pointer, insnOff, size, strictAlignment);
    int off = insnOff + pointer.off();
    boolean write = access == AccessType.WRITE;
    int type = pointer.type();
    switch (RegisterType.base(type)) {
      case RegisterType.PTR_TO_MAP_KEY -> {
        if (write) {
          throw env.reject(Errno.EACCES, "write to change key R%d not allowed", register);
        }
        regions.checkRegion(register, off, size, pointer.requireMap().keySize(), false);
        unknown(value);
      }
      case RegisterType.PTR_TO_MAP_VALUE -> {
        if (type != RegisterType.PTR_TO_MAP_VALUE) {
          throw invalid(register, type);
        }
        mapValue(slot, register, off, size, access, value, signExtends);
      }
      case RegisterType.PTR_TO_MEM -> {
        if (RegisterType.mayBeNull(type)) {
          throw invalid(register, type);
        }
        checkNotReadOnly(register, type, write);
        regions.checkRegion(register, off, size, pointer.memSize(), false);
        if (!write || RegisterType.isReadOnly(type)) {
          unknown(value);
        }
      }
      case RegisterType.PTR_TO_CTX ->
          context(slot, register, off, size, access, value, signExtends);
      case RegisterType.PTR_TO_STACK -> {
        stack.checkBounds(register, off, size, false, access);
        if (write) {
          stack.write(slot, register, off, size, value);
        } else {
          stack.read(register, off, size, value);
        }
      }
      case RegisterType.PTR_TO_PACKET, RegisterType.PTR_TO_PACKET_META -> {
        if (write && !Packets.mayAccess(env.program.type(), true)) {
          throw env.reject(Errno.EACCES, "cannot write into packet");
        }
        regions.checkPacket(register, off, size, false);
        unknownIfRead(access, value);
      }
      case RegisterType.PTR_TO_FLOW_KEYS -> {
        regions.checkFlowKeys(off, size);
        unknownIfRead(access, value);
      }
      case RegisterType.PTR_TO_SOCKET,
          RegisterType.PTR_TO_SOCK_COMMON,
          RegisterType.PTR_TO_TCP_SOCK,
          RegisterType.PTR_TO_XDP_SOCK -> {
        if (!RegisterType.isSocketPointer(type)) {
          throw invalid(register, type);
        }
        checkNotReadOnly(register, type | RegisterType.MEM_RDONLY, type, write);
        env.types().checkSocketAccess(slot, register, off, size, access);
        unknown(value);
      }
      case RegisterType.PTR_TO_TP_BUFFER -> {
        regions.checkBuffer("tracepoint", pointer, register, off, size);
        unknownIfRead(access, value);
      }
      case RegisterType.PTR_TO_BTF_ID -> {
        if (RegisterType.mayBeNull(type)) {
          throw invalid(register, type);
        }
        env.types().checkStructAccess(register, off, size, access, value);
      }
      case RegisterType.CONST_PTR_TO_MAP ->
          env.types().checkMapStructAccess(register, off, size, access, value);
      case RegisterType.PTR_TO_BUF -> {
        if (RegisterType.mayBeNull(type)) {
          throw invalid(register, type);
        }
        checkNotReadOnly(register, type, write);
        boolean readOnly = RegisterType.isReadOnly(type);
        regions.checkBuffer(readOnly ? "rdonly" : "rdwr", pointer, register, off, size);
        if (readOnly || !write) {
          unknown(value);
        }
      }
      case RegisterType.PTR_TO_ARENA -> unknownIfRead(access, value);
      default -> throw invalid(register, type);
    }
    if (!write && value >= 0 && size < 8 && env.register(value).isScalar()) {
      if (signExtends) {
        ScalarCoercion.signExtend(env.register(value), size);
      } else {
        ScalarCoercion.zeroExtend(env.register(value), size);
      }
    }
  }

  private Rejection invalid(int register, int type) {
    return env.reject(
        Errno.EACCES, "R%d invalid mem access '%s'", register, RegisterType.text(type));
  }

  private void checkNotReadOnly(int register, int type, boolean write) {
    checkNotReadOnly(register, type, type, write);
  }

  private void checkNotReadOnly(int register, int type, int shown, boolean write) {
    if (write && RegisterType.isReadOnly(type)) {
      throw env.reject(
          Errno.EACCES, "R%d cannot write into %s", register, RegisterType.text(shown));
    }
  }

  private void unknown(int value) {
    if (value >= 0) {
      env.markUnknown(value);
    }
  }

  private void unknownIfRead(AccessType access, int value) {
    if (access == AccessType.READ) {
      unknown(value);
    }
  }

  private void mapValue(
      int slot,
      int register,
      int off,
      int size,
      AccessType access,
      int value,
      boolean signExtends) {
    RegisterState pointer = env.register(register);
    MapSpec map = pointer.requireMap();
    regions.checkMapAccessType(register, off, size, access);
    regions.checkMap(register, off, size, false, true);
    if (pointer.isConst()) {
      BtfField kernelPointer = env.types().kernelPointerAt(map, off + pointer.tnum().value());
      if (kernelPointer != null) {
        env.types().checkKernelPointerAccess(slot, register, value, kernelPointer);
        return;
      }
    }
    if (access == AccessType.WRITE || value < 0) {
      return;
    }
    if (pointer.isConst() && isConstant(map)) {
      env.markKnown(
          value, readConstant(map, off + (int) pointer.tnum().value(), size, signExtends));
    } else {
      env.markUnknown(value);
    }
  }

  /** Whether neither programs nor user space change the values ({@code bpf_map_is_rdonly}). */
  private static boolean isConstant(MapSpec map) {
    return map.type() == MapType.ARRAY
        && map.maxEntries() == 1
        && map.frozen()
        && (map.flags() & MapSpec.F_RDONLY_PROG) != 0;
  }

  /** {@code bpf_map_direct_read}. */
  private static long readConstant(MapSpec map, int off, int size, boolean signExtends) {
    long value = 0;
    for (int i = 0; i < size; i++) {
      value |= (long) map.initialByte(off + i) << i * 8;
    }
    int shift = 64 - size * 8;
    return signExtends ? value << shift >> shift : value;
  }

  private void context(
      int slot,
      int register,
      int off,
      int size,
      AccessType access,
      int value,
      boolean signExtends) {
    RegisterState pointer = env.register(register);
    regions.checkPointerOffset(pointer, register, false);
    ContextAccess result;
    try {
      result = env.types().checkContextAccess(off, size, access, signExtends);
      env.reachContext(off + size);
    } catch (Rejection rejection) {
      env.text.printLine(slot, "; ");
      throw rejection;
    }
    if (access != AccessType.READ || value < 0) {
      return;
    }
    RegisterState to = env.register(value);
    int type = result.type();
    if (type == RegisterType.SCALAR_VALUE) {
      to.setUnknownImprecise();
      ReturnRange returned = result.returned();
      if (returned != null) {
        to.narrowToSigned32(returned.min(), returned.max());
      }
      return;
    }
    if (RegisterType.base(type) == RegisterType.PTR_TO_BTF_ID) {
      to.becomeStructPointer(type, result.btf(), result.btfId());
    } else {
      to.becomePointer(type);
    }
    to.markImprecise();
    if (RegisterType.mayBeNull(type)) {
      to.setId(env.newId());
    }
  }
}
