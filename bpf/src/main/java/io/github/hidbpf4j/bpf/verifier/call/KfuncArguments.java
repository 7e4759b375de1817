package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfFieldType;
import io.github.hidbpf4j.bpf.btf.BtfKind;
import io.github.hidbpf4j.bpf.btf.BtfRecord;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.btf.KernelTypeNames;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.proto.ApiProfile.OversizedBufferRule;
import io.github.hidbpf4j.bpf.proto.CoreFunctions;
import io.github.hidbpf4j.bpf.proto.HeapFunctions;
import io.github.hidbpf4j.bpf.proto.KfuncFlag;
import io.github.hidbpf4j.bpf.proto.SpecialKfunc;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.operand.Operands;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.type.BtfStructWalk;
import io.github.hidbpf4j.bpf.verifier.type.ContextTypes;
import io.github.hidbpf4j.bpf.verifier.type.Trust;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Checks arguments of kfuncs: {@code check_kfunc_args}, {@code kernel/bpf/verifier.c}, Linux 6.12.
 */
final class KfuncArguments {
  private static final int MOST_ARGUMENTS = 5;
  private static final long U32_MAX = 0xffff_ffffL;
  private static final String NOCAST_ALIAS = "___init";
  private static final int OBJECT = RegisterType.PTR_TO_BTF_ID | RegisterType.MEM_ALLOC;

  private final VerifierEnv env;
  private final Operands operands;
  private final References references;
  private final Dynptrs dynptrs;
  private final Iterators iterators;
  private final GraphRules graphs;
  private final HelperArguments helpers;
  private final FieldArguments fields;
  private final InterruptFlags interrupts;
  private final KfuncParameters parameters;
  private final BtfStructWalk walk;
  private final @Nullable PrototypeArguments byPrototype;

  KfuncArguments(
      VerifierEnv env,
      Operands operands,
      References references,
      Dynptrs dynptrs,
      Iterators iterators,
      GraphRules graphs,
      HelperArguments helpers) {
    this.env = env;
    this.operands = operands;
    this.references = references;
    this.dynptrs = dynptrs;
    this.iterators = iterators;
    this.graphs = graphs;
    this.helpers = helpers;
    fields = new FieldArguments(env, references);
    interrupts = new InterruptFlags(env, operands.memory(), references);
    parameters = new KfuncParameters(env);
    walk = new BtfStructWalk(env::verbose);
    byPrototype =
        env.has(VerifierRule.ARGUMENTS_BY_PROTOTYPE)
            ? new PrototypeArguments(env, operands, helpers, parameters, this)
            : null;
  }

  /** Checks all arguments. */
  void check(KfuncMeta meta, int slot) {
    CalledKfunc kfunc = meta.kfunc;
    int count = kfunc.prototype().params().size();
    if (count > MOST_ARGUMENTS) {
      throw env.reject(
          Errno.EINVAL, "Function %s has %d > %d args", kfunc.name(), count, MOST_ARGUMENTS);
    }
    if (byPrototype != null) {
      byPrototype.check(meta, slot);
      return;
    }
    for (int i = 0; i < count; i++) {
      if (kfunc.isIgnored(i)) {
        continue;
      }
      if (kfunc.isScalar(i)) {
        number(i, meta);
      } else if (pointer(i, meta, slot)) {
        i++; // the size was checked with the memory
      }
    }
    if (kfunc.has(KfuncFlag.RELEASE) && meta.releaseRegister == 0) {
      throw env.reject(Errno.EINVAL, env.texts.notReferencedByKfunc(kfunc.name(), 1));
    }
  }

  private void number(int i, KfuncMeta meta) {
    int number = i + 1;
    RegisterState register = env.register(number);
    CalledKfunc kfunc = meta.kfunc;
    if (!register.isScalar()) {
      throw env.reject(Errno.EINVAL, "R%d is not a scalar", number);
    }
    if (kfunc.hasSuffix(i, "__k")) {
      constant(number, meta);
      operands.precision().mark(number);
    } else {
      resultSize(i, register, meta);
    }
  }

