package io.github.hidbpf4j.kernel.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FixNameTest {
  @ParameterizedTest
  @CsvSource({
    "0010-Vendor__Product.bpf.o, 10, vendor__product",
    "0009-Vendor__Product.bpf.o, 9,  vendor__product",
    "Vendor__Product.bpf.o,      0,  vendor__product",
    "0020-A-B.o,                 20, a-b",
    "10.bpf.o,                   0,  10",
    "99999999999-X.bpf.o,        0,  99999999999-x",
    "0010-.bpf.o,                0,  0010-",
  })
  void parts(String file, int number, String stem) {
    assertThat(FixName.of(file)).isEqualTo(new FixName(number, stem));
  }

  @Test
  void highestNumberIsTriedFirst() {
    List<String> files = List.of("0010-b.bpf.o", "0020-B.bpf.o", "a.bpf.o", "0009-b.bpf.o");
    assertThat(files.stream().map(FixName::of).sorted())
        .containsExactly(
            new FixName(0, "a"), new FixName(20, "b"), new FixName(10, "b"), new FixName(9, "b"));
  }
}
