package io.github.hidbpf4j.bpf.verifier.type;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfKind;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.btf.KernelTypeNames;
import io.github.hidbpf4j.bpf.proto.IteratorTargets;
import io.github.hidbpf4j.bpf.proto.RawTracepoints;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Contexts that consist of function arguments, 8 bytes each, with their BTF types: {@code
 * btf_ctx_access} of {@code kernel/bpf/btf.c}, Linux 6.12.
 */
final class FunctionArguments {
  private static final int MOST_ARGUMENTS = 5;
  private static final Set<String> UNKNOWN_RETURNS = Set.of("fexit", "lsm", "lsm_cgroup");

  private final AttachedFunction function;
  private final boolean trusted;
  private final Consumer<String> log;

  FunctionArguments(AttachedFunction function, boolean trusted, Consumer<String> log) {
    this.function = function;
    this.trusted = trusted;
    this.log = log;
  }

  /** The result of reading {@code size} bytes; null when refused. */
  @Nullable ContextValue read(int offset, int size) {
    String name = function.name();
    if (offset % 8 != 0) {
      log.accept("func '" + name + "' offset " + offset + " is not multiple of 8");
      return null;
    }
    Btf btf = function.btf();
    BtfType.FuncProto proto = function.prototype();
    int index = proto == null ? offset / 8 : index(btf, proto, offset);
    int skipped = function.skipsFirst() ? 1 : 0;
    int count = (proto == null ? MOST_ARGUMENTS : proto.params().size()) - skipped;
    if (index > count) {
      return noArgument(name, index);
    }
    int typeId;
    boolean returned = false;
    if (index == count) {
      switch (function.kind()) {
        case "fexit", "lsm", "lsm_cgroup" -> returned = function.kind().equals("lsm");
        case "fmod_ret" -> {
          if (proto == null) {
            return null;
          }
        }
        default -> {
          return noArgument(name, index);
        }
      }
      if (proto == null) {
        return ContextValue.NUMBER;
      }
      typeId = proto.returnType();
      if (!isSmallInt(btf, btf.resolve(typeId)) && !UNKNOWN_RETURNS.contains(function.kind())) {
        log.accept(
            "ret type %s not allowed for fmod_ret".formatted(kind(btf, btf.resolve(typeId))));
        return null;
      }
    } else {
      if (proto == null) {
        return ContextValue.NUMBER;
      }
      typeId = proto.params().get(index + skipped).type();
    }
    return value(index, skipped, btf.resolve(typeId), size, returned);
  }

  /** The result of reading an argument or return value of this type. */
  private @Nullable ContextValue value(int index, int skipped, int id, int size, boolean returned) {
    String name = function.name();
    Btf btf = function.btf();
    if (isSmallInt(btf, id)
        || btf.type(id) instanceof BtfType.Enumeration
        || btf.type(id) instanceof BtfType.Composite c && !c.union()) {
      return new ContextValue(RegisterType.SCALAR_VALUE, null, 0, returned);
    }
    if (!(btf.type(id) instanceof BtfType.Ptr(int target))) {
      log.accept(
          "func '%s' arg%d '%s' has type %s. Only pointer access is allowed"
              .formatted(name, index, BtfStructWalk.name(btf, id), kind(btf, id)));
      return null;
    }
    if (size != 8) {
      log.accept("func '" + name + "' size " + size + " must be 8");
      return null;
    }
    return pointer(index, skipped, target);
  }

  private @Nullable ContextValue noArgument(String name, int index) {
    log.accept("func '" + name + "' doesn't have " + (index + 1) + "-th argument");
    return null;
  }

  private @Nullable ContextValue pointer(int index, int skipped, int target) {
    Btf btf = function.btf();
    IteratorTargets.TargetArgument own = iteratorArgument(index);
    if (own != null && own.struct() == null) {
      return ContextValue.of(RegisterType.PTR_TO_BUF | RegisterFlags.of(own.flags()));
    }
    if (target == 0 || btf.resolved(target) instanceof BtfType.Int) {
      return ContextValue.NUMBER;
    }
    if (own != null) {
      int id = own.struct() == null ? 0 : btf.findStruct(own.struct()).orElse(0);
      if (id == 0) {
        log.accept("invalid btf_id for context argument offset " + index * 8);
        return null;
      }
      return ContextValue.struct(
          RegisterType.PTR_TO_BTF_ID | RegisterFlags.of(own.flags()), btf, id);
    }
    int type = RegisterType.PTR_TO_BTF_ID | (trusted ? RegisterType.PTR_TRUSTED : 0);
    if (isNullable(index + skipped)) {
      type |= RegisterType.PTR_MAYBE_NULL;
    }
    boolean error = false;
    if (function.kind().equals("tp_btf")) {
      type |= RawTracepoints.mayBeNull(function.name(), index) ? RegisterType.PTR_MAYBE_NULL : 0;
      error = RawTracepoints.mayBeError(function.name(), index);
    }
    int tag = BtfStructWalk.tagFlags(btf, target);
    type |= tag & (RegisterType.MEM_USER | RegisterType.MEM_PERCPU);
    // For the kernel, typedefs are modifiers.
    int id = btf.resolve(target);
    if (!(btf.type(id) instanceof BtfType.Composite struct)) {
      log.accept(
          "func '%s' arg%d type %s is not a struct"
              .formatted(function.name(), index, kind(btf, id)));
      return null;
    }
    log.accept(
        "func '"
            + function.name()
            + "' arg"
            + index
            + " has btf_id "
            + id
            + " type "
            + kind(btf, id)
            + " '"
            + BtfStructWalk.name(struct)
            + "'");
    if (error) {
      log.accept("marking pointer arg" + index + " as scalar as it may encode error");
      return ContextValue.NUMBER;
    }
    return ContextValue.struct(type, btf, id);
  }

  private boolean isNullable(int parameter) {
    BtfType.FuncProto names = function.names();
    return names != null
        && parameter < names.params().size()
        && names.params().get(parameter).name().endsWith("__nullable");
  }

  private IteratorTargets.@Nullable TargetArgument iteratorArgument(int index) {
    if (!function.kind().equals("iter")) {
      return null;
    }
    String target = function.name().substring(KernelTypeNames.ITER_PREFIX.length());
    List<IteratorTargets.TargetArgument> own = IteratorTargets.of(target);
    return own.stream().filter(a -> a.index() == index).findFirst().orElse(null);
  }

  /** Number of the parameter at an offset; the count for the return value; one more beyond. */
  private static int index(Btf btf, BtfType.FuncProto proto, int offset) {
    long end = 0;
    for (int i = 0; i < proto.params().size(); i++) {
      end += slotBytes(btf, proto.params().get(i).type());
      if (offset < end) {
        return i;
      }
    }
    end += slotBytes(btf, proto.returnType());
    return proto.params().size() + (offset < end ? 0 : 1);
  }

  private static long slotBytes(Btf btf, int typeId) {
    return (btf.sizeOf(typeId) + 7) / 8 * 8;
  }

  private static boolean isSmallInt(Btf btf, int id) {
    return btf.type(id) instanceof BtfType.Int i && i.size() <= 8;
  }

  private static String kind(Btf btf, int id) {
    return BtfKind.name(btf.type(id)).toUpperCase(Locale.ROOT);
  }
}