  /** Checks a number that must be constant. */
  void constant(int number, KfuncMeta meta) {
    RegisterState register = env.register(number);
    if (meta.constantFound) {
      throw env.bug("only one constant argument permitted");
    }
    if (!register.tnum().isConst()) {
      throw env.reject(Errno.EINVAL, "R%d must be a known constant", number);
    }
    meta.constantFound = true;
    meta.constant = register.tnum().value();
  }

  /** Checks a number, which by its name may be the size of the returned memory. */
  void resultSize(int i, RegisterState register, KfuncMeta meta) {
    String name = meta.kfunc.prototype().params().get(i).name();
    if (!name.equals("rdonly_buf_size") && !name.equals("rdwr_buf_size")) {
      return;
    }
    int number = i + 1;
    meta.readOnlyResult |= name.equals("rdonly_buf_size");
    boolean checked = env.has(VerifierRule.ALLOCATION_SIZES_CHECKED);
    if (checked ? meta.resultSizeFound : meta.resultSize != 0) {
      throw env.reject(Errno.EINVAL, "2 or more rdonly/rdwr_buf_size parameters for kfunc");
    }
    if (!register.tnum().isConst()) {
      throw env.reject(Errno.EINVAL, "R%d is not a const", number);
    }
    meta.resultSize = register.tnum().value();
    meta.resultSizeFound = checked;
    if (Long.compareUnsigned(meta.resultSize, U32_MAX) > 0) {
      if (checked) {
        throw env.reject(Errno.EINVAL, "R%d allocation size exceeds u32 max", number);
      }
      if (env.profile.options().oversizedBuffers() == OversizedBufferRule.REJECT) {
        throw env.reject(Errno.EINVAL, "R%d rdonly/rdwr_buf_size exceeds u32 max", number);
      }
      meta.resultSize &= U32_MAX;
    }
    operands.precision().mark(number);
  }

  /** Checks a pointer; returns true when the next argument is its size and was checked as well. */
  private boolean pointer(int i, KfuncMeta meta, int slot) {
    CalledKfunc kfunc = meta.kfunc;
    int number = i + 1;
    RegisterState register = env.register(number);
    if (kfunc.pointee(i) < 0) {
      throw env.reject(
          Errno.EINVAL,
          "Unrecognized %s type %s",
          env.texts.argument(number),
          kind(kfunc.btf(), kfunc.type(i)));
    }
    boolean trusted =
        kfunc.has(KfuncFlag.TRUSTED_ARGS)
            || kfunc.has(KfuncFlag.RELEASE)
            || env.has(VerifierRule.TRUSTED_BY_DEFAULT);
    boolean rcu = kfunc.has(KfuncFlag.RCU);
    if ((trusted || rcu)
        && (register.isNull() || RegisterType.mayBeNull(register.type()))
        && !kfunc.hasSuffix(i, "__nullable")) {
      throw env.reject(
          Errno.EACCES, "Possibly NULL pointer passed to trusted %s", env.texts.trusted(number));
    }
    boolean release = kfunc.has(KfuncFlag.RELEASE);
    if (release
        && i == 0
        && register.refObjId() == 0
        && !register.isNull()
        && env.has(VerifierRule.RELEASES_NAME_FUNCTION)
        && !parameters.isDynptr(kfunc, i)) {
      throw env.reject(Errno.EINVAL, env.texts.notReferencedByKfunc(kfunc.name(), number));
    }
    if (register.refObjId() != 0) {
      if (release && meta.refObjId != 0) {
        throw env.bug(
            "more than one arg with ref_obj_id R%d %d %d",
            number, register.refObjId(), meta.refObjId);
      }
      meta.refObjId = register.refObjId();
      if (release) {
        meta.releaseRegister = number;
      }
    }
    KfuncParameters.Kind kind = parameters.classify(kfunc, i);
    switch (kind) {
      case NULL -> {
        return false;
      }
      case MAP -> map(i, register, meta);
      default -> {}
    }
    switch (kind) {
      case MAP, ALLOC_BTF_ID, BTF_ID -> {
        if ((trusted || rcu) && !Trust.isTrusted(register)) {
          if (!rcu) {
            throw env.reject(Errno.EINVAL, "R%d must be referenced or trusted", number);
          }
          if (!Trust.isRcu(register)) {
            throw env.reject(Errno.EINVAL, "R%d must be a rcu pointer", number);
          }
        }
      }
      default -> {}
    }
    helpers.checkOffset(number, release && register.refObjId() != 0, false);
    return value(kind, i, meta, slot);
  }

