package io.github.hidbpf4j.bpf.verifier;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.HookFunction;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The arguments of the kernel function that a program implements or is attached to. */
final class HookArguments {
  private final @Nullable Btf btf;
  private final BtfType.@Nullable FuncProto prototype;
  private final boolean trusted;

  HookArguments(LinkedProgram program, ApiProfile profile) {
    btf = program.kernelBtf();
    switch (program.target()) {
      case AttachTarget.StructOpsMember(String struct, String member) -> {
        trusted = true;
        prototype = btf == null ? null : ofMember(btf, struct, member);
      }
      case AttachTarget.BtfFunction(_, String function) -> {
        HookFunction hook = profile.hooks().get(function);
        trusted = hook != null && hook.trustedArguments();
        prototype = btf == null ? null : ofFunction(btf, function);
      }
      default -> {
        trusted = false;
        prototype = null;
      }
    }
  }

  /** Whether the function returns nothing, so that the program's R0 does not matter. */
  boolean returnsVoid() {
    return btf != null
        && prototype != null
        && btf.resolved(prototype.returnType()) instanceof BtfType.VoidType;
  }

  /** What the eight bytes at an offset of the context are. */
  Value argument(int offset) {
    if (!trusted) {
      return Value.LOADED;
    }
    if (btf == null || prototype == null || offset < 0 || offset % 8 != 0) {
      return Value.MEMORY_OR_NULL;
    }
    int index = offset / 8;
    return index < prototype.params().size()
            && btf.resolved(prototype.params().get(index).type()) instanceof BtfType.Ptr
        ? Value.MEMORY_OR_NULL
        : Value.LOADED;
  }

  private static BtfType.@Nullable FuncProto ofMember(Btf btf, String struct, String member) {
    Optional<Integer> id = btf.findStruct(struct);
    if (id.isEmpty() || !(btf.type(id.get()) instanceof BtfType.Composite composite)) {
      return null;
    }
    for (BtfType.Member m : composite.members()) {
      if (m.name().equals(member)
          && btf.resolved(m.type()) instanceof BtfType.Ptr(int function)
          && btf.resolved(function) instanceof BtfType.FuncProto proto) {
        return proto;
      }
    }
    return null;
  }

  private static BtfType.@Nullable FuncProto ofFunction(Btf btf, String function) {
    return btf.find(function, BtfType.Func.class)
        .map(btf::type)
        .map(BtfType.Func.class::cast)
        .map(f -> btf.type(f.type()))
        .filter(BtfType.FuncProto.class::isInstance)
        .map(BtfType.FuncProto.class::cast)
        .orElse(null);
  }
}
