package io.github.hidbpf4j.tools.selftests;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options for the programs of a stick that a command works on, and where their objects are. */
final class StickOptions {
  @Parameters(
      index = "0",
      paramLabel = "STICK",
      description = "Names the programs, and what the kernel says of them.")
  Path stick;

  @Parameters(index = "1", paramLabel = "OBJECTS", description = "Folder with objs and objs-hid.")
  Path objects;

  @Option(
      names = "--kernel-btf",
      paramLabel = "FILE",
      description = "Types of the kernel for objs; OBJECTS/vmlinux.btf if not given.")
  @Nullable Path kernelBtf;

  @Option(
      names = "--kernel",
      paramLabel = "PROFILE",
      defaultValue = "6.12",
      description = "Profile to verify under. Default: ${DEFAULT-VALUE}.")
  String kernel = "6.12";

  @Option(
      names = "--only",
      paramLabel = "OBJECT[/PROGRAM]",
      description = "Only this object or program.")
  @Nullable String only;

  /** The requested entries of the stick, in its order. */
  List<StickEntry> entries() throws IOException {
    return StickEntry.read(stick).stream().filter(this::isSelected).toList();
  }

  private boolean isSelected(StickEntry entry) {
    return only == null || entry.name().equals(only) || entry.name().startsWith(only + "/");
  }

  /** Whether this program was requested by its full name. */
  boolean isNamed(StickEntry entry) {
    return entry.name().equals(only);
  }

  StickPrograms programs() {
    return programs(kernel);
  }

  /** The same programs under another profile. */
  StickPrograms programs(String profile) {
    return new StickPrograms(objects, kernelBtf, profile);
  }
}
