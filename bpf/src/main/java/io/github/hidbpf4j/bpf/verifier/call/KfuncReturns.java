package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfField;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.proto.KfuncFlag;
import io.github.hidbpf4j.bpf.proto.SpecialKfunc;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.type.ContextRules;
import io.github.hidbpf4j.bpf.verifier.type.SpecialFields;
import java.util.Objects;

/** Sets the results of kfuncs: the second half of {@code check_kfunc_call}, Linux 6.12. */
final class KfuncReturns {
  private static final long U32_MAX = 0xffff_ffffL;
  private static final int MOST_PERCPU_BYTES = 512;

  private final VerifierEnv env;
  private final References references;
  private final Iterators iterators;
  private final SpecialFields fields;
  private final KfuncParameters parameters;

  KfuncReturns(VerifierEnv env, References references, Iterators iterators, SpecialFields fields) {
    this.env = env;
    this.references = references;
    this.iterators = iterators;
    this.fields = fields;
    parameters = new KfuncParameters(env);
  }

  /** Sets R0. */
  void set(KfuncMeta meta, int slot) {
    CalledKfunc kfunc = meta.kfunc;
    Btf btf = kfunc.btf();
    BtfType type = btf.resolved(kfunc.prototype().returnType());
    SpecialKfunc special = kfunc.special();
    boolean structPointer =
        type instanceof BtfType.Ptr(int target)
            && btf.resolved(target) instanceof BtfType.Composite;
    if (kfunc.has(KfuncFlag.ACQUIRE)
        && !structPointer
        && special != SpecialKfunc.OBJ_NEW
        && special != SpecialKfunc.PERCPU_OBJ_NEW
        && special != SpecialKfunc.REFCOUNT_ACQUIRE) {
      throw env.reject(Errno.EINVAL, "acquire kernel function does not return PTR_TO_BTF_ID");
    }
    if (CalledKfunc.isScalar(type)) {
      env.markUnknown(0);
      if (special.takesLock()) {
        env.register(0).setConstZero(); // the other outcome is a path of its own
      }
    } else if (type instanceof BtfType.Ptr(int target)) {
      pointer(meta, target);
      finish(meta, slot);
    }
  }

  private void finish(KfuncMeta meta, int slot) {
    CalledKfunc kfunc = meta.kfunc;
    RegisterState r0 = env.register(0);
    boolean orNull =
        kfunc.has(KfuncFlag.RET_NULL)
            && !(kfunc.special() == SpecialKfunc.REFCOUNT_ACQUIRE && meta.owningReference);
    if (orNull) {
      r0.addFlags(RegisterType.PTR_MAYBE_NULL);
      r0.setId(env.newId());
    }
    if (kfunc.has(KfuncFlag.ACQUIRE)) {
      int id = env.acquireReference(slot);
      if (orNull) {
        r0.setId(id);
      }
      r0.setRefObjId(id);
    } else if (kfunc.special().givesNode()) {
      references.setNonOwning(r0);
    }
    if (r0.id() == 0 && references.maySpinLock(r0)) {
      r0.setId(env.newId());
    }
  }

  private void pointer(KfuncMeta meta, int target) {
    CalledKfunc kfunc = meta.kfunc;
    Btf btf = kfunc.btf();
    int id = btf.resolve(target);
    RegisterState r0 = env.register(0);
    if (kfunc.special().hasDynamicReturn()) {
      dynamic(meta, r0);
    } else if (id == 0) {
      env.markUnknown(0);
    } else if (btf.type(id) instanceof BtfType.Composite) {
      int trust = trust(kfunc);
      if (kfunc.has(KfuncFlag.ITER_NEXT)) {
        RegisterState iterator = iterators.state(env.state(), meta);
        trust =
            (iterator.type() & RegisterType.MEM_RCU) != 0
                ? RegisterType.MEM_RCU
                : RegisterType.PTR_TRUSTED;
      }
      States.struct(r0, trust, btf, id);
    } else {
      memory(meta, id, r0);
    }
  }

  /** The trust flags of a function's result. */
  private int trust(CalledKfunc kfunc) {
    if (kfunc.special() == SpecialKfunc.GET_KMEM_CACHE) {
      return RegisterType.PTR_UNTRUSTED;
    }
    if (kfunc.has(KfuncFlag.RCU_PROTECTED) && env.has(VerifierRule.RCU_PROTECTED_CALLS)) {
      return RegisterType.MEM_RCU;
    }
    return env.has(VerifierRule.RESULTS_TRUSTED) ? RegisterType.PTR_TRUSTED : 0;
  }

  private void memory(KfuncMeta meta, int id, RegisterState r0) {
    Btf btf = meta.kfunc.btf();
    boolean unknown = meta.resultSize == 0 && !meta.resultSizeFound;
    if (unknown) {
      long size = btf.sizeOf(id);
      if (size != 0) {
        meta.resultSize = size;
        meta.readOnlyResult = true;
      }
    }
    if (unknown && meta.resultSize == 0) {
      throw env.reject(
          Errno.EINVAL,
          "kernel function %s returns pointer type %s %s is not supported",
          meta.kfunc.name(),
          KfuncArguments.kind(btf, id),
          btf.type(id).name());
    }
    r0.becomeMemoryPointer(
        RegisterType.PTR_TO_MEM | (meta.readOnlyResult ? RegisterType.MEM_RDONLY : 0),
        (int) meta.resultSize);
    if (meta.refObjId != 0) {
      r0.setRefObjId(meta.refObjId);
    }
  }

