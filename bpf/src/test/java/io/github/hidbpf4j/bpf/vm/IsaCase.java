package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.asm.Instruction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** One case of {@code testdata/isa}; the format is in its README. */
record IsaCase(
    String name, List<Instruction> slots, byte[] memory, long result, byte[] memoryAfter) {

  /** All cases, in order of path. */
  static List<IsaCase> all() {
    Path root = Path.of(Objects.requireNonNull(System.getProperty("hidbpf4j.root")));
    Path directory = root.resolve("testdata/isa");
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(f -> f.toString().endsWith(".case"))
          .sorted()
          .map(f -> read(directory.relativize(f).toString(), f))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static IsaCase read(String name, Path file) {
    Map<String, StringBuilder> sections = new HashMap<>();
    StringBuilder section = new StringBuilder();
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith("-- ")) {
          section = new StringBuilder();
          sections.put(line.substring(3).strip(), section);
        } else if (!line.startsWith("#")) {
          section.append(line).append('\n');
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] raw = hex(sections, "raw");
    List<Instruction> slots = new ArrayList<>();
    for (int at = 0; at < raw.length; at += Instruction.SIZE) {
      long word = 0;
      for (int b = 7; b >= 0; b--) {
        word = word << 8 | raw[at + b] & 0xff;
      }
      slots.add(Instruction.decode(word));
    }
    String result = Objects.requireNonNull(sections.get("result"), name).toString().strip();
    byte[] memory = hex(sections, "mem");
    byte[] after = sections.containsKey("mem after") ? hex(sections, "mem after") : memory;
    return new IsaCase(name, slots, memory, Long.parseUnsignedLong(result.substring(2), 16), after);
  }

  private static byte[] hex(Map<String, StringBuilder> sections, String name) {
    StringBuilder text = sections.get(name);
    return text == null
        ? new byte[0]
        : HexFormat.of().parseHex(text.toString().replaceAll("\\s", ""));
  }

  @Override
  public String toString() {
    return name + Arrays.asList(slots);
  }
}
