package io.github.hidbpf4j.bpf.verifier.operand;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.AccessType;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarText;
import io.github.hidbpf4j.bpf.verifier.scalar.Tnum;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.type.TypeChecker;

/** Checks bounds and alignment of accesses to memory of a known size, packets and buffers. */
public final class Regions {
  private static final int NET_IP_ALIGN = 2;
  private static final int FLOW_KEYS_SIZE = 56;

  private final VerifierEnv env;
  private final TypeChecker types;

  Regions(VerifierEnv env, TypeChecker types) {
    this.env = env;
    this.types = types;
  }

  private static String tnum(Tnum bits) {
    return ScalarText.appendTnum(new StringBuilder(), bits).toString();
  }

  /** {@code check_ptr_alignment}. */
  void checkAlignment(RegisterState pointer, int off, int size, boolean strictHere) {
    boolean strict =
        env.strictAlignment || strictHere || pointer.type() == RegisterType.PTR_TO_STACK;
    if (!strict || size == 1 || pointer.type() == RegisterType.PTR_TO_ARENA) {
      return;
    }
    if (pointer.isPacketPointer()) {
      Tnum at = pointer.tnum().add(Tnum.constant(NET_IP_ALIGN + pointer.off() + off));
      if (!at.isAligned(size)) {
        throw env.reject(
            Errno.EACCES,
            "misaligned packet access off %d+%s size %d",
            NET_IP_ALIGN,
            env.texts.offsets(pointer, off),
            size);
      }
      return;
    }
    if (!pointer.tnum().add(Tnum.constant(pointer.off() + off)).isAligned(size)) {
      String kind =
          switch (pointer.type()) {
            case RegisterType.PTR_TO_FLOW_KEYS -> "flow keys ";
            case RegisterType.PTR_TO_MAP_KEY -> "key ";
            case RegisterType.PTR_TO_MAP_VALUE -> "value ";
            case RegisterType.PTR_TO_CTX -> "context ";
            case RegisterType.PTR_TO_STACK -> "stack ";
            case RegisterType.PTR_TO_SOCKET -> "sock ";
            case RegisterType.PTR_TO_SOCK_COMMON -> "sock_common ";
            case RegisterType.PTR_TO_TCP_SOCK -> "tcp_sock ";
            case RegisterType.PTR_TO_XDP_SOCK -> "xdp_sock ";
            default -> "";
          };
      throw env.reject(
          Errno.EACCES,
          "misaligned %saccess off %s size %d",
          kind,
          env.texts.offsets(pointer, off),
          size);
    }
  }

  /** {@code __check_mem_access}; when out of bounds, its message is not the last line. */
  private void checkFixed(int register, int off, int size, int regionSize, boolean zeroAllowed) {
    boolean sizeOk = size > 0 || size == 0 && zeroAllowed;
    if (off >= 0 && sizeOk && (long) off + size <= Integer.toUnsignedLong(regionSize)) {
      return;
    }
    RegisterState r = env.register(register);
    throw switch (r.type()) {
      case RegisterType.PTR_TO_MAP_KEY ->
          env.reject(
              Errno.EACCES,
              "invalid access to map key, key_size=%d off=%d size=%d",
              regionSize,
              off,
              size);
      case RegisterType.PTR_TO_MAP_VALUE ->
          env.reject(
              Errno.EACCES,
              "invalid access to map value, value_size=%d off=%d size=%d",
              regionSize,
              off,
              size);
      case RegisterType.PTR_TO_PACKET,
          RegisterType.PTR_TO_PACKET_META,
          RegisterType.PTR_TO_PACKET_END ->
          env.reject(
              Errno.EACCES,
              "invalid access to packet, off=%d size=%d, R%d(id=%d,off=%d,r=%d)",
              off,
              size,
              register,
              r.id(),
              off,
              regionSize);
      default ->
          env.reject(
              Errno.EACCES,
              "invalid access to memory, mem_size=%s off=%d size=%d",
              Integer.toUnsignedString(regionSize),
              off,
              size);
    };
  }

