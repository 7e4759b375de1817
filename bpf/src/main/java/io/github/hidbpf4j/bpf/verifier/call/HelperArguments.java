package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfField;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.proto.Argument;
import io.github.hidbpf4j.bpf.proto.ArgumentType;
import io.github.hidbpf4j.bpf.proto.CoreFunctions;
import io.github.hidbpf4j.bpf.proto.DataFunctions;
import io.github.hidbpf4j.bpf.proto.HelperPrototype;
import io.github.hidbpf4j.bpf.proto.SocketFunctions;
import io.github.hidbpf4j.bpf.proto.TypeFlag;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.AccessType;
import io.github.hidbpf4j.bpf.verifier.env.PresentElements;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.operand.CallMemory;
import io.github.hidbpf4j.bpf.verifier.operand.Operands;
import io.github.hidbpf4j.bpf.verifier.scalar.Tnum;
import io.github.hidbpf4j.bpf.verifier.state.HeldLock;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.type.BtfStructWalk;
import io.github.hidbpf4j.bpf.verifier.type.ContextRules;
import io.github.hidbpf4j.bpf.verifier.type.KptrRules;
import io.github.hidbpf4j.bpf.verifier.type.PointerOffsets;
import io.github.hidbpf4j.bpf.verifier.type.RegisterFlags;
import org.jspecify.annotations.Nullable;

/**
 * Checks arguments of helpers: {@code check_func_arg}, {@code kernel/bpf/verifier.c}, Linux 6.12.
 */
final class HelperArguments {
  private static final Argument SOCKET = Argument.of(ArgumentType.PTR_TO_BTF_ID_SOCK_COMMON);

  /** A bloom filter only reads the value. */
  private static final Argument READ_VALUE = Argument.of(ArgumentType.PTR_TO_MAP_VALUE);

  private final VerifierEnv env;
  private final Operands operands;
  private final Dynptrs dynptrs;
  private final FieldArguments fields;
  private final KptrRules kptrs;
  private final ConstantStrings strings;
  private final BtfStructWalk walk;
  private final GraphRules graphs;
  private final @Nullable ConstantKeys constantKeys;

  HelperArguments(
      VerifierEnv env,
      Operands operands,
      References references,
      Dynptrs dynptrs,
      KptrRules kptrs,
      GraphRules graphs) {
    this.env = env;
    this.operands = operands;
    this.dynptrs = dynptrs;
    this.kptrs = kptrs;
    this.graphs = graphs;
    fields = new FieldArguments(env, references);
    strings = new ConstantStrings(env, operands.regions());
    walk = new BtfStructWalk(env::verbose);
    constantKeys =
        env.has(VerifierRule.CONSTANT_ARRAY_KEYS)
            ? new ConstantKeys(env, operands.precision())
            : null;
  }

  ConstantStrings strings() {
    return strings;
  }

  /** Checks the argument in a register. */
  void check(int number, HelperPrototype helper, CallMeta meta, int slot) {
    Argument declared = helper.argument(number);
    if (declared.type() == ArgumentType.DONTCARE) {
      return;
    }
    RegisterState register = env.register(number);
    operands.registers().checkReadable(number);
    if (declared.type() == ArgumentType.ANYTHING) {
      return;
    }
    if (RegisterType.isPacketPointer(register.type())
        && !(ContextRules.packetAccess(env.program.type(), false)
            && (meta.packetAccess || !hasPacketRule()))) {
      throw env.reject(Errno.EACCES, "helper access to the packet is not allowed");
    }
    if (declared.type() == ArgumentType.PTR_TO_MAP_VALUE) {
      declared = resolveMapValue(declared, meta);
    }
    ArgumentType type = declared.type();
    int flags = RegisterFlags.of(declared.flags());
    if (register.isNull() && declared.has(TypeFlag.MAYBE_NULL)) {
      operands.precision().mark(number);
    } else {
      checkType(number, type, flags, declared.btfType(), meta);
      boolean release = (flags & RegisterType.OBJ_RELEASE) != 0;
      if (type == ArgumentType.PTR_TO_CTX) {
        checkContextOffset(number, release);
      } else {
        checkOffset(number, release, isDynptr(type));
      }
    }
    if (declared.has(TypeFlag.OBJ_RELEASE)) {
      noteRelease(number, register, type, meta);
    }
    if (register.refObjId() != 0 && type != ArgumentType.KPTR_XCHG_DEST) {
      if (meta.refObjId != 0) {
        throw env.bug(
            "more than one arg with ref_obj_id R%d %d %d",
            number, register.refObjId(), meta.refObjId);
      }
      meta.refObjId = register.refObjId();
    }
    checkValue(number, declared, helper, meta, slot);
  }

