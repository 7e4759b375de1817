package io.github.hidbpf4j.bpf.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfReader;
import io.github.hidbpf4j.bpf.btf.BtfWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Objects that are not part of the project: {@code -Dhidbpf4j.objects=DIR} opens and links every
 * {@code .bpf.o} of a directory, against {@code -Dhidbpf4j.vmlinux=FILE}.
 */
class RealObjectsTest {
  private static String property(String name) {
    String value = System.getProperty(name, "");
    assumeFalse(value.isEmpty(), "-D" + name + " is not given");
    return value;
  }

  @Test
  void opensAndLinksThem() throws IOException {
    Path directory = Path.of(property("hidbpf4j.objects"));
    Path vmlinux = Path.of(property("hidbpf4j.vmlinux"));
    Btf kernel = BtfReader.read(vmlinux.toString(), Files.readAllBytes(vmlinux));
    assertThat(BtfReader.read("again", BtfWriter.write(kernel)).types()).isEqualTo(kernel.types());
    List<Path> objects;
    try (var files = Files.list(directory)) {
      objects = files.filter(p -> p.toString().endsWith(".bpf.o")).sorted().toList();
    }
    assertThat(objects).isNotEmpty();
    for (Path path : objects) {
      LinkedObject linked =
          BpfObject.open(path.getFileName().toString(), Files.readAllBytes(path)).link(kernel);
      // What may be missing is what the kernel lacks, never what we do not understand.
      linked
          .failures()
          .forEach(
              (name, e) ->
                  assertThat(e.getMessage()).containsPattern("not found in kernel|kernel BTF"));
    }
  }
}