  /** {@code check_mem_region_access}; later kernels fold the fixed offset into the variable one. */
  void checkRegion(int register, int off, int size, int regionSize, boolean zeroAllowed) {
    RegisterState pointer = env.register(register);
    boolean folded = env.has(VerifierRule.OFFSETS_FOLDED);
    int fixed = folded ? off - pointer.off() : off;
    long min = folded ? pointer.foldedMin() : pointer.smin();
    long max = folded ? pointer.foldedMax() : pointer.umax();
    if (min < 0
        && (min == Long.MIN_VALUE || fixed + min != (int) (fixed + min) || min + fixed < 0)) {
      throw negative(register);
    }
    try {
      checkFixed(register, (int) (min + fixed), size, regionSize, zeroAllowed);
    } catch (Rejection _) {
      throw env.reject(
          Errno.EACCES, "R%d min value is outside of the allowed memory range", register);
    }
    if (Long.compareUnsigned(max, NullChecks.MAX_VAR_OFF) >= 0) {
      throw env.reject(
          Errno.EACCES,
          "R%d unbounded memory access, make sure to bounds check any such access",
          register);
    }
    try {
      checkFixed(register, (int) (max + fixed), size, regionSize, zeroAllowed);
    } catch (Rejection _) {
      throw env.reject(
          Errno.EACCES, "R%d max value is outside of the allowed memory range", register);
    }
  }

  private Rejection negative(int register) {
    return env.reject(
        Errno.EACCES,
        "R%d min value is negative, either use unsigned index or do a if (index >=0) check.",
        register);
  }

  /** {@code check_map_access_type}. */
  void checkMapAccessType(int register, int off, int size, AccessType access) {
    MapSpec map = env.register(register).requireMap();
    boolean write = access == AccessType.WRITE;
    int forbidden = write ? MapSpec.F_RDONLY_PROG : MapSpec.F_WRONLY_PROG;
    if ((map.programFlags() & forbidden) != 0) {
      throw env.reject(
          Errno.EACCES,
          "%s map forbidden, value_size=%d off=%d size=%d",
          write ? "write into" : "read from",
          map.valueSize(),
          env.has(VerifierRule.OFFSETS_FOLDED)
              ? off - env.register(register).off() + env.register(register).foldedMin()
              : off,
          size);
    }
  }

  /**
   * Checks a map value ({@code check_map_access}).
   *
   * @param direct whether the access is a load or store rather than a call
   */
  public void checkMap(int register, int off, int size, boolean zeroAllowed, boolean direct) {
    RegisterState pointer = env.register(register);
    checkRegion(register, off, size, pointer.requireMap().valueSize(), zeroAllowed);
    types.checkMapFields(pointer, off, size, direct);
  }

  /** {@code check_packet_access}. */
  void checkPacket(int register, int off, int size, boolean zeroAllowed) {
    RegisterState pointer = env.register(register);
    if (env.has(VerifierRule.OFFSETS_FOLDED)) {
      if (pointer.range() < 0) {
        throw env.reject(Errno.EINVAL, "R%d offset is outside of the packet", register);
      }
      checkRegion(register, off, size, pointer.range(), zeroAllowed);
      return;
    }
    if (pointer.smin() < 0) {
      throw negative(register);
    }
    try {
      if (pointer.range() < 0) {
        throw new Rejection(Errno.EINVAL, "no range");
      }
      checkFixed(register, off, size, pointer.range(), zeroAllowed);
    } catch (Rejection rejection) {
      throw env.reject(rejection.errno(), "R%d offset is outside of the packet", register);
    }
  }

  /** {@code check_flow_keys_access}. */
  void checkFlowKeys(int off, int size) {
    if (size < 0 || off < 0 || (long) off + size > FLOW_KEYS_SIZE) {
      throw env.reject(Errno.EACCES, "invalid access to flow keys off=%d size=%d", off, size);
    }
  }

  /** {@code __check_buffer_access}. */
  void checkBuffer(String kind, RegisterState pointer, int register, int off, int size) {
    if (env.has(VerifierRule.OFFSETS_FOLDED)) {
      int rest = off - pointer.off();
      if (!pointer.isConst()) {
        throw env.reject(
            Errno.EACCES,
            "R%d invalid variable buffer offset: off=%d, var_off=%s",
            register,
            rest,
            env.texts.offset(pointer));
      }
      long fixed = pointer.tnum().value() + pointer.off();
      if (fixed + rest < 0) {
        throw env.reject(
            Errno.EACCES,
            "R%d invalid negative %s buffer offset: off=%d, var_off=%d",
            register,
            kind,
            rest,
            fixed);
      }
      return;
    }
    if (off < 0) {
      throw env.reject(
          Errno.EACCES, "R%d invalid %s buffer access: off=%d, size=%d", register, kind, off, size);
    }
    if (!pointer.tnum().equalsConst(0)) {
      throw env.reject(
          Errno.EACCES,
          "R%d invalid variable buffer offset: off=%d, var_off=%s",
          register,
          off,
          tnum(pointer.tnum()));
    }
  }
}