  /** Checks a map, and whether it is that of the preceding object. */
  @SuppressWarnings("ReferenceEquality") // one object per map
  void map(int i, RegisterState register, KfuncMeta meta) {
    int number = i + 1;
    MapSpec map = register.map();
    boolean own = meta.kfunc.hasSuffix(i, KfuncParameters.CONST_MAP);
    if (own
        ? register.type() != RegisterType.CONST_PTR_TO_MAP
        : map == null && register.btf() == null) {
      throw env.reject(Errno.EINVAL, "pointer in R%d isn't map pointer", number);
    }
    if (map == null) {
      return;
    }
    boolean other = meta.map != null && (meta.map != map || meta.mapUid != register.mapUid());
    if (env.has(VerifierRule.MAP_ARGUMENTS_COMPARED)) {
      if (other) {
        throw anotherMap(
            number, meta, references.record(Objects.requireNonNull(meta.map)), register);
      }
    } else if (meta.map != null && references.record(map).isEmpty()) {
      throw fields.noRecord(number, map);
    } else if (other && !isChecked(references.record(map))) {
      env.noteMissedCheck(
          "%s with map '%s', whose values have no %s: its callback gets a wrong element"
              .formatted(
                  meta.kfunc.row().written(),
                  map.name(),
                  meta.map != null && references.record(meta.map).has(BtfFieldType.TASK_WORK)
                      ? BtfFieldType.TASK_WORK.typeName()
                      : BtfFieldType.WORKQUEUE.typeName()));
    } else if (other) {
      throw anotherMap(number, meta, references.record(map), register);
    }
    meta.map = map;
    meta.mapUid = register.mapUid();
  }

  private static boolean isChecked(BtfRecord record) {
    return record.has(BtfFieldType.WORKQUEUE) || record.has(BtfFieldType.TASK_WORK);
  }

  /** A map that is not that of the object before it; the record says what the object is called. */
  private Rejection anotherMap(
      int number, KfuncMeta meta, BtfRecord record, RegisterState register) {
    boolean timer = env.has(VerifierRule.MAP_ARGUMENTS_COMPARED) && record.has(BtfFieldType.TIMER);
    boolean task = record.has(BtfFieldType.TASK_WORK);
    return env.reject(
        Errno.EINVAL,
        "%s pointer in R%d map_uid=%d doesn't match map pointer in R%d map_uid=%d",
        timer ? "timer" : task ? BtfFieldType.TASK_WORK.typeName() : "workqueue",
        number - 1,
        meta.mapUid,
        number,
        register.mapUid());
  }

