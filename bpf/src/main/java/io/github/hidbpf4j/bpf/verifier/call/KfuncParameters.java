package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfFieldType;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.btf.KernelTypeNames;
import io.github.hidbpf4j.bpf.proto.SpecialKfunc;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.type.ContextTypes;
import io.github.hidbpf4j.bpf.verifier.type.Trust;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Determines what a pointer parameter of a kfunc accepts: from its type, the suffix of its name,
 * and the register ({@code get_kfunc_ptr_arg_type}, {@code kernel/bpf/verifier.c}, Linux 6.12).
 */
final class KfuncParameters {
  /** Kinds of pointer parameters ({@code enum kfunc_ptr_arg_type}). */
  enum Kind {
    CTX,
    ALLOC_BTF_ID,
    REFCOUNTED_KPTR,
    DYNPTR,
    ITER,
    LIST_HEAD,
    LIST_NODE,
    BTF_ID,
    MEM,
    MEM_SIZE,
    CALLBACK,
    RB_ROOT,
    RB_NODE,
    NULL,
    CONST_STR,
    MAP,
    WORKQUEUE,
    /** In the proposed API and Linux 7.x: {@code struct bpf_timer}. */
    TIMER,
    TASK_WORK,
    IRQ_FLAG,
    RES_SPIN_LOCK
  }

  /** A map itself, not a pointer to one from elsewhere; distinguished by Linux 7.3 and later. */
  static final String CONST_MAP = "__const_map";

  private static final int DEEPEST = 3;

  private static final Map<String, Kind> BY_STRUCT =
      Map.of(
          KernelTypeNames.DYNPTR,
          Kind.DYNPTR,
          BtfFieldType.LIST_HEAD.typeName(),
          Kind.LIST_HEAD,
          BtfFieldType.LIST_NODE.typeName(),
          Kind.LIST_NODE,
          BtfFieldType.RB_ROOT.typeName(),
          Kind.RB_ROOT,
          BtfFieldType.RB_NODE.typeName(),
          Kind.RB_NODE);

  private final VerifierEnv env;

  KfuncParameters(VerifierEnv env) {
    this.env = env;
  }

  /** What pointer parameter {@code i} (from 0) accepts. */
  Kind classify(CalledKfunc kfunc, int i) {
    Kind named = byName(kfunc, i);
    return named == null ? byType(kfunc, i) : named;
  }

  /** Whether pointer parameter {@code i} takes a dynptr. */
  boolean isDynptr(CalledKfunc kfunc, int i) {
    return kfunc.btf().type(kfunc.pointee(i)) instanceof BtfType.Composite c
        && BY_STRUCT.get(c.name()) == Kind.DYNPTR;
  }

  /** Whether it is a session function; those with a parameter take the context. */
  private static boolean isSession(CalledKfunc kfunc) {
    return kfunc.special() == SpecialKfunc.SESSION_COOKIE
        || kfunc.special() == SpecialKfunc.SESSION_IS_RETURN;
  }

  /** Classifies by the suffix of its name, or the name of the struct; null when neither decides. */
  private @Nullable Kind byName(CalledKfunc kfunc, int i) {
    RegisterState register = env.register(i + 1);
    BtfType type = kfunc.btf().type(kfunc.pointee(i));
    if (kfunc.special() == SpecialKfunc.CAST_TO_KERN_CTX
        || isSession(kfunc)
        || ContextTypes.isContext(env.program.type(), kfunc.btf(), rawTarget(kfunc, i))) {
      return Kind.CTX;
    }
    if (kfunc.hasSuffix(i, "__nullable") && register.isNull()) {
      return Kind.NULL;
    }
    if (kfunc.hasSuffix(i, "__alloc")) {
      return Kind.ALLOC_BTF_ID;
    }
    if (kfunc.hasSuffix(i, "__refcounted_kptr")) {
      return Kind.REFCOUNTED_KPTR;
    }
    Kind byStruct = type instanceof BtfType.Composite c ? BY_STRUCT.get(c.name()) : null;
    if (byStruct == Kind.DYNPTR) {
      return Kind.DYNPTR;
    }
    if (kfunc.isIterator() ? i == 0 : kfunc.hasSuffix(i, "__iter")) {
      return Kind.ITER;
    }
    if (byStruct != null) {
      return byStruct;
    }
    if (kfunc.hasSuffix(i, "__str")) {
      return Kind.CONST_STR;
    }
    if (kfunc.hasSuffix(i, "__map") || kfunc.hasSuffix(i, CONST_MAP)) {
      return Kind.MAP;
    }
    if (kfunc.hasSuffix(i, "__irq_flag")) {
      return Kind.IRQ_FLAG;
    }
    if (type instanceof BtfType.Composite c) {
      if (c.name().equals(BtfFieldType.WORKQUEUE.typeName())) {
        return Kind.WORKQUEUE;
      }
      if (c.name().equals(BtfFieldType.TIMER.typeName())) {
        return Kind.TIMER;
      }
      if (c.name().equals(BtfFieldType.TASK_WORK.typeName())) {
        return Kind.TASK_WORK;
      }
      if (c.name().equals(BtfFieldType.RES_SPIN_LOCK.typeName())) {
        return Kind.RES_SPIN_LOCK;
      }
    }
    return null;
  }

