package io.github.hidbpf4j.kernel.lint;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.object.BpfObject;
import java.util.HashSet;
import java.util.Set;

/**
 * The messages that an object suppresses, by a {@code btf_decl_tag} on a function or variable:
 * {@code hidbpf-lint-ignore:unchecked-patch}. Compilers put the tag into BTF, and kernels ignore
 * it.
 */
final class Silence {
  /** Prefix of the tag, followed by the rule's id. */
  static final String TAG = "hidbpf-lint-ignore:";

  private record Ignored(String name, String id) {}

  private final Set<Ignored> ignored = new HashSet<>();

  private Silence() {}

  static Silence of(BpfObject object) {
    Silence silence = new Silence();
    object.btf().ifPresent(silence::read);
    return silence;
  }

  private void read(Btf btf) {
    for (int id = 1; id <= btf.size(); id++) {
      if (btf.type(id) instanceof BtfType.DeclTag tag && tag.name().startsWith(TAG)) {
        ignored.add(
            new Ignored(btf.type(tag.type()).name(), tag.name().substring(TAG.length()).strip()));
      }
    }
  }

  boolean covers(LintMessage message) {
    return ignored.contains(new Ignored(message.program(), message.id()));
  }
}