  private void dynamic(KfuncMeta meta, RegisterState r0) {
    CalledKfunc kfunc = meta.kfunc;
    if (kfunc.special().givesNode()) {
      BtfField root = Objects.requireNonNull(meta.root);
      GraphRules.markNode(r0, Objects.requireNonNull(meta.rootBtf), root);
      return;
    }
    switch (kfunc.special()) {
      case OBJ_NEW, PERCPU_OBJ_NEW -> allocation(meta, r0);
      case REFCOUNT_ACQUIRE ->
          States.struct(
              r0, RegisterType.MEM_ALLOC, Objects.requireNonNull(meta.objectBtf), meta.objectBtfId);
      case CAST_TO_KERN_CTX ->
          States.struct(r0, RegisterType.PTR_TRUSTED, kfunc.btf(), meta.returnBtfId);
      case RDONLY_CAST -> {
        readOnly(kfunc.btf(), meta.constant, r0);
      }
      case DYNPTR_SLICE, DYNPTR_SLICE_RDWR -> slice(meta, r0);
      default -> throw new IllegalStateException(kfunc.name());
    }
  }

  /** Sets the result of a read-only cast. */
  private void readOnly(Btf btf, long constant, RegisterState r0) {
    int id = (int) constant;
    boolean memory = env.has(VerifierRule.UNTRUSTED_MEMORY);
    boolean known = id >= 0 && id <= btf.size();
    if (memory && !known) {
      throw env.reject(
          Errno.EINVAL, "Unknown type ID %d passed to kfunc bpf_rdonly_cast", constant);
    }
    if (known && btf.type(id) instanceof BtfType.Composite) {
      States.struct(r0, RegisterType.PTR_UNTRUSTED, btf, id);
    } else if (memory && id == 0) {
      r0.becomeMemoryPointer(
          RegisterType.PTR_TO_MEM | RegisterType.MEM_RDONLY | RegisterType.PTR_UNTRUSTED, 0);
    } else {
      throw env.reject(
          Errno.EINVAL,
          "kfunc bpf_rdonly_cast type ID argument must be of a struct"
              + (memory ? " or void" : ""));
    }
  }

  private void slice(KfuncMeta meta, RegisterState r0) {
    int kind = meta.dynptrType == null ? 0 : Dynptrs.flag(meta.dynptrType);
    boolean readOnly = meta.kfunc.special() == SpecialKfunc.DYNPTR_SLICE;
    r0.becomeMemoryPointer(
        RegisterType.PTR_TO_MEM | kind | (readOnly ? RegisterType.MEM_RDONLY : 0),
        (int) meta.constant);
    if (!readOnly && !ContextRules.packetAccess(env.program.type(), true)) {
      throw env.reject(Errno.EINVAL, "the prog does not allow writes to packet data");
    }
    if (meta.dynptrId == 0) {
      throw env.bug("no dynptr id");
    }
    r0.setDynptrId(meta.dynptrId);
  }

  private void allocation(KfuncMeta meta, RegisterState r0) {
    boolean percpu = meta.kfunc.special() == SpecialKfunc.PERCPU_OBJ_NEW;
    if ((meta.constant & U32_MAX) != meta.constant) {
      throw env.reject(Errno.EINVAL, "local type ID argument must be in range [0, U32_MAX]");
    }
    Btf btf = env.program.btf();
    if (btf == null) {
      throw env.reject(Errno.EINVAL, "bpf_obj_new/bpf_percpu_obj_new requires prog BTF");
    }
    boolean struct =
        meta.constant > 0
            && meta.constant <= btf.size()
            && btf.type((int) meta.constant) instanceof BtfType.Composite c
            && !c.union();
    if (!struct) {
      throw env.reject(
          Errno.EINVAL, "bpf_obj_new/bpf_percpu_obj_new type ID argument must be of a struct");
    }
    int id = (int) meta.constant;
    if (percpu) {
      long size = btf.sizeOf(id);
      if (size > MOST_PERCPU_BYTES) {
        throw env.reject(
            Errno.EINVAL,
            "bpf_percpu_obj_new type size (%d) is greater than %d",
            size,
            MOST_PERCPU_BYTES);
      }
      if (!parameters.isScalarStruct(btf, id, 0)) {
        throw env.reject(
            Errno.EINVAL, "bpf_percpu_obj_new type ID argument must be of a struct of scalars");
      }
      if (!fields.of(btf, id).isEmpty()) {
        throw env.reject(
            Errno.EINVAL, "bpf_percpu_obj_new type ID argument must not contain special fields");
      }
    }
    States.struct(r0, RegisterType.MEM_ALLOC | (percpu ? RegisterType.MEM_PERCPU : 0), btf, id);
  }
}
