package io.github.hidbpf4j.bpf.object;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfKind;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.btf.CoreRelocator;
import io.github.hidbpf4j.bpf.btf.KernelTypeNames;
import io.github.hidbpf4j.bpf.program.AttachTarget.StructOpsMember;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares struct_ops maps with the kernel's struct and determines which member each program
 * implements ({@code bpf_map__init_kern_struct_ops} in {@code tools/lib/bpf/libbpf.c}, Linux 6.12).
 */
final class StructOpsLinker {
  private final String file;
  private final Btf btf;
  private final @Nullable Btf kernel;
  private final IdentityHashMap<CodeFunction, StructOpsMember> members = new IdentityHashMap<>();
  private final IdentityHashMap<CodeFunction, LoadException> programFailures =
      new IdentityHashMap<>();
  private final Map<String, LoadException> failures = new LinkedHashMap<>();

  StructOpsLinker(String file, Btf btf, @Nullable Btf kernel, List<MapEntry> maps) {
    this.file = file;
    this.btf = btf;
    this.kernel = kernel;
    for (MapEntry map : maps) {
      if (map.structOps()) {
        link(map);
      }
    }
  }

  /** Why maps do not fit, by name. */
  Map<String, LoadException> failures() {
    return failures;
  }

  /** The member that a program implements; null when no map uses it. */
  @Nullable StructOpsMember member(CodeFunction program) {
    return members.get(program);
  }

  /** Why the only maps that use a program do not fit, or null. */
  @Nullable LoadException failure(CodeFunction program) {
    return members.containsKey(program) ? null : programFailures.get(program);
  }

  private void link(MapEntry map) {
    String struct = CoreRelocator.essentialName(map.structName);
    try {
      Btf types = kernel;
      if (types != null) {
        compare(map, struct, types);
      }
      // Checked completely first, so that a map that does not fit has no effect.
      map.programs.forEach(
          (member, program) -> {
            StructOpsMember target = new StructOpsMember(struct, member);
            StructOpsMember before = members.get(program);
            if (before != null && !before.equals(target)) {
              throw bad(
                  map,
                  "func ptr %s: invalid reuse of prog %s, which is %s.%s already"
                      .formatted(member, program.name, before.struct(), before.member()));
            }
          });
      map.programs.forEach((m, p) -> members.put(p, new StructOpsMember(struct, m)));
    } catch (LoadException e) {
      failures.put(map.name, e);
      map.programs.values().forEach(p -> programFailures.putIfAbsent(p, e));
    }
  }

  private LoadException bad(MapEntry map, String text) {
    return LoadException.map(file, map.name, "struct_ops init_kern: " + text);
  }

  private void compare(MapEntry map, String struct, Btf types) {
    String wrapper = KernelTypeNames.STRUCT_OPS_PREFIX + struct;
    int wrapperId =
        types
            .findStruct(wrapper)
            .orElseThrow(() -> bad(map, "struct %s is not found in kernel BTF".formatted(wrapper)));
    int structId =
        types
            .findStruct(struct)
            .orElseThrow(() -> bad(map, "struct %s is not found in kernel BTF".formatted(struct)));
    if (!(types.type(wrapperId) instanceof BtfType.Composite outer)
        || outer.members().stream().noneMatch(m -> m.type() == structId)) {
      throw bad(map, "struct %s data is not found in struct %s".formatted(struct, wrapper));
    }
    Map<String, BtfType.Member> kernelMembers = new HashMap<>();
    if (types.type(structId) instanceof BtfType.Composite c) {
      c.members().forEach(m -> kernelMembers.putIfAbsent(m.name(), m));
    }
    if (btf.type(map.structTypeId) instanceof BtfType.Composite own) {
      for (BtfType.Member member : own.members()) {
        compare(map, types, member, kernelMembers.get(member.name()));
      }
    }
  }

  private boolean set(MapEntry map, BtfType.Member member, long size) {
    if (map.programs.containsKey(member.name())) {
      return true;
    }
    byte[] data = map.initialData;
    for (long i = member.byteOffset(); data != null && i < member.byteOffset() + size; i++) {
      if (data[(int) i] != 0) {
        return true;
      }
    }
    return false;
  }

  private void compare(
      MapEntry map, Btf types, BtfType.Member member, BtfType.@Nullable Member kernelMember) {
    String name = member.name();
    long size = btf.sizeOf(member.type());
    if (kernelMember == null) {
      if (set(map, member, size)) {
        throw bad(map, "Cannot find member %s in kernel BTF".formatted(name));
      }
      return;
    }
    if (member.bitFieldSize() != 0 || kernelMember.bitFieldSize() != 0) {
      throw bad(map, "bitfield %s is not supported".formatted(name));
    }
    BtfType own = btf.resolved(member.type());
    BtfType theirs = types.resolved(kernelMember.type());
    if (own.kind() != theirs.kind()) {
      throw bad(
          map,
          "Unmatched member type %s %s != %s(kernel)"
              .formatted(name, BtfKind.name(own), BtfKind.name(theirs)));
    }
    if (own instanceof BtfType.Ptr) {
      if (map.programs.containsKey(name)
          && !(theirs instanceof BtfType.Ptr(int pointee)
              && types.resolved(pointee) instanceof BtfType.FuncProto)) {
        throw bad(map, "kernel member %s is not a func ptr".formatted(name));
      }
      return;
    }
    long kernelSize = types.sizeOf(kernelMember.type());
    if (size != kernelSize) {
      throw bad(
          map, "Error in size of member %s: %d != %d(kernel)".formatted(name, size, kernelSize));
    }
  }
}
