package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.text.NearestWord;
import io.github.hidbpf4j.kernel.metadata.UdevProperties;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of {@code hidbpf run} for udev properties. */
final class PropertyOptions {
  @Option(
      names = {"-p", "--property"},
      paramLabel = "NAME=VALUE",
      description =
          "udev property for the programs' UDEV_PROP_NAME variables and maps. HID_BPF_IGNORE_DEVICE=1: nothing is attached.")
  Map<String, String> values = new LinkedHashMap<>();

  @Option(
      names = "--expect-property",
      paramLabel = "NAME=VALUE",
      description =
          "Exit with 1 unless the programs have set this udev property (UDEV_PROP_NAME maps, after probe); an empty VALUE: unless they have not set it.")
  Map<String, String> expected = new LinkedHashMap<>();

  /** Warns of a property that no object reads, or that does not fit: it has no effect. */
  void warn(List<BpfObject> opened, PrintWriter err) {
    List<UdevProperties.Declared> declared =
        opened.stream().flatMap(o -> UdevProperties.of(o).stream()).toList();
    List<String> known =
        declared.stream()
            .filter(p -> !p.readOnly())
            .map(UdevProperties.Declared::name)
            .distinct()
            .toList();
    values.forEach(
        (name, value) -> {
          if (name.equals(UdevProperties.IGNORE_DEVICE)) {
            return;
          }
          String closest = NearestWord.of(name, known);
          int length = value.getBytes(StandardCharsets.UTF_8).length;
          String problem = "";
          if (!known.contains(name)) {
            problem =
                "no object has a variable or map %s%s%s"
                    .formatted(
                        UdevProperties.PREFIX,
                        name,
                        closest != null
                            ? "; did you mean '" + closest + "'?"
                            : known.isEmpty() ? "" : ", only " + String.join(", ", known));
          } else if (declared.stream().noneMatch(p -> p.name().equals(name) && p.takes(length))) {
            problem =
                "%d bytes, which %s%s has no room for"
                    .formatted(length, UdevProperties.PREFIX, name);
          }
          if (!problem.isEmpty()) {
            err.println("hidbpf: " + Hex.printable("--property " + name + ": " + problem));
          }
        });
  }
}
