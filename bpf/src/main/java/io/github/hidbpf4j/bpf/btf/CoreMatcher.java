package io.github.hidbpf4j.bpf.btf;

import io.github.hidbpf4j.bpf.btf.CoreSpec.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds in a kernel type what a spec of the object refers to: members by name, through anonymous
 * structs and unions, array elements by index ({@code tools/lib/bpf/relo_core.c}, Linux 6.12).
 */
final class CoreMatcher {
  private final Btf target;
  private final CoreTypes types;
  private final CoreBudget budget;

  CoreMatcher(Btf local, Btf target, CoreBudget budget) {
    this.target = target;
    this.types = new CoreTypes(local, target, budget);
    this.budget = budget;
  }

  /** The spec in the kernel's types, or null when this candidate lacks it. */
  @Nullable CoreSpec match(CoreSpec local, int candidate) {
    CoreSpec spec = new CoreSpec(target, candidate, local.kind);
    if (local.kind.typeBased()) {
      boolean found =
          local.kind == CoreRelocationKind.TYPE_MATCHES
              ? types.matches(local.rootTypeId, candidate)
              : types.compatible(local.rootTypeId, candidate);
      return found ? spec : null;
    }
    boolean found = local.kind.enumBased() ? matchEnumerator(local, spec) : matchField(local, spec);
    return found ? spec : null;
  }

  private boolean matchEnumerator(CoreSpec local, CoreSpec spec) {
    int id = target.resolve(spec.rootTypeId);
    if (!(target.type(id) instanceof BtfType.Enumeration e)) {
      return false;
    }
    String name = local.steps.getFirst().name();
    String essential = CoreTypes.essentialName(name == null ? "" : name);
    for (int i = 0; i < e.values().size(); i++) {
      budget.step();
      String candidate = e.values().get(i).name();
      if (CoreTypes.essentialName(candidate).equals(essential)) {
        spec.steps.add(new Step(id, i, candidate));
        spec.raw.add(i);
        return true;
      }
    }
    return false;
  }

  private boolean matchField(CoreSpec local, CoreSpec spec) {
    int id = spec.rootTypeId;
    for (int i = 0; i < local.steps.size(); i++) {
      Step step = local.steps.get(i);
      id = target.resolve(id);
      if (step.name() != null) {
        int next = member(local.btf, step, id, spec);
        if (next < 0) {
          return false;
        }
        id = next;
        continue;
      }
      // The first index counts whole objects of the root type, later ones array elements.
      if (i > 0) {
        if (!(target.type(id) instanceof BtfType.Array a)
            || step.index() >= a.count() && !CoreSpec.flexible(target, spec.last(), a)) {
          return false;
        }
        id = target.resolve(a.type());
      }
      checkLength(spec);
      spec.steps.add(new Step(id, step.index(), null));
      spec.raw.add(step.index());
      spec.advance(CoreSpec.multiply(step.index(), CoreSpec.sizeOf(target, id)));
    }
    return true;
  }

  /** Type id of the member that the local step names, or -1; appends the path to the spec. */
  private int member(Btf localBtf, Step step, int id, CoreSpec spec) {
    if (!(target.type(id) instanceof BtfType.Composite composite)
        || !(localBtf.type(step.typeId()) instanceof BtfType.Composite from)) {
      return -1;
    }
    int localType = from.members().get(step.index()).type();
    List<BtfType.Member> members = composite.members();
    for (int i = 0; i < members.size(); i++) {
      budget.step();
      checkLength(spec);
      BtfType.Member m = members.get(i);
      long before = spec.bitOffset;
      spec.raw.add(i);
      spec.advance(m.bitOffset());
      if (m.name().isEmpty()) {
        int found = member(localBtf, step, target.resolve(m.type()), spec);
        if (found >= 0) {
          return found;
        }
      } else if (m.name().equals(step.name())) {
        if (!types.fieldsCompatible(localType, m.type())) {
          // No other member can have the same name.
          spec.raw.removeLast();
          spec.bitOffset = before;
          return -1;
        }
        spec.steps.add(new Step(id, i, m.name()));
        return m.type();
      }
      spec.raw.removeLast();
      spec.bitOffset = before;
    }
    return -1;
  }

  private static void checkLength(CoreSpec spec) {
    if (spec.raw.size() >= CoreSpec.MAX_LENGTH) {
      throw new CoreException("more than %d levels of types".formatted(CoreSpec.MAX_LENGTH));
    }
  }
}