  /** Checks a value; returns true when the next argument is its size and was checked as well. */
  boolean value(KfuncParameters.Kind kind, int i, KfuncMeta meta, int slot) {
    int number = i + 1;
    RegisterState register = env.register(number);
    CalledKfunc kfunc = meta.kfunc;
    switch (kind) {
      case CTX -> context(i, register, meta);
      case ALLOC_BTF_ID -> allocated(i, register, meta);
      case DYNPTR -> dynptr(i, meta, slot);
      case ITER -> {
        if (kfunc.special() == SpecialKfunc.ITER_CSS_TASK_NEW && !mayIterateTasksOfCss()) {
          throw env.reject(
              Errno.EINVAL,
              "css_task_iter is only allowed in bpf_lsm, bpf_iter and sleepable progs");
        }
        iterators.check(number, slot, meta);
      }
      case LIST_HEAD -> graphs.root(number, BtfFieldType.LIST_HEAD, meta);
      case RB_ROOT -> graphs.root(number, BtfFieldType.RB_ROOT, meta);
      case LIST_NODE ->
          graphs.node(number, BtfFieldType.LIST_NODE, kfunc.hasSuffix(i, "__nonown_allowed"), meta);
      case RB_NODE -> graphs.node(number, BtfFieldType.RB_NODE, false, meta);
      case MAP -> {
        int id = kfunc.btf().findStruct(KernelTypeNames.MAP).orElse(0);
        if (id != 0) {
          struct(i, id, register, kfunc);
        }
      }
      case BTF_ID -> struct(i, kfunc.pointee(i), register, kfunc);
      case MEM -> memory(i, register, kfunc);
      case MEM_SIZE -> {
        memoryAndSize(i, register, meta);
        return true;
      }
      case CALLBACK -> {
        if (register.type() != RegisterType.PTR_TO_FUNC) {
          throw env.reject(Errno.EINVAL, "%s expected pointer to func", env.texts.trusted(number));
        }
        meta.subprogram = register.subprogram();
      }
      case REFCOUNTED_KPTR -> referenceCounted(i, register, meta);
      case CONST_STR -> {
        checkMapValue(i, register, "const string");
        helpers.strings().check(register, number);
      }
      case WORKQUEUE -> {
        checkMapValue(i, register, "map value");
        fields.workQueue(number, meta);
      }
      case TIMER -> {
        checkMapValue(i, register, "map value");
        fields.timer(number, new CallMeta(CoreFunctions.UNSPEC, false));
      }
      case IRQ_FLAG -> interrupts.check(number, slot, meta);
      case RES_SPIN_LOCK -> {
        if (env.has(VerifierRule.NO_LOCKS_IN_COMPARISONS) && graphs.inTreeLockCallback()) {
          throw env.reject(Errno.EACCES, "can't res_spin_{lock,unlock} in rbtree cb");
        }
        if (register.type() != RegisterType.PTR_TO_MAP_VALUE && register.type() != OBJECT) {
          throw env.reject(
              Errno.EINVAL,
              "%s doesn't point to map value or allocated object",
              env.texts.argument(number));
        }
        fields.resilientLock(number, kfunc.special());
      }
      case TASK_WORK -> {
        checkMapValue(i, register, "map value");
        fields.taskWork(number, meta);
      }
      case NULL -> {}
    }
    return false;
  }

  private void checkMapValue(int i, RegisterState register, String what) {
    if (register.type() != RegisterType.PTR_TO_MAP_VALUE) {
      throw env.reject(Errno.EINVAL, "%s doesn't point to a %s", env.texts.argument(i + 1), what);
    }
  }

  private void context(int i, RegisterState register, KfuncMeta meta) {
    if (register.type() != RegisterType.PTR_TO_CTX) {
      throw env.reject(
          Errno.EINVAL,
          "%s expected pointer to ctx, but got %s",
          env.texts.argument(i + 1),
          RegisterType.text(register.type()));
    }
    if (meta.kfunc.special() == SpecialKfunc.CAST_TO_KERN_CTX) {
      int id = ContextTypes.kernelId(env.program.type(), meta.kfunc.btf());
      if (id == 0
          || !(meta.kfunc.btf().type(id) instanceof BtfType.Composite struct)
          || struct.union()) {
        throw env.reject(Errno.EINVAL, "kern ctx type id %d is not a struct", id);
      }
      meta.returnBtfId = id;
    }
  }

