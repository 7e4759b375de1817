package io.github.hidbpf4j.kernel.analysis;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import org.jspecify.annotations.Nullable;

/**
 * Finds struct_ops functions assigned to another slot than the one named by their section. libbpf
 * uses the slot and ignores the section name, so they load and run at the other hook.
 */
public final class SlotNames {
  private SlotNames() {}

  /** A finding on a program; null when its section names its slot, or none. */
  public static @Nullable Finding check(LinkedProgram program) {
    String named = memberOfSection(program.section());
    return program.target() instanceof AttachTarget.StructOpsMember(String struct, String member)
            && !named.isEmpty()
            && !named.equals(member)
            && isMember(program, struct, named)
        ? new Finding(
            FindingKind.WRONG_SLOT,
            program.name(),
            ("its section says %s, but it is in slot .%s of struct %s: it runs at that hook, with "
                    + "that hook's arguments; put it into .%s, or name the section struct_ops/%s")
                .formatted(named, member, struct, named, member))
        : null;
  }

  /** The member of {@code struct_ops/MEMBER}, {@code ?struct_ops.s/MEMBER}; "" if there is none. */
  private static String memberOfSection(String section) {
    int slash = section.indexOf('/');
    String kind = slash < 0 ? "" : section.substring(section.startsWith("?") ? 1 : 0, slash);
    return kind.equals("struct_ops") || kind.equals("struct_ops.s")
        ? section.substring(slash + 1)
        : "";
  }

  /** Only names of hooks denote a slot: a section name may contain any other text. */
  private static boolean isMember(LinkedProgram program, String struct, String name) {
    Btf types = program.kernelBtf();
    return types != null
        && types.findStruct(struct).map(types::type).orElse(null) instanceof BtfType.Composite of
        && of.members().stream().anyMatch(member -> member.name().equals(name));
  }
}