  /** Whether helpers need permission for packet memory; CGROUP_SOCKOPT packets are open to all. */
  private boolean hasPacketRule() {
    return env.program.type() != ProgramType.CGROUP_SOCKOPT;
  }

  private static boolean isDynptr(ArgumentType type) {
    return type == ArgumentType.PTR_TO_DYNPTR;
  }

  /** {@code resolve_map_arg_type}: the argument that some map types take instead of a value. */
  private Argument resolveMapValue(Argument declared, CallMeta meta) {
    MapSpec map = meta.map;
    if (map == null) {
      throw env.reject(Errno.EACCES, "invalid map_ptr to access map->type");
    }
    if (map.type() == MapType.SOCKMAP || map.type() == MapType.SOCKHASH) {
      if (!declared.flags().isEmpty()) {
        throw env.reject(Errno.EINVAL, "invalid arg_type for sockmap/sockhash");
      }
      return SOCKET;
    }
    if (map.type() == MapType.BLOOM_FILTER && meta.helper == DataFunctions.MAP_PEEK_ELEM) {
      return READ_VALUE;
    }
    return declared;
  }

  /** {@code check_reg_type}. */
  void checkType(
      int number, ArgumentType argument, int flags, @Nullable String struct, CallMeta meta) {
    RegisterState register = env.register(number);
    int type = register.type();
    type &= ~(flags & (RegisterType.MEM_RDONLY | RegisterType.PTR_MAYBE_NULL));
    if (argument == ArgumentType.PTR_TO_MEM) {
      type &= ~RegisterType.DYNPTR_TYPE_FLAGS;
    }
    boolean exchanged = meta.helper == DataFunctions.KPTR_XCHG && number == 2;
    if (exchanged && (type & RegisterType.MEM_ALLOC) != 0) {
      type &= ~(RegisterType.MEM_ALLOC | RegisterType.MEM_PERCPU);
    }
    int[] accepted =
        ArgumentTypes.of(
            argument,
            env.has(VerifierRule.CONTEXT_AS_MEMORY),
            env.has(VerifierRule.KPTR_XCHG_INTO_NODES));
    boolean found = false;
    for (int expected : accepted) {
      found |= type == expected;
    }
    if (!found) {
      throw env.reject(
          Errno.EACCES,
          "R%d type=%s expected=%s",
          number,
          RegisterType.text(register.type()),
          list(accepted));
    }
    if (register.baseType() != RegisterType.PTR_TO_BTF_ID) {
      return;
    }
    if (ArgumentTypes.isMemory(argument)) {
      if ((flags & RegisterType.MEM_RDONLY) == 0) {
        throw env.reject(
            Errno.EACCES,
            "%s() may write into memory pointed by R%d type=%s",
            meta.helper.name(),
            number,
            RegisterType.text(register.type()));
      }
      return;
    }
    checkStruct(number, register, argument, flags, struct, meta);
  }

  private static String list(int[] types) {
    StringBuilder text = new StringBuilder();
    for (int type : types) {
      text.append(text.isEmpty() ? "" : ", ").append(RegisterType.text(type));
    }
    return text.toString();
  }

  private void checkStruct(
      int number,
      RegisterState register,
      ArgumentType argument,
      int flags,
      @Nullable String struct,
      CallMeta meta) {
    switch (register.type()) {
      case RegisterType.PTR_TO_BTF_ID,
          RegisterType.PTR_TO_BTF_ID | RegisterType.PTR_TRUSTED,
          RegisterType.PTR_TO_BTF_ID | RegisterType.PTR_TRUSTED | RegisterType.PTR_MAYBE_NULL,
          RegisterType.PTR_TO_BTF_ID | RegisterType.MEM_RCU,
          RegisterType.PTR_TO_BTF_ID | RegisterType.PTR_MAYBE_NULL,
          RegisterType.PTR_TO_BTF_ID | RegisterType.PTR_MAYBE_NULL | RegisterType.MEM_RCU ->
          checkKernelStruct(number, register, argument, flags, struct, meta);
      case RegisterType.PTR_TO_BTF_ID | RegisterType.MEM_ALLOC,
          RegisterType.PTR_TO_BTF_ID | RegisterType.MEM_PERCPU | RegisterType.MEM_ALLOC -> {
        if (meta.helper == DataFunctions.KPTR_XCHG) {
          if (number == 2) {
            matchKptr(number, register, meta);
          }
        } else if (meta.helper != CoreFunctions.SPIN_LOCK
            && meta.helper != CoreFunctions.SPIN_UNLOCK) {
          throw env.bug("unimplemented handling of MEM_ALLOC");
        }
      }
      case RegisterType.PTR_TO_BTF_ID | RegisterType.MEM_PERCPU,
          RegisterType.PTR_TO_BTF_ID | RegisterType.MEM_PERCPU | RegisterType.MEM_RCU,
          RegisterType.PTR_TO_BTF_ID | RegisterType.MEM_PERCPU | RegisterType.PTR_TRUSTED -> {
        // per-CPU variables need no comparison
      }
      default -> throw env.bug("invalid PTR_TO_BTF_ID register for type match");
    }
  }