  private void allocated(int i, RegisterState register, KfuncMeta meta) {
    SpecialKfunc special = meta.kfunc.special();
    if (register.type() == OBJECT) {
      if (special != SpecialKfunc.OBJ_DROP) {
        throw env.reject(Errno.EINVAL, env.texts.dropOnly(i + 1, HeapFunctions.OBJ_DROP.name()));
      }
    } else if (register.type() == (OBJECT | RegisterType.MEM_PERCPU)) {
      if (special != SpecialKfunc.PERCPU_OBJ_DROP) {
        throw env.reject(
            Errno.EINVAL, env.texts.dropOnly(i + 1, HeapFunctions.PERCPU_OBJ_DROP.name()));
      }
    } else {
      throw env.reject(
          Errno.EINVAL, "%s expected pointer to allocated object", env.texts.argument(i + 1));
    }
    if (register.refObjId() == 0) {
      throw env.reject(Errno.EINVAL, "allocated object must be referenced");
    }
    meta.objectBtf = register.btf();
    meta.objectBtfId = register.btfId();
  }

  private void dynptr(int i, KfuncMeta meta, int slot) {
    int number = i + 1;
    RegisterState register = env.register(number);
    CalledKfunc kfunc = meta.kfunc;
    int flags = register.type() == RegisterType.CONST_PTR_TO_DYNPTR ? RegisterType.MEM_RDONLY : 0;
    boolean made = kfunc.hasSuffix(i, "__uninit");
    int cloneOf = 0;
    if (made) {
      flags |= RegisterType.MEM_UNINIT;
    }
    if (kfunc.special() == SpecialKfunc.DYNPTR_FROM_SKB) {
      flags |= RegisterType.DYNPTR_TYPE_SKB;
    } else if (kfunc.special() == SpecialKfunc.DYNPTR_FROM_XDP) {
      flags |= RegisterType.DYNPTR_TYPE_XDP;
    } else if (kfunc.special() == SpecialKfunc.DYNPTR_CLONE && made) {
      if (meta.dynptrType == null) {
        throw env.bug("no dynptr type for parent of clone");
      }
      flags |= Dynptrs.flag(meta.dynptrType);
      cloneOf = meta.dynptrRefObjId;
    }
    dynptrs.check(number, slot, flags, cloneOf);
    if (!made) {
      RegisterState described = dynptrs.describe(register);
      meta.dynptrId = described.id();
      meta.dynptrType = described.dynptrType();
      meta.dynptrRefObjId = described.refObjId();
    }
  }

  private boolean mayIterateTasksOfCss() {
    return env.program.type() == ProgramType.LSM
        || env.program.type() == ProgramType.TRACING
            && env.program.target() instanceof AttachTarget.BtfFunction(String kind, _)
            && kind.equals("iter")
        || env.inSleepable();
  }

  /** {@code process_kf_arg_ptr_to_btf_id}, and the checks before it. */
  private void struct(int i, int wantedId, RegisterState register, CalledKfunc kfunc) {
    String own = Trust.structOf(register.baseType());
    boolean pointer = register.baseType() == RegisterType.PTR_TO_BTF_ID;
    boolean unsafe = Trust.hasUnsafeModifiers(register.type()) && !Trust.isRcu(register);
    if ((!pointer || unsafe) && own == null) {
      int trust = RegisterType.MEM_ALLOC | RegisterType.PTR_TRUSTED | RegisterType.NON_OWN_REF;
      throw env.reject(
          Errno.EINVAL,
          "%s is %s expected %s or socket",
          env.texts.argument(i + 1),
          RegisterType.text(register.type()),
          RegisterType.text(register.baseType() | register.type() & trust));
    }
    sameStruct(i, wantedId, register, kfunc);
  }

