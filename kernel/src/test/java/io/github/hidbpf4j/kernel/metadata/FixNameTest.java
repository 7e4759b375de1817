package io.github.hidbpf4j.kernel.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Measured with udev-hid-bpf 2.3.0.20260703: which of these files it took, and in which order. */
class FixNameTest {
  @ParameterizedTest
  @CsvSource({
    "0010-Vendor__Product.bpf.o, 0010, vendor__product.bpf.o",
    "Vendor__Product.bpf.o,      '',   vendor__product.bpf.o",
    "0020-A-B.bpf.o,             0020, a-b.bpf.o",
    "0010_E.bpf.o,               '',   0010_e.bpf.o",
    "mine-0010.bpf.o,            mine, 0010.bpf.o",
  })
  void parts(String file, String number, String stem) {
    assertThat(FixName.of(file)).isEqualTo(new FixName(number, stem));
  }

  @Test
  void orderAsMeasured() {
    List<String> files =
        List.of(
            "0010-A-B",
            "0020-A-B",
            "0010-A",
            "q-A",
            "A",
            "00a0-A",
            "mine-0010",
            "x_y",
            "10-C",
            "9-C",
            "0010-c",
            "0008-D.v2",
            "0009-D.v1",
            "0010_E",
            "0020_E",
            "00100-F",
            "0020-F");
    List<FixName> sorted = files.stream().map(f -> FixName.of(f + ".bpf.o")).sorted().toList();
    List<FixName> taken =
        sorted.stream()
            .filter(
                name ->
                    sorted.stream().filter(o -> o.stem().equals(name.stem())).toList().indexOf(name)
                        == 0)
            .toList();
    assertThat(taken)
        .extracting(n -> (n.number().isEmpty() ? "" : n.number() + "-") + n.stem())
        .containsExactly(
            "mine-0010.bpf.o",
            "0010_e.bpf.o",
            "0020_e.bpf.o",
            "0020-a-b.bpf.o",
            "q-a.bpf.o",
            "9-c.bpf.o",
            "0009-d.v1.bpf.o",
            "0008-d.v2.bpf.o",
            "0020-f.bpf.o",
            "x_y.bpf.o");
  }
}
