package io.github.hidbpf4j.bpf.object;

import io.github.hidbpf4j.bpf.btf.Btf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The objects of testdata/objects, built from the C files beside them. */
public final class Fixtures {
  private Fixtures() {}

  private static Path directory() {
    return Path.of(System.getProperty("hidbpf4j.root", ".."), "testdata", "objects");
  }

  public static byte[] bytes(String name) {
    try {
      return Files.readAllBytes(directory().resolve(name + ".bpf.o"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Names of all fixtures, those that are refused included. */
  public static List<String> names() {
    try (var files = Files.list(directory())) {
      return files
          .map(p -> p.getFileName().toString())
          .filter(n -> n.endsWith(".bpf.o"))
          .map(n -> n.substring(0, n.length() - 6))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static BpfObject open(String name) {
    return BpfObject.open(name + ".bpf.o", bytes(name));
  }

  /** Types of the invented kernel that the fixtures are linked against. */
  public static Btf kernel() {
    return open("core_kernel").btf().orElseThrow();
  }

  static LinkedObject link(String name) {
    return open(name).link(kernel());
  }
}