  /**
   * Classifies by name and type, regardless of the register ({@code get_kfunc_arg_type}, Linux
   * 7.3). MEM_SIZE is memory whose size is in the next argument.
   */
  Kind byPrototype(CalledKfunc kfunc, int i) {
    if (!(kfunc.btf().type(kfunc.type(i)) instanceof BtfType.Ptr)) {
      throw env.reject(
          Errno.EINVAL,
          "Unrecognized %s type %s",
          env.texts.argument(i + 1),
          KfuncArguments.kind(kfunc.btf(), kfunc.type(i)));
    }
    Kind named = byName(kfunc, i);
    if (named != null && named != Kind.NULL) {
      return named == Kind.MAP && !kfunc.hasSuffix(i, CONST_MAP) ? Kind.BTF_ID : named;
    }
    Btf btf = kfunc.btf();
    BtfType type = btf.type(kfunc.pointee(i));
    if (type instanceof BtfType.FuncProto) {
      return Kind.CALLBACK;
    }
    boolean struct = type instanceof BtfType.Composite;
    boolean sized =
        i + 1 < kfunc.prototype().params().size()
            && kfunc.isScalar(i + 1)
            && (kfunc.hasSuffix(i + 1, "__sz") || kfunc.hasSuffix(i + 1, "__szk"));
    if (struct && !sized) {
      return Kind.BTF_ID;
    }
    boolean plain =
        CalledKfunc.isScalar(type)
            || sized && (kfunc.pointee(i) == 0 || isScalarStruct(btf, kfunc.pointee(i), 0));
    if (!plain) {
      throw noMemory(kfunc, i, sized);
    }
    return sized ? Kind.MEM_SIZE : Kind.MEM;
  }

  /** Id of the struct that parameter {@code i} of kind BTF_ID takes. */
  int struct(CalledKfunc kfunc, int i) {
    return kfunc.hasSuffix(i, "__map")
        ? kfunc.btf().findStruct(KernelTypeNames.MAP).orElse(kfunc.pointee(i))
        : kfunc.pointee(i);
  }

  private Rejection noMemory(CalledKfunc kfunc, int i, boolean sized) {
    return env.reject(
        Errno.EINVAL,
        "%s pointer type %s %s must point to %sscalar, or struct with scalar",
        env.texts.argument(i + 1),
        KfuncArguments.kind(kfunc.btf(), kfunc.pointee(i)),
        kfunc.btf().type(kfunc.pointee(i)).name(),
        sized ? "void, " : "");
  }

  /** Classifies by the register and the parameter's target type. */
  private Kind byType(CalledKfunc kfunc, int i) {
    RegisterState register = env.register(i + 1);
    Btf btf = kfunc.btf();
    int target = kfunc.pointee(i);
    BtfType type = btf.type(target);
    if (register.baseType() == RegisterType.PTR_TO_BTF_ID
        || Trust.isAlwaysTrusted(register.baseType())) {
      if (!(type instanceof BtfType.Composite)) {
        throw env.reject(
            Errno.EINVAL,
            "kernel function %s %s pointer type %s %s is not supported",
            kfunc.name(),
            env.texts.ofKfunc(i + 1),
            KfuncArguments.kind(btf, target),
            type.name());
      }
      return Kind.BTF_ID;
    }
    if (type instanceof BtfType.FuncProto) {
      return Kind.CALLBACK;
    }
    boolean sized = isSized(kfunc, i);
    boolean plain =
        CalledKfunc.isScalar(type) || isScalarStruct(btf, target, 0) || sized && target == 0;
    if (!plain) {
      throw noMemory(kfunc, i, sized);
    }
    return sized ? Kind.MEM_SIZE : Kind.MEM;
  }

  private static int rawTarget(CalledKfunc kfunc, int i) {
    return kfunc.btf().type(kfunc.type(i)) instanceof BtfType.Ptr(int target) ? target : 0;
  }

  private boolean isSized(CalledKfunc kfunc, int i) {
    return i + 1 < kfunc.prototype().params().size()
        && kfunc.isScalar(i + 1)
        && env.register(i + 2).isScalar()
        && (kfunc.hasSuffix(i + 1, "__sz") || kfunc.hasSuffix(i + 1, "__szk"));
  }

  /** Whether a struct contains only numbers, including nested structs and arrays. */
  boolean isScalarStruct(Btf btf, int id, int depth) {
    if (!(btf.type(id) instanceof BtfType.Composite struct)) {
      return false;
    }
    for (BtfType.Member member : struct.members()) {
      int type = btf.resolve(member.type());
      switch (btf.type(type)) {
        case BtfType.Composite _ -> {
          if (depth >= DEEPEST) {
            env.verbose("max struct nesting depth exceeded");
            return false;
          }
          if (!isScalarStruct(btf, type, depth + 1)) {
            return false;
          }
        }
        case BtfType.Array array -> {
          if (array.count() == 0 || !CalledKfunc.isScalar(btf.resolved(array.type()))) {
            return false;
          }
        }
        case BtfType other -> {
          if (!CalledKfunc.isScalar(other)) {
            return false;
          }
        }
      }
    }
    return true;
  }
}
