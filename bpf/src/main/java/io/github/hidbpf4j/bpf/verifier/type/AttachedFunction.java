package io.github.hidbpf4j.bpf.verifier.type;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.btf.KernelTypeNames;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kernel function that a program is attached to or implements, which determines its context and
 * return value: {@code attach_func_proto} and {@code attach_func_name} of the kernel.
 *
 * @param kind {@code fentry}, {@code fexit}, {@code fmod_ret}, {@code tp_btf}, {@code iter}, {@code
 *     lsm}, {@code struct_ops}
 * @param name name in messages
 * @param btf BTF of the prototype
 * @param prototype the prototype, or null if the kernel BTF has none
 * @param names prototype to take the parameters' names from: for tracepoints a different one
 */
record AttachedFunction(
    String kind,
    String name,
    Btf btf,
    BtfType.@Nullable FuncProto prototype,
    BtfType.@Nullable FuncProto names) {

  private static final Btf NO_BTF = new Btf(List.of());

  /** The function of a program; null for programs without one. */
  public static @Nullable AttachedFunction of(LinkedProgram program) {
    Btf kernel = program.kernelBtf() == null ? NO_BTF : program.kernelBtf();
    if (program.target() instanceof AttachTarget.StructOpsMember(String struct, String member)) {
      return structOps(kernel, struct, member);
    }
    return program.target() instanceof AttachTarget.BtfFunction(String kind, String function)
        ? function(kernel, kind, function)
        : null;
  }

  private static AttachedFunction structOps(Btf kernel, String struct, String member) {
    BtfType.FuncProto proto =
        kernel.findStruct(struct).map(id -> memberPrototype(kernel, id, member)).orElse(null);
    BtfType.FuncProto stub = prototype(kernel, struct + "__" + member);
    return new AttachedFunction("struct_ops", member, kernel, proto, stub == null ? proto : stub);
  }

  private static BtfType.@Nullable FuncProto memberPrototype(Btf btf, int structId, String member) {
    if (!(btf.type(structId) instanceof BtfType.Composite struct)) {
      return null;
    }
    for (BtfType.Member m : struct.members()) {
      if (m.name().equals(member)
          && btf.resolved(m.type()) instanceof BtfType.Ptr(int target)
          && btf.resolved(target) instanceof BtfType.FuncProto proto) {
        return proto;
      }
    }
    return null;
  }

  private static AttachedFunction function(Btf kernel, String kind, String function) {
    BtfType.FuncProto proto =
        switch (kind) {
          case "tp_btf" -> tracepoint(kernel, function);
          case "iter" -> prototype(kernel, KernelTypeNames.ITER_PREFIX + function);
          case "lsm", "lsm_cgroup" -> prototype(kernel, KernelTypeNames.LSM_PREFIX + function);
          default -> prototype(kernel, function);
        };
    BtfType.FuncProto names =
        kind.equals("tp_btf") ? prototype(kernel, "__bpf_trace_" + function) : proto;
    String shown =
        switch (kind) {
          case "iter" -> KernelTypeNames.ITER_PREFIX + function;
          case "lsm", "lsm_cgroup" -> KernelTypeNames.LSM_PREFIX + function;
          default -> function;
        };
    return new AttachedFunction(kind, shown, kernel, proto, names == null ? proto : names);
  }

  private static BtfType.@Nullable FuncProto prototype(Btf btf, String function) {
    return btf.find(function, BtfType.Func.class)
        .map(id -> ((BtfType.Func) btf.type(id)).type())
        .map(id -> btf.type(id) instanceof BtfType.FuncProto p ? p : null)
        .orElse(null);
  }

  private static BtfType.@Nullable FuncProto tracepoint(Btf btf, String name) {
    return btf.find("btf_trace_" + name, BtfType.Typedef.class)
        .map(id -> btf.resolved(id) instanceof BtfType.Ptr(int target) ? target : 0)
        .map(id -> btf.resolved(id) instanceof BtfType.FuncProto p ? p : null)
        .orElse(null);
  }

  /** Whether the first parameter is the tracepoint's data, which programs do not see. */
  public boolean skipsFirst() {
    return kind.equals("tp_btf");
  }

  /** Whether the function returns nothing; false if unknown. */
  public boolean returnsVoid() {
    return prototype != null && btf.resolve(prototype.returnType()) == 0;
  }
}