  private void checkKernelStruct(
      int number,
      RegisterState register,
      ArgumentType argument,
      int flags,
      @Nullable String struct,
      CallMeta meta) {
    boolean release = (flags & RegisterType.OBJ_RELEASE) != 0;
    if (RegisterType.mayBeNull(register.type())
        && ((flags & RegisterType.PTR_MAYBE_NULL) == 0 || release)) {
      throw env.reject(
          Errno.EACCES, "Possibly NULL pointer passed to helper %s", env.texts.ofHelper(number));
    }
    if (meta.helper == DataFunctions.KPTR_XCHG) {
      matchKptr(number, register, meta);
      return;
    }
    Btf kernel = env.program.kernelBtf();
    String wanted =
        argument == ArgumentType.PTR_TO_BTF_ID_SOCK_COMMON && struct == null
            ? "sock_common"
            : struct;
    int id = kernel == null || wanted == null ? 0 : kernel.findStruct(wanted).orElse(0);
    boolean strict = release && meta.helper != SocketFunctions.SK_RELEASE;
    Btf btf = register.requireBtf();
    if (kernel == null
        || id == 0
        || !walk.idsMatch(btf, register.btfId(), register.off(), kernel, id, strict, true)) {
      throw env.reject(
          Errno.EACCES,
          "R%d is of type %s but %s is expected",
          number,
          BtfStructWalk.name(btf, register.btfId()),
          String.valueOf(wanted));
    }
  }

  /** Checks a kernel struct argument of a global function. */
  void checkStructArgument(int number, Btf btf, int id, int flags) {
    RegisterState register = env.register(number);
    if (register.isNull() && RegisterType.mayBeNull(flags)) {
      return;
    }
    CallMeta meta = new CallMeta(CoreFunctions.UNSPEC, false);
    int type = register.type() & ~(flags & RegisterType.PTR_MAYBE_NULL);
    boolean found = false;
    for (int expected : ArgumentTypes.of(ArgumentType.PTR_TO_BTF_ID, false, false)) {
      found |= type == expected;
    }
    if (!found) {
      checkType(number, ArgumentType.PTR_TO_BTF_ID, flags, null, meta);
    }
    if (RegisterType.mayBeNull(register.type()) && !RegisterType.mayBeNull(flags)) {
      throw env.reject(
          Errno.EACCES, "Possibly NULL pointer passed to helper %s", env.texts.ofHelper(number));
    }
    Btf from = register.requireBtf();
    boolean flexible = (register.type() & RegisterType.MEM_ALLOC) == 0;
    if (!walk.idsMatch(from, register.btfId(), register.off(), btf, id, false, flexible)) {
      throw env.reject(
          Errno.EACCES,
          "R%d is of type %s but %s is expected",
          number,
          BtfStructWalk.name(from, register.btfId()),
          BtfStructWalk.name(btf, id));
    }
    checkOffset(number, false, false);
  }

  private void matchKptr(int number, RegisterState register, CallMeta meta) {
    BtfField field = meta.kptr;
    Btf btf = meta.kptrBtf;
    if (field == null || btf == null) {
      throw new IllegalStateException("the field is checked first");
    }
    try {
      kptrs.matchType(field, btf, register, number);
    } catch (Rejection r) {
      throw new Rejection(Errno.EACCES, r.reason());
    }
  }

  /** {@code check_func_arg_reg_off}, for arguments other than the context. */
  void checkOffset(int number, boolean release, boolean dynptr) {
    boolean memory =
        env.register(number).type() == RegisterType.PTR_TO_CTX
            && env.program.type() == ProgramType.SYSCALL
            && env.has(VerifierRule.CONTEXT_AS_MEMORY);
    if (!memory || release) {
      checkOffset(number, release, dynptr, true);
    }
  }

