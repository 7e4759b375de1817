package io.github.hidbpf4j.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BpfExceptionTest {
  @Test
  void messagesAreOneLineWhateverNamesAreInThem() {
    assertThat(new BpfException("map 'a\nb\t\u001b[2J\u2028'"))
        .hasMessage("map 'a\\x0ab\\x09\\x1b[2J\\x2028'");
    assertThat(new BpfException("x".repeat(10_000)).getMessage()).hasSize(4003).endsWith("...");
    assertThat(new BpfException("prog 'é': ok")).hasMessage("prog 'é': ok");
  }
}