  /** Checks that a register points to this struct, or to one that starts with it. */
  void sameStruct(int i, int wantedId, RegisterState register, CalledKfunc kfunc) {
    String own = Trust.structOf(register.baseType());
    boolean pointer = register.baseType() == RegisterType.PTR_TO_BTF_ID;
    Btf wantedBtf = kfunc.btf();
    Btf btf = pointer ? register.requireBtf() : wantedBtf;
    int id =
        pointer
            ? btf.resolve(register.btfId())
            : own == null ? 0 : wantedBtf.findStruct(own).orElse(0);
    String wanted = wantedBtf.type(wantedId).name();
    String name = btf.type(id).name();
    boolean strict =
        kfunc.has(KfuncFlag.RELEASE) && register.refObjId() != 0 || isNoCastAlias(name, wanted);
    boolean flexible = (register.type() & RegisterType.MEM_ALLOC) == 0;
    boolean same = walk.idsMatch(btf, id, register.off(), wantedBtf, wantedId, strict, flexible);
    if (!same && !ContextTypes.isProjection(wanted, name)) {
      throw env.reject(
          Errno.EINVAL,
          "kernel function %s %s expected pointer to %s %s but R%d has a pointer to %s %s",
          kfunc.name(),
          env.texts.ofKfunc(i + 1),
          kind(wantedBtf, wantedId),
          wanted,
          i + 1,
          kind(btf, id),
          name);
    }
  }

  /** Whether one name is the other with the suffix {@code ___init}. */
  private static boolean isNoCastAlias(String one, String other) {
    return one.equals(other + NOCAST_ALIAS) || other.equals(one + NOCAST_ALIAS);
  }

  /** Checks memory of the size of the parameter's target type. */
  void memory(int i, RegisterState register, CalledKfunc kfunc) {
    int target = kfunc.pointee(i);
    Btf btf = kfunc.btf();
    long size = btf.sizeOf(target);
    if (size == 0 && !(btf.type(target) instanceof BtfType.Composite)) {
      throw env.reject(
          Errno.EINVAL,
          "%s reference type('%s %s') size cannot be determined: %d",
          env.texts.argument(i + 1),
          kind(btf, target),
          btf.type(target).name(),
          Errno.EINVAL.result());
    }
    operands.callMemory().checkFixed(register, i + 1, (int) size);
  }

  private void memoryAndSize(int i, RegisterState register, KfuncMeta meta) {
    CalledKfunc kfunc = meta.kfunc;
    int sizeNumber = i + 2;
    if (!register.isNull() || !kfunc.hasSuffix(i, "__opt")) {
      try {
        operands.callMemory().checkKfuncSize(sizeNumber);
      } catch (Rejection r) {
        throw env.reject(
            r.errno(),
            "%s memory, len pair leads to invalid memory access",
            env.texts.memoryAndSize(i + 1));
      }
    }
    if (kfunc.hasSuffix(i + 1, "__szk")) {
      constant(sizeNumber, meta);
    }
  }

  private void referenceCounted(int i, RegisterState register, KfuncMeta meta) {
    if (!RegisterType.isAllocatedObject(register.type())) {
      throw env.reject(
          Errno.EINVAL, "%s is neither owning or non-owning ref", env.texts.argument(i + 1));
    }
    if (!RegisterType.isNonOwningReference(register.type()) && register.refObjId() != 0) {
      meta.owningReference = true;
    }
    BtfRecord record = references.record(register);
    if (record.isEmpty()) {
      throw env.bug("Couldn't find btf_record");
    }
    if (!record.has(BtfFieldType.REFCOUNT)) {
      throw env.reject(
          Errno.EINVAL,
          "%s doesn't point to a type with bpf_refcount field",
          env.texts.argument(i + 1));
    }
    meta.objectBtf = Objects.requireNonNull(register.btf());
    meta.objectBtfId = register.btfId();
  }

  static String kind(Btf btf, int id) {
    BtfType type = btf.type(id);
    return type instanceof BtfType.VoidType
        ? "UNKNOWN"
        : BtfKind.name(type).toUpperCase(Locale.ROOT);
  }
}