  /** Same, for the context. */
  void checkContextOffset(int number, boolean release) {
    checkOffset(number, release, false, true);
  }

  /** Same, for an object that must be pointed to at its start. */
  void checkUnmoved(int number, boolean release) {
    checkOffset(number, release, false, false);
  }

  private void checkOffset(int number, boolean release, boolean dynptr, boolean moves) {
    RegisterState register = env.register(number);
    int type = register.type();
    if (release) {
      if (dynptr && type == RegisterType.PTR_TO_STACK) {
        return;
      }
      boolean moved =
          env.has(VerifierRule.OFFSETS_FOLDED)
              ? !register.isConst() || register.off() + register.tnum().value() != 0
              : register.off() != 0;
      if (moved) {
        throw env.reject(
            Errno.EINVAL,
            "R%d must have zero offset when passed to release func or trusted arg to kfunc",
            number);
      }
      PointerOffsets.check(env, register, number, false);
      return;
    }
    boolean free =
        switch (type) {
          case RegisterType.PTR_TO_STACK,
              RegisterType.PTR_TO_PACKET,
              RegisterType.PTR_TO_PACKET_META,
              RegisterType.PTR_TO_MAP_KEY,
              RegisterType.PTR_TO_MAP_VALUE,
              RegisterType.PTR_TO_MEM,
              RegisterType.PTR_TO_MEM | RegisterType.MEM_RDONLY,
              RegisterType.PTR_TO_MEM | RegisterType.MEM_RINGBUF,
              RegisterType.PTR_TO_BUF,
              RegisterType.PTR_TO_BUF | RegisterType.MEM_RDONLY,
              RegisterType.PTR_TO_ARENA,
              RegisterType.SCALAR_VALUE ->
              true;
          default -> false;
        };
    if (free) {
      return;
    }
    int object = RegisterType.MEM_ALLOC;
    int node = object | RegisterType.NON_OWN_REF;
    int modifiers = RegisterType.flags(type);
    boolean fixed =
        moves
            && RegisterType.base(type) == RegisterType.PTR_TO_BTF_ID
            && (modifiers == 0
                || modifiers == object
                || modifiers == RegisterType.PTR_TRUSTED
                || modifiers == RegisterType.MEM_RCU
                || modifiers == node
                || modifiers == (node | RegisterType.MEM_RCU));
    PointerOffsets.check(env, register, number, fixed);
  }

  private void noteRelease(int number, RegisterState register, ArgumentType type, CallMeta meta) {
    if (isDynptr(type) && env.has(VerifierRule.DYNPTRS_RELEASED_AS_SUCH)) {
      if (register.type() == RegisterType.CONST_PTR_TO_DYNPTR) {
        throw env.reject(Errno.EINVAL, "CONST_PTR_TO_DYNPTR cannot be released");
      }
    } else if (isDynptr(type)) {
      if (register.type() != RegisterType.PTR_TO_STACK) {
        throw env.reject(Errno.EINVAL, "cannot release unowned const bpf_dynptr");
      }
      if (!dynptrs.isReferenced(register)) {
        throw env.reject(Errno.EINVAL, "arg %d is an unacquired reference", number);
      }
    } else if (register.refObjId() == 0 && !register.isNull()) {
      throw env.reject(Errno.EINVAL, env.texts.notReferenced(meta.helper.name(), number));
    }
    meta.releaseRegister = number;
  }

  private void checkValue(
      int number, Argument declared, HelperPrototype helper, CallMeta meta, int slot) {
    RegisterState register = env.register(number);
    switch (declared.type()) {
      case CONST_MAP_PTR -> mapPointer(register, meta);
      case PTR_TO_MAP_KEY, PTR_TO_MAP_VALUE, PTR_TO_MEM -> memory(number, declared, meta);
      case CONST_SIZE, CONST_SIZE_OR_ZERO -> memorySize(number, declared, helper, meta);
      case PTR_TO_PERCPU_BTF_ID -> {
        meta.returnBtf = register.btf();
        meta.returnBtfId = register.btfId();
      }
      case PTR_TO_SPIN_LOCK -> {
        if (graphs.inTreeLockCallback()) {
          throw env.reject(Errno.EACCES, "can't spin_{lock,unlock} in rbtree cb");
        }
        fields.spinLock(number, HeldLock.Kind.PLAIN, meta.helper == CoreFunctions.SPIN_LOCK);
      }
      case PTR_TO_TIMER -> fields.timer(number, meta);
      case PTR_TO_FUNC -> meta.subprogram = register.subprogram();
      case PTR_TO_DYNPTR -> dynptrs.check(number, slot, RegisterFlags.of(declared.flags()), 0);
      case CONST_ALLOC_SIZE_OR_ZERO -> {
        boolean checked = env.has(VerifierRule.ALLOCATION_SIZES_CHECKED);
        if (!register.tnum().isConst()) {
          throw checked
              ? env.reject(Errno.EINVAL, "R%d is not a const", number)
              : env.reject(Errno.EACCES, "R%d is not a known constant'", number);
        }
        if (checked && register.tnum().value() >>> Integer.SIZE != 0) {
          throw env.reject(Errno.EINVAL, "R%d allocation size exceeds u32 max", number);
        }
        meta.memSize = (int) register.tnum().value();
        operands.precision().mark(number);
      }
      case PTR_TO_CONST_STR -> strings.check(register, number);
      case KPTR_XCHG_DEST -> fields.kptr(number, meta);
      default -> {}
    }
  }

