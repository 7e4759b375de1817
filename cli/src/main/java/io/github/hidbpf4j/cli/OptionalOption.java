package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LoadPlan;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** {@code --optional}: which maps and programs of sections with {@code ?} are asked for. */
final class OptionalOption {
  @Option(
      names = "--optional",
      paramLabel = "NAME",
      split = ",",
      description = {
        "Also create and load this optional map or program: one in a section whose name begins with '?', as bpf_map__set_autocreate and bpf_program__set_autoload do.",
        "May be repeated; all selects all of them. Default: they are skipped, as libbpf does."
      })
  List<String> names = List.of();

  /** What the objects have that is optional. */
  private final Set<String> known = new LinkedHashSet<>();

  /** The names, for some objects. */
  Set<String> of(List<BpfObject> objects) {
    objects.forEach(o -> known.addAll(LoadPlan.optionalOf(o)));
    return new LinkedHashSet<>(names);
  }

  /**
   * Checks the names once all objects are known.
   *
   * @throws Errors.UsageException when none of the objects has something optional of that name
   */
  void check() {
    for (String name : names) {
      if (!name.equals(LoadPlan.ALL) && !known.contains(name)) {
        throw new Errors.UsageException(
            "--optional %s: no optional map or program of this name, %s"
                .formatted(
                    name,
                    known.isEmpty()
                        ? "none is optional here"
                        : "expected of " + String.join(", ", known)));
      }
    }
  }
}
