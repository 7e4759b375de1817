package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.LoadPlan;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** {@code --optional}: the requested maps and programs of sections with {@code ?}. */
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

  /** Names of optional maps and programs that the objects have. */
  private final Set<String> known = new LinkedHashSet<>();

  /** The requested names; remembers which of them these objects have. */
  Set<String> of(List<BpfObject> objects) {
    objects.forEach(o -> known.addAll(LoadPlan.optionalOf(o)));
    return new LinkedHashSet<>(names);
  }

  /**
   * Checks the names once all objects are known.
   *
   * @throws Errors.UsageException if no object has an optional map or program of a given name
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
                        : "expected one of " + String.join(", ", known)));
      }
    }
  }
}
