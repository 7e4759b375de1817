package io.github.hidbpf4j.linux.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameSearchTest {
  /** The bytes of a text, in which a dot is a NUL. */
  private static byte[] bytes(String text) {
    return text.replace('.', '\0').getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({
    "hid_bpf_ops, .hid_bpf_ops., true",
    "hid_bpf_ops, ..int.hid_bpf_ops.char., true",
    "hid_bpf_ops, .hid_bpf_ops, false",
    "hid_bpf_ops, hid_bpf_ops., false",
    "hid_bpf_ops, .hid_bpf_ops_x., false",
    "hid_bpf_ops, .my_hid_bpf_ops., false",
    "hid_bpf_ops, .hid_bpf_ops_x.hid_bpf_ops., true",
    "aba, .abab.ababa.aba., true",
    "aa, .aaa.aa., true",
    "a, ...a., true",
    "a, .b., false",
  })
  void findsWholeNames(String name, String text, boolean there) {
    assertThat(new NameSearch(name).isIn(bytes(text), bytes(text).length)).isEqualTo(there);
  }

  @Test
  void nothingIsInNothing() {
    assertThat(new NameSearch("a").isIn(new byte[0], 0)).isFalse();
  }

  @Test
  void asALookAtEachPlace() {
    Random random = new Random(12);
    int found = 0;
    for (int i = 0; i < 20_000; i++) {
      String text = letters(random, ".ab", random.nextInt(24));
      String name = letters(random, "ab", 1 + random.nextInt(4));
      boolean there = text.contains("." + name + ".");
      assertThat(new NameSearch(name).isIn(bytes(text), bytes(text).length))
          .as("%s in %s", name, text)
          .isEqualTo(there);
      found += there ? 1 : 0;
    }
    assertThat(found).isBetween(1_000, 19_000);
  }

  private static String letters(Random random, String of, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(of.charAt(random.nextInt(of.length())));
    }
    return text.toString();
  }
}