  @SuppressWarnings("ReferenceEquality") // one object per map
  private void mapPointer(RegisterState register, CallMeta meta) {
    if (meta.map != null && (meta.map != register.map() || meta.mapUid != register.mapUid())) {
      throw env.reject(
          Errno.EINVAL,
          "timer pointer in R1 map_uid=%d doesn't match map pointer in R2 map_uid=%d",
          meta.mapUid,
          register.mapUid());
    }
    meta.map = register.map();
    meta.mapUid = register.mapUid();
  }

  /** Checks a key or value of the map, or memory whose size is declared or in the next argument. */
  private void memory(int number, Argument declared, CallMeta meta) {
    RegisterState register = env.register(number);
    CallMemory memory = operands.callMemory();
    int flags = RegisterFlags.of(declared.flags());
    AccessType access = (flags & RegisterType.MEM_WRITE) != 0 ? AccessType.WRITE : AccessType.READ;
    if (declared.type() == ArgumentType.PTR_TO_MAP_KEY) {
      MapSpec map = requireMap(meta, "key");
      memory.check(number, map.keySize(), AccessType.READ, false, null);
      if (constantKeys != null && PresentElements.areIn(map)) {
        meta.constantKey = constantKeys.find(register, map.keySize());
      }
      return;
    }
    if (declared.type() == ArgumentType.PTR_TO_MAP_VALUE) {
      if (declared.has(TypeFlag.MAYBE_NULL) && register.isNull()) {
        return;
      }
      MapSpec map = requireMap(meta, "value");
      meta.raw.setAllowed((flags & RegisterType.MEM_UNINIT) != 0);
      memory.check(number, map.valueSize(), access, false, meta.raw);
      return;
    }
    meta.raw.setAllowed((flags & RegisterType.MEM_UNINIT) != 0);
    if (declared.has(TypeFlag.MEM_FIXED_SIZE)) {
      memory.check(number, declared.size(), access, false, meta.raw);
      if (declared.has(TypeFlag.MEM_ALIGNED)) {
        checkAlignment(register, declared.size());
      }
    }
  }

  /** Checks the size of the memory in the preceding argument. */
  private void memorySize(int number, Argument declared, HelperPrototype helper, CallMeta meta) {
    Argument memory = helper.argument(number - 1);
    AccessType access = memory.has(TypeFlag.MEM_WRITE) ? AccessType.WRITE : AccessType.READ;
    boolean zero = declared.type() == ArgumentType.CONST_SIZE_OR_ZERO;
    operands.callMemory().checkSize(number, access, zero, meta.raw, meta.maxSize);
  }

  private MapSpec requireMap(CallMeta meta, String what) {
    MapSpec map = meta.map;
    if (map == null) {
      throw env.reject(Errno.EACCES, "invalid map_ptr to access map->%s", what);
    }
    return map;
  }

  private void checkAlignment(RegisterState register, int size) {
    Tnum at = register.tnum().add(Tnum.constant(register.off()));
    if (!at.isAligned(size)) {
      String what =
          switch (register.baseType()) {
            case RegisterType.PTR_TO_STACK -> "stack ";
            case RegisterType.PTR_TO_MAP_VALUE -> "value ";
            case RegisterType.PTR_TO_MAP_KEY -> "key ";
            default -> "";
          };
      throw env.reject(
          Errno.EACCES,
          "misaligned %saccess off %s size %d",
          what,
          env.texts.offsets(register, 0),
          size);
    }
  }
}
